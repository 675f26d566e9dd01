"""Times as clocks show them: skipped, shown twice, and back again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance import walltime
from alliance.refusal import Ambiguous, BadValue, Nonexistent

ZONES = ("Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
MINUTES = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "zone", "at"),
    [
        ("2027-03-17T09:00", "Europe/Berlin", "2027-03-17T08:00"),
        ("2027-06-17T09:00", "Europe/Berlin", "2027-06-17T07:00"),
        ("2027-06-17T09:00", "Asia/Shanghai", "2027-06-17T01:00"),
        ("2027-06-17T09:00", "America/New_York", "2027-06-17T13:00"),
        ("2026-10-25T02:30*", "Europe/Berlin", "2026-10-25T01:30"),
    ],
)
def test_time_that_clocks_show_is_a_moment(starts: str, zone: str, at: str) -> None:
    assert (walltime.moment(starts, zone), walltime.wall(utc(at), zone)) == (utc(at), starts)


@pytest.mark.parametrize(
    ("starts", "zone", "after"),
    [
        ("2027-03-28T02:00", "Europe/Berlin", "2027-03-28T03:00"),
        ("2027-03-28T02:59", "Europe/Berlin", "2027-03-28T03:00"),
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T03:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T02:30"),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_skipped_time_is_refused_with_the_next_one(
    starts: str, zone: str, after: str, fold: int | None
) -> None:
    with pytest.raises(Nonexistent) as refused:
        walltime.moment(starts, zone, fold)
    assert refused.value == Nonexistent("starts", starts, zone, after)


@pytest.mark.parametrize(
    ("starts", "zone", "earlier", "later"),
    [
        ("2026-10-25T02:00", "Europe/Berlin", "2026-10-25T00:00", "2026-10-25T01:00"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30", "2026-11-01T06:30"),
        ("2027-04-04T01:45", "Australia/Lord_Howe", "2027-04-03T14:45", "2027-04-03T15:15"),
    ],
)
def test_time_shown_twice_is_asked(starts: str, zone: str, earlier: str, later: str) -> None:
    with pytest.raises(Ambiguous) as refused:
        walltime.moment(starts, zone, field="ends")
    assert refused.value == Ambiguous("ends", starts, zone, utc(earlier), utc(later))
    assert [walltime.moment(starts, zone, fold) for fold in (0, 1)] == [utc(earlier), utc(later)]
    assert walltime.wall(utc(later), zone) == f"{starts}*"


@given(at=MINUTES, zone=st.sampled_from(ZONES))
def test_what_clocks_show_leads_back_to_the_moment(at: datetime, zone: str) -> None:
    shown = walltime.wall(at, zone)
    assert walltime.moment(shown, zone, 0) == at
    # Nothing but the second of two equal times is marked.
    assert shown.endswith("*") is (at.astimezone(ZoneInfo(zone)).fold == 1)


def read(shown: str, zone: str) -> datetime | Nonexistent | Ambiguous:
    try:
        return walltime.moment(shown, zone)
    except (Nonexistent, Ambiguous) as refused:
        return refused


@given(at=MINUTES, zone=st.sampled_from(ZONES))
def test_time_is_a_moment_skipped_or_shown_twice(at: datetime, zone: str) -> None:
    shown = at.replace(tzinfo=None).isoformat(timespec="minutes")
    match read(shown, zone):
        case Nonexistent() as gap:
            # Clocks jump to the next time from one before the time that was asked for.
            jump = walltime.moment(gap.next, zone)
            before = walltime.wall(jump - timedelta(minutes=1), zone)
            assert before < shown < gap.next
        case Ambiguous() as twice:
            both = [walltime.wall(one, zone) for one in (twice.earlier, twice.later)]
            assert both == [shown, f"{shown}*"]
        case found:
            assert walltime.wall(found, zone) == shown


@pytest.mark.parametrize("shown", ["", "gestern", "2027-03-17T09:00+01:00", "2027-03-17T09:00:01"])
def test_time_that_is_none_is_refused(shown: str) -> None:
    with pytest.raises(BadValue) as refused:
        walltime.moment(shown, "Europe/Berlin")
    assert (refused.value.field, refused.value.reason) == ("starts", "format")
