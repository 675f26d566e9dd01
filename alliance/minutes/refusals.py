"""Why an act on minutes and resolutions was not done: typed, with data, without words."""

from dataclasses import dataclass
from datetime import datetime

from alliance.pair import Gap
from alliance.refusal import Refusal


@dataclass
class UnknownResolution(Refusal):
    """No resolution has this id (any more)."""

    resolution_id: int


@dataclass
class NotBegun(Refusal):
    """The session begins at a moment (UTC); there are no minutes of it yet."""

    at: datetime


@dataclass
class NoAgenda(Refusal):
    """There is no item on the agenda, or one without a title in one of the languages."""


@dataclass
class MinutesUnready(Refusal):
    """A half of the minutes is missing or stale; nothing is circulated."""

    gaps: tuple[Gap, ...]


@dataclass
class TooManyResolutions(Refusal):
    """The session has as many resolutions as the program takes."""

    limit: int


@dataclass
class InForce(Refusal):
    """The resolution has gone out to the members; it can no longer be changed."""

    resolution_id: int


@dataclass
class NotInForce(Refusal):
    """The resolution has not gone out yet, so nobody has to do it."""

    resolution_id: int


@dataclass
class AlreadyDone(Refusal):
    """Somebody has reported the resolution done before, at a moment (UTC)."""

    person_id: int
    at: datetime
