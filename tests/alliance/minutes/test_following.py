"""Resolutions are followed up: a week before their day, on it, then weekly until they are done."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from alliance import minutes
from alliance.circular import sending
from alliance.minutes import following
from storage.circular import GeneralCircular, GeneralState
from storage.delivery import Delivery, Lane
from storage.mandate import Mandate
from storage.minutes import Resolution
from storage.person import Person, Presence
from tests.alliance.circular.writing import drafted, sent
from tests.alliance.conference.meeting import Meeting, planned
from tests.alliance.people import NOW, secretary, someone
from tests.alliance.together import together

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
DAY = date(2026, 12, 10)
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


def at(text: str) -> datetime:
    """Return a moment in UTC: month, day and time of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


# Nine in the morning in Aachen, a week before the day.
FIRST = at("12-03 08:00")


def resolved(
    meeting: Meeting,
    city: str | None = "aachen",
    due_on: date | None = DAY,
    general: GeneralCircular | None = None,
) -> Resolution:
    """Return a resolution that went out to the members at NOW, unless in another circular."""
    circular = general or sent(meeting.session, meeting.clerk, "aachen").general
    made = Resolution(
        conference_id=meeting.conference.key,
        position=1,
        text_de="Die Stadt berichtet.",
        text_zh="该市提交报告。",
        city_code=city,
        due_on=due_on,
        entered_at=NOW,
        entered_by=meeting.clerk.key,
        general_id=circular.key,
    )
    meeting.session.add(made)
    meeting.session.flush()
    return made


def told(session: Session) -> list[tuple[str, int]]:
    """Return about what and whom reminders of resolutions were queued."""
    query = select(Delivery).where(Delivery.kind == "resolution-reminder")
    found = session.exec(query.order_by(col(Delivery.id)))
    return [(one.subject, one.person_id) for one in found]


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (FIRST - MINUTE, None),
        (FIRST, FIRST),
        (at("12-10 07:59"), FIRST),
        (at("12-10 08:00"), at("12-10 08:00")),
        (at("12-16 23:00"), at("12-10 08:00")),
        (at("12-17 08:00"), at("12-17 08:00")),
        (datetime(2027, 4, 1, 7, 0, tzinfo=UTC), datetime(2027, 4, 1, 7, 0, tzinfo=UTC)),
        (datetime(2027, 4, 1, 6, 59, tzinfo=UTC), datetime(2027, 3, 25, 8, 0, tzinfo=UTC)),
    ],
)
def test_reminders_are_due_weekly_at_nine(now: datetime, moment: datetime | None) -> None:
    assert following.latest(DAY, BERLIN, now) == moment


@given(
    day=st.dates(date(2026, 1, 1), date(2040, 1, 1)),
    zone=st.sampled_from([BERLIN, SHANGHAI, ZoneInfo("America/New_York")]),
    minutes_=st.integers(0, 90 * 24 * 60),
)
def test_latest_is_less_than_a_week_ago(day: date, zone: ZoneInfo, minutes_: int) -> None:
    first = datetime.combine(day - WEEK, time(9), zone).astimezone(UTC)
    now = first + timedelta(minutes=minutes_)
    moment = following.latest(day, zone, now)
    assert moment is not None
    assert first <= moment <= now
    local = moment.astimezone(zone)
    assert ((local.date() - day).days % 7, local.time()) == (0, time(9))
    following_one = datetime.combine(local.date() + WEEK, time(9), zone).astimezone(UTC)
    assert now < following_one
    assert following.latest(day, zone, first - MINUTE) is None


def test_city_is_reminded_before_on_and_after_the_day_until_it_is_done(session: Session) -> None:
    meeting = planned(session)
    anna = meeting.people["aachen"]
    one = resolved(meeting)
    moments = (FIRST - MINUTE, FIRST, FIRST + MINUTE, FIRST + WEEK, FIRST + 2 * WEEK)
    counts = [following.send_due(session, now) for now in moments]
    minutes.done(session, anna, one.key, "Der Bericht liegt vor.", FIRST + 2 * WEEK)
    counts.append(following.send_due(session, FIRST + 3 * WEEK))
    assert counts == [0, 1, 0, 1, 1, 0]
    assert told(session) == 3 * [(one.subject, anna.key)]
    query = select(Delivery).where(Delivery.kind == "resolution-reminder")
    assert [(row.params, row.lane) for row in session.exec(query)] == 3 * [
        ({"resolution": one.key}, Lane.REMINDER)
    ]


def test_of_late_ones_only_the_last_is_sent(session: Session) -> None:
    meeting = planned(session)
    resolved(meeting)
    counts = [following.send_due(session, FIRST + 5 * WEEK + shift * MINUTE) for shift in (0, 1)]
    assert counts == [1, 0]


def test_what_was_due_before_it_went_out_is_not_sent(session: Session) -> None:
    meeting = planned(session)
    resolved(meeting, due_on=date(2026, 11, 26))
    assert following.send_due(session, NOW) == 0
    assert following.send_due(session, at("11-26 07:59")) == 0
    assert following.send_due(session, at("11-26 08:00")) == 1


def test_contacts_and_who_answers_for_the_city_are_reminded(session: Session) -> None:
    meeting = planned(session)
    one = resolved(meeting)
    bo = meeting.people["bonn"]
    session.add(Mandate(city_code="aachen", holder_id=bo.key, since=NOW))
    second = someone(session, "aachen")
    following.send_due(session, FIRST)
    assert told(session) == [
        (one.subject, person.key) for person in (meeting.people["aachen"], bo, second)
    ]


def test_secretariats_own_are_due_by_its_clocks(session: Session) -> None:
    meeting = planned(session)
    colleague = secretary(session)
    one = resolved(meeting, None)
    assert following.send_due(session, at("12-03 00:59")) == 0
    assert following.send_due(session, at("12-03 01:00")) == 2
    assert told(session) == [(one.subject, person.key) for person in (meeting.clerk, colleague)]


def test_secretariat_is_reminded_where_the_city_has_nobody(session: Session) -> None:
    meeting = planned(session)
    meeting.people["wuxi"].presence = Presence.ENDED
    one = resolved(meeting, "wuxi")
    following.send_due(session, at("12-03 01:00"))
    assert told(session) == [(one.subject, meeting.clerk.key)]


@pytest.mark.parametrize("state", [GeneralState.PAUSED, GeneralState.STOPPED])
def test_what_is_paused_or_stopped_on_its_way_is_in_force(
    session: Session, state: GeneralState
) -> None:
    meeting = planned(session)
    general = sent(session, meeting.clerk, "aachen").general
    general.state = state
    resolved(meeting, general=general)
    assert following.send_due(session, FIRST) == 1


def test_without_a_day_or_not_gone_out_nobody_is_reminded(session: Session) -> None:
    meeting = planned(session)
    resolved(meeting, due_on=None)
    general = drafted(session, meeting.clerk, "aachen")
    resolved(meeting, general=general)
    assert following.send_due(session, FIRST) == 0
    sending.send(session, meeting.clerk, general.key, FIRST)
    # It has just been told; the next one is due on the day.
    assert following.send_due(session, FIRST) == 0
    assert following.send_due(session, FIRST + WEEK) == 1


def test_two_clocks_at_once_remind_once(postgres: Engine) -> None:
    with Session(postgres, expire_on_commit=False) as session, session.begin():
        resolved(planned(session))

    counts = together(postgres, *[lambda session: following.send_due(session, FIRST)] * 4)

    with Session(postgres) as session:
        anna = session.exec(select(Person.id).where(Person.city_code == "aachen")).one()
        assert (sorted(map(str, counts)), [key for _, key in told(session)]) == (
            ["0", "0", "0", "1"],
            [anna],
        )
