"""What an error of the Bot API means for the message that met it."""

from datetime import timedelta
from enum import Enum, auto
from typing import Final

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


class Fate(Enum):
    """What became of a call, and what may be done about it."""

    BLOCKED = auto()  # the person does not want messages
    GONE = auto()  # there is nobody in this chat (any more)
    MOVED = auto()  # a group became a supergroup; private chats never do
    REFUSED = auto()  # Telegram will never take this call
    WAIT = auto()  # not taken; again after the seconds of `retry_after`
    NOT_SENT = auto()  # the request never left: again
    UNCERTAIN = auto()  # nobody knows whether it was taken
    SAME = auto()  # an edit that changes nothing: as good as done
    EDIT_GONE = auto()  # the message cannot be edited: send it anew
    QUERY_OLD = auto()  # the press is no longer waiting for its toast


UNAVAILABLE: Final = (
    "user is deactivated",
    "chat not found",
    "user not found",
    "can't initiate conversation",
    "can't send messages to bots",
    "can't send messages to the bot",
    "peer_id_invalid",
)
NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
    "message_id_invalid",
    "message identifier is not specified",
)
QUERY_OLD: Final = ("query is too old", "query_id_invalid")
SAME: Final = ("message is not modified", "message_not_modified")


def fate(error: TelegramError) -> Fate:
    """Return what an error means. Whatever is not known to be unsent counts as uncertain."""
    match error:
        case RetryAfter():
            found = Fate.WAIT
        case ChatMigrated():
            found = Fate.MOVED
        case Forbidden():
            found = _named(error) or Fate.BLOCKED
        case BadRequest():
            found = _named(error) or Fate.REFUSED
        case InvalidToken():
            found = Fate.NOT_SENT  # a revoked token is the operator's trouble, not the message's
        case NetworkError():
            found = _network(error)
        case _:
            found = Fate.UNCERTAIN
    return found


def retry_after(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def _named(error: TelegramError) -> Fate | None:
    text = error.message.casefold()
    for texts, known in (
        (SAME, Fate.SAME),
        (NOT_EDITABLE, Fate.EDIT_GONE),
        (QUERY_OLD, Fate.QUERY_OLD),
        (UNAVAILABLE, Fate.GONE),
    ):
        if any(one in text for one in texts):
            return known
    return None


def _network(error: NetworkError) -> Fate:
    """Only a connection that was never made proves that nothing was sent."""
    unsent = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    return Fate.NOT_SENT if isinstance(error.__cause__, unsent) else Fate.UNCERTAIN
