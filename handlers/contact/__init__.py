"""Contacts: the people of each city, letting them in, removing them, giving mandates (S-07)."""

from handlers.contact import lists, notices, one
from handlers.contact.presses import CitiesPress, MyCityPress
from handlers.kit.visit import Entry, Visit
from storage.person import Person, Role


def _waiting(visit: Visit) -> int:
    return len(lists.waiting(visit))


def _responsible(person: Person) -> bool:
    return person.role is Role.CONTACT and person.responsible


PRESSES = lists.PRESSES | one.PRESSES
NOTICES = notices.NOTICES
REDRAWS = lists.REDRAWS | one.REDRAWS
MENU = (
    Entry(
        lambda tongue: tongue.label("more", "My city's contacts"),
        MyCityPress(),
        _responsible,
        _waiting,
    ),
)
DESK = (Entry(lambda tongue: tongue.label("desk", "Contacts"), CitiesPress(0), count=_waiting),)
