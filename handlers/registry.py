"""Where every update goes: command, button or form step to handler; notice to screen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel import Session

from alliance import contact, register
from alliance.refusal import Refusal
from handlers import portrait, routing
from handlers.book import BOOK
from handlers.kit import dialogs, event
from handlers.kit.buttons import menu_row
from handlers.kit.event import Event, Kind
from handlers.kit.formscreen import spoken, step_of
from handlers.kit.screen import Answer, NotNow, Screen
from handlers.kit.shared import Look, Reader, Shared
from handlers.kit.visit import Visit, zone_of
from handlers.portrait import profile
from locales.tongue import Tongue, guess_language
from storage.attachment import Attachment
from storage.delivery import Delivery
from storage.person import Person, Presence
from storage.view import View

__all__ = [
    "BOOK",
    "NotNow",
    "answer",
    "apology",
    "commands",
    "notice",
    "patience",
    "profile",
    "shared",
    "view",
    "wants_file",
]


def answer(
    session: Session,
    update: dict[str, Any],
    *,
    now: datetime,
    files: Path,
    bot_username: str,
    attachment: Attachment | None = None,
) -> Answer | None:
    """Return what is answered to an update, acted upon within a savepoint; None for nothing.

    A Refusal undoes the savepoint and becomes a kind sentence. Whatever else is raised is a bug
    (or a busy database) and goes to the caller.
    """
    seen = event.read(update)
    if seen is None:
        return None
    visit = _visit(session, seen, now=now, files=files, bot_username=bot_username)
    try:
        with session.begin_nested():
            given = routing.routed(visit, seen, attachment)
    except Refusal as refusal:
        given = routing.refused(visit, seen, refusal)
    return given if seen.kind is Kind.PRESS else replace(given, edit=False)


def wants_file(session: Session, update: dict[str, Any]) -> bool:
    """Return whether the update's file is to be fetched: the person's open step takes files."""
    seen = event.read(update)
    if seen is None or seen.kind is not Kind.FILE or not seen.private:
        return False
    person = contact.by_telegram(session, seen.telegram_id)
    dialog = dialogs.current(session, seen.telegram_id)
    if person is None or person.presence is not Presence.ACTIVE or dialog is None:
        return False
    form = BOOK.forms.get(dialog.form)
    step = step_of(form, dialog) if form else None
    return step is not None and step.files


def apology(
    session: Session, update: dict[str, Any], fault_id: str, *, done: bool
) -> Answer | None:
    """Return what is said when something went wrong with us; the id stands in the log too.

    `done`: what was asked for has been done, and only its answer cannot be shown.
    """
    seen = event.read(update)
    if seen is None:
        return None
    person = contact.by_telegram(session, seen.telegram_id)
    tongue = _tongue(person, seen)
    fault = Markup("<code>{}</code>").format(fault_id)
    if done:
        sentence = tongue.text(
            "Your input was processed; only our answer to it cannot be shown. We are sorry. "
            "Please do not repeat it, and tell the secretariat this number: {fault}.",
            fault=fault,
        )
    else:
        sentence = tongue.text(
            "Something went wrong on our side; nothing was changed. We are sorry. If it happens "
            "again, please tell the secretariat this number: {fault}.",
            fault=fault,
        )
    rows = (menu_row(tongue),) if person is not None else ()
    return Answer(Screen(sentence, rows), edit=False)


def patience(code: str | None) -> str:
    """Return what a press is answered with while it waits, in the language that Telegram names."""
    tongue = Tongue(guess_language(code), ZoneInfo("UTC"))
    return tongue.plain("One moment, please: your input has arrived and is being worked on.")


def notice(session: Session, delivery: Delivery, person: Person, now: datetime) -> Screen | None:
    """Return a delivery as its recipient reads it now; None when it has become pointless."""
    tongue = Tongue(person.language, zone_of(person))
    draw = BOOK.notices[delivery.kind]
    shown = draw(session, person, delivery.params, delivery.subject, now, tongue)
    if shown is None or not delivery.repeat:
        return shown
    sentence = tongue.text(
        "We do not know whether you have this message already, so it comes again."
    )
    return replace(shown, text=Markup("<i>{}</i>\n\n{}").format(sentence, shown.text))


def shared(
    session: Session, kind: str, subject: str, readers: Sequence[Reader], now: datetime
) -> Sequence[Look] | None:
    """Return for each reader the look of a notice; None: it may be different to everybody."""
    draw = BOOK.notices.get(kind)
    return draw.looks(session, subject, readers, now) if isinstance(draw, Shared) else None


def view(session: Session, seen: View, now: datetime) -> Screen | None:
    """Return what a followed message shows now; None when there is nothing left to follow."""
    person = contact.by_telegram(session, seen.telegram_id)
    draw = BOOK.views.get(seen.screen)
    if person is None or person.presence is not Presence.ACTIVE or draw is None:
        return None
    tongue = Tongue(person.language, zone_of(person))
    return draw(session, person, {}, seen.subject, now, tongue)


def commands(person: Person | None, language: str) -> list[tuple[str, str]]:
    """Return the command menu of a person, or of strangers, in a language."""
    return portrait.commands(person, language, frozenset(BOOK.commands) | {"cancel"})


# ---- who is here


def _visit(
    session: Session, seen: Event, *, now: datetime, files: Path, bot_username: str
) -> Visit:
    person = contact.by_telegram(session, seen.telegram_id)
    dialog = dialogs.current(session, seen.telegram_id)
    visit = Visit(
        session=session,
        now=now,
        telegram_id=seen.telegram_id,
        person=person,
        tongue=_tongue(person, seen),
        message_id=seen.message_id,
        files=files,
        bot_username=bot_username,
        book=BOOK,
        facts=register.facts(session),
    )
    return spoken(visit, dialog) if dialog is not None and dialog.form in BOOK.forms else visit


def _tongue(person: Person | None, seen: Event) -> Tongue:
    if person is not None:
        return Tongue(person.language, zone_of(person))
    language = guess_language(seen.language_code)
    return Tongue(language, ZoneInfo("Asia/Shanghai" if language != "de" else "Europe/Berlin"))
