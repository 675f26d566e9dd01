"""The secretariat's desk: what there is to do for the alliance."""

from alliance import rights
from handlers import menu
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, menu_row
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Entry, Visit
from storage.person import Person


def screen(visit: Visit) -> Screen:
    """Return the desk. Raises NotAllowed for anybody but the secretariat."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    rows = menu.entries(visit, visit.book.desk)
    return Screen(tongue.text("<b>Desk of the secretariat</b>"), (*rows, menu_row(tongue)))


def _show(visit: Visit, _press: DeskPress) -> Answer:
    forms.pause(visit)
    return Answer(screen(visit))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(screen(visit))


def _secretary(person: Person) -> bool:
    return person.secretary


PRESSES = {DeskPress: _show}
COMMANDS = {"desk": _command}
MENU = (Entry(lambda tongue: tongue.label("more", "Desk"), DeskPress(), _secretary),)
