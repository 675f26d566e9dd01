"""The two languages in which the alliance writes."""

from enum import StrEnum


class Language(StrEnum):
    """A language of people and texts; the value is the catalog's name."""

    DE = "de"
    ZH = "zh_Hans"

    @property
    def other(self) -> "Language":
        """Return the other half of a pair."""
        return Language.ZH if self is Language.DE else Language.DE
