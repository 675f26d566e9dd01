"""My details: what is kept of a person, language and time zone, and changing them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar
from zoneinfo import ZoneInfo

from alliance import contact, register
from handlers.contact.words import city_name, office
from handlers.kit import forms, zones
from handlers.kit.buttons import back_button, language_label, menu_row
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Form, Step, Typed, Visit, Wrong, zone_of
from handlers.mandate.screens import MandatesPress
from locales.tongue import Tongue
from storage.dialog import Dialog
from storage.language import Language
from storage.person import Person, Role


@dataclass(frozen=True)
class MePress(Press):
    """Shows a person's own details."""

    tag: ClassVar[str] = "me"


@dataclass(frozen=True)
class EditPress(Press):
    """Opens the form of one field: name, function, email or zone."""

    tag: ClassVar[str] = "me.e"

    field: str


@dataclass(frozen=True)
class LanguagesPress(Press):
    """Shows the two languages."""

    tag: ClassVar[str] = "me.l"


@dataclass(frozen=True)
class LanguagePress(Press):
    """Chooses a language."""

    tag: ClassVar[str] = "me.s"

    language: Language


@dataclass(frozen=True)
class ZonesPress(Press):
    """Shows the common time zones."""

    tag: ClassVar[str] = "me.z"


@dataclass(frozen=True)
class ZonePress(Press):
    """Chooses a time zone by its IANA name."""

    tag: ClassVar[str] = "me.t"

    zone: str


def role_of(tongue: Tongue, person: Person, city: str) -> str:
    """Return what a person is to the alliance, in words."""
    if (place := office(tongue, person.role)) is not None:
        return place
    if person.responsible:
        return tongue.plain("{city}, responsible person", city=city)
    return tongue.plain("{city}, contact person", city=city)


def _screen(visit: Visit) -> Screen:
    tongue, person = visit.tongue, visit.who
    city = city_name(visit, person.city_code)
    text = tongue.text(
        "<b>My details</b>\n\nName: {name}\nFunction: {function}\nE-mail: {email}\n"
        "Registered for: {role}\nLanguage: {language}\nTime zone: {zone}\n"
        "It is now {now}.",
        name=person.name,
        function=person.function,
        email=person.email or "–",
        role=role_of(tongue, person, city),
        language=language_label(tongue, person.language),
        zone=zone_name(tongue, person.zone),
        now=tongue.moment(visit.now),
    )
    return Screen(text, (*_buttons(tongue, person), menu_row(tongue)))


def _buttons(tongue: Tongue, person: Person) -> tuple[tuple[Button, ...], ...]:
    rows = [
        (
            Button(tongue.label("my details", "Language"), LanguagesPress()),
            Button(tongue.label("my details", "Time zone"), ZonesPress()),
        ),
        (
            Button(tongue.label("more", "Name"), EditPress("name")),
            Button(tongue.label("more", "Function"), EditPress("function")),
            Button(tongue.label("more", "E-mail"), EditPress("email")),
        ),
    ]
    if person.role is Role.CONTACT:
        rows.append((Button(tongue.label("my details", "My mandate"), MandatesPress()),))
    return tuple(rows)


def zone_name(tongue: Tongue, zone: str) -> str:
    """Return a time zone as people call it; the rarer ones by their IANA name."""
    match zone:
        case "Europe/Berlin":
            return tongue.label("more", "Germany (Berlin)")
        case "Asia/Shanghai":
            return tongue.label("more", "China (Beijing)")
    return zone.replace("_", " ")


def _show(visit: Visit, _press: MePress) -> Answer:
    return Answer(_screen(visit))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(_screen(visit))


# ---- language and zone


def _languages(visit: Visit, _press: LanguagesPress) -> Answer:
    tongue = visit.tongue
    row = tuple(
        Button(
            language_label(tongue, language),
            LanguagePress(language),
            style=Style.PRIMARY if language is visit.language else Style.PLAIN,
        )
        for language in Language
    )
    text = tongue.text("In which language shall Stadtbote write to you?")
    return Answer(Screen(text, (row, (back_button(tongue, MePress()),))))


def _set_language(visit: Visit, press: LanguagePress) -> Answer:
    contact.change_details(visit.session, visit.who, visit.now, language=press.language)
    spoken = visit.speaking(press.language)
    toast = spoken.tongue.plain("Your language is set.")
    return Answer(_screen(spoken), toast=toast, menu_changed=True)


def _zones(visit: Visit, _press: ZonesPress) -> Answer:
    tongue = visit.tongue
    common = tuple(
        Button(
            zone_name(tongue, zone),
            ZonePress(zone),
            style=Style.PRIMARY if zone == visit.who.zone else Style.PLAIN,
        )
        for zone in zones.COMMON
    )
    other = Button(tongue.label("more", "Other time zone"), EditPress("zone"))
    text = tongue.text("In which time zone shall Stadtbote show times to you?")
    return Answer(Screen(text, (common, (other,), (back_button(tongue, MePress()),))))


def _set_zone(visit: Visit, press: ZonePress) -> Answer:
    person = contact.change_details(visit.session, visit.who, visit.now, zone=press.zone)
    moved = replace(visit, tongue=Tongue(person.language, zone_of(person)))
    return Answer(_screen(moved), toast=moved.tongue.plain("Your time zone is set."))


# ---- fields that are typed


def _edit(visit: Visit, press: EditPress) -> Answer:
    name = f"my-{press.field}"
    if name not in visit.book.forms:
        return Answer(_screen(visit))
    return forms.open(visit, name, anew=True)


def _ask_name(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "What is your name, as it shall stand in letters and declarations? At present: "
            "{present}. Declarations already given keep the name they were made under.",
            present=visit.who.name,
        )
    )


def _ask_function(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "What is your function? At present: {present}.", present=visit.who.function
        )
    )


def _ask_email(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Under which e-mail address can we reach you? At present: {present}. Skip removes "
            "the address.",
            present=visit.who.email or "–",
        )
    )


def _ask_zone(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "Please write the name of a large city in your time zone, or the zone's name, for "
            "example London or Europe/London."
        )
    )


def _take(field: str) -> Callable[[Visit, Dialog, Typed], None]:
    def take(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
        forms.put(dialog, **{field: typed.text.strip()})

    return take


def _take_zone(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    named = {
        name.removesuffix("市"): city.zone
        for city in register.all_cities(visit.session)
        for name in (city.name_de.casefold(), city.name_zh)
    }
    zone = zones.find(typed.text) or named.get(typed.text.strip().casefold().removesuffix("市"))
    if zone is None:
        raise Wrong(visit.tongue.text("I know no time zone of this name."))
    forms.put(dialog, zone=zone)


def _finish(field: str) -> Callable[[Visit, Dialog], Answer]:
    def finish(visit: Visit, dialog: Dialog) -> Answer:
        entered = {field: dialog.data.get(field, "")}
        person = contact.change_details(visit.session, visit.who, visit.now, **entered)
        after = replace(visit, tongue=Tongue(person.language, ZoneInfo(person.zone)))
        return Answer(_screen(after), toast=visit.tongue.plain("Changed."))

    return finish


def _left(visit: Visit, _dialog: Dialog) -> Screen:
    return _screen(visit)


FORMS = tuple(
    Form(
        f"my-{field}",
        (Step(field, ask, take, optional=field == "email"),),
        _finish(field),
        left=_left,
    )
    for field, ask, take in (
        ("name", _ask_name, _take("name")),
        ("function", _ask_function, _take("function")),
        ("email", _ask_email, _take("email")),
        ("zone", _ask_zone, _take_zone),
    )
)
PRESSES = {
    MePress: _show,
    EditPress: _edit,
    LanguagesPress: _languages,
    LanguagePress: _set_language,
    ZonesPress: _zones,
    ZonePress: _set_zone,
}
REDRAWS = dict.fromkeys((ZonePress, EditPress), lambda visit, _press: _screen(visit))
COMMANDS = {"me": _command}
MENU = (Entry(lambda tongue: tongue.label("menu", "My details"), MePress()),)
