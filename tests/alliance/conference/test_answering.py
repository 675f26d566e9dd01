"""Answering an invitation: who for whom, until when, which answer counts, and how all stand."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from alliance import proof
from alliance.conference import answering, inviting
from alliance.conference.refusals import NotAsked, NotInvited, Over, UnknownConference
from alliance.refusal import NotActive, NotAllowed
from storage.conference import Attendance, AttendanceKind, ConferenceState
from storage.mandate import Mandate
from storage.person import Presence, Role
from tests.alliance.conference.meeting import (
    END,
    LATER,
    START,
    Meeting,
    delegate,
    planned,
    recorded,
    redrawn,
)
from tests.alliance.people import NOW, seat, someone

ATTENDS, DECLINES, UNDECIDED = (
    AttendanceKind.ATTENDS,
    AttendanceKind.DECLINES,
    AttendanceKind.UNDECIDED,
)


def history(meeting: Meeting, city: str) -> list[tuple[AttendanceKind, int, bool]]:
    query = select(Attendance).where(
        Attendance.conference_id == meeting.conference.key, Attendance.city_code == city
    )
    return [
        (one.kind, one.person_id, one.replaced_at is None)
        for one in meeting.session.exec(query.order_by(col(Attendance.id)))
    ]


def test_newest_answer_counts_and_older_ones_are_kept(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    first, colleague = meeting.people["bonn"], someone(session, "bonn")
    one = meeting.answer("bonn", UNDECIDED)
    two = meeting.answer("bonn", ATTENDS, LATER + timedelta(days=1), colleague)

    assert (one.former, one.changed, two.former, two.changed) == (
        None,
        True,
        one.attendance,
        True,
    )
    assert history(meeting, "bonn") == [
        (UNDECIDED, first.key, False),
        (ATTENDS, colleague.key, True),
    ]
    assert one.attendance.replaced_at == LATER + timedelta(days=1)
    stands = answering.city_answer(session, conference, "bonn")
    assert (stands.kind, stands.by, stands.attendance) == (ATTENDS, colleague, two.attendance)
    assert [entry["answer"] for entry in recorded(session, "conference-answered")] == [
        "undecided",
        "attends",
    ]
    assert proof.verify(session) is None


def test_same_answer_again_changes_nothing(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    first = meeting.answer("bonn")
    with redrawn(session, conference.subject) as stale:
        again = meeting.answer("bonn", person=someone(session, "bonn"))
    assert (again.changed, again.attendance) == (False, first.attendance)
    assert history(meeting, "bonn") == [(ATTENDS, meeting.people["bonn"].key, True)]
    assert (len(recorded(session, "conference-answered")), stale) == (
        1,
        {conference.subject: False},
    )


def test_answer_draws_the_citys_screens_and_the_secretariats(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    subjects = [conference.subject, *map(conference.city_subject, ("bonn", "foshan"))]
    with redrawn(session, *subjects) as stale:
        meeting.answer("bonn")
    assert list(stale.values()) == [True, True, False]


def test_holder_of_a_mandate_answers_for_the_city(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    holder, deputy = meeting.people["aachen"], someone(session, "foshan")
    mandate = Mandate(city_code="bonn", holder_id=holder.key, since=NOW)
    session.add(mandate)
    session.flush()
    meeting.answer("bonn", ATTENDS, person=holder)
    mandate.deputy_id, mandate.deputy_since = deputy.key, NOW
    mandate.deputy_until = LATER + timedelta(minutes=1)
    session.flush()
    meeting.answer("bonn", DECLINES, person=deputy)
    with pytest.raises(NotAllowed):
        meeting.answer("bonn", ATTENDS, person=holder)

    def mine(now: datetime) -> list[tuple[str, AttendanceKind | None]]:
        found = answering.standing(session, conference, holder, now)
        return [(one.city.code, one.kind) for one in found]

    assert mine(LATER) == [("aachen", None)]
    assert mine(LATER + timedelta(hours=1)) == [("aachen", None), ("bonn", DECLINES)]


def test_all_cities_stand_by_side_with_their_answers_and_delegates(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    meeting.answer("aachen", DECLINES)
    meeting.answer("foshan", ATTENDS)
    meeting.send("foshan", [delegate("Li"), delegate("Wang")])
    found = [
        (one.city.code, one.kind, one.by, one.delegates)
        for one in answering.answers(session, conference)
    ]
    assert found == [
        ("foshan", ATTENDS, meeting.people["foshan"], 2),
        ("wuxi", None, None, 0),
        ("aachen", DECLINES, meeting.people["aachen"], 0),
        ("bonn", None, None, 0),
    ]


def test_answers_are_given_until_the_start(session: Session) -> None:
    meeting = planned(session)
    meeting.invited()
    meeting.answer("bonn", now=START - timedelta(microseconds=1))
    with pytest.raises(Over) as refused:
        meeting.answer("bonn", DECLINES, now=START)
    assert refused.value.at == START


def test_only_invited_cities_answer_and_only_their_people(session: Session) -> None:
    meeting = planned(session)
    meeting.invited()
    later = seat(session, "celle")
    with pytest.raises(NotAsked) as uninvited:
        meeting.answer("celle", person=someone(session, later.code))
    with pytest.raises(NotAllowed):
        meeting.answer("bonn", person=meeting.people["aachen"])
    with pytest.raises(NotAllowed):
        meeting.answer("bonn", person=someone(session, role=Role.CONTACT_OFFICE))
    with pytest.raises(NotActive):
        meeting.answer("bonn", person=someone(session, "bonn", presence=Presence.WAITING))
    with pytest.raises(UnknownConference):
        answering.answer(session, meeting.people["bonn"], 0, "bonn", ATTENDS, NOW)
    with pytest.raises(NotAsked):
        answering.city_answer(session, meeting.conference, "celle")
    assert uninvited.value.city_code == "celle"


def test_secretariat_enters_what_a_city_said_otherwise(session: Session) -> None:
    meeting = planned(session)
    meeting.invited()
    assert meeting.answer("bonn", person=meeting.clerk).attendance.person_id == meeting.clerk.key


def test_draft_and_cancelled_one_take_no_answers(session: Session) -> None:
    meeting = planned(session)
    with pytest.raises(NotInvited) as early:
        meeting.answer("bonn")
    meeting.invited()
    inviting.cancel(session, meeting.clerk, meeting.conference.key, "Grund", NOW)
    with pytest.raises(NotInvited) as late:
        meeting.answer("bonn")
    assert (early.value.state, late.value.state) == (
        ConferenceState.DRAFT,
        ConferenceState.CANCELLED,
    )


def test_newcomer_sees_the_coming_ones_of_their_city(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    newcomer = someone(session, "bonn")
    stranger = someone(session, seat(session, "celle").code)

    found = [
        answering.open_for(session, newcomer, now) for now in (END - timedelta(seconds=1), END)
    ]
    assert found == [[conference], []]
    assert answering.open_for(session, stranger, NOW) == []
