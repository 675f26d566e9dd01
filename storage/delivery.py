"""A message to somebody who did not just press something: one row per Telegram message."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import big, choice, partial

WAITING = "state IN ('queued', 'uncertain')"
SENDING = "state = 'sending'"
OPEN = "state IN ('queued', 'sending', 'uncertain')"


class Lane(IntEnum):
    """Which messages go first when the budget is short; lower is sooner."""

    PRESS = 0
    NOTICE = 1
    REMINDER = 2
    CIRCULAR = 3
    REFRESH = 4


class DeliveryState(StrEnum):
    """How far a delivery has come.

    REFUSED: the recipient cannot be reached (blocked, gone). FAILED: Telegram will never take
    this message. UNCERTAIN: its fate is unknown; it is sent again and says so. HELD: the
    secretariat has paused what it belongs to.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"
    HELD = "held"


class Delivery(SQLModel, table=True):
    """Rendered at send time in the recipient's language; `subject` names what it is about."""

    __table_args__ = (
        partial(
            ("lane", "not_before", "id"),
            WAITING,
            "ix_delivery_due",
            unique=False,
        ),
        partial(("id",), SENDING, "ix_delivery_sending", unique=False),
        partial(("person_id", "lane", "id"), OPEN, "ix_delivery_open", unique=False),
        sa.Index("ix_delivery_subject", "subject", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=32)
    person_id: int = Field(foreign_key="person.id", index=True)
    subject: str = Field(default="", max_length=48)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    lane: int = Field(default=Lane.NOTICE)
    state: DeliveryState = Field(
        default=DeliveryState.QUEUED, sa_type=choice(DeliveryState, "state")
    )
    repeat: bool = False
    attempts: int = 0
    not_before: datetime
    queued_at: datetime
    settled_at: datetime | None = None
    message_id: int | None = Field(default=None, sa_type=big())
    error: str | None = Field(default=None, max_length=300)
    language: str | None = Field(default=None, max_length=8)
    checksum: str | None = Field(default=None, max_length=64)


def in_state(condition: str, table: str = "delivery") -> sa.TextClause:
    """Return one of the conditions above, spoken as its index is: SQLite needs that to use it."""
    return sa.text(f"{table}.{condition}")
