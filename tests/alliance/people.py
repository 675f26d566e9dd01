"""Cities and people for the tests of the acts, and what was queued to whom."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from storage.city import City, Side, Standing
from storage.delivery import Delivery
from storage.language import Language
from storage.person import Person, Presence, Role

NOW = datetime(2026, 11, 24, 13, 5, 31, tzinfo=UTC)


def seat(
    session: Session,
    code: str,
    side: Side = Side.DE,
    standing: Standing = Standing.MEMBER,
) -> City:
    """Add a city whose names are made of its code."""
    zone = "Asia/Shanghai" if side is Side.CN else "Europe/Berlin"
    city = City(
        code=code,
        side=side,
        name_de=code.title(),
        name_zh=f"{code}市",
        zone=zone,
        standing=standing,
    )
    session.add(city)
    session.flush()
    return city


def someone(
    session: Session,
    city_code: str | None = None,
    *,
    role: Role = Role.CONTACT,
    responsible: bool = False,
    presence: Presence = Presence.ACTIVE,
) -> Person:
    """Add a person with a chat of their own."""
    count = len(session.exec(select(Person.id)).all())
    person = Person(
        telegram_id=7_000_000_000 + count,
        role=role,
        city_code=city_code,
        responsible=responsible,
        name=f"Person {count}",
        function="Referat Internationales",
        language=Language.DE,
        zone="Europe/Berlin",
        presence=presence,
        privacy_version="2026-1",
        privacy_at=NOW,
        registered_at=NOW,
    )
    session.add(person)
    session.flush()
    return person


def secretary(session: Session) -> Person:
    """Add a person of the secretariat."""
    return someone(session, role=Role.SECRETARIAT)


def queued(session: Session) -> list[tuple[str, int]]:
    """Return kind and recipient of every notice, in order of queueing."""
    rows = session.exec(select(Delivery).order_by(col(Delivery.id)))
    return [(row.kind, row.person_id) for row in rows]
