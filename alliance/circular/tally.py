"""Counting a circular's messages, and the people by what became of theirs."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.delivery import Delivery, DeliveryState

# The messages that carry a circular: a general one, or the request for a statement (S-11).
KINDS = ("circular", "statement-request", "statement-copy")
MOVING = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
WAITING = (DeliveryState.QUEUED, DeliveryState.HELD, *MOVING)


class Fate(StrEnum):
    """How a person stands with all the messages of a circular; the first that is true."""

    UNREACHABLE = "unreachable"
    FAILED = "failed"
    SENDING = "sending"
    QUEUED = "queued"
    HELD = "held"
    STOPPED = "stopped"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Counts:
    """How many people stand so.

    `sending`: a part is on the wire or of unknown fate, or has arrived and others wait. `sent`:
    everything has arrived. `dropped`: nothing was sent, since they had left meanwhile.
    """

    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    held: int = 0
    stopped: int = 0
    dropped: int = 0

    @property
    def people(self) -> int:
        """Return how many people there are in all."""
        return sum(vars(self).values())


@dataclass(frozen=True)
class Tally:
    """Counts of people and of the messages that they are to get; `done` are those settled.

    `partly`: people who have some of it and not all, whether the rest comes or not. `repeated`:
    people to whom something may have come twice.
    """

    counts: Counts = Counts()
    messages: int = 0
    done: int = 0
    partly: int = 0
    repeated: int = 0


def tallies(session: Session, subjects: Collection[str]) -> dict[str, Tally]:
    """Return the counts by subject, of those that have any message."""
    by_person = people(subjects)
    query = sa.select(
        by_person.c.subject,
        sa.func.sum(by_person.c.messages),
        sa.func.sum(by_person.c.done),
        times(partly(by_person)),
        times(by_person.c.repeats > 0),
        *(times(by_person.c.fate == fate) for fate in Fate),
    ).group_by(by_person.c.subject)
    return {
        subject: Tally(
            Counts(**dict(zip(Fate, map(int, counts), strict=True))),
            int(messages),
            int(done),
            int(part),
            int(repeated),
        )
        for subject, messages, done, part, repeated, *counts in session.execute(query)
    }


def people(subjects: Collection[str]) -> sa.Subquery:
    """Return a query of one row for each subject and recipient: what became of the messages."""
    state, error = col(Delivery.state), col(Delivery.error)
    sent = times(state == DeliveryState.SENT)
    queued = times(state == DeliveryState.QUEUED)
    stopped = sa.func.coalesce(error, "") == "stopped"
    # Not counted: what nobody was to get after all, as a part that their language has not.
    wanted = (state != DeliveryState.DROPPED) | stopped
    fate = sa.case(
        (times(state == DeliveryState.REFUSED) > 0, Fate.UNREACHABLE.value),
        (times(state == DeliveryState.FAILED) > 0, Fate.FAILED.value),
        (times(state.in_(MOVING)) > 0, Fate.SENDING.value),
        ((queued > 0) & (sent > 0), Fate.SENDING.value),
        (queued > 0, Fate.QUEUED.value),
        (times(state == DeliveryState.HELD) > 0, Fate.HELD.value),
        (
            times((state == DeliveryState.DROPPED) & stopped) > 0,
            Fate.STOPPED.value,
        ),
        (sent > 0, Fate.SENT.value),
        else_=Fate.DROPPED.value,
    )
    return (
        sa.select(
            col(Delivery.subject),
            col(Delivery.person_id),
            times(wanted).label("messages"),
            times(wanted & state.not_in(WAITING)).label("done"),
            sent.label("sent"),
            times(col(Delivery.repeat) == sa.true()).label("repeats"),
            fate.label("fate"),
        )
        .where(carries(subjects))
        .group_by(col(Delivery.subject), col(Delivery.person_id))
        .subquery()
    )


def partly(by_person: sa.Subquery) -> sa.ColumnElement[bool]:
    """Return the condition that somebody of `people` has some of a circular and not all."""
    return (by_person.c.sent > 0) & (by_person.c.fate != Fate.SENT)


def carries(subjects: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a delivery carries one of the circulars."""
    return col(Delivery.subject).in_(subjects) & col(Delivery.kind).in_(KINDS)


def times(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Return in how many of the grouped rows a condition is true."""
    return sa.func.sum(sa.case((condition, 1), else_=0))
