"""The buttons of minutes, resolutions, and of the circulars that are made of them."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press


@dataclass(frozen=True)
class WriteMinutesPress(Press):
    """Opens the form for one half of the minutes; `half` 0 German, 1 Chinese."""

    tag: ClassVar[str] = "km.w"

    conference: int
    half: int


@dataclass(frozen=True)
class MinutesHalfPress(Press):
    """Shows a page of one half of the minutes."""

    tag: ClassVar[str] = "km.h"

    conference: int
    half: int
    page: int


@dataclass(frozen=True)
class StillRightPress(Press):
    """Declares a half of the minutes checked; `shown` is the checksum of the pair shown."""

    tag: ClassVar[str] = "km.k"

    conference: int
    half: int
    shown: str


@dataclass(frozen=True)
class PublishAgendaPress(Press):
    """Makes a circular of the agenda, as a draft."""

    tag: ClassVar[str] = "km.a"

    conference: int


@dataclass(frozen=True)
class CirculatePress(Press):
    """Makes a circular of minutes and resolutions, as a draft."""

    tag: ClassVar[str] = "km.c"

    conference: int


@dataclass(frozen=True)
class ResolutionsPress(Press):
    """Lists a session's resolutions."""

    tag: ClassVar[str] = "km.l"

    conference: int
    page: int


@dataclass(frozen=True)
class NewResolutionPress(Press):
    """Opens the form that enters a resolution."""

    tag: ClassVar[str] = "km.n"

    conference: int


@dataclass(frozen=True)
class ResolutionPress(Press):
    """Shows one resolution."""

    tag: ClassVar[str] = "km.r"

    resolution: int


@dataclass(frozen=True)
class ChangeResolutionPress(Press):
    """Opens the form that changes a resolution."""

    tag: ClassVar[str] = "km.e"

    resolution: int


@dataclass(frozen=True)
class RemoveResolutionPress(Press):
    """Asks, or (sure) carries out, that a resolution is taken out."""

    tag: ClassVar[str] = "km.x"

    resolution: int
    sure: int


@dataclass(frozen=True)
class DonePress(Press):
    """Opens the form that reports a resolution done."""

    tag: ClassVar[str] = "km.d"

    resolution: int
