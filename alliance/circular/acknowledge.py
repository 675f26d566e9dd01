"""Acknowledging a general circular for a city, and reminding the cities that have not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from alliance import mandate, notice, record, register, rights
from alliance.accession import electorate
from alliance.circular import draft
from alliance.circular.refusals import (
    NobodyOutstanding,
    NotAddressed,
    NotOut,
    NotWanted,
)
from alliance.record import Secret
from alliance.refusal import RemindedLately
from storage.accession import SUBJECT_LIMIT
from storage.circular import Addressee, Circular, GeneralCircular, GeneralState
from storage.city import City
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Person

PAUSE = timedelta(hours=48)
ON_ITS_WAY = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
)


@dataclass(frozen=True)
class Acknowledged:
    """For which cities somebody acknowledged, who did and when (UTC).

    `first`: it was this press; otherwise the cities had acknowledged before, `by` whom and `at`
    what moment is told of the first of them.
    """

    cities: tuple[City, ...]
    by: Person
    at: datetime
    first: bool


@dataclass(frozen=True)
class Reminded:
    """How many people were reminded, of which cities, and which cities cannot be reached."""

    people: int
    cities: tuple[City, ...]
    unreachable: tuple[City, ...]


# ---- asking


def seats(session: Session, person: Person, now: datetime) -> set[str]:
    """Return the codes of a person's city and of those that they answer for at a moment (S-09)."""
    held = {one.city_code for one in mandate.mandates_of(session, person, now)}
    return held | ({person.city_code} if person.city_code is not None else set())


def standing(
    session: Session, general: GeneralCircular, person: Person, now: datetime
) -> list[Addressee]:
    """Return how the person's cities among the addressees stand, by code; [] for onlookers."""
    return list(session.exec(_mine(session, general, person, now)))


def outstanding(session: Session, general: GeneralCircular) -> list[City]:
    """Return the addressed cities that have not acknowledged, by side and code."""
    query = (
        select(City)
        .join(Addressee, col(Addressee.city_code) == col(City.code))
        .where(Addressee.general_id == general.key, col(Addressee.acknowledged_at).is_(None))
        .order_by(col(City.side), col(City.code))
    )
    return list(session.exec(query))


def due(session: Session, secretary: Person, general_id: int, now: datetime) -> list[City]:
    """Return the cities without acknowledgement that `remind` would write to or cannot reach.

    Raises what `remind` raises.
    """
    rights.require_secretary(secretary)
    general = draft.get(session, general_id)
    return [city for city, _ in _due(session, general, now)]


# ---- acts


def acknowledge(session: Session, person: Person, general_id: int, now: datetime) -> Acknowledged:
    """Acknowledge a circular for the person's city and those they answer for at the moment.

    The first acknowledgement of a city counts and stands in the record
    ("circular-acknowledged"). Raises NotActive, UnknownCircular, NotOut, NotWanted, NotAddressed.
    """
    rights.require_active(person)
    general = draft.get(session, general_id)
    if general.state not in draft.OUT:
        raise NotOut(general.state)
    if not general.acknowledge:
        raise NotWanted
    wanted = _mine(session, general, person, now).with_for_update(key_share=True)
    mine = session.exec(wanted).all()
    if not mine:
        raise NotAddressed
    fresh = [one for one in mine if one.acknowledged_at is None]
    if not fresh:
        return _already(session, mine)
    for addressee in fresh:
        addressee.acknowledged_at = now
        addressee.acknowledged_by = person.key
        session.add(addressee)
    session.flush()
    for addressee in fresh:
        _record(session, general, addressee.city_code, person, now)
    _redraw(session, general, [one.city_code for one in fresh])
    cities = tuple(register.city(session, one.city_code) for one in fresh)
    return Acknowledged(cities, person, now, first=True)


def remind(session: Session, secretary: Person, general_id: int, now: datetime) -> Reminded:
    """Remind the cities that have not acknowledged ("circular-reminder"), each person once.

    Written to are the people of `due` who can be reached and for whom nothing of the circular
    is still on its way. Not twice within 48 hours. Raises NotActive, NotAllowed,
    UnknownCircular, NotOut (also while paused or stopped), NotWanted, NobodyOutstanding,
    RemindedLately.
    """
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    states = _due(session, general, now)
    people = {person.key: person for _, someone in states for person in someone}
    told = notice.notify(
        session,
        "circular-reminder",
        people.values(),
        subject=general.subject,
        lane=Lane.REMINDER,
        now=now,
    )
    if told:
        general.reminded_at = now
        session.add(general)
        _redraw(session, general, [])
    return Reminded(
        told,
        tuple(city for city, someone in states if someone),
        tuple(city for city, someone in states if not someone),
    )


# ---- steps that acts share


def _mine(
    session: Session, general: GeneralCircular, person: Person, now: datetime
) -> SelectOfScalar[Addressee]:
    query = select(Addressee).where(
        Addressee.general_id == general.key,
        col(Addressee.city_code).in_(seats(session, person, now)),
    )
    return query.order_by(col(Addressee.city_code)).execution_options(populate_existing=True)


def _already(session: Session, mine: Sequence[Addressee]) -> Acknowledged:
    first = min(mine, key=lambda one: (one.acknowledged_at, one.city_code))
    assert first.acknowledged_at is not None
    by = session.get_one(Person, first.acknowledged_by)
    cities = tuple(register.city(session, one.city_code) for one in mine)
    return Acknowledged(cities, by, first.acknowledged_at, first=False)


def _record(
    session: Session, general: GeneralCircular, city_code: str, person: Person, now: datetime
) -> None:
    circular = session.get_one(Circular, general.circular_id)
    body = {
        "general": general.key,
        "number": [circular.year, circular.serial],
        "city": city_code,
        "by": person.key,
    }
    secrets = {
        "person": Secret(person.name, person.key),
        "function": Secret(person.function, person.key),
    }
    record.append(
        session,
        "circular-acknowledged",
        body,
        subject=general.subject,
        now=now,
        secrets=secrets,
    )


def _due(
    session: Session, general: GeneralCircular, now: datetime
) -> list[tuple[City, list[Person]]]:
    """Return the outstanding cities with whom to remind, none where nobody can be reached.

    A city whose people all still wait for the circular itself is not due.
    """
    if general.state is not GeneralState.SENT:
        raise NotOut(general.state)
    if not general.acknowledge:
        raise NotWanted
    waiting = _waiting(session, general)
    found = []
    for city, people in _reachable(session, outstanding(session, general), now):
        ready = [person for person in people if person.key not in waiting]
        if ready or not people:
            found.append((city, ready))
    if not found:
        raise NobodyOutstanding
    if general.reminded_at is not None and general.reminded_at + PAUSE > now:
        raise RemindedLately(general.reminded_at + PAUSE)
    return found


def _reachable(
    session: Session, cities: list[City], now: datetime
) -> Iterator[tuple[City, list[Person]]]:
    """Yield each city with those of its contacts, and who answers for it, that can be reached."""
    codes = [city.code for city in cities]
    contacts = electorate.contacts(session, codes)
    charges = electorate.in_charge(session, codes, now)
    for city in cities:
        people = contacts[city.code] + ([charges[city.code]] if city.code in charges else [])
        yield city, [person for person in people if electorate.reachable(person)]


def _waiting(session: Session, general: GeneralCircular) -> set[int]:
    query = select(Delivery.person_id).where(
        Delivery.subject == general.subject,
        Delivery.kind == "circular",
        col(Delivery.state).in_(ON_ITS_WAY),
    )
    return set(session.exec(query.distinct()))


def _redraw(session: Session, general: GeneralCircular, city_codes: list[str]) -> None:
    """Redraw the progress screen, and what the people of cities see of the circular."""
    for code in city_codes:
        notice.redraw(session, f"{general.subject}:{code}"[:SUBJECT_LIMIT])
    notice.redraw(session, general.subject)
    notice.redraw(session, f"delivery:{general.subject}")
