"""Rows of people and deliveries, for tests of what is done to them."""

from typing import Any

from sqlmodel import Session

from storage.delivery import Delivery, Lane
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.bot.stand import NOW


def add_person(session: Session, chat: int | None, **columns: Any) -> Person:  # noqa: ANN401 - columns
    """Add somebody who is reached in a chat, and return them."""
    usual: dict[str, Any] = {
        "role": Role.CONTACT,
        "name": f"P{chat}",
        "function": "Leitung",
        "language": Language.DE,
        "zone": "Europe/Berlin",
        "presence": Presence.ACTIVE,
        "privacy_version": "1",
        "privacy_at": NOW,
        "registered_at": NOW,
    }
    person = Person(telegram_id=chat, **usual | columns)
    session.add(person)
    session.flush()
    return person


def add_delivery(session: Session, person: Person, number: int = 0, **columns: Any) -> int:  # noqa: ANN401 - columns
    """Add a letter (tests/bot/letters.py) to somebody, and return its id."""
    usual: dict[str, Any] = {
        "kind": "own",
        "params": {"number": number},
        "lane": Lane.CIRCULAR,
        "not_before": NOW,
        "queued_at": NOW,
    }
    delivery = Delivery(person_id=person.key, **usual | columns)
    session.add(delivery)
    session.flush()
    assert delivery.id is not None
    return delivery.id
