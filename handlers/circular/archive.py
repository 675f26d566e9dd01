"""The archive of circulars: newest first, searched by words, and what is open for newcomers."""

from markupsafe import Markup

from alliance import rights
from alliance.circular import archive as circulars
from alliance.circular.archive import Entry as Found
from handlers.accession.case import numbered
from handlers.accession.draftpresses import DossierPress
from handlers.accession.presses import BoardPress
from handlers.circular.outpresses import (
    ArchivePress,
    EnclosuresPress,
    ReadPress,
    SearchPress,
)
from handlers.kit import forms
from handlers.kit.buttons import menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.press import LIMIT, SEPARATOR, Press
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Entry, Form, Open, Step, Typed, Visit
from storage.dialog import Dialog
from storage.person import Role

TITLE = 120
# What is left for the words in a button that turns the page.
ROOM = LIMIT - len("cr:99999:")


# ---- the list


def overview(visit: Visit, words: str = "", at: int = 0) -> Screen:
    """Return a page of the circulars that a person may see and that hold all words.

    Raises NotActive.
    """
    tongue = visit.tongue
    words = fitting(words)
    entries = circulars.find(visit.session, visit.who, words)
    found = page(entries, at)
    waiting = {one.circular.key for one in circulars.open_for(visit.session, visit.who, visit.now)}
    blocks = [_heading(visit, words, len(entries))]
    blocks += [_line(visit, one, open_=one.circular.key in waiting) for one in found.items]
    rows: list[tuple[Button, ...]] = [
        (Button(short(f"{_number(visit, one)} · {title(visit, one)}"), _opening(visit, one)),)
        for one in found.items
    ]
    rows += turn(tongue, found.number, found.total, lambda to: ArchivePress(to, words))
    search = [Button(tongue.label("more", "Search"), SearchPress())]
    if words:
        search.append(Button(tongue.label("more", "All circulars"), ArchivePress(0, "")))
    return Screen(Markup("\n\n").join(blocks), (*rows, tuple(search), menu_row(tongue)))


def fitting(words: str) -> str:
    """Return as many of the words as fit into a button, which must not hold its separator."""
    kept = ""
    for word in words.replace(SEPARATOR, " ").split():
        longer = f"{kept} {word}".strip()
        if len(longer.encode()) > ROOM:
            break
        kept = longer
    first = words.replace(SEPARATOR, " ").encode()[:ROOM].decode(errors="ignore")
    return kept or first.strip()


def title(visit: Visit, one: Found) -> str:
    """Return what a circular is called in the reader's language."""
    if one.candidate is not None:
        name = one.candidate.name(visit.language)
        return visit.tongue.plain("Accession of {candidate}", candidate=name)
    said = one.titles.get(visit.language) or one.titles.get(visit.language.other, "")
    return said if len(said) <= TITLE else said[: TITLE - 1] + "…"


def _heading(visit: Visit, words: str, found: int) -> Markup:
    tongue = visit.tongue
    if not words:
        if found:
            return tongue.text("<b>Circulars</b>")
        return tongue.text("<b>Circulars</b>\n\nThere is none yet.")
    if not found:
        return tongue.text(
            "<b>Circulars</b>\n\nNone holds all of these words: {words}", words=words
        )
    return tongue.count(
        "<b>Circulars</b>\n{n} holds: {words}",
        "<b>Circulars</b>\n{n} hold: {words}",
        found,
        words=words,
    )


def _number(visit: Visit, one: Found) -> str:
    return numbered(visit.facts, one.circular, visit.tongue)


def _line(visit: Visit, one: Found, *, open_: bool) -> Markup:
    tongue = visit.tongue
    said = tongue.text(
        "<b>{number}</b>, {day}\n{title}",
        number=_number(visit, one),
        day=tongue.day(one.circular.sent_at),
        title=title(visit, one),
    )
    if not open_:
        return said
    waits = tongue.text("<i>Acknowledgement still to come</i>")
    return Markup("{}\n{}").format(said, waits)


def _opening(visit: Visit, one: Found) -> Press:
    if one.accession is None:
        return ReadPress(one.circular.key, 0, 0)
    if rights.follows(visit.who):
        return BoardPress(one.accession.key)
    return DossierPress(one.accession.key, 0, 0)


def _show(visit: Visit, press: ArchivePress) -> Answer:
    forms.pause(visit)
    return Answer(overview(visit, press.words, press.page))


def _command(visit: Visit, payload: str) -> Answer:
    return Answer(overview(visit, payload))


def redraw(visit: Visit, _press: ReadPress | EnclosuresPress) -> Screen:
    """Return the list of circulars, for a press that was refused."""
    return overview(visit)


# ---- searching


def _ask_words(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Which words shall the circular hold? German or Chinese; numbers are found, too."
        )
    )


def _take_words(visit: Visit, dialog: Dialog, typed: Typed) -> Answer:
    forms.forget(visit, dialog)
    return Answer(overview(visit, typed.text))


def _search(visit: Visit, _press: SearchPress) -> Answer:
    return forms.open(visit, SEARCH.name)


def _finish(visit: Visit, _dialog: Dialog) -> Answer:
    return Answer(overview(visit))


def _left(visit: Visit, _dialog: Dialog) -> Screen:
    return overview(visit)


SEARCH = Form("circular-search", (Step("words", _ask_words, _take_words),), _finish, left=_left)


# ---- what waits, and what newcomers see


def _waiting(visit: Visit) -> int:
    return circulars.unacknowledged(visit.session, visit.who, visit.now)


def _newcomer(visit: Visit) -> tuple[Open, ...]:
    """Return the circulars that a newcomer's city has not acknowledged."""
    if visit.who.role is not Role.CONTACT:
        return ()
    found = circulars.open_for(visit.session, visit.who, visit.now)
    return tuple(_open(visit, one) for one in found)


def _open(visit: Visit, one: Found) -> Open:
    label = visit.tongue.plain("Circular: {title}", title=title(visit, one))
    return Open(_line(visit, one, open_=True), label, ReadPress(one.circular.key, 0, 0))


PRESSES = {ArchivePress: _show, SearchPress: _search}
REDRAWS = {ReadPress: redraw, EnclosuresPress: redraw}
COMMANDS = {"circulars": _command}
FORMS = (SEARCH,)
NEWCOMER = (_newcomer,)
MENU = (
    Entry(lambda tongue: tongue.label("menu", "Circulars"), ArchivePress(0, ""), count=_waiting),
)
