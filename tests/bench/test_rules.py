"""The bench's server limits, breaks and counts as it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.rules import Entry, Fault, Log, Rules, digest, most_in_a_second

MOMENTS = st.lists(st.integers(0, 5_000).map(lambda ms: ms / 1000), max_size=60).map(sorted)


@given(moments=MOMENTS, limit=st.integers(1, 5))
def test_window_admits_as_many_as_fit_in_any_second(moments: list[float], limit: int) -> None:
    rules = Rules(limit=limit)
    admitted: list[float] = []
    for moment in moments:
        recent = [one for one in admitted if one > moment - 1]
        assert rules.pause(1, moment) == (0 if len(recent) < limit else 1)
        if len(recent) < limit:
            admitted.append(moment)
    assert most_in_a_second(admitted) == min(limit, most_in_a_second(moments))


def test_chats_have_windows_of_their_own() -> None:
    rules = Rules(per_chat=1, limit=3)
    asked = [(1, 0.0), (1, 0.5), (2, 0.5), (1, 1.0), (3, 1.2), (4, 1.3), (5, 1.5)]
    assert [not rules.pause(chat, at) for chat, at in asked] == [
        *(True, False, True, True, True),
        *(False, True),
    ]


def test_bucket_gives_its_burst_and_then_its_rate() -> None:
    rules = Rules(rate=2, burst=3)
    asked = [0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.75, 9.0, 9.0, 9.0, 9.0]
    assert [not rules.pause(1, at) for at in asked] == [
        *(True, True, True, False, False, True, False),
        *(True, True, True, False),
    ]


def test_refusal_that_holds_lets_nothing_pass_before_its_end() -> None:
    rules = Rules(limit=1, retry_after=3, holds=True)
    asked = [0.0, 0.5, 1.5, 3.4, 3.5, 4.5]
    assert [rules.pause(1, at) for at in asked] == [0, 3, 2, 1, 0, 0]


def test_fault_hits_some_calls_of_its_methods() -> None:
    fault = Fault("status", method="sendM", skip=1, every=2, count=2)
    calls = ["sendMessage", "editMessageText", *["sendMessage"] * 6]
    assert [fault.hits(one, 0.0) for one in calls] == [
        *(False, False, False, True),
        *(False, True, False, False),
    ]


def test_fault_for_every_message_spares_answers_to_presses() -> None:
    fault = Fault("drop", count=0)
    methods = ["sendMessage", "editMessageText", "answerCallbackQuery", "getMe"]
    assert [fault.hits(one, 0.0) for one in methods] == [True, True, False, False]


@pytest.mark.parametrize(("late", "pause"), [(0.0, 5), (1.5, 4), (4.9, 1)])
def test_flood_asks_for_what_is_left_of_it(late: float, pause: int) -> None:
    fault = Fault("status", status=429, lasting=5, count=0, since=10.0)
    assert (fault.hits("sendMessage", 10 + late), fault.pause(10 + late)) == (True, pause)
    assert not fault.hits("sendMessage", 15.0)


def test_summary_counts_what_took_effect_and_what_did_not() -> None:
    log = Log()
    for at, method, status, done in (
        (1.0, "sendMessage", 200, True),
        (1.5, "sendMessage", 429, False),
        (1.9, "editMessageText", 0, True),
        (2.0, "sendMessage", 200, True),
        (2.0, "answerCallbackQuery", 200, True),
    ):
        log.add(Entry(at, method, 1, 1, "", digest("a"), status, done, "call", ""))
    assert log.summary() == {
        "accepted": {"sendMessage": 2, "editMessageText": 1, "answerCallbackQuery": 1},
        "rejected": {"429": 1},
        "most_in_a_second": 2,
        "first": 1.0,
        "last": 2.0,
    }


def test_no_moments_make_no_rate() -> None:
    assert most_in_a_second([]) == 0
    assert Rules().pause(1, 0.0) == 0
