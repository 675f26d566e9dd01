"""Why an act of a conference was not done: typed, with data, without words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from alliance.refusal import Refusal
from storage.conference import AttendanceKind, ConferenceState
from storage.language import Language

# ---- the draft


@dataclass
class UnknownConference(Refusal):
    """No conference has this id."""

    conference_id: int


@dataclass
class UnknownItem(Refusal):
    """The agenda has no item with this id (any more)."""

    item_id: int


@dataclass
class NotDraft(Refusal):
    """The conference is no draft any more: it was invited to, cancelled or discarded."""

    state: ConferenceState


@dataclass
class NoHost(Refusal):
    """Nobody has said where it takes place, so no local time means anything."""


@dataclass
class MustBeAnnounced(Refusal):
    """The item announces a new member at the next joint session (S-14); it stays."""

    accession_id: int


@dataclass
class TooManyItems(Refusal):
    """The agenda has as many items as one may have."""

    limit: int


# ---- times


@dataclass
class BadSpan(Refusal):
    """The end is not after the start, or more than 31 days after it."""

    reason: Literal["reversed", "too-long"]


@dataclass
class DeadlineAfterStart(Refusal):
    """Delegations are to be entered before the conference starts at a moment (UTC)."""

    starts_at: datetime


# ---- inviting


@dataclass(frozen=True)
class Gap:
    """What an invitation lacks, of one language where it is a text.

    `stale`: the other half was changed after it; `past`: the time has come already; `late`: the
    deadline is after the start.
    """

    what: Literal["title", "venue", "costs", "half", "agenda", "host", "times", "deadline"]
    why: Literal["missing", "stale", "past", "late"]
    language: Language | None = None


@dataclass
class Unready(Refusal):
    """Something is missing, stale or past; nobody is invited."""

    gaps: tuple[Gap, ...]


@dataclass
class NobodyInvited(Refusal):
    """There is no city to invite, or nobody of any can be reached."""


@dataclass
class NotInvited(Refusal):
    """Nobody was invited to the conference yet, or it was cancelled or discarded."""

    state: ConferenceState


@dataclass
class NothingChanged(Refusal):
    """What was entered is what stands there already."""


# ---- reminding at once


@dataclass
class NobodyToRemind(Refusal):
    """Every city has answered, and who attends has named a delegation."""


# ---- answering


@dataclass
class NotAsked(Refusal):
    """The city was not invited."""

    city_code: str


@dataclass
class Over(Refusal):
    """The conference has begun, or ended; this is not possible any more."""

    at: datetime


@dataclass
class NotAttending(Refusal):
    """The city has not said that it attends; `kind` is what it said, if anything."""

    city_code: str
    kind: AttendanceKind | None


@dataclass
class TooLate(Refusal):
    """The deadline for delegations has passed; the secretariat can still enter one."""

    deadline_at: datetime


@dataclass
class TooManyDelegates(Refusal):
    """A delegation has more people than the program takes."""

    limit: int


@dataclass(frozen=True)
class LineError:
    """What is wrong with a line (from 1; 0: the whole list).

    `field` is list, line, name, function, sector or remark; `reason` is empty, missing (fewer
    than three fields), unknown, too-long, control, twice or too-many.
    """

    line: int
    field: str
    reason: str
    limit: int | None = None


@dataclass
class BadDelegation(Refusal):
    """Lines that cannot be taken, all of them at once; nothing was kept."""

    errors: tuple[LineError, ...]
