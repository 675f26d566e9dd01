"""Resolutions: entered, changed until they go out, then followed up until they are done."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from alliance import minutes
from alliance.minutes import Decision
from alliance.minutes.refusals import (
    AlreadyDone,
    InForce,
    NotBegun,
    NotInForce,
    TooManyResolutions,
    UnknownResolution,
)
from alliance.minutes.resolving import MOST
from alliance.refusal import BadValue, NotActive, NotAllowed, UnknownCity
from storage.mandate import Mandate
from storage.person import Presence, Role
from storage.record import Commitment, Record
from tests.alliance.conference.meeting import BEFORE_START, Meeting, recorded, redrawn
from tests.alliance.minutes.session import (
    DUE,
    HELD,
    circulated,
    composed,
    decided,
    held,
    written,
)
from tests.alliance.people import queued, secretary, someone

DAY = timedelta(days=1)


def texts(meeting: Meeting) -> list[str]:
    return [one.text_de for one in minutes.resolutions(meeting.session, meeting.conference)]


# ---- entering


def test_resolutions_stand_in_the_order_in_which_they_were_entered(session: Session) -> None:
    meeting = held(session)
    first = decided(meeting, text="Erstens")
    decided(meeting, None, None, text="Zweitens")
    assert texts(meeting) == ["Erstens", "Zweitens"]
    minutes.remove(session, meeting.clerk, first.key, HELD)
    decided(meeting, text="Drittens")
    assert texts(meeting) == ["Zweitens", "Drittens"]


def test_resolution_is_changed_until_it_goes_out(session: Session) -> None:
    meeting = written(held(session))
    one = decided(meeting)
    decision = Decision(" Neu ", "新", None, DUE + DAY)
    minutes.change(session, meeting.clerk, one.key, decision, HELD)
    assert (one.text_de, one.text_zh, one.city_code, one.due_on) == ("Neu", "新", None, DUE + DAY)
    circulated(meeting)
    for act in (
        lambda: minutes.change(session, meeting.clerk, one.key, decision, HELD),
        lambda: minutes.remove(session, meeting.clerk, one.key, HELD),
    ):
        with pytest.raises(InForce):
            act()


def test_day_counts_where_the_secretariat_works(session: Session) -> None:
    meeting = held(session)
    evening = HELD.replace(hour=16)  # midnight of the next day in Foshan
    today, key = evening.date(), meeting.conference.key
    with pytest.raises(BadValue) as refused:
        minutes.enter(session, meeting.clerk, key, Decision("a", "b", None, today), evening)
    assert (refused.value.field, refused.value.reason) == ("until", "past")
    tomorrow = Decision("a", "b", None, today + DAY)
    made = minutes.enter(session, meeting.clerk, key, tomorrow, evening)
    assert made.due_on == today + DAY


def test_entering_is_refused_with_its_reason(session: Session) -> None:
    meeting = held(session)
    key, plain = meeting.conference.key, Decision("a", "b")
    for other in (meeting.people["aachen"], someone(session, role=Role.CONTACT_OFFICE)):
        with pytest.raises(NotAllowed):
            minutes.enter(session, other, key, plain, HELD)
    with pytest.raises(NotBegun):
        minutes.enter(session, meeting.clerk, key, plain, BEFORE_START)
    with pytest.raises(UnknownCity):
        minutes.enter(session, meeting.clerk, key, Decision("a", "b", "atlantis"), HELD)
    for decision, field, reason in (
        (Decision(" ", "b"), "text_de", "empty"),
        (Decision("a", ""), "text_zh", "empty"),
        (Decision("a", "b" * 501), "text_zh", "too-long"),
        (Decision("a\x00", "b"), "text_de", "control"),
    ):
        with pytest.raises(BadValue) as refused:
            minutes.enter(session, meeting.clerk, key, decision, HELD)
        assert (refused.value.field, refused.value.reason) == (field, reason)
    with pytest.raises(UnknownResolution):
        minutes.change(session, meeting.clerk, 999, plain, HELD)
    assert texts(meeting) == []


def test_session_takes_so_many_resolutions_and_no_more(session: Session) -> None:
    meeting = held(session)
    for number in range(MOST):
        decided(meeting, text=f"Nr. {number}")
    with pytest.raises(TooManyResolutions) as refused:
        decided(meeting)
    assert refused.value.limit == MOST


# ---- in force


def test_resolution_is_in_force_once_its_circular_is_out(session: Session) -> None:
    meeting = written(held(session))
    later = decided(meeting, "foshan", DUE + DAY)
    endless = decided(meeting, None, None)
    first = decided(meeting, "bonn", DUE)
    assert minutes.outstanding(session) == []
    composed(meeting)
    assert [minutes.in_force(session, one) for one in (later, endless, first)] == [False] * 3
    circulated(meeting)
    assert minutes.outstanding(session) == [first, later, endless]
    # What is entered afterwards waits for the next circular.
    decided(meeting, "foshan", DUE)
    assert minutes.outstanding(session) == [first, later, endless]


def test_resolution_that_was_changed_is_not_in_the_circular_made_before(session: Session) -> None:
    meeting = written(held(session))
    one = decided(meeting)
    general = composed(meeting)
    brought_by = [one.general_id]
    minutes.change(session, meeting.clerk, one.key, Decision("Neu", "新"), HELD)
    brought_by.append(one.general_id)
    again = composed(meeting)
    brought_by.append(one.general_id)
    assert (again.key, brought_by) == (general.key, [general.key, None, general.key])


def test_resolution_concerns_those_who_carry_it_out(session: Session) -> None:
    meeting = written(held(session))
    other, people = secretary(session), meeting.people
    colleague = someone(session, "bonn")
    someone(session, "bonn", presence=Presence.ENDED)
    session.add(Mandate(city_code="bonn", holder_id=people["aachen"].key, since=HELD))
    bonn, own = decided(meeting, "bonn"), decided(meeting, None)
    circulated(meeting)
    assert minutes.concerned(session, bonn, HELD) == [people["aachen"], people["bonn"], colleague]
    assert minutes.concerned(session, own, HELD) == [meeting.clerk, other]
    for person, expected in (
        (people["bonn"], [bonn]),
        (people["aachen"], [bonn]),
        (people["foshan"], []),
        (meeting.clerk, [bonn, own]),
        (someone(session, role=Role.ADVISORY), []),
    ):
        assert minutes.of_person(session, person, HELD) == expected


# ---- done


def test_first_report_counts_and_is_recorded(session: Session) -> None:
    meeting = written(held(session))
    person, colleague = meeting.people["bonn"], someone(session, "bonn")
    one = decided(meeting, "bonn")
    circulated(meeting)
    before = len(queued(session))
    key = f"minutes:{meeting.conference.key}"
    with redrawn(session, one.subject, key) as drawn:
        minutes.done(session, person, one.key, " Ist geprüft. ", HELD)
    assert drawn == {one.subject: True, key: True}
    assert (one.report, one.done_at, one.done_by) == ("Ist geprüft.", HELD, person.key)
    assert queued(session)[before:] == [
        ("resolution-done", colleague.key),
        ("resolution-done", meeting.clerk.key),
    ]
    assert recorded(session, "resolution-done") == [
        {
            "resolution": one.key,
            "conference": meeting.conference.key,
            "city": "bonn",
            "by": person.key,
        }
    ]
    entry = session.exec(select(Record).where(Record.kind == "resolution-done")).one()
    promises = session.exec(select(Commitment).where(Commitment.seq == entry.seq))
    assert {(promise.value, promise.person_id) for promise in promises} == {
        (person.name, person.key),
        (person.function, person.key),
        ("Ist geprüft.", person.key),
    }
    assert minutes.outstanding(session) == []
    with pytest.raises(AlreadyDone) as refused:
        minutes.done(session, colleague, one.key, "Auch.", HELD + DAY)
    assert (refused.value.person_id, refused.value.at) == (person.key, HELD)


def test_secretariat_reports_for_itself_and_for_cities(session: Session) -> None:
    meeting = written(held(session))
    own, bonn = decided(meeting, None), decided(meeting, "bonn")
    circulated(meeting)
    before = len(queued(session))
    minutes.done(session, meeting.clerk, own.key, "Erledigt.", HELD)
    minutes.done(session, meeting.clerk, bonn.key, "Erledigt.", HELD)
    assert queued(session)[before:] == [("resolution-done", meeting.people["bonn"].key)]
    assert minutes.outstanding(session) == []


def test_reporting_is_refused_with_its_reason(session: Session) -> None:
    meeting = written(held(session))
    person, one = meeting.people["bonn"], decided(meeting, "bonn")
    with pytest.raises(NotInForce):
        minutes.done(session, person, one.key, "Fertig.", HELD)
    circulated(meeting)
    for other in (meeting.people["aachen"], someone(session, role=Role.CONTACT_OFFICE)):
        with pytest.raises(NotAllowed):
            minutes.done(session, other, one.key, "Fertig.", HELD)
    gone = someone(session, "bonn", presence=Presence.ENDED)
    with pytest.raises(NotActive):
        minutes.done(session, gone, one.key, "Fertig.", HELD)
    with pytest.raises(UnknownResolution):
        minutes.done(session, person, 999, "Fertig.", HELD)
    for report, reason in ((" ", "empty"), ("x" * 2001, "too-long")):
        with pytest.raises(BadValue) as refused:
            minutes.done(session, person, one.key, report, HELD)
        assert (refused.value.field, refused.value.reason) == ("report", reason)
    assert one.done_at is None


def test_resolution_without_a_day_is_kept_without_one(session: Session) -> None:
    meeting = held(session)
    assert decided(meeting, due=None).due_on is None
    assert decided(meeting, due=date(2030, 1, 1)).due_on == date(2030, 1, 1)
