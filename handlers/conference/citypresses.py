"""The buttons with which a city answers an invitation and names its delegation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from handlers.kit.press import Press
from storage.conference import AttendanceKind


class Place(StrEnum):
    """On which message a button stands, so that what follows takes its place."""

    LETTER = "l"
    REMINDER = "r"
    SCREEN = "s"


@dataclass(frozen=True)
class AnswerPress(Press):
    """Answers an invitation for a city."""

    tag: ClassVar[str] = "kr.a"

    conference: int
    city: str
    kind: AttendanceKind
    place: Place


@dataclass(frozen=True)
class CityPress(Press):
    """Shows a conference as a city sees it."""

    tag: ClassVar[str] = "kr.c"

    conference: int
    city: str
    place: Place


@dataclass(frozen=True)
class CitiesPress(Press):
    """Lists the cities for which whoever presses may answer."""

    tag: ClassVar[str] = "kr.o"

    conference: int
    place: Place
    page: int


@dataclass(frozen=True)
class AgendaPress(Press):
    """Shows a page of the whole agenda."""

    tag: ClassVar[str] = "kr.g"

    conference: int
    city: str
    place: Place
    page: int


@dataclass(frozen=True)
class DelegationPress(Press):
    """Shows a page of a city's delegation."""

    tag: ClassVar[str] = "kr.d"

    conference: int
    city: str
    place: Place
    page: int


@dataclass(frozen=True)
class EnterPress(Press):
    """Opens the form in which a city names its delegation."""

    tag: ClassVar[str] = "kr.e"

    conference: int
    city: str
    place: Place


@dataclass(frozen=True)
class TakeBackPress(Press):
    """Asks, or (sure) carries out, that a delegation is taken back."""

    tag: ClassVar[str] = "kr.x"

    conference: int
    city: str
    place: Place
    sure: int


@dataclass(frozen=True)
class CalendarPress(Press):
    """Brings the calendar entry of a conference as a file."""

    tag: ClassVar[str] = "kr.i"

    conference: int


@dataclass(frozen=True)
class OverviewPress(Press):
    """Lists coming and past conferences."""

    tag: ClassVar[str] = "kr"

    page: int
