"""Sending a circular: trying it out, now or at a moment, its course, and correcting it."""

from alliance.circular.sending.acts import Sent, send, test
from alliance.circular.sending.content import checksum, checksum_of, fingerprint
from alliance.circular.sending.correcting import correct
from alliance.circular.sending.course import pause, resume, stop, try_again
from alliance.circular.sending.timing import (
    LONGEST_WAIT,
    schedule,
    send_due,
    unschedule,
)

__all__ = [
    "LONGEST_WAIT",
    "Sent",
    "checksum",
    "checksum_of",
    "correct",
    "fingerprint",
    "pause",
    "resume",
    "schedule",
    "send",
    "send_due",
    "stop",
    "test",
    "try_again",
    "unschedule",
]
