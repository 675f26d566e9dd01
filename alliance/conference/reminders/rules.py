"""When reminders are due: days before at nine where people are, hours before to the minute."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from storage.conference import Conference

MORNING, NIGHTFALL, DAYBREAK = time(9), time(20), time(8)
DAY, HOUR = "d", "h"
# The rule of a reminder that the secretariat asks for.
NOW = "now"


class Due(NamedTuple):
    """A reminder («7d», «2h») and when it is due (UTC)."""

    rule: str
    due_at: datetime


def due(
    starts_at: datetime, host_zone: str, zone: str, days: Sequence[int], hours: Sequence[int]
) -> list[Due]:
    """Return what people of a zone are reminded by, farthest from the start first.

    Days before: at 09:00 of the zone on the host's calendar day minus so many. Hours before: to
    the minute; one that would fall into the night (20:00 to 08:00 of the zone) at 20:00 the
    evening before. What would come after the start is left out; of what comes at the same
    moment only the nearest is there.
    """
    host_day = starts_at.astimezone(ZoneInfo(host_zone)).date()
    found = [
        *(
            Due(f"{number}{DAY}", _moment(host_day - timedelta(days=number), MORNING, zone))
            for number in sorted(days, reverse=True)
        ),
        *(
            Due(f"{number}{HOUR}", _awake(starts_at - timedelta(hours=number), zone))
            for number in sorted(hours, reverse=True)
        ),
    ]
    nearest = {one.due_at: one for one in found if one.due_at < starts_at}
    return sorted(nearest.values(), key=lambda one: one.due_at)


def of(conference: Conference, zone: str) -> list[Due]:
    """Return what people of a zone are reminded of a conference by; nothing without a time."""
    if conference.starts_at is None:
        return []
    days, hours = _numbers(conference.days), _numbers(conference.hours)
    return due(conference.starts_at, conference.zone, zone, days, hours)


def latest(conference: Conference, zone: str, now: datetime) -> str | None:
    """Return the rule that came due last in a zone; a new one makes the older ones pointless."""
    come = [one.rule for one in of(conference, zone) if one.due_at <= now]
    return come[-1] if come else None


def told(conference: Conference, rule: str) -> dict[str, Any]:
    """Return the parameters of a reminder's delivery: conference, rule and occasion.

    The occasion is the host's day, or for hours the moment (UTC), in ISO 8601. Once a conference
    is moved to another one, what was sent before was another reminder.
    """
    assert conference.starts_at is not None
    day = conference.starts_at.astimezone(ZoneInfo(conference.zone)).date()
    occasion = conference.starts_at if rule.endswith(HOUR) else day
    return {"conference": conference.key, "rule": rule, "occasion": occasion.isoformat()}


def named(conference: Conference) -> set[str]:
    """Return the rules by which a conference is reminded of."""
    return {f"{number}{DAY}" for number in _numbers(conference.days)} | {
        f"{number}{HOUR}" for number in _numbers(conference.hours)
    }


def _numbers(listed: str) -> list[int]:
    return [int(number) for number in listed.split(",") if number]


def _moment(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _awake(at: datetime, zone: str) -> datetime:
    """Return a moment, or 20:00 before it where it is night."""
    local = at.astimezone(ZoneInfo(zone))
    if local.time() >= NIGHTFALL:
        return _moment(local.date(), NIGHTFALL, zone)
    if local.time() < DAYBREAK:
        return _moment(local.date() - timedelta(days=1), NIGHTFALL, zone)
    return at
