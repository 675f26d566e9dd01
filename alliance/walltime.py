"""Times as the clocks of a zone show them, and the moments that they mean."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alliance.refusal import Ambiguous, BadValue, Nonexistent

# What a stored time ends in when clocks show it twice and the second one is meant.
LATER = "*"
EARLIER_FOLD, LATER_FOLD = 0, 1
# Outside of these no zone's rules mean anything.
YEARS = range(1971, 2201)


def moment(shown: str, zone: str, fold: int | None = None, *, field: str = "starts") -> datetime:
    """Return the moment (UTC) at which the clocks of a zone show a time (ISO 8601, no zone).

    `fold` chooses among two: 0 the earlier, 1 the later; a time that ends in «*» is the later.
    Raises Nonexistent, Ambiguous (unless chosen), BadValue (format, past, too-far) of the field.
    """
    plain = shown.removesuffix(LATER)
    local = _parsed(plain, field)
    if shown != plain:
        fold = LATER_FOLD
    here = ZoneInfo(zone)
    found = sorted({_moment(local, here, one) for one in (EARLIER_FOLD, LATER_FOLD)})
    real = [one for one in found if one.astimezone(here).replace(tzinfo=None, fold=0) == local]
    if not real:
        raise Nonexistent(field, plain, zone, _after_gap(local, here))
    if len(real) == 1:
        return real[0]
    if fold is None:
        raise Ambiguous(field, plain, zone, *real)
    return real[fold]


def wall(at: datetime, zone: str) -> str:
    """Return what the clocks of a zone show at a moment, ISO 8601 to the minute.

    It ends in «*» where they show this for the second time.
    """
    local = at.astimezone(ZoneInfo(zone))
    shown = local.replace(tzinfo=None, fold=0).isoformat(timespec="minutes")
    return shown + LATER if local.fold else shown


def _parsed(plain: str, field: str) -> datetime:
    try:
        local = datetime.fromisoformat(plain)
    except ValueError as error:
        raise BadValue(field, "format") from error
    if local.tzinfo is not None or local.second or local.microsecond:
        raise BadValue(field, "format")
    if local.year not in YEARS:
        raise BadValue(field, "past" if local.year < YEARS.start else "too-far")
    return local


def _moment(local: datetime, here: ZoneInfo, fold: int) -> datetime:
    return local.replace(tzinfo=here, fold=fold).astimezone(UTC)


def _after_gap(local: datetime, here: ZoneInfo) -> str:
    """Return the first time shown after the gap in which a time lies."""
    before, after = (_moment(local, here, fold) for fold in (LATER_FOLD, EARLIER_FOLD))
    # The clocks jump between these two; they differ by as much as the clocks jump.
    low, high = before, after
    offset = low.astimezone(here).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(here).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return wall(_whole(high), here.key)


def _whole(at: datetime) -> datetime:
    """Return the last whole minute up to a moment."""
    return at.replace(second=0, microsecond=0)
