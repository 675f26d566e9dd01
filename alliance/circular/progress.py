"""How far circulars have come: people reached, city by city, and what waits in the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.circular.refusals import NotOut
from alliance.circular.tally import WAITING, Fate, Tally, carries, partly, people, tallies, times
from storage.accession import Accession
from storage.circular import Addressee, Circular, GeneralCircular
from storage.city import City
from storage.delivery import Delivery, DeliveryState, Lane
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence

RECENT = timedelta(days=90)
FAILURES = 200


@dataclass(frozen=True)
class Failure:
    """Somebody who did not get a part, with what Telegram or the program said."""

    person: Person
    error: str | None
    state: DeliveryState


@dataclass(frozen=True)
class CityProgress:
    """An addressed city: how many people it was sent to, and who acknowledged when (UTC).

    `reached` have all of it, `partly` some and not all.
    """

    city: City
    people: int
    reached: int
    partly: int
    unreachable: int
    acknowledged_at: datetime | None
    acknowledged_by: Person | None


@dataclass(frozen=True)
class Progress:
    """A general circular that is out; of `failures` the first 200 people."""

    general: GeneralCircular
    circular: Circular
    tally: Tally
    failures: tuple[Failure, ...]
    cities: tuple[CityProgress, ...]

    @property
    def acknowledged(self) -> int:
        """Return how many cities have acknowledged."""
        return sum(one.acknowledged_at is not None for one in self.cities)


@dataclass(frozen=True)
class Overview:
    """One line of the list of circulars that are out; `general` or `accession` is there.

    `acknowledged` of `cities` addressed ones, both 0 for an accession's.
    """

    circular: Circular
    general: GeneralCircular | None
    accession: Accession | None
    tally: Tally
    cities: int = 0
    acknowledged: int = 0


@dataclass(frozen=True)
class Outbox:
    """All messages by state, those that wait by lane, and the active people out of reach."""

    messages: Mapping[DeliveryState, int]
    waiting: Mapping[Lane, int]
    unreachable: tuple[Person, ...]


# ---- one circular


def progress(session: Session, general: GeneralCircular, now: datetime) -> Progress:
    """Return how far a circular has come; raises NotOut for one that has no number."""
    circular = session.get(Circular, general.circular_id) if general.circular_id else None
    if circular is None:
        raise NotOut(general.state)
    return Progress(
        general,
        circular,
        tallies(session, [general.subject]).get(general.subject, Tally()),
        _failures(session, general.subject),
        _cities(session, general, now),
    )


def _failures(session: Session, subject: str) -> tuple[Failure, ...]:
    first = (
        sa.select(sa.func.min(Delivery.id))
        .where(
            carries([subject]),
            col(Delivery.state).in_((DeliveryState.FAILED, DeliveryState.REFUSED)),
        )
        .group_by(col(Delivery.person_id))
    )
    query = (
        select(Person, Delivery.error, Delivery.state)
        .join(Delivery, col(Delivery.person_id) == col(Person.id))
        .where(col(Delivery.id).in_(first))
        .order_by(col(Delivery.id))
        .limit(FAILURES)
    )
    return tuple(Failure(*found) for found in session.exec(query))


def _cities(session: Session, general: GeneralCircular, now: datetime) -> tuple[CityProgress, ...]:
    served = _served(session, general.subject, now)
    query = (
        select(City, Addressee, Person)
        .join(Addressee, col(Addressee.city_code) == col(City.code))
        .outerjoin(Person, col(Person.id) == col(Addressee.acknowledged_by))
        .where(Addressee.general_id == general.key)
        .order_by(col(City.side), col(City.code))
    )
    return tuple(
        CityProgress(city, *served.get(city.code, (0, 0, 0, 0)), addressee.acknowledged_at, person)
        for city, addressee, person in session.exec(query)
    )


def _served(session: Session, subject: str, now: datetime) -> dict[str, tuple[int, int, int, int]]:
    """Return by city the people it was sent to, those reached, in part, and out of reach.

    Whoever answers for several cities at the moment counts in each.
    """
    sent_to = people([subject])
    deputy = sa.case((col(Mandate.deputy_until) > now, col(Mandate.deputy_id)))
    charge = sa.func.coalesce(deputy, col(Mandate.holder_id))
    seats = sa.union(
        sa.select(col(Person.id).label("person_id"), col(Person.city_code).label("city")).where(
            col(Person.city_code).is_not(None)
        ),
        sa.select(charge, col(Mandate.city_code)).where(col(Mandate.ended_at).is_(None)),
    ).subquery()
    query = (
        sa.select(
            seats.c.city,
            sa.func.count(),
            times(sent_to.c.fate == Fate.SENT),
            times(partly(sent_to)),
            times(sent_to.c.fate == Fate.UNREACHABLE),
        )
        .join_from(sent_to, seats, seats.c.person_id == sent_to.c.person_id)
        .group_by(seats.c.city)
    )
    return {city: (many, *counts) for city, many, *counts in session.execute(query)}


# ---- all circulars


def overview(session: Session, now: datetime) -> list[Overview]:
    """Return the circulars of the last 90 days, accession ones too, newest first."""
    query = (
        select(Circular, GeneralCircular, Accession)
        .outerjoin(GeneralCircular, col(GeneralCircular.circular_id) == col(Circular.id))
        .outerjoin(Accession, col(Accession.circular_id) == col(Circular.id))
        .where(col(Circular.sent_at) >= now - RECENT)
        .order_by(col(Circular.sent_at).desc(), col(Circular.id).desc())
    )
    found: list[tuple[Circular, GeneralCircular | None, Accession | None]]
    found = list(session.exec(query).all())
    tally = tallies(session, [_subject(*one[1:]) for one in found])
    addressed = _addressed(session, [one[1].key for one in found if one[1] is not None])
    return [
        Overview(
            circular,
            general,
            accession,
            tally.get(_subject(general, accession), Tally()),
            *addressed.get(general.key if general is not None else 0, (0, 0)),
        )
        for circular, general, accession in found
    ]


def outbox(session: Session) -> Outbox:
    """Return what the outbox holds, and the active people who cannot be reached, by city."""
    query = sa.select(col(Delivery.state), col(Delivery.lane), sa.func.count()).group_by(
        col(Delivery.state), col(Delivery.lane)
    )
    messages = dict.fromkeys(DeliveryState, 0)
    waiting = dict.fromkeys(Lane, 0)
    for state, lane, many in session.execute(query):
        messages[state] += many
        if state in WAITING:
            waiting[Lane(lane)] += many
    lost = select(Person).where(
        Person.presence == Presence.ACTIVE,
        sa.or_(col(Person.channel) != Channel.OPEN, col(Person.telegram_id).is_(None)),
    )
    people = session.exec(lost.order_by(col(Person.city_code), col(Person.id)))
    return Outbox(messages, waiting, tuple(people))


def _subject(general: GeneralCircular | None, accession: Accession | None) -> str:
    """Return under which name the messages of a circular go; every one is of either kind."""
    if general is not None:
        return general.subject
    assert accession is not None
    return accession.subject


def _addressed(session: Session, general_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    query = (
        sa.select(
            col(Addressee.general_id),
            sa.func.count(),
            sa.func.count(col(Addressee.acknowledged_at)),
        )
        .where(col(Addressee.general_id).in_(list(general_ids)))
        .group_by(col(Addressee.general_id))
    )
    return {key: (cities, known) for key, cities, known in session.execute(query)}
