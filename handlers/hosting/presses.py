"""The buttons of the search for a host city."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press


@dataclass(frozen=True)
class SearchesPress(Press):
    """Lists the searches for a host, the newest first."""

    tag: ClassVar[str] = "kh"

    page: int


@dataclass(frozen=True)
class AskHostPress(Press):
    """Opens the form that asks the member cities who would host."""

    tag: ClassVar[str] = "kh.n"


@dataclass(frozen=True)
class SearchPress(Press):
    """Shows one search with its offers to the secretariat."""

    tag: ClassVar[str] = "kh.s"

    search: int


@dataclass(frozen=True)
class ChoosePress(Press):
    """Opens the form that chooses the host city."""

    tag: ClassVar[str] = "kh.c"

    search: int


@dataclass(frozen=True)
class ClosePress(Press):
    """Opens the form that ends a search without a host."""

    tag: ClassVar[str] = "kh.x"

    search: int


@dataclass(frozen=True)
class HostingPress(Press):
    """Shows a search to the people of a city, with the offers that are their own."""

    tag: ClassVar[str] = "kh.v"

    search: int


@dataclass(frozen=True)
class OfferPress(Press):
    """Opens the form in which a city offers to host."""

    tag: ClassVar[str] = "kh.o"

    search: int
    city: str


@dataclass(frozen=True)
class WithdrawPress(Press):
    """Asks, or (sure) carries out, that a city's offer is taken back."""

    tag: ClassVar[str] = "kh.w"

    search: int
    city: str
    sure: int
