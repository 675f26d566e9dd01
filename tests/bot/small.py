"""A registry small enough to see through, in the place of handlers/registry.py.

What somebody types is what happens: see `_typed`. Every act is counted under its words.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from markupsafe import Markup
from sqlmodel import Session, col, select

from alliance import notice as notices
from handlers.kit import event
from handlers.kit.event import Kind
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Follow, Screen
from handlers.kit.shared import Look, Reader
from storage.attachment import Attachment
from storage.delivery import Delivery, Lane
from storage.dialog import Dialog
from storage.fact import Fact
from storage.person import Person
from storage.view import View


class Push(Press):
    """The one button."""

    tag: ClassVar[str] = "push"


ROWS = ((Button("Push", Push()),),)
REPEATED = "Perhaps again: "


def times(session: Session, what: str) -> int:
    """Return how often something was done."""
    fact = session.get(Fact, f"did {what}"[:40])
    return int(fact.value) if fact else 0


def answer(
    session: Session,
    update: dict[str, Any],
    *,
    now: datetime,
    files: Path,
    bot_username: str,
    attachment: Attachment | None = None,
) -> Answer | None:
    """Count what was asked for and answer it."""
    seen = event.read(update)
    if seen is None:
        return None
    if not seen.private:
        return Answer(Screen(Markup("Not in groups.")), edit=False, leave=True)
    if seen.kind is Kind.FILE:
        if attachment and attachment.refused:
            return Answer(Screen(Markup("Refused: {}").format(attachment.refused)), edit=False)
        found = (files / str(attachment.sha256)).read_bytes() if attachment else b"nothing"
        return Answer(Screen(Markup("Got {}").format(found.decode())), edit=False)
    with session.begin_nested():
        number = times(session, seen.content or seen.command) + 1
        session.merge(Fact(name=f"did {seen.content or seen.command}"[:40], value=str(number)))
        if seen.kind is Kind.PRESS:
            return _pressed(session, seen.content, number)
        return _typed(session, seen.content, now) or Answer(
            Screen(Markup("{} for @{}").format(seen.content, bot_username), ROWS), edit=False
        )


def _pressed(session: Session, data: str, number: int) -> Answer:
    if data == "boom":
        raise LookupError(data)
    if data == "again":
        return Answer(Screen(Markup("Pushed 1"), ROWS), toast="again")
    notices.redraw(session, "number")
    return Answer(Screen(Markup("Pushed {}").format(number), ROWS), toast=f"push {number}")


def _typed(session: Session, text: str, now: datetime) -> Answer | None:
    given: Answer | None = None
    match text.split():
        case ["boom"]:
            raise LookupError(text)
        case ["refused"]:
            given = Answer(Screen(Markup("<nosuchtag>")), edit=False)
        case ["follow"]:
            given = Answer(_number(session), edit=False)
        case ["strip", message_id]:
            given = Answer(Screen(Markup("Stripped")), edit=False, strip=int(message_id))
        case ["form"]:
            session.add(Dialog(telegram_id=1, form="f", step="s", touched_at=now))
            session.flush()
            given = Answer(Screen(Markup("Form")), edit=False, dialog=1)
        case ["menu"]:
            given = Answer(Screen(Markup("Menu")), edit=False, menu_changed=True)
        case ["tell", *words]:
            people = list(session.exec(select(Person).order_by(col(Person.id))))
            for word in words:
                kind, _, lane = word.partition("@")
                notices.notify(session, kind, people, lane=Lane(int(lane or 1)), now=now)
            given = Answer(Screen(Markup("Told")), edit=False)
    return given


def _number(session: Session) -> Screen:
    number = times(session, "push")
    return Screen(Markup("Number {}").format(number), ROWS, Follow("board", "number"))


def wants_file(session: Session, update: dict[str, Any]) -> bool:
    """Return whether a file is wanted: those of people are."""
    seen = event.read(update)
    assert seen is not None
    query = select(Person).where(Person.telegram_id == seen.telegram_id)
    return session.exec(query).one_or_none() is not None


def apology(
    session: Session, update: dict[str, Any], fault_id: str, *, done: bool
) -> Answer | None:
    """Say that something went wrong, and whether before or after the act."""
    assert session is not None
    if "no apology" in str(update):
        raise LookupError
    sorry = "Done, but sorry" if done else "Sorry"
    return Answer(Screen(Markup("{}: {}").format(sorry, fault_id)), edit=False)


def patience(code: str | None) -> str:
    """Ask for a moment's patience."""
    return f"Wait {code}"


def notice(session: Session, delivery: Delivery, person: Person, now: datetime) -> Screen | None:
    """Draw a notice: its kind and for whom."""
    assert now.tzinfo is not None
    if delivery.kind == "pointless":
        return None
    if delivery.kind == "broken":
        raise LookupError(delivery.kind)
    if delivery.kind == "refused":
        return Screen(Markup("<nosuchtag>"))
    if delivery.kind == "document":
        attachment = session.exec(select(Attachment)).first()
        return Screen(Markup("A file"), document=attachment.id if attachment else None)
    again = REPEATED if delivery.repeat else ""
    follow = Follow("statement", "number") if delivery.kind == "followed" else None
    return Screen(Markup("{}{} for {}").format(again, delivery.kind, person.name), ROWS, follow)


def shared(
    session: Session, kind: str, subject: str, readers: Sequence[Reader], now: datetime
) -> list[Look] | None:
    """Return that letters look the same to all who are active, whoever they are."""
    assert (session.is_active, subject is None, now.tzinfo is None) == (True, False, False)
    looks = [Look(reader.presence, None) for reader in readers]
    return looks if kind.startswith("letter") else None


def view(session: Session, seen: View, now: datetime) -> Screen | None:
    """Draw a followed screen."""
    assert now.tzinfo is not None
    if times(session, "break"):
        raise LookupError(seen.screen)
    return None if times(session, "close") else _number_of(session, seen)


def _number_of(session: Session, seen: View) -> Screen:
    drawn = _number(session)
    return drawn if seen.screen == "board" else Screen(Markup("Statement: ") + drawn.text)


def commands(person: Person | None, language: str) -> list[tuple[str, str]]:
    """Return a menu of one entry."""
    return [("start", f"{person.name if person else 'Begin'} {language}")]


def profile(language: str) -> tuple[str, str, str]:
    """Return names in a language."""
    return (f"Small {language}", f"Long {language}", f"Short {language}")
