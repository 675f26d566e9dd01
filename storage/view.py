"""Screens that follow by themselves: which message shows what to whom, and whether it is stale."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import big, partial


class View(SQLModel, table=True):
    """One message that is redrawn when its subject changes, until a moment (UTC)."""

    __table_args__ = (
        sa.UniqueConstraint("telegram_id", "message_id"),
        sa.Index("ix_view_subject", "subject"),
        partial(("id",), "stale", "ix_view_stale", unique=False),
    )

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=big())
    message_id: int = Field(sa_type=big())
    screen: str = Field(max_length=24)
    subject: str = Field(max_length=48)
    until: datetime
    stale: bool = False
