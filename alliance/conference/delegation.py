"""Delegations (S-32): whom a city sends, entered as a whole; names stand in no record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.conference import answering, evidence, telling
from alliance.conference.lines import Entry, parse_lines, parse_rows
from alliance.conference.refusals import NotAttending, Over, TooLate, TooManyDelegates
from storage.city import City, Side
from storage.conference import (
    Attendance,
    AttendanceKind,
    Conference,
    ConferenceState,
    Delegate,
    Sector,
)
from storage.person import Person

__all__ = [
    "KEPT",
    "LIMIT",
    "Counts",
    "Entered",
    "Entry",
    "counts",
    "delegates",
    "enter",
    "erase_old",
    "parse_lines",
    "parse_rows",
    "until",
]

LIMIT = 60
# How long names are kept after the event: for visas, certificates and thanks.
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Entered:
    """A city's delegation as it is now, and how many people it had before."""

    conference: Conference
    city: City
    delegates: tuple[Delegate, ...]
    before: int


@dataclass(frozen=True)
class Counts:
    """Invited cities by side and answer (None: no answer yet), delegates by side and sector.

    Only delegates of cities that attend count. Every side, answer and sector is there.
    """

    cities: Mapping[Side, Mapping[AttendanceKind | None, int]]
    people: Mapping[Side, Mapping[Sector, int]]

    @property
    def by_answer(self) -> dict[AttendanceKind | None, int]:
        """Return how many cities have given each answer."""
        return {
            kind: sum(side[kind] for side in self.cities.values())
            for kind in (*AttendanceKind, None)
        }

    @property
    def by_side(self) -> dict[Side, int]:
        """Return how many delegates each side sends."""
        return {side: sum(sectors.values()) for side, sectors in self.people.items()}

    @property
    def by_sector(self) -> dict[Sector, int]:
        """Return how many delegates come from each sector."""
        return {sector: sum(side[sector] for side in self.people.values()) for sector in Sector}


# ---- asking


def until(conference: Conference) -> datetime:
    """Return until when cities enter delegations (UTC): the deadline, or the start."""
    assert conference.starts_at is not None
    return conference.deadline_at or conference.starts_at


def delegates(session: Session, conference: Conference, city: str | None = None) -> list[Delegate]:
    """Return a city's delegation in order, or those of all cities that attend by side and code."""
    query = select(Delegate).where(Delegate.conference_id == conference.key)
    if city is not None:
        query = query.where(Delegate.city_code == city).order_by(col(Delegate.position))
    else:
        query = (
            query.join(City, col(City.code) == col(Delegate.city_code))
            .join(Attendance, _attends())
            .order_by(col(City.side), col(City.code), col(Delegate.position))
        )
    return list(session.exec(query))


def counts(session: Session, conference: Conference) -> Counts:
    """Return cities by side and answer, and their delegates by side and sector (S-32)."""
    cities: dict[Side, dict[AttendanceKind | None, int]] = {
        side: dict.fromkeys((*AttendanceKind, None), 0) for side in Side
    }
    for one in answering.answers(session, conference):
        cities[one.city.side][one.kind] += 1
    people = {side: dict.fromkeys(Sector, 0) for side in Side}
    query = (
        sa.select(col(City.side), col(Delegate.sector), sa.func.count())
        .join_from(Delegate, City, col(City.code) == col(Delegate.city_code))
        .join(Attendance, _attends())
        .where(col(Delegate.conference_id) == conference.key)
        .group_by(col(City.side), col(Delegate.sector))
    )
    for side, sector, many in session.execute(query):
        people[side][sector] = many
    return Counts(cities, people)


# ---- acts


def enter(
    session: Session,
    person: Person,
    conference_id: int,
    city_code: str,
    entries: Sequence[Entry],
    now: datetime,
) -> Entered:
    """Make a city's delegation these people, at most 60, none to take it back.

    Until the deadline, or else the start; the secretariat until the end and for every city. Only
    the number of people is recorded ("delegation-entered"). Raises NotActive, UnknownConference,
    NotInvited, NotAsked, NotAllowed, NotAttending, TooLate, Over, TooManyDelegates.
    """
    conference, city = answering.may_act(session, person, conference_id, city_code, now)
    _require_time(conference, person, now)
    answer = answering.current(session, conference, city_code)
    if answer is None or answer.kind is not AttendanceKind.ATTENDS:
        raise NotAttending(city_code, answer.kind if answer is not None else None)
    if len(entries) > LIMIT:
        raise TooManyDelegates(LIMIT)
    before = delegates(session, conference, city_code)
    for one in before:
        session.delete(one)
    session.flush()
    sent = [
        Delegate(
            conference_id=conference.key,
            city_code=city_code,
            position=position,
            name=entry.name,
            function=entry.function,
            sector=entry.sector,
            remark=entry.remark,
            entered_at=now,
            entered_by=person.key,
        )
        for position, entry in enumerate(entries, start=1)
    ]
    session.add_all(sent)
    session.flush()
    body = {"city": city_code, "people": len(sent)}
    evidence.append(session, "delegation-entered", conference, person, body, now)
    telling.redraw(session, conference, city_code)
    return Entered(conference, city, tuple(sent), len(before))


def erase_old(session: Session, now: datetime) -> int:
    """Erase delegations 90 days after the end or the cancelling; return how many people."""
    over = sa.select(col(Conference.id)).where(
        sa.or_(
            col(Conference.ends_at) <= now - KEPT,
            sa.and_(
                col(Conference.state) == ConferenceState.CANCELLED,
                col(Conference.cancelled_at) <= now - KEPT,
            ),
        )
    )
    erasing = sa.delete(Delegate).where(col(Delegate.conference_id).in_(over))
    session.flush()  # the connection itself does not know what the session has not written yet
    return session.connection().execute(erasing).rowcount


def _require_time(conference: Conference, person: Person, now: datetime) -> None:
    assert conference.starts_at is not None
    assert conference.ends_at is not None
    if person.secretary:
        if conference.ends_at <= now:
            raise Over(conference.ends_at)
        return
    if conference.starts_at <= now:
        raise Over(conference.starts_at)
    if until(conference) <= now:
        raise TooLate(until(conference))


def _attends() -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Attendance.conference_id) == col(Delegate.conference_id),
        col(Attendance.city_code) == col(Delegate.city_code),
        col(Attendance.replaced_at).is_(None),
        col(Attendance.kind) == AttendanceKind.ATTENDS,
    )
