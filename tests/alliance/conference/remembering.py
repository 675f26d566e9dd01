"""An invited conference, whose people live in three zones, and what became of its reminders."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from alliance.conference import reminders
from storage.conference import Conference
from storage.delivery import Delivery
from storage.person import Person
from tests.alliance.conference.meeting import Meeting, planned

BERLIN, SHANGHAI, NEW_YORK = "Europe/Berlin", "Asia/Shanghai", "America/New_York"


def at(text: str) -> datetime:
    """Return a moment in UTC: month, day and time of 2027."""
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=UTC)


# When the conference in Aachen, on 17 March at 09:00, is reminded of by default.
IN_BERLIN = [
    ("30d", at("02-15 08:00")),
    ("7d", at("03-10 08:00")),
    ("1d", at("03-16 08:00")),
    ("2h", at("03-16 19:00")),
]
IN_SHANGHAI = [
    ("30d", at("02-15 01:00")),
    ("7d", at("03-10 01:00")),
    ("1d", at("03-16 01:00")),
    ("2h", at("03-17 06:00")),
]
IN_NEW_YORK = [
    ("30d", at("02-15 14:00")),
    ("7d", at("03-10 14:00")),
    ("1d", at("03-16 13:00")),
    ("2h", at("03-17 00:00")),
]


def remembered(session: Session) -> Meeting:
    """Return an invited conference; those of the Chinese cities live in Shanghai."""
    meeting = planned(session)
    for code in ("foshan", "wuxi"):
        lives(meeting, code, SHANGHAI)
    meeting.invited()
    return meeting


def lives(meeting: Meeting, code: str, zone: str) -> Person:
    """Let a city's contact live in a zone."""
    person = meeting.people[code]
    person.zone = zone
    meeting.session.add(person)
    meeting.session.flush()
    return person


def states(
    session: Session, conference: Conference, zone: str = BERLIN
) -> list[tuple[str, str, str | None]]:
    """Return rule, state and reason of a zone's reminders, by when they are due."""
    found = reminders.rows(session, conference)
    return [(one.rule, one.state.value, one.why) for one in found if one.zone == zone]


def waiting(session: Session, conference: Conference, zone: str) -> list[tuple[str, datetime]]:
    """Return rule and moment of a zone's planned reminders."""
    found = reminders.rows(session, conference)
    return [(one.rule, one.due_at) for one in found if (one.zone, one.state) == (zone, "planned")]


def reminded(session: Session) -> list[tuple[int, str]]:
    """Return who was reminded by which rule, in order of queueing."""
    return [(one.person_id, one.params["rule"]) for one in deliveries(session)]


def deliveries(session: Session) -> list[Delivery]:
    """Return the reminders that were queued."""
    query = select(Delivery).where(Delivery.kind == reminders.KIND).order_by(col(Delivery.id))
    return list(session.exec(query))


def parameters(session: Session) -> list[dict[str, Any]]:
    """Return the parameters of the reminders that were queued."""
    return [one.params for one in deliveries(session)]
