"""Who answers for a city at a moment, and who may pass its mandate on."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from alliance import rights
from alliance.refusal import NotMandated
from storage.mandate import Mandate
from storage.person import Person

# Asked at every answer of a city: built once.
OPEN = (
    select(Mandate)
    .where(Mandate.city_code == sa.bindparam("city"), col(Mandate.ended_at).is_(None))
    # Read anew: another transaction may have changed the row while this one waited for a lock.
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class InCharge:
    """Who answers for a city at a moment, since when, and by which mandate."""

    person: Person
    since: datetime
    mandate: Mandate

    @property
    def deputy(self) -> bool:
        """Return whether the mandate is lent to this person."""
        return self.person.key != self.mandate.holder_id


def open_mandate(session: Session, city_code: str) -> Mandate | None:
    """Return the city's mandate, lent or not; None when nobody holds it."""
    return session.scalars(OPEN, {"city": city_code}).one_or_none()


def in_charge(session: Session, city_code: str, now: datetime) -> InCharge | None:
    """Return who answers for the city at a moment: the deputy during a loan, else the holder."""
    mandate = open_mandate(session, city_code)
    if mandate is None:
        return None
    person_id, since = mandate.in_charge(now)
    person = session.get(Person, person_id)
    assert person is not None
    return InCharge(person, since, mandate)


def holder(session: Session, city_code: str, now: datetime) -> Person | None:
    """Return the person who answers for the city at a moment, None when nobody may."""
    charge = in_charge(session, city_code, now)
    return charge.person if charge else None


def mandates_of(session: Session, person: Person, now: datetime) -> list[Mandate]:
    """Return the mandates by which the person answers at a moment, by city code."""
    return [
        mandate for mandate in touching(session, person) if mandate.in_charge(now)[0] == person.key
    ]


def touching(session: Session, person: Person) -> list[Mandate]:
    """Return the open mandates that the person holds or was lent, by city code."""
    query = select(Mandate).where(
        col(Mandate.ended_at).is_(None),
        or_(col(Mandate.holder_id) == person.key, col(Mandate.deputy_id) == person.key),
    )
    return list(session.exec(query.order_by(col(Mandate.city_code))))


def require_mandate(session: Session, person: Person, city_code: str, now: datetime) -> InCharge:
    """Return by what right the person answers for the city; NotActive or NotMandated if none."""
    rights.require_active(person)
    charge = in_charge(session, city_code, now)
    if charge is None or charge.person.key != person.key:
        raise NotMandated(city_code, charge.person.key if charge else None)
    return charge


def may_dispose(session: Session, actor: Person, city_code: str) -> bool:
    """Return whether the actor may pass on, lend or take back the city's mandate.

    The holder may (a deputy not), the city's responsible person, and the secretariat.
    """
    mandate = open_mandate(session, city_code)
    holds = mandate is not None and mandate.holder_id == actor.key
    return rights.active(actor) and (holds or rights.manages(actor, city_code))
