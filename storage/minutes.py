"""A session's minutes, its resolutions (who does what until when: S-03, S-31), its papers."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import choice, partial
from storage.language import Half, Language


class PaperKind(StrEnum):
    """What a circular that was made of a conference holds."""

    AGENDA = "agenda"
    MINUTES = "minutes"


class Paper(SQLModel, table=True):
    """A general circular that was made of a conference's agenda or minutes, sent or not yet.

    `stale` when the minutes or resolutions were changed after it was made.
    """

    general_id: int = Field(foreign_key="generalcircular.id", primary_key=True)
    conference_id: int = Field(foreign_key="conference.id", index=True)
    kind: PaperKind = Field(sa_type=choice(PaperKind, "kind"))
    composed_at: datetime
    stale: bool = False


class MinutesText(Half, table=True):
    """One half of a conference's minutes."""

    conference_id: int = Field(foreign_key="conference.id", primary_key=True)
    language: Language = Field(sa_type=choice(Language, "language"), primary_key=True)
    text: str = Field(sa_type=sa.Text)


class Resolution(SQLModel, table=True):
    """What a session agreed: in both languages, a city (none: the secretariat), a day.

    `due_on` is a day at the secretariat's office. It is followed up from when the circular
    `general_id` has gone out until `done_at`.
    """

    __table_args__ = (
        partial(("due_on", "id"), "done_at IS NULL", "ix_resolution_open", unique=False),
    )

    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = Field(foreign_key="conference.id", index=True)
    position: int
    text_de: str = Field(sa_type=sa.Text)
    text_zh: str = Field(sa_type=sa.Text)
    city_code: str | None = Field(default=None, foreign_key="city.code")
    due_on: date | None = None
    entered_at: datetime
    entered_by: int = Field(foreign_key="person.id")
    general_id: int | None = Field(default=None, foreign_key="generalcircular.id", index=True)
    reminded_at: datetime | None = None
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")
    report: str | None = Field(default=None, sa_type=sa.Text)

    @property
    def key(self) -> int:
        """Return the id of a stored resolution."""
        assert self.id is not None
        return self.id

    @property
    def subject(self) -> str:
        """Return the name under which records, deliveries and views refer to it."""
        return f"resolution:{self.key}"
