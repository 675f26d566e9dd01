"""From when to when something takes place, and whose turn it is (S-30)."""

from datetime import UTC, datetime, timedelta

import pytest

from alliance.conference import times
from alliance.conference.refusals import BadSpan
from alliance.refusal import BadValue
from storage.city import Side

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "ends", "reason"),
    [
        ("2026-08-31T09:00", "2026-09-02T09:00", ("starts", "past")),
        ("2029-10-01T09:00", "2029-10-01T19:00", ("starts", "too-far")),
        ("9999-12-31T23:59", "9999-12-31T23:59", ("starts", "too-far")),
        ("1900-01-01T00:00", "1900-01-02T00:00", ("starts", "past")),
    ],
)
def test_past_or_distant_start_is_refused(starts: str, ends: str, reason: tuple[str, str]) -> None:
    with pytest.raises(BadValue) as refused:
        times.span(starts, ends, "Europe/Berlin", NOW)
    assert (refused.value.field, refused.value.reason) == reason


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ("2026-10-01T09:00", "reversed"),
        ("2026-09-30T09:00", "reversed"),
        ("2026-11-02T09:00", "too-long"),
    ],
)
def test_end_has_to_follow_the_start(ends: str, reason: str) -> None:
    with pytest.raises(BadSpan) as refused:
        times.span("2026-10-01T09:00", ends, "Europe/Berlin", NOW)
    assert refused.value.reason == reason


def test_span_across_the_change_of_clocks_keeps_both_ends() -> None:
    found = times.span("2026-10-25T02:30", "2026-10-25T02:30", "Europe/Berlin", NOW, folds=(0, 1))
    assert (found.starts, found.ends) == ("2026-10-25T02:30", "2026-10-25T02:30*")
    assert found.ends_at - found.starts_at == timedelta(hours=1)


def test_turn_goes_to_the_side_that_did_not_host_last() -> None:
    past = [Side.CN, Side.DE, Side.DE]
    assert [times.turn(past[:count]) for count in range(4)] == [None, Side.DE, Side.CN, Side.CN]
