"""Circulars that are out, put there row by row, with messages in any state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from alliance import number
from alliance.circular import archive
from storage.circular import (
    Addressee,
    Audience,
    Circular,
    CircularKind,
    CircularText,
    GeneralCircular,
    GeneralState,
)
from storage.delivery import Delivery, DeliveryState, Lane
from storage.language import Language
from storage.person import Person, Role
from tests.alliance.people import NOW, secretary

TITLES = {Language.DE: "Frühjahrstreffen in Köln", Language.ZH: "产业合作通知"}


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Take back what is done inside, so that each example of a test begins afresh."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expunge_all()


def office(session: Session) -> Person:
    """Return the first secretary, who is added where there is none."""
    found = session.exec(select(Person).where(Person.role == Role.SECRETARIAT)).first()
    return found or secretary(session)


def out(
    session: Session,
    *cities: str,
    titles: dict[Language, str] | None = None,
    text: str = "",
    at: datetime = NOW,
    **columns: object,
) -> GeneralCircular:
    """Add a circular that went to cities and wants to be acknowledged."""
    sender = office(session)
    titles = titles or TITLES
    words = " ".join((*titles.values(), text))
    circular = number.give(session, CircularKind.GENERAL, sender, at, words)
    given: dict[str, Any] = {
        "state": GeneralState.SENT,
        "audience": Audience.CITIES,
        "acknowledge": True,
        "circular_id": circular.key,
        "created_at": at,
        "editor_id": sender.key,
        "edited_at": at,
        **columns,
    }
    general = GeneralCircular(**given)
    session.add(general)
    session.flush()
    session.add_all(Addressee(general_id=general.key, city_code=code) for code in cities)
    session.add_all(
        CircularText(
            general_id=general.key,
            language=language,
            title=title,
            text=text,
            written_at=at,
            written_by=sender.key,
        )
        for language, title in titles.items()
    )
    session.flush()
    return general


def message(
    session: Session,
    subject: str,
    person: Person,
    *states: DeliveryState,
    kind: str = "circular",
    **columns: object,
) -> None:
    """Add a person's messages of a circular, one in each state."""
    given: dict[str, Any] = {
        "kind": kind,
        "person_id": person.key,
        "subject": subject,
        "lane": Lane.CIRCULAR,
        "not_before": NOW,
        "queued_at": NOW,
        **columns,
    }
    session.add_all(
        Delivery(state=state, params={"part": part}, **given) for part, state in enumerate(states)
    )
    session.flush()


def numbered(session: Session, general: GeneralCircular) -> Circular:
    """Return the number's row of a circular that is out."""
    return session.get_one(Circular, general.circular_id)


def seen(session: Session, person: Person, words: str = "") -> list[int]:
    """Return the numbers of the circulars that a person finds."""
    return [one.circular.serial for one in archive.find(session, person, words)]
