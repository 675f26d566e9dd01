"""The buttons with which a conference is planned, invited to, followed and changed."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press
from storage.conference import EventKind

# ---- drafts


@dataclass(frozen=True)
class NewConferencePress(Press):
    """Asks what shall take place, and lists the drafts."""

    tag: ClassVar[str] = "kp"

    page: int


@dataclass(frozen=True)
class BeginPress(Press):
    """Begins a conference or another event."""

    tag: ClassVar[str] = "kp.n"

    kind: EventKind


@dataclass(frozen=True)
class DraftPress(Press):
    """Shows a draft's preview."""

    tag: ClassVar[str] = "kp.d"

    conference: int


@dataclass(frozen=True)
class WritePress(Press):
    """Goes on planning a draft where something is missing."""

    tag: ClassVar[str] = "kp.w"

    conference: int


@dataclass(frozen=True)
class HalfPress(Press):
    """Shows one half as that side reads it; `half` 0 German, 1 Chinese."""

    tag: ClassVar[str] = "kp.h"

    conference: int
    half: int


@dataclass(frozen=True)
class TextPress(Press):
    """Opens the form for one text of a draft."""

    tag: ClassVar[str] = "kp.e"

    conference: int
    what: str
    half: int


@dataclass(frozen=True)
class SetPress(Press):
    """Opens the form for what is no text of one half; `what` names the form."""

    tag: ClassVar[str] = "kp.f"

    conference: int
    what: str


@dataclass(frozen=True)
class StillRightPress(Press):
    """Declares a half checked; `shown` is the checksum of the pair that was shown."""

    tag: ClassVar[str] = "kp.k"

    conference: int
    half: int
    shown: str


@dataclass(frozen=True)
class AskPress(Press):
    """Asks whether the invitations shall go out."""

    tag: ClassVar[str] = "kp.a"

    conference: int


@dataclass(frozen=True)
class InvitePress(Press):
    """Invites; `shown` is the checksum of what the question was about."""

    tag: ClassVar[str] = "kp.i"

    conference: int
    shown: str


@dataclass(frozen=True)
class DiscardPress(Press):
    """Asks, or (sure) carries out, that a draft is given up."""

    tag: ClassVar[str] = "kp.x"

    conference: int
    sure: int


# ---- a conference that was invited to


@dataclass(frozen=True)
class ConferencesPress(Press):
    """Lists drafts, coming and past conferences for secretariat and contact offices."""

    tag: ClassVar[str] = "kp.l"

    page: int


@dataclass(frozen=True)
class ManagePress(Press):
    """Shows a page of the board: how the cities answered; of a draft its preview."""

    tag: ClassVar[str] = "kp.m"

    conference: int
    page: int


@dataclass(frozen=True)
class ReadPress(Press):
    """Shows what the invited cities read: page 0 all of it, from 1 on the whole agenda."""

    tag: ClassVar[str] = "kp.r"

    conference: int
    page: int


@dataclass(frozen=True)
class ChangesPress(Press):
    """Shows what can be changed."""

    tag: ClassVar[str] = "kp.c"

    conference: int


@dataclass(frozen=True)
class RemindPress(Press):
    """Asks, or (sure) carries out, that cities are reminded now."""

    tag: ClassVar[str] = "kp.q"

    conference: int
    sure: int


@dataclass(frozen=True)
class TablePress(Press):
    """Brings the delegations as a spreadsheet."""

    tag: ClassVar[str] = "kp.t"

    conference: int


@dataclass(frozen=True)
class PrintPress(Press):
    """Brings the delegations as a bilingual printed list."""

    tag: ClassVar[str] = "kp.p"

    conference: int


@dataclass(frozen=True)
class MinutesPress(Press):
    """Shows papers, minutes and resolutions of a conference; handled by the minutes."""

    tag: ClassVar[str] = "km"

    conference: int


@dataclass(frozen=True)
class MinePress(Press):
    """Lists the resolutions that whoever presses is to carry out; handled by the minutes."""

    tag: ClassVar[str] = "km.m"

    page: int
