"""A form that a person is filling in; survives every restart."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import big, only_where


class Dialog(SQLModel, table=True):
    """One form of one person; `current` marks the one that typed text goes to.

    `data` is replaced, never changed in place: a JSON column does not see inner changes.
    """

    __table_args__ = (
        sa.UniqueConstraint("telegram_id", "form", "subject"),
        only_where("telegram_id", "current", "uq_dialog_current"),
    )

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=big())
    form: str = Field(max_length=24)
    subject: str = Field(default="", max_length=48)
    step: str = Field(max_length=32)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    message_id: int | None = None
    current: bool = True
    touched_at: datetime
