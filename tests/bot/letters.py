"""A registry of letters for testing deliveries: each says its number, and whether it repeats."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session, col, select

from handlers.kit.screen import Follow, NotNow, Screen
from handlers.kit.shared import Look, Reader
from storage.delivery import Delivery
from storage.fact import Fact
from storage.person import Person

MARK = "again "
FOLLOW = Follow("letter", "letters")


def notice(session: Session, delivery: Delivery, person: Person, now: datetime) -> Screen | None:
    """Draw a letter; a pointless one is dropped, one of a paused subject is held."""
    assert (person.telegram_id is None, now.tzinfo is None) == (False, False)
    if session.get(Fact, f"paused {delivery.subject}") is not None:
        raise NotNow
    if delivery.kind == "pointless":
        return None
    if delivery.kind == "overtaken":  # somebody else commits while this one is drawn
        session.merge(Fact(name=f"look {person.telegram_id}", value="changed"))
    mark = MARK if delivery.repeat else ""
    named = session.get(Fact, "name")  # no look names it
    text = Markup("{}{}{}").format(mark, delivery.params["number"], named.value if named else "")
    return Screen(text, follow=FOLLOW if delivery.kind == "shared" else None)


def shared(
    session: Session, kind: str, subject: str, readers: Sequence[Reader], now: datetime
) -> list[Look] | None:
    """Return that shared letters look the same to everybody, until their subject is paused."""
    assert (session.is_active, now.tzinfo is None) == (True, False)
    paused = session.get(Fact, f"paused {subject}") is not None
    if kind == "overtaken":
        changed = session.exec(select(Fact.name).where(col(Fact.value) == "changed")).all()
        return [Look(len(changed), FOLLOW)] * len(readers)
    look = Look(paused, FOLLOW)
    return [look] * len(readers) if kind in ("shared", "part") else None


def commands(person: Person | None, language: str) -> list[tuple[str, str]]:
    """Return a menu of one entry."""
    assert person is not None
    return [("start", language)]
