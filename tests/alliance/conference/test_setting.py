"""Where and when a draft takes place, deadline and reminders, and whose turn it is (S-30)."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from alliance.conference import draft
from alliance.conference.refusals import (
    DeadlineAfterStart,
    Gap,
    NoHost,
)
from alliance.refusal import Ambiguous, BadValue, UnknownCity
from storage.city import Side
from storage.conference import Conference, EventKind
from storage.language import Language
from storage.person import Person
from tests.alliance.conference.meeting import (
    DEADLINE,
    END,
    ENDS,
    START,
    STARTS,
    complete,
)
from tests.alliance.people import NOW, seat, secretary

DE, ZH = Language.DE, Language.ZH


def started(session: Session) -> tuple[Person, Conference]:
    seat(session, "aachen")
    clerk = secretary(session)
    return clerk, draft.start(session, clerk, EventKind.CONFERENCE, NOW)


# ---- where and when


def test_times_are_those_of_the_host(session: Session) -> None:
    clerk, conference = started(session)
    with pytest.raises(NoHost):
        draft.set_times(session, clerk, conference.key, STARTS, ENDS, NOW)
    draft.set_host(session, clerk, conference.key, "aachen", NOW)
    draft.set_times(session, clerk, conference.key, STARTS, ENDS, NOW)
    assert (conference.zone, conference.starts_at, conference.ends_at) == (
        "Europe/Berlin",
        START,
        END,
    )


def test_other_host_has_the_same_local_times(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "foshan", Side.CN)
    clerk = secretary(session)
    conference = complete(session, clerk)
    draft.set_host(session, clerk, conference.key, "foshan", NOW)
    assert (conference.zone, conference.starts, conference.ends) == (
        "Asia/Shanghai",
        STARTS,
        ENDS,
    )
    assert conference.starts_at == START - timedelta(hours=7)
    with pytest.raises(UnknownCity):
        draft.set_host(session, clerk, conference.key, "nowhere", NOW)


@pytest.mark.parametrize("starts", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_time_that_the_new_host_skips_or_shows_twice_has_to_be_said_again(
    session: Session, starts: str
) -> None:
    seat(session, "aachen")
    seat(session, "foshan", Side.CN)
    clerk = secretary(session)
    ends = starts.replace("02:30", "18:00")
    conference = complete(session, clerk, host="foshan", starts=starts, ends=ends)
    draft.set_host(session, clerk, conference.key, "aachen", NOW)
    assert (conference.starts, conference.starts_at, conference.ends_at) == (None, None, None)
    assert draft.gaps(session, conference, NOW) == [Gap("times", "missing")]


def test_second_of_two_equal_times_stays_the_second_only_where_there_are_two(
    session: Session,
) -> None:
    seat(session, "aachen")
    seat(session, "foshan", Side.CN)
    clerk = secretary(session)
    conference = complete(session, clerk)
    twice, ends = "2027-10-31T02:30", "2027-10-31T18:00"
    with pytest.raises(Ambiguous):
        draft.set_times(session, clerk, conference.key, twice, ends, NOW)
    draft.set_times(session, clerk, conference.key, twice, ends, NOW, folds=(1, None))
    chosen = conference.starts
    draft.set_host(session, clerk, conference.key, "foshan", NOW)
    assert (chosen, conference.starts) == (f"{twice}*", twice)


def test_deadline_is_ahead_and_before_the_start(session: Session) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    conference = complete(session, clerk)
    with pytest.raises(BadValue) as past:
        draft.set_deadline(session, clerk, conference.key, NOW, NOW)
    with pytest.raises(DeadlineAfterStart):
        draft.set_deadline(session, clerk, conference.key, START + timedelta(microseconds=1), NOW)
    assert (past.value.reason, conference.deadline_at) == ("past", DEADLINE)
    draft.set_deadline(session, clerk, conference.key, START, NOW)
    draft.set_deadline(session, clerk, conference.key, None, NOW)
    assert conference.deadline_at is None


def test_what_lay_ahead_when_it_was_written_is_a_gap_later(session: Session) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    conference = complete(session, clerk)
    assert draft.gaps(session, conference, DEADLINE) == [Gap("deadline", "past")]
    assert draft.gaps(session, conference, START) == [
        Gap("times", "past"),
        Gap("deadline", "past"),
    ]
    draft.set_times(session, clerk, conference.key, "2027-02-01T09:00", "2027-02-01T10:00", NOW)
    assert draft.gaps(session, conference, NOW) == [Gap("deadline", "late")]


def test_reminders_are_kept_farthest_first_and_once(session: Session) -> None:
    clerk, conference = started(session)
    usual = (conference.days, conference.hours)
    draft.set_reminders(session, clerk, conference.key, [1, 14, 1], [], NOW)
    assert (usual, conference.days, conference.hours) == (("30,7,1", "2"), "14,1", "")


@pytest.mark.parametrize(
    ("days", "hours", "refusal"),
    [
        ([0], [], BadValue("days", "format")),
        ([366], [], BadValue("days", "too-far", 365)),
        ([1], [73], BadValue("hours", "too-far", 72)),
        (range(1, 8), [], BadValue("days", "too-long", 6)),
    ],
)
def test_reminders_that_make_no_sense_are_refused(
    session: Session, days: list[int], hours: list[int], refusal: BadValue
) -> None:
    clerk, conference = started(session)
    with pytest.raises(BadValue) as refused:
        draft.set_reminders(session, clerk, conference.key, days, hours, NOW)
    assert refused.value == refusal


# ---- whose turn it is


def test_sides_that_do_not_take_turns_are_told(session: Session) -> None:
    seat(session, "aachen")
    seat(session, "foshan", Side.CN)
    clerk = secretary(session)

    def held(host: str, month: int) -> Conference:
        starts, ends = f"2027-{month:02}-10T09:00", f"2027-{month:02}-11T09:00"
        return complete(session, clerk, host=host, starts=starts, ends=ends)

    first_turn = draft.turn_now(session)
    spring = held("aachen", 3)
    autumn = held("aachen", 9)
    summer = held("foshan", 6)

    def told(conference: Conference) -> list[int]:
        return [other.key for other, _ in draft.same_side(session, conference)]

    assert [told(one) for one in (spring, summer, autumn)] == [[], [], []]
    assert (first_turn, draft.turn_now(session)) == (None, Side.CN)
    assert [draft.turn_now(session, one) for one in (spring, summer, autumn)] == [
        None,
        Side.CN,
        Side.DE,
    ]
    draft.set_host(session, clerk, summer.key, "aachen", NOW)
    assert told(summer) == [spring.key, autumn.key]
    draft.discard(session, clerk, autumn.key, NOW)
    assert (told(summer), told(spring)) == ([spring.key], [summer.key])


def test_other_events_are_hosted_by_any_side(session: Session) -> None:
    seat(session, "aachen")
    clerk = secretary(session)
    conference = complete(session, clerk)
    fair = complete(session, clerk, EventKind.FAIR)
    assert draft.same_side(session, fair) == draft.same_side(session, conference) == []
