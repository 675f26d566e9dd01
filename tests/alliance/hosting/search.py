"""Cities, a search for a host among them, and what the record holds of it."""

import json
from datetime import timedelta

from sqlmodel import Session, col, select

from alliance import hosting
from storage.hosting import HostSearch
from storage.person import Person, Role
from storage.record import Commitment, Record
from tests.alliance.people import NOW, seat, secretary, someone

LATER = NOW + timedelta(hours=3)


def cities(session: Session, *codes: str) -> dict[str, Person]:
    for code in codes:
        seat(session, code)
    return {code: someone(session, code) for code in codes}


def asked(session: Session, period: str = "2027-1") -> HostSearch:
    office = session.exec(select(Person).where(Person.role == Role.SECRETARIAT)).first()
    return hosting.ask(session, office or secretary(session), period, None, NOW)


def office(session: Session) -> Person:
    return session.exec(select(Person).where(Person.role == Role.SECRETARIAT)).one()


def bodies(session: Session, kind: str) -> list[dict[str, object]]:
    entries = session.exec(select(Record).where(Record.kind == kind).order_by(col(Record.seq)))
    return [
        {
            name: value
            for name, value in json.loads(one.body).items()
            if not isinstance(value, dict)
        }
        for one in entries
    ]


def kept(session: Session, kind: str) -> set[tuple[str | None, int | None]]:
    """Return what the record keeps erasable of its only entry of a kind."""
    entry = session.exec(select(Record).where(Record.kind == kind)).one()
    promises = session.exec(select(Commitment).where(Commitment.seq == entry.seq))
    return {(one.value, one.person_id) for one in promises}


def standing(session: Session, search: HostSearch) -> list[tuple[str, str]]:
    return [(one.city_code, one.text) for one in hosting.offers(session, search)]
