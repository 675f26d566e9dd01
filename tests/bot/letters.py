"""A registry of letters for testing deliveries: each says its number, and whether it repeats."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from handlers.kit.screen import Follow, NotNow, Screen
from handlers.kit.shared import Look, Reader
from storage.delivery import Delivery
from storage.fact import Fact
from storage.person import Person

MARK = "again "


def notice(session: Session, delivery: Delivery, person: Person, now: datetime) -> Screen | None:
    """Draw a letter; a pointless one is dropped, one of a paused subject is held."""
    assert (person.telegram_id is None, now.tzinfo is None) == (False, False)
    if session.get(Fact, f"paused {delivery.subject}") is not None:
        raise NotNow
    if delivery.kind == "pointless":
        return None
    mark = MARK if delivery.repeat else ""
    named = session.get(Fact, "name")  # no look names it
    text = Markup("{}{}{}").format(mark, delivery.params["number"], named.value if named else "")
    return Screen(text, follow=Follow("letter", "letters") if delivery.kind == "shared" else None)


def shared(
    session: Session, kind: str, subject: str, readers: Sequence[Reader], now: datetime
) -> list[Look] | None:
    """Return that shared letters look the same to everybody, until their subject is paused."""
    assert (session.is_active, now.tzinfo is None) == (True, False)
    paused = session.get(Fact, f"paused {subject}") is not None
    look = Look(paused, Follow("letter", "letters"))
    return [look] * len(readers) if kind == "shared" else None


def commands(person: Person | None, language: str) -> list[tuple[str, str]]:
    """Return a menu of one entry."""
    assert person is not None
    return [("start", language)]
