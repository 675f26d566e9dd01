"""Circulars: the yearly series, the numbered ones, and general circulars from draft to archive."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import choice, partial
from storage.language import Half, Language


class CircularKind(StrEnum):
    """What a circular asks of the cities."""

    ACCESSION = "accession"
    GENERAL = "general"


class GeneralState(StrEnum):
    """How far a general circular has come.

    SENT is out, or on its way; PAUSED and STOPPED say what became of the rest of its messages.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    PAUSED = "paused"
    STOPPED = "stopped"
    DISCARDED = "discarded"


class Audience(StrEnum):
    """To which cities a general circular goes.

    OPEN: those that have not yet answered or acknowledged what `about` names.
    SAME: exactly the people who got the circular that it corrects.
    """

    MEMBERS = "members"
    CN = "cn"
    DE = "de"
    CITIES = "cities"
    OPEN = "open"
    SAME = "same"


class Series(SQLModel, table=True):
    """The last number given in a series of a year; locked while the next one is taken."""

    name: str = Field(primary_key=True, max_length=24)
    year: int = Field(primary_key=True)
    last: int = 0


class Circular(SQLModel, table=True):
    """A numbered circular; `head` is the record's head when it was numbered.

    `search` is what the archive is searched by: numbers, names and texts, case folded.
    """

    __table_args__ = (sa.UniqueConstraint("year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: CircularKind = Field(sa_type=choice(CircularKind, "kind"))
    year: int
    serial: int
    sent_at: datetime
    sent_by: int = Field(foreign_key="person.id")
    head_seq: int
    head: str = Field(max_length=64)
    search: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})

    @property
    def key(self) -> int:
        """Return the id of a stored circular."""
        assert self.id is not None
        return self.id


class GeneralCircular(SQLModel, table=True):
    """A circular that the secretariat writes; its row is locked by every act that changes it.

    `circular_id` is its number's row, there once it is sent; `content_sum` the checksum of what
    was sent.
    """

    __table_args__ = (
        partial(("send_at",), "state = 'scheduled'", "ix_generalcircular_due", unique=False),
    )

    id: int | None = Field(default=None, primary_key=True)
    state: GeneralState = Field(
        default=GeneralState.DRAFT, sa_type=choice(GeneralState, "state"), index=True
    )
    audience: Audience | None = Field(default=None, sa_type=choice(Audience, "audience"))
    observers: bool = False
    about: str | None = Field(default=None, max_length=48)
    acknowledge: bool | None = None
    send_at: datetime | None = None
    corrects_id: int | None = Field(default=None, foreign_key="generalcircular.id", index=True)
    circular_id: int | None = Field(default=None, foreign_key="circular.id", unique=True)
    content_sum: str | None = Field(default=None, max_length=64)
    created_at: datetime
    editor_id: int = Field(foreign_key="person.id")
    edited_at: datetime
    reminded_at: datetime | None = None

    @property
    def key(self) -> int:
        """Return the id of a stored circular."""
        assert self.id is not None
        return self.id

    @property
    def subject(self) -> str:
        """Return the name under which records, deliveries and views refer to it."""
        return f"circular:{self.key}"


class CircularText(Half, table=True):
    """One half of a general circular.

    `entities` is the formatting of `text`: type, offset and length in characters, url.
    """

    general_id: int = Field(foreign_key="generalcircular.id", primary_key=True)
    language: Language = Field(sa_type=choice(Language, "language"), primary_key=True)
    title: str = Field(max_length=200)
    text: str = Field(default="", sa_type=sa.Text)
    entities: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)


class CircularFile(SQLModel, table=True):
    """A file that goes with a general circular."""

    general_id: int = Field(foreign_key="generalcircular.id", primary_key=True)
    attachment_id: int = Field(foreign_key="attachment.id", primary_key=True)


class CircularCity(SQLModel, table=True):
    """A single city that was chosen as audience."""

    general_id: int = Field(foreign_key="generalcircular.id", primary_key=True)
    city_code: str = Field(foreign_key="city.code", primary_key=True)


class Addressee(SQLModel, table=True):
    """A city to which a general circular went, frozen when it was sent; who acknowledged it."""

    general_id: int = Field(foreign_key="generalcircular.id", primary_key=True)
    city_code: str = Field(foreign_key="city.code", primary_key=True, index=True)
    acknowledged_at: datetime | None = None
    acknowledged_by: int | None = Field(default=None, foreign_key="person.id")
