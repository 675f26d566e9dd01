"""The two languages in which the alliance writes, and what the halves of each text share."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlmodel import Field, SQLModel


class Language(StrEnum):
    """A language of people and texts; the value is the catalog's name."""

    DE = "de"
    ZH = "zh_Hans"

    @property
    def other(self) -> "Language":
        """Return the other half of a pair."""
        return Language.ZH if self is Language.DE else Language.DE


class Half(SQLModel):
    """One half of a text in two languages; `stale` when the other half was changed after it."""

    stale: bool = False
    written_at: datetime
    written_by: int = Field(foreign_key="person.id")

    if TYPE_CHECKING:
        # Each table has the column itself, at its place in the key.
        language: Language
