"""Updates from Telegram: kept before they are acknowledged, closed when they are answered."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import big, choice, partial


class UpdateState(StrEnum):
    """How far an update has come.

    FETCHING waits for a file's bytes; OWED is done in the rows and not yet shown to the person.
    """

    NEW = "new"
    FETCHING = "fetching"
    OWED = "owed"
    DONE = "done"
    FAILED = "failed"


class Update(SQLModel, table=True):
    """One update; `payload` is what Telegram sent, `answer` what is owed; erased when done."""

    __table_args__ = (
        partial(
            ("telegram_id", "update_id"),
            "state IN ('new', 'fetching', 'owed')",
            "ix_update_open",
            unique=False,
        ),
        sa.Index("ix_update_received_at", "received_at"),
    )

    bot_id: int = Field(primary_key=True, sa_type=big())
    update_id: int = Field(primary_key=True, sa_type=big())
    telegram_id: int | None = Field(default=None, sa_type=big())
    payload: str | None = Field(default=None, sa_type=sa.Text)
    answer: str | None = Field(default=None, sa_type=sa.Text)
    state: UpdateState = Field(default=UpdateState.NEW, sa_type=choice(UpdateState, "state"))
    attempts: int = 0
    fault: str | None = Field(default=None, max_length=16)
    received_at: datetime
