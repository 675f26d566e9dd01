"""What a reminder says when it is sent, and when it has become pointless by then."""

from datetime import datetime, timedelta

from sqlmodel import Session

from alliance.conference import delegation, inviting, nudging, reminders
from storage.conference import AttendanceKind
from storage.mandate import Mandate
from storage.person import Presence
from tests.alliance.conference.meeting import START, delegate
from tests.alliance.conference.remembering import (
    BERLIN,
    IN_BERLIN,
    NEW_YORK,
    at,
    lives,
    parameters,
    remembered,
    reminded,
    waiting,
)
from tests.alliance.people import NOW, seat, someone

MINUTE = timedelta(minutes=1)
IN_BONN, IN_CHINA = at("02-15 08:00"), at("02-15 01:00")


def test_cities_are_reminded_of_what_is_missing(session: Session) -> None:
    meeting = remembered(session)
    conference = meeting.conference
    anna = meeting.people["aachen"]
    for code in ("bonn", "foshan", "wuxi"):
        session.add(Mandate(city_code=code, holder_id=anna.key, since=NOW))
    meeting.answer("aachen", AttendanceKind.ATTENDS)
    meeting.send("aachen", [delegate("Anna Beispiel")])
    meeting.answer("bonn", AttendanceKind.ATTENDS)
    meeting.answer("foshan", AttendanceKind.UNDECIDED)
    reminders.send_due(session, IN_BONN)
    params = parameters(session)[0]

    def shown(now: datetime) -> list[tuple[str, str | None, bool]]:
        found = reminders.still(session, anna, params, now)
        assert found is not None
        assert found.conference is conference
        return [(one.city.code, one.answer, one.delegation_missing) for one in found.concerns]

    assert shown(IN_BONN) == [
        ("foshan", "undecided", False),
        ("wuxi", None, False),
        ("aachen", "attends", False),
        ("bonn", "attends", True),
    ]
    meeting.answer("wuxi", AttendanceKind.DECLINES)
    # After the deadline nobody but the secretariat can enter one.
    assert shown(delegation.until(conference)) == [
        ("foshan", "undecided", False),
        ("aachen", "attends", False),
        ("bonn", "attends", False),
    ]


def test_reminder_becomes_pointless(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    reminders.send_due(session, IN_BONN)
    params = parameters(session)[0]
    bo, anna = meeting.people["bonn"], meeting.people["aachen"]
    shows = [
        reminders.still(session, bo, params, now) is not None
        for now in (IN_BONN, IN_BERLIN[1][1] - MINUTE, IN_BERLIN[1][1], START)
    ]
    assert shows == [True, True, False, False]
    meeting.answer("bonn", AttendanceKind.DECLINES)
    assert reminders.still(session, bo, params, IN_BONN) is None
    assert reminders.still(session, someone(session), params, IN_BONN) is None
    anna.presence = Presence.ENDED
    assert reminders.still(session, anna, params, IN_BONN) is None
    anna.presence = Presence.ACTIVE
    assert reminders.still(session, anna, params, IN_BONN) is not None
    inviting.move(session, meeting.clerk, key, "2027-04-07T09:00", "2027-04-08T16:00", IN_BONN)
    assert reminders.still(session, anna, params, IN_BONN) is None
    inviting.cancel(session, meeting.clerk, key, "Hochwasser", IN_BONN)
    assert reminders.still(session, anna, params, IN_BONN) is None


def test_reminder_that_was_queued_outlives_a_change_of_zone(session: Session) -> None:
    meeting = remembered(session)
    reminders.send_due(session, IN_CHINA)
    fo = lives(meeting, "foshan", NEW_YORK)  # where its own is not due yet
    assert reminders.still(session, fo, parameters(session)[0], IN_CHINA) is not None


def test_somebody_of_a_city_that_was_not_invited_is_not_concerned(session: Session) -> None:
    meeting = remembered(session)
    seat(session, "mainz")
    reminders.send_due(session, IN_BONN)
    assert (
        reminders.still(session, someone(session, "mainz"), parameters(session)[0], IN_BONN)
        is None
    )
    assert len(reminded(session)) == len(meeting.people)


# ---- asked for by the secretariat


def test_one_that_was_asked_for_is_pointless_once_nothing_is_missing(session: Session) -> None:
    meeting = remembered(session)
    bo = meeting.people["bonn"]
    nudging.remind(session, meeting.clerk, meeting.conference.key, NOW)
    params = parameters(session)[0]
    assert params["rule"] == reminders.NOW
    owed = []
    for kind in (AttendanceKind.UNDECIDED, AttendanceKind.ATTENDS):
        meeting.answer("bonn", kind)
        found = reminders.still(session, bo, params, NOW)
        assert found is not None
        owed += [(one.answer, one.delegation_missing, one.owes) for one in found.concerns]
    assert owed == [("undecided", False, True), ("attends", True, True)]
    meeting.send("bonn", [delegate("Bo Beispiel")])
    assert reminders.still(session, bo, params, NOW) is None


def test_one_that_was_asked_for_takes_no_planned_ones_place(session: Session) -> None:
    meeting = remembered(session)
    meeting.clerk.zone = NEW_YORK
    nudging.remind(session, meeting.clerk, meeting.conference.key, IN_CHINA - MINUTE)
    reminders.send_due(session, IN_BONN)
    assert [rule for _, rule in reminded(session)] == 4 * ["now"] + 4 * ["30d"]
    assert waiting(session, meeting.conference, NEW_YORK) == []
    assert waiting(session, meeting.conference, BERLIN) == IN_BERLIN[1:]
