"""A file that somebody sent; its bytes lie outside the database, named by their hash."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.columns import big, choice


class FetchState(StrEnum):
    """How far a file has come."""

    TO_FETCH = "to_fetch"
    READY = "ready"
    REFUSED = "refused"


class Attachment(SQLModel, table=True):
    """A document or photo from a chat; `file_id` lets Telegram send it on without upload."""

    id: int | None = Field(default=None, primary_key=True)
    bot_id: int = Field(sa_type=big())
    update_id: int = Field(sa_type=big(), index=True)
    telegram_id: int = Field(sa_type=big())
    file_id: str = Field(max_length=256)
    photo: bool = False
    name: str = Field(max_length=200)
    mime: str = Field(max_length=120)
    size: int
    sha256: str | None = Field(default=None, max_length=64)
    state: FetchState = Field(default=FetchState.TO_FETCH, sa_type=choice(FetchState, "state"))
    refused: str | None = Field(default=None, max_length=40)
    attempts: int = 0
    created_at: datetime
