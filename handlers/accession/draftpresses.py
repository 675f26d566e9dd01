"""The buttons of applications and letters; modules of the accession share them."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.kit.press import Press


@dataclass(frozen=True)
class NewApplicationPress(Press):
    """Lists the drafts in progress and the candidates of the register."""

    tag: ClassVar[str] = "ap"

    page: int


@dataclass(frozen=True)
class DraftsPress(Press):
    """Lists the drafts for a contact office, which writes and checks texts (S-05)."""

    tag: ClassVar[str] = "ap.l"

    page: int


@dataclass(frozen=True)
class CandidatePress(Press):
    """Starts a draft for a city of the register."""

    tag: ClassVar[str] = "ap.c"

    city: str


@dataclass(frozen=True)
class NewCityPress(Press):
    """Opens the form that enters a candidate into the register."""

    tag: ClassVar[str] = "ap.n"


@dataclass(frozen=True)
class DraftPress(Press):
    """Shows a draft's preview."""

    tag: ClassVar[str] = "ap.d"

    accession: int


@dataclass(frozen=True)
class WritePress(Press):
    """Goes on writing a draft at the first half that is missing."""

    tag: ClassVar[str] = "ap.w"

    accession: int


@dataclass(frozen=True)
class HalfPress(Press):
    """Shows a page of one half of a draft; `half` counts as `parts.HALVES`."""

    tag: ClassVar[str] = "ap.h"

    accession: int
    half: int
    page: int


@dataclass(frozen=True)
class ChangeHalfPress(Press):
    """Opens the form for one half."""

    tag: ClassVar[str] = "ap.e"

    accession: int
    half: int


@dataclass(frozen=True)
class StillRightPress(Press):
    """Declares a half checked; `shown` is the checksum of the pair that was shown."""

    tag: ClassVar[str] = "ap.k"

    accession: int
    half: int
    shown: str


@dataclass(frozen=True)
class FilesPress(Press):
    """Opens the form for a draft's files."""

    tag: ClassVar[str] = "ap.f"

    accession: int


@dataclass(frozen=True)
class TargetPress(Press):
    """Opens the form for a draft's target date."""

    tag: ClassVar[str] = "ap.t"

    accession: int


@dataclass(frozen=True)
class AskPress(Press):
    """Asks whether the application shall go to all member cities."""

    tag: ClassVar[str] = "ap.a"

    accession: int


@dataclass(frozen=True)
class SendPress(Press):
    """Asks all member cities for statements; `shown` is the checksum of what was shown."""

    tag: ClassVar[str] = "ap.s"

    accession: int
    shown: str


@dataclass(frozen=True)
class DiscardPress(Press):
    """Asks, or (sure) carries out, that a draft is given up."""

    tag: ClassVar[str] = "ap.x"

    accession: int
    sure: int


@dataclass(frozen=True)
class DossierPress(Press):
    """Shows an application: part 0 all in short, 1 to 4 one part, 5 to 8 in the other language.

    9 sends the files.
    """

    tag: ClassVar[str] = "ad"

    accession: int
    part: int
    page: int


@dataclass(frozen=True)
class EnterLetterPress(Press):
    """Opens the form that enters a paper answer."""

    tag: ClassVar[str] = "al"

    accession: int


@dataclass(frozen=True)
class LetterPress(Press):
    """Shows a letter's entry as it stands now."""

    tag: ClassVar[str] = "al.s"

    letter: int


@dataclass(frozen=True)
class ScanPress(Press):
    """Sends a letter's scan."""

    tag: ClassVar[str] = "al.d"

    letter: int


@dataclass(frozen=True)
class ConfirmLetterPress(Press):
    """Makes a letter's entry the city's statement; `shown` is the declaration's checksum."""

    tag: ClassVar[str] = "al.y"

    letter: int
    shown: str


@dataclass(frozen=True)
class RefuseLetterPress(Press):
    """Refuses a letter's entry, or takes one's own back."""

    tag: ClassVar[str] = "al.n"

    letter: int


@dataclass(frozen=True)
class ContestPress(Press):
    """Opens the form with which a city objects to an entry."""

    tag: ClassVar[str] = "al.c"

    letter: int
