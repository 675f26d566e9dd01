"""Where and when a conference takes place, on its row; drafts and invited ones alike."""

from collections.abc import Sequence
from datetime import datetime

from alliance import walltime
from alliance.conference.refusals import DeadlineAfterStart
from alliance.conference.times import Span
from alliance.refusal import Ambiguous, BadValue, Nonexistent
from storage.city import City
from storage.conference import Conference

RULE_LIMIT = 6
FARTHEST_DAY, FARTHEST_HOUR = 365, 72


def place(conference: Conference, city: City) -> None:
    """Give a conference its host; the local times stay, unless the host's clocks skip one.

    Then, or where they show it twice, times have to be said again.
    """
    conference.host_code, conference.zone = city.code, city.zone
    if conference.starts is None or conference.ends is None:
        return
    try:
        starts_at = walltime.moment(conference.starts, city.zone)
        ends_at = walltime.moment(conference.ends, city.zone)
    except (Nonexistent, Ambiguous):
        conference.starts = conference.ends = None
        conference.starts_at = conference.ends_at = None
        return
    starts, ends = (walltime.wall(at, city.zone) for at in (starts_at, ends_at))
    when(conference, Span(starts, ends, starts_at, ends_at))


def when(conference: Conference, span: Span) -> None:
    """Give a conference its times."""
    conference.starts, conference.ends = span.starts, span.ends
    conference.starts_at, conference.ends_at = span.starts_at, span.ends_at


def deadline(conference: Conference, deadline_at: datetime | None, now: datetime) -> None:
    """Give a conference its deadline; BadValue (deadline: past), DeadlineAfterStart."""
    if deadline_at is not None and deadline_at <= now:
        raise BadValue("deadline", "past")
    if (
        deadline_at is not None
        and conference.starts_at is not None
        and deadline_at > conference.starts_at
    ):
        raise DeadlineAfterStart(conference.starts_at)
    conference.deadline_at = deadline_at


def reminders(conference: Conference, days: Sequence[int], hours: Sequence[int]) -> None:
    """Say when it is reminded of, farthest first; BadValue of days or hours."""
    conference.days = _rules("days", days, FARTHEST_DAY)
    conference.hours = _rules("hours", hours, FARTHEST_HOUR)


def _rules(field: str, numbers: Sequence[int], farthest: int) -> str:
    wanted = sorted(set(numbers), reverse=True)
    if len(wanted) > RULE_LIMIT:
        raise BadValue(field, "too-long", RULE_LIMIT)
    if wanted and wanted[-1] < 1:
        raise BadValue(field, "format")
    if wanted and wanted[0] > farthest:
        raise BadValue(field, "too-far", farthest)
    return ",".join(map(str, wanted))
