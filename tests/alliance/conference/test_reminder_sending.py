"""Reminders that are due: to whom they go, late ones, and once however often it is looked."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from alliance.conference import inviting, reminders
from storage.conference import AttendanceKind, ReminderState
from storage.delivery import Lane
from storage.mandate import Mandate
from storage.person import Presence
from tests.alliance.conference.meeting import START, complete
from tests.alliance.conference.remembering import (
    BERLIN,
    IN_BERLIN,
    NEW_YORK,
    SHANGHAI,
    at,
    deliveries,
    lives,
    parameters,
    remembered,
    reminded,
    states,
)
from tests.alliance.people import NOW, someone
from tests.alliance.together import together

MINUTE = timedelta(minutes=1)
CITIES = {SHANGHAI: ("foshan", "wuxi"), BERLIN: ("aachen", "bonn")}
IN_BONN, IN_CHINA = at("02-15 08:00"), at("02-15 01:00")


def test_each_zone_is_reminded_at_its_moment_and_once(session: Session) -> None:
    meeting = remembered(session)
    wanted = {zone: [meeting.people[code].key for code in codes] for zone, codes in CITIES.items()}
    moments = (IN_CHINA - MINUTE, IN_CHINA, IN_CHINA + MINUTE, IN_BONN, IN_BONN + MINUTE)

    counts = [reminders.send_due(session, now) for now in moments]

    assert counts == [0, 2, 0, 2, 0]
    assert reminded(session) == [(key, "30d") for key in (*wanted[SHANGHAI], *wanted[BERLIN])]
    assert states(session, meeting.conference)[:2] == [
        ("30d", "sent", None),
        ("7d", "planned", None),
    ]


def test_reminder_says_what_it_is_and_goes_in_its_lane(session: Session) -> None:
    meeting = remembered(session)
    late = IN_BONN + 3 * MINUTE
    reminders.send_due(session, late)
    first, last = deliveries(session)[0], deliveries(session)[-1]
    assert (first.subject, first.lane, first.queued_at) == (
        meeting.conference.subject,
        Lane.REMINDER,
        late,
    )
    assert (first.not_before, last.not_before) == (IN_CHINA, IN_BONN)
    assert last.params == {
        "conference": meeting.conference.key,
        "rule": "30d",
        "occasion": "2027-03-17",
    }
    reminders.send_due(session, at("03-17 06:00"))
    assert deliveries(session)[-1].params | {"conference": 0} == {
        "conference": 0,
        "rule": "2h",
        "occasion": "2027-03-17T08:00:00+00:00",
    }


def test_who_declined_is_not_reminded(session: Session) -> None:
    meeting = remembered(session)
    meeting.answer("aachen", AttendanceKind.ATTENDS)
    meeting.answer("bonn", AttendanceKind.DECLINES)
    meeting.answer("foshan", AttendanceKind.UNDECIDED)
    reminders.send_due(session, IN_BONN)
    people = [meeting.people[code].key for code in ("foshan", "wuxi", "aachen")]
    assert reminded(session) == [(key, "30d") for key in people]


def test_newest_answer_counts(session: Session) -> None:
    meeting = remembered(session)
    meeting.answer("bonn", AttendanceKind.DECLINES)
    meeting.answer("bonn", AttendanceKind.ATTENDS)
    meeting.answer("aachen", AttendanceKind.ATTENDS)
    meeting.answer("aachen", AttendanceKind.DECLINES)
    reminders.send_due(session, IN_BONN)
    reached = {key for key, _ in reminded(session)}
    assert (meeting.people["bonn"].key in reached, meeting.people["aachen"].key in reached) == (
        True,
        False,
    )


def test_zone_whose_cities_all_declined_is_skipped(session: Session) -> None:
    meeting = remembered(session)
    for code in CITIES[SHANGHAI]:
        meeting.answer(code, AttendanceKind.DECLINES)
    assert reminders.send_due(session, IN_CHINA) == 0
    assert states(session, meeting.conference, SHANGHAI)[0] == ("30d", "skipped", "nobody")


def test_somebody_with_two_cities_is_reminded_once(session: Session) -> None:
    meeting = remembered(session)
    anna = meeting.people["aachen"]
    session.add(Mandate(city_code="bonn", holder_id=anna.key, since=NOW))
    meeting.answer("aachen", AttendanceKind.DECLINES)
    reminders.send_due(session, IN_BONN)
    assert [key for key, _ in reminded(session)].count(anna.key) == 1


def test_those_who_left_or_wait_are_not_reminded(session: Session) -> None:
    meeting = remembered(session)
    meeting.people["bonn"].presence = Presence.ENDED
    someone(session, "aachen", presence=Presence.WAITING)
    late = someone(session, "aachen")
    reminders.send_due(session, IN_BONN)
    people = [meeting.people["foshan"], meeting.people["wuxi"], meeting.people["aachen"], late]
    assert [key for key, _ in reminded(session)] == [one.key for one in people]


# ---- late


def test_late_reminder_still_goes_out(session: Session) -> None:
    meeting = remembered(session)
    assert reminders.send_due(session, IN_BERLIN[1][1] - MINUTE) == 4
    # Of Shanghai two were due, and the nearer one is enough.
    assert states(session, meeting.conference, SHANGHAI)[:2] == [
        ("30d", "skipped", "nearer"),
        ("7d", "sent", None),
    ]
    assert states(session, meeting.conference)[0] == ("30d", "sent", None)


def test_of_many_late_ones_only_the_nearest_goes_out(session: Session) -> None:
    meeting = remembered(session)
    assert reminders.send_due(session, START - MINUTE) == 4
    for zone in (BERLIN, SHANGHAI):
        assert states(session, meeting.conference, zone) == [
            ("30d", "skipped", "nearer"),
            ("7d", "skipped", "nearer"),
            ("1d", "skipped", "nearer"),
            ("2h", "sent", None),
        ]


@pytest.mark.parametrize("now", [START, START + timedelta(days=40)])
def test_after_the_start_nothing_goes_out(session: Session, now: datetime) -> None:
    meeting = remembered(session)
    assert reminders.send_due(session, now) == 0
    for zone in (BERLIN, SHANGHAI):
        assert states(session, meeting.conference, zone) == [
            (rule, "skipped", "begun") for rule in ("30d", "7d", "1d", "2h")
        ]


def test_cancelled_conference_is_not_reminded_of(session: Session) -> None:
    meeting = remembered(session)
    inviting.cancel(session, meeting.clerk, meeting.conference.key, "Hochwasser", IN_BONN)
    assert reminders.send_due(session, IN_BONN + MINUTE) == 0
    assert deliveries(session) == []


# ---- who changes zone, or comes late


def test_who_moves_east_between_two_reminders_is_reminded_once(session: Session) -> None:
    meeting = remembered(session)
    reminders.send_due(session, IN_CHINA)
    lives(meeting, "bonn", SHANGHAI)  # where it is past ten: too late for the one there
    reminders.send_due(session, IN_BONN)
    keys = [key for key, _ in reminded(session)]
    assert sorted(keys) == sorted(one.key for one in meeting.people.values())


def test_who_moves_west_is_not_reminded_twice(session: Session) -> None:
    meeting = remembered(session)
    reminders.send_due(session, IN_CHINA)
    lives(meeting, "foshan", BERLIN)
    lives(meeting, "wuxi", NEW_YORK)
    for moment in (IN_BONN, at("02-15 14:00")):
        reminders.send_due(session, moment)
    keys = [key for key, _ in reminded(session)]
    assert sorted(keys) == sorted(one.key for one in meeting.people.values())
    assert states(session, meeting.conference, NEW_YORK)[0] == ("30d", "skipped", "nobody")


def test_who_registers_in_a_zone_of_their_own_is_reminded_there(session: Session) -> None:
    meeting = remembered(session)
    bo = someone(session, "bonn")
    bo.zone = NEW_YORK
    for moment in (IN_BONN, at("02-15 13:59"), at("02-15 14:00")):
        reminders.send_due(session, moment)
    assert reminded(session)[4:] == [(bo.key, "30d")]
    assert deliveries(session)[-1].not_before == at("02-15 14:00")
    assert states(session, meeting.conference, NEW_YORK)[0] == ("30d", "sent", None)


# ---- moved


def test_moved_conference_is_reminded_of_anew(session: Session) -> None:
    meeting = remembered(session)
    reminders.send_due(session, IN_BONN)
    key = meeting.conference.key
    now = IN_BONN + MINUTE
    inviting.move(session, meeting.clerk, key, "2027-04-07T09:00", "2027-04-08T16:00", now)
    assert reminders.send_due(session, at("03-08 08:00")) == 4
    assert [one["occasion"] for one in parameters(session)] == 4 * ["2027-03-17"] + 4 * [
        "2027-04-07"
    ]


def test_moved_by_an_hour_is_not_reminded_of_twice(session: Session) -> None:
    meeting = remembered(session)
    reminders.send_due(session, IN_CHINA)
    key = meeting.conference.key
    now = IN_CHINA + MINUTE
    inviting.move(session, meeting.clerk, key, "2027-03-17T10:00", "2027-03-18T16:00", now)
    reminders.send_due(session, IN_BONN)
    keys = [key for key, _ in reminded(session)]
    assert sorted(keys) == sorted(one.key for one in meeting.people.values())


# ---- many


def test_reminders_of_many_conferences_are_due_in_order_of_their_lateness(
    session: Session,
) -> None:
    meeting = remembered(session)
    sooner = complete(session, meeting.clerk, starts="2027-03-16T09:00", ends="2027-03-16T16:00")
    inviting.invite(session, meeting.clerk, sooner.key, NOW)
    reminders.send_due(session, IN_BONN)
    found = sorted(deliveries(session), key=lambda one: one.not_before)
    assert [(one.params["conference"], one.not_before) for one in found] == [
        *2 * [(sooner.key, at("02-14 01:00"))],
        *2 * [(sooner.key, at("02-14 08:00"))],
        *2 * [(meeting.conference.key, IN_CHINA)],
        *2 * [(meeting.conference.key, IN_BONN)],
    ]


def test_two_clocks_at_once_remind_once(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session, session.begin():
        meeting = remembered(session)

    counts = together(postgres, *[lambda session: reminders.send_due(session, IN_BONN)] * 4)

    with Session(postgres) as session:
        assert (sorted(map(str, counts)), len(deliveries(session))) == (["0", "0", "0", "4"], 4)
        found = reminders.rows(session, meeting.conference)
        assert [one.state for one in found].count(ReminderState.SENT) == 2
