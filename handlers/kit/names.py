"""Names of people and cities for notices, where there is no visit."""

from typing import Any

from sqlmodel import Session

from alliance import register
from locales.tongue import Tongue
from storage.person import Person


def city(session: Session, tongue: Tongue, code: str | None) -> str:
    """Return a city's name in the reader's language; empty for no city."""
    return register.city(session, code).name(tongue.language) if code else ""


def person(session: Session, params: dict[str, Any], key: str = "person") -> Person | None:
    """Return the person whom a notice's parameters name; None when they name nobody."""
    person_id = params.get(key)
    return session.get(Person, person_id) if person_id is not None else None


def called(session: Session, params: dict[str, Any], key: str = "person") -> str:
    """Return the name of the person whom a notice's parameters name."""
    found = person(session, params, key)
    return found.name if found else "–"
