"""Answering an invitation for a city, and how the cities have answered."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import register, rights
from alliance.circular.acknowledge import seats
from alliance.conference import asking, evidence, telling
from alliance.conference.refusals import NotAsked, Over
from alliance.refusal import NotAllowed
from storage.city import City
from storage.conference import Attendance, AttendanceKind, Conference, Delegate, Invited
from storage.person import Person


@dataclass(frozen=True)
class Answered:
    """A city's answer that counts, and the one before it, if any.

    `changed` is False where the city had given this very answer: nothing was kept then.
    """

    conference: Conference
    city: City
    attendance: Attendance
    former: Attendance | None
    changed: bool


@dataclass(frozen=True)
class CityAnswer:
    """How an invited city stands: its answer, who gave it, and how many delegates are entered."""

    city: City
    attendance: Attendance | None
    by: Person | None
    delegates: int

    @property
    def kind(self) -> AttendanceKind | None:
        """Return what the city says, None as long as it says nothing."""
        return self.attendance.kind if self.attendance is not None else None


# ---- asking


def standing(
    session: Session, conference: Conference, person: Person, now: datetime
) -> list[CityAnswer]:
    """Return how the invited cities of which somebody is a contact, or holder (S-09), stand."""
    mine = seats(session, person, now)
    return _answers(session, conference, col(Invited.city_code).in_(mine))


def answers(session: Session, conference: Conference) -> list[CityAnswer]:
    """Return how all invited cities stand, by side and code."""
    return _answers(session, conference, sa.true())


def city_answer(session: Session, conference: Conference, city_code: str) -> CityAnswer:
    """Return how one city stands; raises NotAsked."""
    found = _answers(session, conference, col(Invited.city_code) == city_code)
    if not found:
        raise NotAsked(city_code)
    return found[0]


def open_for(session: Session, person: Person, now: datetime) -> list[Conference]:
    """Return the coming ones to which a city of the person is invited, the next one first."""
    mine = invitations(session, person, now)
    return [conference for conference in asking.coming(session, now) if conference.key in mine]


def invitations(session: Session, person: Person, now: datetime) -> set[int]:
    """Return the ids of the conferences to which a city of the person was invited."""
    query = select(Invited.conference_id).where(
        col(Invited.city_code).in_(seats(session, person, now))
    )
    return set(session.exec(query))


# ---- the act


def answer(
    session: Session,
    person: Person,
    conference_id: int,
    city_code: str,
    kind: AttendanceKind,
    now: datetime,
) -> Answered:
    """Answer for an invited city, until the start; the newest answer counts, older ones are kept.

    Any contact of the city may, and who holds its mandate (S-09). Recorded
    ("conference-answered"). Raises NotActive, UnknownConference, NotInvited, Over, NotAsked,
    NotAllowed.
    """
    conference, city = may_act(session, person, conference_id, city_code, now)
    assert conference.starts_at is not None
    if conference.starts_at <= now:
        raise Over(conference.starts_at)
    former = current(session, conference, city_code)
    if former is not None and former.kind is kind:
        return Answered(conference, city, former, former, changed=False)
    if former is not None:
        former.replaced_at = now
        session.add(former)
        session.flush()
    given = Attendance(
        conference_id=conference.key,
        city_code=city_code,
        kind=kind,
        person_id=person.key,
        at=now,
    )
    session.add(given)
    session.flush()
    body = {"city": city_code, "answer": kind}
    evidence.append(session, "conference-answered", conference, person, body, now)
    telling.redraw(session, conference, city_code)
    return Answered(conference, city, given, former, changed=True)


# ---- steps that acts share


def may_act(
    session: Session, person: Person, conference_id: int, city_code: str, now: datetime
) -> tuple[Conference, City]:
    """Return conference and city for somebody who may act for the city, which is locked for it.

    The secretariat may for every city. Raises NotActive, UnknownConference, NotInvited, NotAsked,
    NotAllowed.
    """
    rights.require_active(person)
    conference = asking.steady(session, conference_id)
    asking.require_invited(conference)
    # Locked, so that two people of a city act one after the other.
    query = select(Invited).where(
        Invited.conference_id == conference_id, Invited.city_code == city_code
    )
    if session.exec(query.with_for_update(key_share=True)).first() is None:
        raise NotAsked(city_code)
    if not person.secretary and city_code not in seats(session, person, now):
        raise NotAllowed
    return conference, register.city(session, city_code)


def current(session: Session, conference: Conference, city_code: str) -> Attendance | None:
    """Return the answer of a city that counts, read anew."""
    query = select(Attendance).where(
        Attendance.conference_id == conference.key,
        Attendance.city_code == city_code,
        col(Attendance.replaced_at).is_(None),
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def _answers(
    session: Session, conference: Conference, wanted: sa.ColumnElement[bool]
) -> list[CityAnswer]:
    many = _delegates(session, conference)
    query = (
        select(City, Attendance, Person)
        .join(Invited, col(Invited.city_code) == col(City.code))
        .outerjoin(
            Attendance,
            sa.and_(
                col(Attendance.conference_id) == col(Invited.conference_id),
                col(Attendance.city_code) == col(City.code),
                col(Attendance.replaced_at).is_(None),
            ),
        )
        .outerjoin(Person, col(Person.id) == col(Attendance.person_id))
        .where(Invited.conference_id == conference.key, wanted)
        .order_by(col(City.side), col(City.code))
    )
    return [CityAnswer(*one, many.get(one[0].code, 0)) for one in session.exec(query)]


def _delegates(session: Session, conference: Conference) -> dict[str, int]:
    query = (
        select(Delegate.city_code, sa.func.count())
        .where(Delegate.conference_id == conference.key)
        .group_by(col(Delegate.city_code))
    )
    return dict(session.exec(query).all())
