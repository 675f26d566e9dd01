"""The buttons with which a circular is written, checked, tried out, sent and scheduled."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press


@dataclass(frozen=True)
class NewCircularPress(Press):
    """Begins a circular, or lists the drafts where there are any."""

    tag: ClassVar[str] = "cw"

    page: int


@dataclass(frozen=True)
class BeginPress(Press):
    """Begins a circular although there are drafts."""

    tag: ClassVar[str] = "cw.n"


@dataclass(frozen=True)
class DraftPress(Press):
    """Shows a draft's preview."""

    tag: ClassVar[str] = "cw.d"

    general: int


@dataclass(frozen=True)
class WritePress(Press):
    """Goes on writing a draft where something is missing."""

    tag: ClassVar[str] = "cw.w"

    general: int


@dataclass(frozen=True)
class HalfPress(Press):
    """Shows a page of one half as it will be received; `half` 0 German, 1 Chinese."""

    tag: ClassVar[str] = "cw.h"

    general: int
    half: int
    page: int


@dataclass(frozen=True)
class ChangePress(Press):
    """Opens the form for one piece of a draft; `half` counts where it is a title or a text."""

    tag: ClassVar[str] = "cw.e"

    general: int
    piece: str
    half: int


@dataclass(frozen=True)
class StillRightPress(Press):
    """Declares a half checked; `shown` is the checksum of the pair that was shown."""

    tag: ClassVar[str] = "cw.k"

    general: int
    half: int
    shown: str


@dataclass(frozen=True)
class TryPress(Press):
    """Sends the circular in both languages to whoever presses, to try it out."""

    tag: ClassVar[str] = "cw.t"

    general: int


@dataclass(frozen=True)
class AskPress(Press):
    """Asks whether the circular shall go out."""

    tag: ClassVar[str] = "cw.a"

    general: int


@dataclass(frozen=True)
class SendPress(Press):
    """Sends the circular; `shown` is the checksum of what the question was about."""

    tag: ClassVar[str] = "cw.s"

    general: int
    shown: str


@dataclass(frozen=True)
class UnschedulePress(Press):
    """Makes a circular that waits for its time a draft again."""

    tag: ClassVar[str] = "cw.u"

    general: int


@dataclass(frozen=True)
class DiscardPress(Press):
    """Asks, or (sure) carries out, that a draft is given up."""

    tag: ClassVar[str] = "cw.x"

    general: int
    sure: int
