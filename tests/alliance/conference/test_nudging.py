"""Reminding at once: whom it concerns, not twice within 48 hours, beside the planned ones."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from alliance.conference import nudging, reminders
from alliance.conference.refusals import (
    NobodyToRemind,
    NotInvited,
    Over,
    UnknownConference,
)
from alliance.refusal import NotAllowed, RemindedLately
from storage.conference import AttendanceKind, ReminderState
from storage.delivery import Delivery, Lane
from tests.alliance.conference.meeting import LATER, START, delegate, planned, redrawn

SOON = LATER + timedelta(hours=1)


def test_cities_without_answer_or_delegation_are_reminded(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    meeting.answer("aachen")
    meeting.send("aachen", [delegate("Eva")])
    meeting.answer("bonn")
    meeting.answer("foshan", AttendanceKind.DECLINES)
    before = set(session.exec(select(Delivery.id)))
    with redrawn(session, conference.subject) as stale:
        done = nudging.remind(session, meeting.clerk, conference.key, SOON)
    assert [city.code for city in done.cities] == ["wuxi", "bonn"]
    rows = [row for row in session.exec(select(Delivery)) if row.id not in before]
    assert {(row.person_id, row.kind, row.lane, row.subject) for row in rows} == {
        (meeting.people[code].key, reminders.KIND, Lane.REMINDER, conference.subject)
        for code in ("bonn", "wuxi")
    }
    assert (done.people, done.unreachable, stale) == (2, (), {conference.subject: True})
    assert nudging.last(session, conference) == SOON


def test_reminder_is_still_to_the_point_when_it_is_read(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    nudging.remind(session, meeting.clerk, conference.key, SOON)
    row = session.exec(select(Delivery).where(Delivery.kind == reminders.KIND)).first()
    assert row is not None
    bonn = meeting.people["bonn"]
    found = reminders.still(session, bonn, row.params, SOON)
    assert found is not None
    assert [one.city.code for one in found.concerns] == ["bonn"]
    meeting.answer("bonn", AttendanceKind.DECLINES)
    assert reminders.still(session, bonn, row.params, SOON) is None


def test_nobody_is_reminded_twice_within_48_hours(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    nudging.remind(session, meeting.clerk, conference.key, SOON)
    again = SOON + timedelta(hours=48)
    with pytest.raises(RemindedLately) as refused:
        nudging.remind(session, meeting.clerk, conference.key, again - timedelta(seconds=1))
    assert refused.value.at == again
    assert nudging.remind(session, meeting.clerk, conference.key, again).people == 4


def test_planned_reminders_stay_as_they_are(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    before = [(row.rule, row.due_at) for row in reminders.rows(session, conference)]
    nudging.remind(session, meeting.clerk, conference.key, SOON)
    reminders.plan(session, conference, SOON)
    after = reminders.rows(session, conference)
    assert [(row.rule, row.due_at) for row in after if row.rule != reminders.NOW] == before
    assert [row.state for row in after if row.rule == reminders.NOW] == [ReminderState.SENT]


def test_who_attends_may_be_late_with_the_delegation_once_it_is_closed(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited()
    for city in ("aachen", "bonn", "foshan", "wuxi"):
        meeting.answer(city)
    assert len(nudging.due(session, meeting.clerk, conference.key, SOON)) == 4
    assert conference.deadline_at is not None
    with pytest.raises(NobodyToRemind):
        nudging.due(session, meeting.clerk, conference.key, conference.deadline_at)


def test_reminding_is_refused(session: Session) -> None:
    meeting = planned(session)
    key = meeting.conference.key
    with pytest.raises(NotInvited):
        nudging.remind(session, meeting.clerk, key, SOON)
    meeting.invited()
    with pytest.raises(NotAllowed):
        nudging.remind(session, meeting.people["bonn"], key, SOON)
    with pytest.raises(Over):
        nudging.remind(session, meeting.clerk, key, START)
    with pytest.raises(UnknownConference):
        nudging.remind(session, meeting.clerk, key + 1, SOON)
