"""To which cities a circular goes, and which people of them get it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from alliance.accession import board, electorate, letter
from alliance.circular import acknowledge, draft
from storage.accession import Accession, AccessionState, StatementKind
from storage.circular import (
    Addressee,
    Audience,
    Circular,
    CircularCity,
    GeneralCircular,
    GeneralState,
)
from storage.city import City, Side, Standing
from storage.delivery import Delivery, DeliveryState
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Channel, Person, Presence, Role

# The kind of a general circular's deliveries.
KIND = "circular"
SIDES = {
    Audience.MEMBERS: (Side.CN, Side.DE),
    Audience.CN: (Side.CN,),
    Audience.DE: (Side.DE,),
}
# Of a recipient's messages: they came, or will come.
GOT = (
    DeliveryState.SENT,
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
)


@dataclass(frozen=True)
class Reach:
    """The cities meant, how many people get it, and the cities nobody of can be reached."""

    cities: tuple[City, ...]
    people: int
    unreachable: list[City]


@dataclass(frozen=True)
class Matter:
    """What the audience OPEN may be about, and how many cities have not answered.

    Either an open procedure (`candidate`) or a circular that wants acknowledgement (`titles`).
    """

    about: str
    circular: Circular
    candidate: City | None
    titles: dict[Language, str]
    outstanding: int


# ---- asking


def cities(session: Session, general: GeneralCircular) -> list[City]:
    """Return the cities that a circular would go to now, by side and code.

    Empty as long as no audience is chosen.
    """
    match general.audience:
        case Audience.MEMBERS | Audience.CN | Audience.DE:
            meant = _seats(session, general)
        case Audience.CITIES:
            meant = _chosen(session, general)
        case Audience.OPEN:
            meant = _outstanding(session, general.about or "")
        case Audience.SAME:
            meant = _addressees(session, general.corrects_id or 0)
        case None:
            meant = []
    return sorted(meant, key=lambda city: (city.side, city.code))


def reach(session: Session, general: GeneralCircular, now: datetime) -> Reach:
    """Return whom a circular would reach now."""
    meant = cities(session, general)
    corrects = general.corrects_id
    hands = _hands(meant, now, _got(corrects) if corrects is not None else None)
    return _reach(session, meant, recipients(general, meant, now), hands)


def reach_of(session: Session, meant: list[City], now: datetime) -> Reach:
    """Return whom a message to the people of cities would reach now."""
    return _reach(session, meant, readers(meant, now), _hands(meant, now))


def matters(session: Session) -> list[Matter]:
    """Return what OPEN may be about: open procedures, then circulars, each the oldest first."""
    return [*_procedures(session), *_unacknowledged(session)]


def recipients(general: GeneralCircular, meant: list[City], now: datetime) -> sa.Select[Any, Any]:
    """Return the query for who gets a circular: each person once, and by what they are ordered.

    These are the active contacts of the cities and who answers for one of them (S-09), as far as
    they have a chat; a correction goes to those of them who got what it corrects.
    """
    if general.corrects_id is not None:
        place = sa.func.coalesce(col(Person.city_code), "")
        return sa.select(col(Person.id).label("id"), place.label("place")).where(
            _there(), _got(general.corrects_id)
        )
    return readers(meant, now)


def readers(meant: list[City], now: datetime) -> sa.Select[Any, Any]:
    """Return the query for everybody in whose hands a message to cities comes, as `recipients`."""
    hands = _hands(meant, now).subquery()
    return sa.select(
        hands.c.person_id.label("id"), sa.func.min(hands.c.place).label("place")
    ).group_by(hands.c.person_id)


# ---- cities


def _seats(session: Session, general: GeneralCircular) -> list[City]:
    standings = [Standing.MEMBER, *([Standing.OBSERVER] if general.observers else [])]
    assert general.audience is not None
    query = select(City).where(
        col(City.standing).in_(standings), col(City.side).in_(SIDES[general.audience])
    )
    return list(session.exec(query))


def _chosen(session: Session, general: GeneralCircular) -> list[City]:
    query = select(City).join(CircularCity).where(CircularCity.general_id == general.key)
    return list(session.exec(query))


def _addressees(session: Session, general_id: int) -> list[City]:
    query = select(City).join(Addressee).where(Addressee.general_id == general_id)
    return list(session.exec(query))


def _outstanding(session: Session, about: str) -> list[City]:
    """Return the cities that have not answered what a subject names, none when that is over."""
    kind, _, key = about.partition(":")
    if kind == "circular":
        return acknowledge.outstanding(session, draft.get(session, int(key)))
    accession = session.get(Accession, int(key))
    codes = _silent(session, accession) if accession is not None else set()
    return list(session.exec(select(City).where(col(City.code).in_(codes))))


def _silent(session: Session, accession: Accession) -> set[str]:
    """Return the cities that an open procedure waits for, and of which no letter has come."""
    if accession.state is not AccessionState.OPEN:
        return set()
    said = electorate.kinds(electorate.statements(session, accession))
    contested = electorate.contested(session, accession)
    lettered = {one.city_code for one in letter.waiting(session, accession)}
    return {
        code
        for code in electorate.electors(session, accession)
        if said.get(code, StatementKind.QUESTION) is StatementKind.QUESTION or code in contested
    } - lettered


# ---- what OPEN may be about


def _procedures(session: Session) -> Iterator[Matter]:
    for one in board.running(session):
        if silent := _silent(session, one.accession):
            subject = one.accession.subject
            yield Matter(subject, one.circular, one.candidate, {}, len(silent))


def _unacknowledged(session: Session) -> Iterator[Matter]:
    correction = aliased(GeneralCircular)
    corrected = sa.exists().where(
        col(correction.corrects_id) == col(GeneralCircular.id),
        col(correction.circular_id).is_not(None),
    )
    query = (
        sa.select(GeneralCircular, Circular, sa.func.count())
        .join(Circular, col(Circular.id) == col(GeneralCircular.circular_id))
        .join(Addressee, col(Addressee.general_id) == col(GeneralCircular.id))
        .where(
            col(GeneralCircular.state) == GeneralState.SENT,
            col(GeneralCircular.acknowledge) == sa.true(),
            col(Addressee.acknowledged_at).is_(None),
            ~corrected,
        )
        .group_by(col(GeneralCircular.id), col(Circular.id))
        .order_by(col(Circular.id))
    )
    found = session.execute(query).all()
    titles = draft.titles_of(session, [general.key for general, _, _ in found])
    for general, circular, count in found:
        yield Matter(general.subject, circular, None, titles[general.key], count)


# ---- people


def _reach(
    session: Session,
    meant: list[City],
    readers_: sa.Select[Any, Any],
    hands_: sa.CompoundSelect[Any, Any, Any, Any],
) -> Reach:
    people, hands = readers_.subquery(), hands_.subquery()
    open_ = sa.select(hands.c.city_code).where(hands.c.channel == Channel.OPEN).distinct()
    reached = set(session.scalars(open_))
    return Reach(
        tuple(meant),
        session.scalar(sa.select(sa.func.count()).select_from(people)) or 0,
        [city for city in meant if city.code not in reached],
    )


def _hands(
    meant: list[City], now: datetime, among: sa.ColumnElement[bool] | None = None
) -> sa.CompoundSelect[Any, Any, Any, Any]:
    """Return the query for the hands, among some people, in which a message comes to cities.

    Columns: person_id, city_code, channel, place. Somebody can be there for several cities, and
    for one as contact and by mandate.
    """
    lent = sa.and_(col(Mandate.deputy_since).is_not(None), col(Mandate.deputy_until) > now)
    charge = sa.case((lent, col(Mandate.deputy_id)), else_=col(Mandate.holder_id))
    someone: sa.Select[Any, Any, Any, Any] = sa.select(
        col(Person.id).label("person_id"),
        col(City.code).label("city_code"),
        col(Person.channel).label("channel"),
        (col(City.side) + col(City.code)).label("place"),
    ).where(col(City.code).in_([city.code for city in meant]), _there())
    if among is not None:
        someone = someone.where(among)
    contacts = someone.join(City, col(City.code) == col(Person.city_code)).where(
        col(Person.role) == Role.CONTACT
    )
    charges = someone.join(
        Mandate, sa.and_(charge == col(Person.id), col(Mandate.ended_at).is_(None))
    ).join(City, col(City.code) == col(Mandate.city_code))
    return contacts.union_all(charges)


def _there() -> sa.ColumnElement[bool]:
    return sa.and_(col(Person.presence) == Presence.ACTIVE, col(Person.telegram_id).is_not(None))


def _got(general_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that a person got a circular, or is about to."""
    return sa.exists().where(
        col(Delivery.person_id) == col(Person.id),
        col(Delivery.subject) == f"circular:{general_id}",
        col(Delivery.kind) == KIND,
        col(Delivery.state).in_(GOT),
    )
