"""A city and its seat in the alliance."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.columns import choice
from storage.language import Language


class Side(StrEnum):
    """The two sides whose member cities the ratio compares (S-15)."""

    CN = "CN"
    DE = "DE"


class Standing(StrEnum):
    """What a city is to the alliance at present.

    ACCEPTED is a seat that all consented to and whose memorandum is not yet signed: it counts
    in the ratio (S-15) and does not vote yet (S-13).
    """

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    MEMBER = "member"
    OBSERVER = "observer"
    FORMER = "former"


class City(SQLModel, table=True):
    """A city, district or county of the register (S-07)."""

    code: str = Field(primary_key=True, max_length=40)
    side: Side = Field(sa_type=choice(Side, "side"))
    name_de: str = Field(max_length=80)
    name_zh: str = Field(max_length=80)
    zone: str = Field(max_length=40)
    standing: Standing = Field(sa_type=choice(Standing, "standing"))
    since: date | None = None
    waiting_since: datetime | None = None

    def name(self, language: str) -> str:
        """Return the city's name in a language."""
        return self.name_zh if language == Language.ZH else self.name_de
