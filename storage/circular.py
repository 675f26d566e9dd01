"""A circular's number and head, and the yearly series without gaps."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.columns import choice


class CircularKind(StrEnum):
    """What a circular asks of the cities."""

    ACCESSION = "accession"
    GENERAL = "general"


class Series(SQLModel, table=True):
    """The last number given in a series of a year; locked while the next one is taken."""

    name: str = Field(primary_key=True, max_length=24)
    year: int = Field(primary_key=True)
    last: int = 0


class Circular(SQLModel, table=True):
    """A numbered circular; `head` is the record's head when it was numbered."""

    __table_args__ = (sa.UniqueConstraint("year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: CircularKind = Field(sa_type=choice(CircularKind, "kind"))
    year: int
    serial: int
    sent_at: datetime
    sent_by: int = Field(foreign_key="person.id")
    head_seq: int
    head: str = Field(max_length=64)
