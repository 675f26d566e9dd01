"""Choosing one of many in a form's step: buttons eight at a time, or typing a name."""

from collections.abc import Sequence

from handlers.kit.buttons import short
from handlers.kit.forms import put
from handlers.kit.formscreen import choice
from handlers.kit.pages import page
from handlers.kit.screen import Button
from handlers.kit.visit import Typed, Visit, Wrong
from locales.tongue import Tongue
from storage.city import City
from storage.dialog import Dialog

TURN = "page."
Option = tuple[str, str]


def rows(
    tongue: Tongue, dialog: Dialog, options: Sequence[Option], number: int = 0
) -> tuple[tuple[Button, ...], ...]:
    """Return a page of (label, value) options as choices, with the buttons that turn it."""
    shown = page(options, number)
    listed = tuple((choice(dialog, short(label), value),) for label, value in shown.items)
    return (*listed, *turning(tongue, dialog, shown.number, shown.total))


def turning(
    tongue: Tongue, dialog: Dialog, number: int, total: int
) -> tuple[tuple[Button, ...], ...]:
    """Return the row of choices that turn to the page before and after; or no row."""
    row = []
    if number > 0:
        label = tongue.label("lists", "Previous page")
        row.append(choice(dialog, label, f"{TURN}{number - 1}"))
    if number < total - 1:
        label = tongue.label("lists", "Next page")
        row.append(choice(dialog, label, f"{TURN}{number + 1}"))
    return (tuple(row),) if row else ()


def turned(value: str) -> int | None:
    """Return the page that a choice asks for; None when it is an option's value."""
    number = value.removeprefix(TURN)
    return int(number) if value.startswith(TURN) and number.isdecimal() else None


def turn(dialog: Dialog, value: str) -> bool:
    """Keep the page that a choice asks for as the dialog's; return whether it asks for one."""
    number = turned(value)
    if number is not None:
        put(dialog, page=number)
    return number is not None


def named(text: str, options: Sequence[Option]) -> str | None:
    """Return the value of the only option whose label is, or begins with, what was typed."""
    wanted = text.strip().casefold()
    exact = [value for label, value in options if label.casefold() == wanted]
    begun = [value for label, value in options if wanted and label.casefold().startswith(wanted)]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def called(text: str, cities: Sequence[City]) -> str | None:
    """Return the code of the only city that is called what was typed, in either language."""
    return named(
        text, [(name, city.code) for city in cities for name in (city.name_de, city.name_zh)]
    )


def city(visit: Visit, typed: Typed, cities: Sequence[City]) -> str:
    """Return the code of the city that was typed; Wrong where it is not one."""
    code = called(typed.text, cities)
    if code is None:
        raise Wrong(
            visit.tongue.text(
                "No city, or more than one, is called so; please write the full name."
            )
        )
    return code
