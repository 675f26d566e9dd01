"""A mandate: who may answer for a city (S-09), on what basis, and who stands in."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from storage.columns import choice, only_where


class Basis(StrEnum):
    """The paper that a mandate rests on."""

    LETTER = "letter"
    RESOLUTION = "resolution"


class Mandate(SQLModel, table=True):
    """The vote of one city in one person's hand; at most one open row per city (S-09)."""

    __table_args__ = (only_where("city_code", "ended_at IS NULL", "uq_mandate_open"),)

    id: int | None = Field(default=None, primary_key=True)
    city_code: str = Field(foreign_key="city.code", index=True)
    holder_id: int = Field(foreign_key="person.id", index=True)
    since: datetime
    basis: Basis | None = Field(default=None, sa_type=choice(Basis, "basis"))
    basis_date: date | None = None
    basis_reference: str | None = Field(default=None, max_length=120)
    deputy_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    deputy_since: datetime | None = None
    deputy_until: datetime | None = None
    ended_at: datetime | None = None

    def in_charge(self, now: datetime) -> tuple[int, datetime]:
        """Return the id of who answers at a moment, and since when they may."""
        if (
            self.deputy_id is not None
            and self.deputy_since is not None
            and self.deputy_until is not None
            and now < self.deputy_until
        ):
            return self.deputy_id, self.deputy_since
        return self.holder_id, self.since
