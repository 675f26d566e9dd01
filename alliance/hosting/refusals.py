"""Why an act of a search for a host was not done: typed, with data, without words."""

from dataclasses import dataclass

from alliance.refusal import Refusal
from storage.hosting import HostSearchState


@dataclass
class UnknownSearch(Refusal):
    """No search for a host has this id."""

    search_id: int


@dataclass
class AlreadySearching(Refusal):
    """The member cities have been asked for this half-year, and the search is open."""

    period: str


@dataclass
class NotSearching(Refusal):
    """A host was chosen (`chosen_code`), or the search was closed without one."""

    state: HostSearchState
    chosen_code: str | None


@dataclass
class CannotHost(Refusal):
    """The city has no member's seat; only member cities host (S-08)."""

    city_code: str


@dataclass
class NoOffer(Refusal):
    """The city has no offer that stands."""

    city_code: str


@dataclass
class SameOffer(Refusal):
    """The city offers this, in the same words, already."""

    city_code: str
