"""The menu: what a person can do, by role, and the forms they left open."""

from markupsafe import Markup

from handlers import strangers
from handlers.kit import dialogs, forms
from handlers.kit.buttons import MenuPress, short
from handlers.kit.formscreen import FormPress, key
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Entry, Visit
from storage.dialog import Dialog
from storage.person import Presence

OPEN_FORMS = 6


def screen(visit: Visit, sentence: Markup | None = None) -> Screen:
    """Return the menu under a sentence; for people who are not let in, what they are told."""
    person = visit.person
    if person is None or person.presence is not Presence.ACTIVE:
        return strangers.screen(visit, sentence)
    tongue = visit.tongue
    rows = (*_left_open(visit), *entries(visit, visit.book.menu))
    if sentence is not None:
        return Screen(tongue.text("What would you like to do?"), rows).under(sentence)
    text = tongue.text("<b>Hello, {name},</b>\n\nwhat would you like to do?", name=person.name)
    return Screen(text, rows)


def entries(visit: Visit, offered: tuple[Entry, ...]) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of a menu, two in a row, with what waits behind each."""
    shown = [
        Button(_counted(visit, entry), entry.press) for entry in offered if entry.who(visit.who)
    ]
    return tuple(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2))


def _counted(visit: Visit, entry: Entry) -> str:
    label = entry.label(visit.tongue)
    count = entry.count(visit) if entry.count else 0
    return f"{label} ({count})" if count else label


def _left_open(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each form that was left, the latest first."""
    rows = []
    for dialog in dialogs.waiting(visit)[:OPEN_FORMS]:
        title = visit.book.forms[dialog.form].title
        if title is not None:
            label = visit.tongue.plain("Continue: {form}", form=title(visit, dialog))
            rows.append((Button(short(label), _resuming(dialog)),))
    return tuple(rows)


def _resuming(dialog: Dialog) -> FormPress:
    return FormPress(key(dialog), dialog.step, "resume")


def _show(visit: Visit, _press: MenuPress) -> Answer:
    forms.pause(visit)
    return Answer(screen(visit))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(screen(visit))


PRESSES = {MenuPress: _show}
COMMANDS = {"menu": _command}
