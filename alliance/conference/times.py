"""From when to when something takes place, and whose turn it is to host (S-30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alliance.conference.refusals import BadSpan
from alliance.refusal import BadValue
from alliance.walltime import moment, wall
from storage.city import Side

Folds = tuple[int | None, int | None]
EITHER: Folds = (None, None)
FARTHEST, LONGEST = timedelta(days=3 * 366), timedelta(days=31)


@dataclass(frozen=True)
class Span:
    """From when to when: as the host's clocks show it, and in UTC."""

    starts: str
    ends: str
    starts_at: datetime
    ends_at: datetime


def span(
    starts: str,
    ends: str,
    zone: str,
    now: datetime,
    *,
    folds: Folds = EITHER,
) -> Span:
    """Return when something takes place that is still to come, by what clocks show.

    `folds` are those of the start and of the end. Raises as `moment`, BadValue (starts: past,
    too-far beyond three years), BadSpan.
    """
    starts_at = moment(starts, zone, folds[0])
    ends_at = moment(ends, zone, folds[1], field="ends")
    if starts_at <= now:
        raise BadValue("starts", "past")
    if starts_at > now + FARTHEST:
        raise BadValue("starts", "too-far")
    if ends_at <= starts_at:
        raise BadSpan("reversed")
    if ends_at > starts_at + LONGEST:
        raise BadSpan("too-long")
    return Span(wall(starts_at, zone), wall(ends_at, zone), starts_at, ends_at)


def turn(past: Sequence[Side]) -> Side | None:
    """Return the side whose turn it is after those that hosted, oldest first (S-30).

    None where there was no conference yet.
    """
    if not past:
        return None
    return Side.DE if past[-1] is Side.CN else Side.CN
