"""Reminders as rows: planned at the invitation, and again whenever something changes."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from alliance.conference import inviting, reminders
from alliance.conference.inviting import Changes
from storage.city import Standing
from storage.mandate import Mandate
from tests.alliance.conference.meeting import planned
from tests.alliance.conference.remembering import (
    BERLIN,
    IN_BERLIN,
    IN_NEW_YORK,
    IN_SHANGHAI,
    NEW_YORK,
    SHANGHAI,
    at,
    lives,
    remembered,
    states,
    waiting,
)
from tests.alliance.people import NOW, seat, someone

RULES = ["30d", "7d", "1d", "2h"]


def test_invitation_plans_for_the_zones_of_invited_people(session: Session) -> None:
    meeting = planned(session)
    lives(meeting, "foshan", SHANGHAI)
    lives(meeting, "wuxi", NEW_YORK)
    assert reminders.rows(session, meeting.conference) == []
    conference = meeting.invited()
    assert waiting(session, conference, BERLIN) == IN_BERLIN
    assert waiting(session, conference, SHANGHAI) == IN_SHANGHAI
    assert waiting(session, conference, NEW_YORK) == IN_NEW_YORK
    assert len(reminders.rows(session, conference)) == 12


def test_what_was_due_before_the_invitation_is_not_planned(session: Session) -> None:
    meeting = planned(session)
    conference = meeting.invited(at("02-20 00:00"))
    assert waiting(session, conference, BERLIN) == IN_BERLIN[1:]
    assert len(reminders.rows(session, conference)) == 3


def test_planning_twice_is_once(session: Session) -> None:
    meeting = remembered(session)
    conference = meeting.conference
    before = [one.id for one in reminders.rows(session, conference)]
    reminders.replan(session, meeting.conference.key, NOW + timedelta(days=1))
    reminders.plan(session, conference, NOW + timedelta(days=2))
    assert [one.id for one in reminders.rows(session, conference)] == before
    assert states(session, conference) == [(rule, "planned", None) for rule in RULES]


def test_moved_conference_moves_them_over_the_change_of_clocks(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    inviting.move(session, meeting.clerk, key, "2027-04-07T09:00", "2027-04-08T16:00", NOW)
    assert waiting(session, meeting.conference, BERLIN) == [
        ("30d", at("03-08 08:00")),
        ("7d", at("03-31 07:00")),
        ("1d", at("04-06 07:00")),
        ("2h", at("04-06 18:00")),
    ]
    old = [one for one in states(session, meeting.conference) if one[1] != "planned"]
    assert old == [(rule, "cancelled", "moved") for rule in RULES]


def test_moved_by_an_hour_keeps_the_mornings(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    inviting.move(session, meeting.clerk, key, "2027-03-17T10:30", "2027-03-18T16:00", NOW)
    assert waiting(session, meeting.conference, BERLIN) == [
        *IN_BERLIN[:3],
        ("2h", at("03-17 07:30")),
    ]
    assert [one for one in states(session, meeting.conference) if one[1] != "planned"] == [
        ("2h", "cancelled", "moved")
    ]


def test_moved_back_revives_them(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    for day in ("2027-04-07", "2027-03-17"):
        inviting.move(session, meeting.clerk, key, f"{day}T09:00", f"{day}T16:00", NOW)
    assert waiting(session, meeting.conference, BERLIN) == IN_BERLIN
    assert all(
        (one.settled_at, one.why) == (None, None)
        for one in reminders.rows(session, meeting.conference)
        if one.state == "planned"
    )


def test_what_was_due_is_not_revived_when_moved_back(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    for day, now in (("2027-04-07", NOW), ("2027-03-17", at("02-20 00:00"))):
        inviting.move(session, meeting.clerk, key, f"{day}T09:00", f"{day}T16:00", now)
    assert waiting(session, meeting.conference, BERLIN) == IN_BERLIN[1:]


def test_moved_nearer_leaves_out_what_is_past(session: Session) -> None:
    meeting = remembered(session)
    now = at("02-20 00:00")
    key = meeting.conference.key
    inviting.move(session, meeting.clerk, key, "2027-02-25T14:00", "2027-02-25T16:00", now)
    assert waiting(session, meeting.conference, BERLIN) == [
        ("1d", at("02-24 08:00")),
        ("2h", at("02-25 11:00")),
    ]


def test_cancelled_conference_cancels_them(session: Session) -> None:
    meeting = remembered(session)
    inviting.cancel(session, meeting.clerk, meeting.conference.key, "Hochwasser", NOW)
    for zone in (BERLIN, SHANGHAI):
        assert states(session, meeting.conference, zone) == [
            (rule, "cancelled", "cancelled") for rule in RULES
        ]


def test_other_rules_take_the_place_of_those_before(session: Session) -> None:
    meeting = remembered(session)
    inviting.set_reminders(session, meeting.clerk, meeting.conference.key, [14, 1], [], NOW)
    assert waiting(session, meeting.conference, BERLIN) == [
        ("14d", at("03-03 08:00")),
        IN_BERLIN[2],
    ]
    assert [one for one in states(session, meeting.conference) if one[1] != "planned"] == [
        ("30d", "cancelled", "rules"),
        ("7d", "cancelled", "rules"),
        ("2h", "cancelled", "rules"),
    ]


def test_another_host_has_another_day(session: Session) -> None:
    meeting = remembered(session)
    key = meeting.conference.key
    inviting.change(session, meeting.clerk, key, Changes(host_code="foshan"), NOW)
    # 09:00 in Foshan is 02:00 in Germany; two hours before that is the evening before.
    assert waiting(session, meeting.conference, BERLIN) == [
        *IN_BERLIN[:3],
        ("2h", at("03-16 19:00")),
    ]
    assert waiting(session, meeting.conference, SHANGHAI)[-1] == ("2h", at("03-16 12:00"))


@pytest.mark.parametrize("now", [NOW, at("02-20 00:00"), at("03-16 18:00")])
def test_somebody_who_comes_later_has_their_zone_planned(session: Session, now: datetime) -> None:
    meeting = remembered(session)
    someone(session, "bonn").zone = NEW_YORK
    reminders.replan(session, meeting.conference.key, now)
    assert waiting(session, meeting.conference, NEW_YORK) == [
        one for one in IN_NEW_YORK if one[1] > now
    ]


def test_who_answers_for_a_city_has_their_zone_planned(session: Session) -> None:
    meeting = remembered(session)
    seat(session, "mainz", standing=Standing.CANDIDATE)  # not invited
    office = someone(session, "mainz")
    office.zone = NEW_YORK
    reminders.replan(session, meeting.conference.key, NOW)
    assert waiting(session, meeting.conference, NEW_YORK) == []
    session.add(Mandate(city_code="bonn", holder_id=office.key, since=NOW))
    reminders.replan(session, meeting.conference.key, NOW)
    assert waiting(session, meeting.conference, NEW_YORK) == IN_NEW_YORK


def test_zone_that_nobody_is_in_any_more_stays_planned(session: Session) -> None:
    meeting = remembered(session)
    for code in ("foshan", "wuxi"):
        lives(meeting, code, BERLIN)
    reminders.replan(session, meeting.conference.key, NOW)
    assert waiting(session, meeting.conference, SHANGHAI) == IN_SHANGHAI
