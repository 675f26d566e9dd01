"""The search for the host city of the next conference (S-03), and the offers of cities."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.city import Side
from storage.columns import choice, partial

SUBJECT_LIMIT = 48


class HostSearchState(StrEnum):
    """How far a search has come."""

    OPEN = "open"
    CHOSEN = "chosen"
    CLOSED = "closed"


class HostSearch(SQLModel, table=True):
    """One question to the member cities: who would host; `period` is such as «2027-1» (half-year).

    `side` is whose turn it is (S-30).
    """

    __table_args__ = (partial(("period",), "state = 'open'", "uq_hostsearch_open", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    period: str = Field(max_length=8)
    side: Side | None = Field(default=None, sa_type=choice(Side, "side"))
    state: HostSearchState = Field(
        default=HostSearchState.OPEN, sa_type=choice(HostSearchState, "state"), index=True
    )
    asked_at: datetime
    asked_by: int = Field(foreign_key="person.id")
    target_at: datetime | None = None
    chosen_code: str | None = Field(default=None, foreign_key="city.code")
    chosen_at: datetime | None = None
    reason: str | None = Field(default=None, sa_type=sa.Text)
    conference_id: int | None = Field(default=None, foreign_key="conference.id")

    @property
    def key(self) -> int:
        """Return the id of a stored search."""
        assert self.id is not None
        return self.id

    @property
    def subject(self) -> str:
        """Return the name under which records, deliveries and views refer to it."""
        return f"hosting:{self.key}"

    def city_subject(self, city_code: str) -> str:
        """Return the subject that a city's own screens of this search follow."""
        return f"{self.subject}:{city_code}"[:SUBJECT_LIMIT]


class HostOffer(SQLModel, table=True):
    """A city's offer to host; the newest counts, withdrawn and older ones are kept."""

    __table_args__ = (
        partial(
            ("search_id", "city_code"), "replaced_at IS NULL", "uq_hostoffer_current", unique=True
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    search_id: int = Field(foreign_key="hostsearch.id", index=True)
    city_code: str = Field(foreign_key="city.code")
    text: str = Field(sa_type=sa.Text)
    person_id: int = Field(foreign_key="person.id")
    at: datetime
    replaced_at: datetime | None = None
