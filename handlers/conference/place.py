"""The step that says which city hosts; whose turn it is stands above it (S-30)."""

from markupsafe import Markup

from alliance import register
from alliance.conference import draft
from handlers.conference import fields, turns, words
from handlers.kit import forms, names, picking
from handlers.kit.screen import Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from locales.tongue import Tongue
from storage.city import City, Side, Standing
from storage.dialog import Dialog

CITY = "c."


def _hosts(visit: Visit, dialog: Dialog) -> list[City]:
    """Return the member cities (S-08), those first whose turn it is."""
    due = turns.turn(visit, fields.conference_of(visit, dialog))
    found = [
        city for city in register.all_cities(visit.session) if city.standing is Standing.MEMBER
    ]
    return sorted(
        found,
        key=lambda city: (due is not None and city.side is not due, city.side, _name(visit, city)),
    )


def _name(visit: Visit, city: City) -> str:
    return city.name(visit.language)


def host_code(visit: Visit, dialog: Dialog) -> str | None:
    """Return the host that a form has, entered or stored."""
    chosen: str | None = dialog.data.get("host")
    return chosen or fields.conference_of(visit, dialog).host_code


def _ask(visit: Visit, dialog: Dialog) -> Screen:
    tongue, conference = visit.tongue, fields.conference_of(visit, dialog)
    said = [tongue.text("Which city hosts? Press its name, or type it.")]
    due = turns.turn(visit, conference)
    if due is not None:
        said.insert(0, _turn_line(tongue, due))
    present = host_code(visit, dialog)
    if present is not None:
        city = names.city(visit.session, tongue, present)
        said.append(tongue.text("At present: {present}", present=city))
    options = [(_name(visit, city), CITY + city.code) for city in _hosts(visit, dialog)]
    rows = picking.rows(tongue, dialog, options, dialog.data.get("page", 0))
    if present is not None:
        keep: tuple[Button, ...] = fields.keep_row(visit, dialog)
    else:
        keep = (forms.choice(dialog, tongue.label("more", "Not known yet"), "keep"),)
    name = tongue.plain("Host city")
    return fields.asked(visit, dialog, name, Markup("\n").join(said), *rows, keep)


def _turn_line(tongue: Tongue, due: Side) -> Markup:
    return tongue.text(
        "By the alternation it is the turn of the {side}.", side=words.side_name(tongue, due)
    )


def _choose(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if picking.turn(dialog, chosen):
        return _ask(visit, dialog)
    if chosen == "keep":
        return None
    code = chosen.removeprefix(CITY)
    if code not in [city.code for city in _hosts(visit, dialog)]:
        return _ask(visit, dialog)
    _set(visit, dialog, code)
    return None


def _take(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    _set(visit, dialog, picking.city(visit, typed, _hosts(visit, dialog)))


def _set(visit: Visit, dialog: Dialog, code: str) -> None:
    forms.put(dialog, page=None)
    if not fields.drafted(visit, dialog):
        forms.put(dialog, host=code)
        return
    key = fields.conference_of(visit, dialog).key
    draft.set_host(visit.session, visit.who, key, code, visit.now)


HOST = Step("host", _ask, _take, _choose)
FORMS = (
    Form("conference-host", (HOST,), fields.finish, fields.title, left=fields.left, saves=True),
)
