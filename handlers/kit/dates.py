"""Typed dates and times, as German and Chinese officers write them."""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from markupsafe import Markup

from handlers.kit.visit import Wrong
from locales.tongue import Tongue

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan",
            "februar feber feb",
            "märz maerz mrz mär",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.?\s*(?P<name>[a-zä]{3,9})\.?\s*(?P<year>\d{4})",
        r"(?P<year>\d{4})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]\s*(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?",
    )
)
TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:um\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*uhr)?",
        r"(?:um\s+)?(?P<hour>\d{1,2})\s*uhr",
        r"(?P<hour>\d{1,2})\s*[时点](?:\s*(?P<minute>\d{1,2})\s*分?)?",
    )
)
YEARS = range(1900, 2200)
MONTHS_A_YEAR = 12
HOURS_A_DAY = 24
MINUTES_AN_HOUR = 60


def read_date(text: str, tongue: Tongue) -> date:
    """Return the typed day; Wrong with the reason when there is none."""
    day, rest = _day(_plain(text), tongue)
    if rest:
        raise Wrong(_form(tongue))
    return day


def read_moment(text: str, tongue: Tongue, zone: ZoneInfo, default: time) -> datetime:
    """Return the typed moment in UTC; the time is the zone's, `default` where none is typed.

    Raises Wrong with the reason; a time that the clocks leave out is no moment.
    """
    local = read_wall(text, tongue, default=default).replace(tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(fold=0) != local:
        raise Wrong(
            tongue.text(
                "The clocks are put forward that night, so there is no such time; please give "
                "another one."
            )
        )
    return moment


def read_wall(
    text: str, tongue: Tongue, *, day: date | None = None, default: time | None = None
) -> datetime:
    """Return the typed day and time as clocks show it, without a zone; Wrong with the reason.

    A time alone is on `day`, and a day alone at `default`, where these are given.
    """
    plain = _plain(text)
    if day is not None and any(pattern.fullmatch(plain) for pattern in TIMES):
        return datetime.combine(day, _clock(plain, tongue))
    typed, rest = _day(plain, tongue)
    clock = default if default is not None and not rest else _clock(rest, tongue)
    return datetime.combine(typed, clock)


def _plain(text: str) -> str:
    """Return text with ordinary digits and signs, in lower case: ２０２６ and ： are typed too."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return re.sub(r"\s+", " ", plain)


def _day(text: str, tongue: Tongue) -> tuple[date, str]:
    """Return the day that a text begins with, and what stands after it."""
    for pattern in DATES:
        if found := pattern.match(text):
            parts = found.groupdict()
            month = MONTHS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
            day = _exact(int(parts["year"]), month, int(parts["day"]), tongue)
            return day, text[found.end() :].lstrip(" ,")
    raise Wrong(_form(tongue))


def _exact(year: int, month: int, day: int, tongue: Tongue) -> date:
    """Return a day of the calendar; Wrong where it has none such."""
    if not (1 <= month <= MONTHS_A_YEAR and year in YEARS):
        raise Wrong(_form(tongue))
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Wrong(
            tongue.text(
                "There is no day {day} in this month: {month}/{year} has {days} days. Please "
                "enter another date.",
                day=day,
                month=month,
                year=year,
                days=days,
            )
        )
    return date(year, month, day)


def _clock(text: str, tongue: Tongue) -> time:
    """Return the typed time of day; Wrong when there is none."""
    for pattern in TIMES:
        if found := pattern.fullmatch(text):
            hour = int(found["hour"])
            minute = int(found.groupdict().get("minute") or 0)
            if hour < HOURS_A_DAY and minute < MINUTES_AN_HOUR:
                return time(hour, minute)
    raise Wrong(tongue.text("I cannot read this time; an example: 15.12.2026 12:00."))


def _form(tongue: Tongue) -> Markup:
    return tongue.text("I cannot read this date; an example: 15.12.2026.")
