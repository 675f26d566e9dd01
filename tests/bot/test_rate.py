"""The rate: falls to what Telegram takes, rises with care, and is known after a restart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rate import CLEAN, Learnt, Rate

LIMIT = 30.0


def accept(rate: Rate, count: int, at: float) -> None:
    for _ in range(count):
        rate.accepted(at)


def refuse(rate: Rate, at: float, accepted: int = 25) -> None:
    """Let so many be accepted in the last second of a flow that is no longer young."""
    for number in range(accepted):
        rate.accepted(at - 0.99 + number * 0.9 / accepted)
    rate.lower(at)


def test_rate_begins_just_below_the_limit() -> None:
    assert Rate(LIMIT).value == LIMIT * 0.985


def test_rate_falls_to_what_was_accepted_in_the_last_second() -> None:
    rate = Rate(LIMIT)
    accept(rate, 100, 5.0)
    refuse(rate, 10.0, accepted=20)
    assert rate.value == 20 * 0.985


def test_young_flow_is_not_counted() -> None:
    rate = Rate(LIMIT)
    accept(rate, 15, 9.6)
    rate.lower(10.0)
    assert rate.value == LIMIT * 0.985 * 0.85


def test_second_refusal_soon_after_slows_down_more() -> None:
    rate = Rate(LIMIT)
    refuse(rate, 10.0, accepted=20)
    refuse(rate, 15.0, accepted=20)
    assert rate.value == pytest.approx(20 * 0.985 * 0.9)


def test_flood_that_goes_on_teaches_nothing_new() -> None:
    rate = Rate(LIMIT)
    refuse(rate, 10.0, accepted=20)
    for at in range(11, 100):
        rate.lower(float(at))
    assert rate.value == 20 * 0.985


def test_rate_rises_after_clean_minutes_and_never_over_its_limit() -> None:
    rate = Rate(LIMIT)
    refuse(rate, 10.0, accepted=29)
    values = []
    for at in range(11, 300):
        rate.rise(float(at))
        values.append(rate.value)
    first = 29 * 0.985
    assert list(dict.fromkeys(values)) == pytest.approx(
        [first, first * 1.01, first * 1.01**2, first * 1.01**3, LIMIT * 0.985]
    )
    assert values[58:60] == pytest.approx([first, first * 1.01])


def test_rise_that_was_too_much_is_waited_for_longer_the_next_time() -> None:
    rate = Rate(LIMIT)
    refuse(rate, 0.0)
    patience = []
    at = 0.0
    for _ in range(8):
        at += rate.learnt.patience
        rate.rise(at)
        patience.append(rate.learnt.patience)
        refuse(rate, at + 20)
        at += 20
    assert patience == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_learnt_rate_is_what_a_later_run_begins_with() -> None:
    rate, told = Rate(LIMIT), []
    rate.when_changed(lambda: told.append(rate.learnt))
    refuse(rate, 10.0)
    later = Rate(LIMIT)
    later.resume(told[-1], 0.0)
    assert told == [Learnt(25 * 0.985)]
    assert later.learnt == rate.learnt
    later.rise(CLEAN - 1)
    assert later.value == 25 * 0.985


@pytest.mark.parametrize("rate", [0.0, -3.0, 50.0])
def test_learnt_rate_that_cannot_be_is_not_taken(rate: float) -> None:
    later = Rate(LIMIT)
    later.resume(Learnt(rate), 0.0)
    assert later.value == LIMIT * 0.985


def test_without_a_limit_nothing_is_learnt() -> None:
    rate, told = Rate(0), []
    rate.when_changed(lambda: told.append(rate.value))
    refuse(rate, 10.0)
    rate.rise(100.0)
    rate.resume(Learnt(20), 100.0)
    assert (rate.value, told) == (0.0, [])


steps = st.lists(
    st.tuples(st.sampled_from(["take", "refuse", "rise"]), st.floats(0, 120, allow_nan=False))
)


@given(st.floats(0.5, 60), steps)
def test_rate_stays_between_one_and_its_limit(limit: float, made: list[tuple[str, float]]) -> None:
    rate, now = Rate(limit), 0.0
    for what, pause in made:
        now += pause
        if what == "take":
            rate.accepted(now)
        elif what == "refuse":
            before = rate.value
            rate.lower(now)
            assert rate.value <= before
        else:
            rate.rise(now)
        assert min(1.0, limit * 0.985) <= rate.value <= limit * 0.985
