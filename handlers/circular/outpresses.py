"""The buttons of circulars that are out: received, in the archive, on their way."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from handlers.kit.press import Press


class Place(StrEnum):
    """On which message a button stands, so that the answer takes its place."""

    LETTER = "l"
    REMINDER = "r"
    ARCHIVE = "a"


@dataclass(frozen=True)
class AcknowledgePress(Press):
    """Acknowledges a circular for the cities of whoever presses."""

    tag: ClassVar[str] = "cr.a"

    general: int
    place: Place


@dataclass(frozen=True)
class TestedPress(Press):
    """Stands where Acknowledge will stand, in a test that the secretariat sent to itself."""

    tag: ClassVar[str] = "cr.t"


@dataclass(frozen=True)
class ArchivePress(Press):
    """Lists the circulars of the archive that hold all the words."""

    tag: ClassVar[str] = "cr"

    page: int
    words: str


@dataclass(frozen=True)
class SearchPress(Press):
    """Asks for the words by which the archive is searched."""

    tag: ClassVar[str] = "cr.q"


@dataclass(frozen=True)
class ReadPress(Press):
    """Shows a part of a general circular; `other` 1 for the language that is not the reader's."""

    tag: ClassVar[str] = "cr.r"

    circular: int
    other: int
    part: int


@dataclass(frozen=True)
class EnclosuresPress(Press):
    """Sends the files of a circular again."""

    tag: ClassVar[str] = "cr.f"

    circular: int


@dataclass(frozen=True)
class DeliveryPress(Press):
    """Shows what is on its way: running and recent circulars, and what waits."""

    tag: ClassVar[str] = "cr.d"

    page: int


@dataclass(frozen=True)
class ProgressPress(Press):
    """Shows how far a circular has come; `page` of its cities."""

    tag: ClassVar[str] = "cr.p"

    general: int
    page: int


@dataclass(frozen=True)
class FailuresPress(Press):
    """Lists the people whom a circular did not reach, with the reasons."""

    tag: ClassVar[str] = "cr.e"

    general: int
    page: int


@dataclass(frozen=True)
class OutOfReachPress(Press):
    """Lists the people who cannot be reached by Telegram."""

    tag: ClassVar[str] = "cr.u"

    page: int


@dataclass(frozen=True)
class PausePress(Press):
    """Holds what is still to be sent."""

    tag: ClassVar[str] = "cr.h"

    general: int


@dataclass(frozen=True)
class ResumePress(Press):
    """Goes on sending what was held."""

    tag: ClassVar[str] = "cr.g"

    general: int


@dataclass(frozen=True)
class StopPress(Press):
    """Asks, or (sure) carries out, that the rest is never sent."""

    tag: ClassVar[str] = "cr.x"

    general: int
    sure: int


@dataclass(frozen=True)
class AgainPress(Press):
    """Tries what failed again."""

    tag: ClassVar[str] = "cr.y"

    general: int


@dataclass(frozen=True)
class CorrectPress(Press):
    """Begins a correction to exactly the same recipients."""

    tag: ClassVar[str] = "cr.c"

    general: int


@dataclass(frozen=True)
class RemindPress(Press):
    """Asks, or (sure) carries out, that cities without acknowledgement are reminded."""

    tag: ClassVar[str] = "cr.n"

    general: int
    sure: int
