"""Delegations: entered as a whole, by whom, until when, counted, and erased."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from alliance import proof
from alliance.conference import delegation, draft, inviting
from alliance.conference.refusals import (
    NotAsked,
    NotAttending,
    NotInvited,
    Over,
    TooLate,
    TooManyDelegates,
)
from alliance.refusal import NotAllowed
from storage.city import Side
from storage.conference import AttendanceKind, Delegate, Sector
from storage.record import Commitment, Record
from tests.alliance.conference.meeting import (
    BEFORE_START,
    DEADLINE,
    END,
    LATER,
    START,
    Meeting,
    complete,
    delegate,
    planned,
    recorded,
    redrawn,
)
from tests.alliance.people import NOW, someone

ATTENDS, DECLINES = AttendanceKind.ATTENDS, AttendanceKind.DECLINES


def attended(session: Session, *cities: str) -> Meeting:
    """Return an invited conference that cities attend."""
    meeting = planned(session)
    meeting.invited()
    for city in cities:
        meeting.answer(city)
    return meeting


def names(meeting: Meeting, city: str | None = None) -> list[str]:
    found = delegation.delegates(meeting.session, meeting.conference, city)
    return [one.name for one in found]


def test_entered_delegation_replaces_the_former_one(session: Session) -> None:
    meeting = attended(session, "bonn")
    conference = meeting.conference
    with redrawn(session, conference.subject, conference.city_subject("bonn")) as stale:
        one = meeting.send("bonn", [delegate("Weiß", Sector.POLITICS, "Visum"), delegate("Abel")])
    first = [(row.position, row.name, row.sector, row.remark) for row in one.delegates]
    two = meeting.send("bonn", [delegate("Krause")], person=someone(session, "bonn"))

    assert first == [(1, "Weiß", Sector.POLITICS, "Visum"), (2, "Abel", Sector.COMPANY, "")]
    assert (one.before, two.before, names(meeting, "bonn")) == (0, 2, ["Krause"])
    assert list(stale.values()) == [True, True]
    meeting.send("bonn", [])
    assert names(meeting, "bonn") == []


def test_record_knows_how_many_and_no_name(session: Session) -> None:
    meeting = attended(session, "bonn")
    meeting.send("bonn", [delegate("Weiß", remark="Visum"), delegate("Abel")])
    assert recorded(session, "delegation-entered") == [
        {
            "conference": meeting.conference.key,
            "by": meeting.people["bonn"].key,
            "city": "bonn",
            "people": 2,
        }
    ]
    written = " ".join(
        [row.body for row in session.exec(select(Record))]
        + [row.value or "" for row in session.exec(select(Commitment))]
    )
    assert [name in written for name in ("Weiß", "Abel", "Visum")] == [False] * 3
    assert proof.verify(session) is None


@pytest.mark.parametrize("kind", [None, DECLINES, AttendanceKind.UNDECIDED])
def test_only_a_city_that_attends_enters_one(
    session: Session, kind: AttendanceKind | None
) -> None:
    meeting = attended(session)
    if kind is not None:
        meeting.answer("bonn", kind)
    with pytest.raises(NotAttending) as refused:
        meeting.send("bonn", [delegate("Weiß")])
    assert refused.value == NotAttending("bonn", kind)


def test_cities_enter_until_the_deadline_and_the_secretariat_until_the_end(
    session: Session,
) -> None:
    meeting = attended(session, "bonn")
    meeting.send("bonn", [delegate("Weiß")], DEADLINE - timedelta(microseconds=1))
    with pytest.raises(TooLate) as late:
        meeting.send("bonn", [], DEADLINE)
    with pytest.raises(Over) as begun:
        meeting.send("bonn", [], START)
    meeting.send("bonn", [delegate("Abel")], START, meeting.clerk)
    with pytest.raises(Over) as ended:
        meeting.send("bonn", [], END, meeting.clerk)

    assert late.value.deadline_at == delegation.until(meeting.conference) == DEADLINE
    assert (begun.value.at, ended.value.at, names(meeting)) == (START, END, ["Abel"])


def test_without_a_deadline_cities_enter_until_the_start(session: Session) -> None:
    meeting = planned(session)
    draft.set_deadline(session, meeting.clerk, meeting.conference.key, None, NOW)
    meeting.invited()
    meeting.answer("bonn")
    meeting.send("bonn", [delegate("Weiß")], BEFORE_START)
    assert (delegation.until(meeting.conference), names(meeting)) == (START, ["Weiß"])


def test_others_do_not_enter_it(session: Session) -> None:
    meeting = attended(session, "bonn")
    with pytest.raises(NotAllowed):
        meeting.send("bonn", [], person=meeting.people["aachen"])
    with pytest.raises(NotAsked):
        meeting.send("celle", [], person=meeting.clerk)
    inviting.cancel(session, meeting.clerk, meeting.conference.key, "Grund", LATER)
    with pytest.raises(NotInvited):
        meeting.send("bonn", [])


def test_sixty_people_are_the_most(session: Session) -> None:
    meeting = attended(session, "bonn")
    everybody = [delegate(f"Name {number}") for number in range(61)]
    with pytest.raises(TooManyDelegates) as refused:
        meeting.send("bonn", everybody)
    meeting.send("bonn", everybody[:60])
    assert (refused.value.limit, len(names(meeting))) == (60, 60)


# ---- counting


def test_cities_and_delegates_are_counted_by_side_answer_and_sector(session: Session) -> None:
    meeting = attended(session, "foshan", "bonn", "aachen")
    meeting.send("foshan", [delegate("Li"), delegate("Wang", Sector.SCIENCE)])
    meeting.send("bonn", [delegate("Weiß")])
    meeting.send("aachen", [delegate("Abel"), delegate("Kurz")])
    meeting.answer("aachen", DECLINES)
    found = delegation.counts(session, meeting.conference)

    undecided = AttendanceKind.UNDECIDED
    assert found.cities == {
        Side.CN: {ATTENDS: 1, DECLINES: 0, undecided: 0, None: 1},
        Side.DE: {ATTENDS: 1, DECLINES: 1, undecided: 0, None: 0},
    }
    nobody = dict.fromkeys(Sector, 0)
    assert found.people == {
        Side.CN: nobody | {Sector.COMPANY: 1, Sector.SCIENCE: 1},
        Side.DE: nobody | {Sector.COMPANY: 1},
    }
    assert found.by_answer == {ATTENDS: 2, DECLINES: 1, undecided: 0, None: 1}
    assert found.by_side == {Side.CN: 2, Side.DE: 1}
    assert found.by_sector == nobody | {Sector.COMPANY: 2, Sector.SCIENCE: 1}
    # Kept in case the answer is taken back, but not on any list.
    assert names(meeting) == ["Li", "Wang", "Weiß"]
    assert names(meeting, "aachen") == ["Abel", "Kurz"]


def test_other_conference_counts_its_own(session: Session) -> None:
    meeting = attended(session, "bonn")
    meeting.send("bonn", [delegate("Weiß")])
    other = complete(session, meeting.clerk)
    inviting.invite(session, meeting.clerk, other.key, NOW)
    found = [delegation.counts(session, one) for one in (meeting.conference, other)]
    assert [one.by_side[Side.DE] for one in found] == [1, 0]
    assert [one.by_answer[ATTENDS] for one in found] == [1, 0]


# ---- erasing


def test_names_are_erased_ninety_days_after_the_end(session: Session) -> None:
    meeting = attended(session, "bonn")
    meeting.send("bonn", [delegate("Weiß"), delegate("Abel")])
    before = delegation.erase_old(session, END + timedelta(days=90, microseconds=-1))
    erased = delegation.erase_old(session, END + timedelta(days=90))
    assert (before, erased, session.exec(select(Delegate.name)).all()) == (0, 2, [])


def test_names_are_erased_ninety_days_after_the_cancelling(session: Session) -> None:
    meeting = attended(session, "bonn")
    meeting.send("bonn", [delegate("Weiß")])
    inviting.cancel(session, meeting.clerk, meeting.conference.key, "Grund", LATER)
    erased = [delegation.erase_old(session, LATER + timedelta(days=days)) for days in (89, 90)]
    assert erased == [0, 1]
