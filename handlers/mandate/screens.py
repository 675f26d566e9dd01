"""The mandates that concern a person, and what they may do about each (S-09)."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from alliance import mandate as mandates
from alliance import register
from alliance.refusal import NoMandate, NotAllowed
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.press import Press
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.mandate import Basis, Mandate
from storage.person import Person


@dataclass(frozen=True)
class MandatesPress(Press):
    """Shows the mandates that a person holds, stands in for, or may dispose of."""

    tag: ClassVar[str] = "mn"


@dataclass(frozen=True)
class MandatePress(Press):
    """Shows one city's mandate."""

    tag: ClassVar[str] = "mn.c"

    city: str


@dataclass(frozen=True)
class DisposePress(Press):
    """Opens a form about a city's mandate: pass (on), lend or basis."""

    tag: ClassVar[str] = "mn.d"

    form: str
    city: str


@dataclass(frozen=True)
class EndLoanPress(Press):
    """Asks, or (sure) carries out, that a lent mandate goes back to its holder."""

    tag: ClassVar[str] = "mn.e"

    city: str
    sure: int


def basis_name(tongue: Tongue, basis: Basis) -> str:
    """Return the kind of paper that a mandate rests on."""
    if basis is Basis.RESOLUTION:
        return tongue.label("more", "Council resolution")
    return tongue.label("more", "Letter of authority")


def screen(visit: Visit, code: str) -> Screen:
    """Return one city's mandate with what this person may do about it."""
    city = register.city(visit.session, code).name(visit.language)
    held = mandates.open_mandate(visit.session, code)
    back = _back(visit)
    if held is None:
        text = visit.tongue.text("Nobody holds the mandate of {city} at present.", city=city)
        return Screen(text, (back,))
    text = visit.tongue.text(
        "<b>Mandate of {city}</b>\n\n{details}", city=city, details=_details(visit, held)
    )
    return Screen(text, (*_buttons(visit, held), back))


def _back(visit: Visit) -> tuple[Button, ...]:
    codes = _cities(visit)
    if len(codes) > 1:
        return menu_row(visit.tongue, MandatesPress())
    return menu_row(visit.tongue)


def _details(visit: Visit, held: Mandate) -> Markup:
    tongue = visit.tongue
    said = [
        tongue.text(
            "Held by {name} since {day}.",
            name=_name(visit, held.holder_id),
            day=tongue.day(held.since),
        )
    ]
    if held.basis is not None and held.basis_date is not None:
        said.append(
            tongue.text(
                "Basis: {paper} of {day}, file number {reference}.",
                paper=basis_name(tongue, held.basis),
                day=tongue.day(held.basis_date),
                reference=held.basis_reference,
            )
        )
    else:
        said.append(tongue.text("No basis has been entered yet."))
    deputy_id, _ = held.in_charge(visit.now)
    if deputy_id != held.holder_id and held.deputy_until is not None:
        said.append(
            tongue.text(
                "Lent to {name} until {moment}.",
                name=_name(visit, deputy_id),
                moment=tongue.moment(held.deputy_until),
            )
        )
    return Markup("\n").join(said)


def _buttons(visit: Visit, held: Mandate) -> tuple[tuple[Button, ...], ...]:
    tongue, code = visit.tongue, held.city_code
    lent = held.in_charge(visit.now)[0] != held.holder_id
    end = Button(tongue.label("more", "End the loan"), EndLoanPress(code, 0))
    if not mandates.may_dispose(visit.session, visit.who, code):
        mine = lent and held.deputy_id == visit.who.key
        return ((end,),) if mine else ()
    rows = [
        (
            Button(tongue.label("more", "Pass on"), DisposePress("pass", code)),
            Button(tongue.label("more", "Lend until a date"), DisposePress("lend", code)),
        ),
        (Button(tongue.label("more", "Enter the basis"), DisposePress("basis", code)),),
    ]
    return (*rows, (end,)) if lent else tuple(rows)


def _name(visit: Visit, person_id: int) -> str:
    person = visit.session.get(Person, person_id)
    return person.name if person else "–"


def _cities(visit: Visit) -> list[str]:
    """Return the cities whose mandate concerns this person, by code."""
    person = visit.who
    codes = {held.city_code for held in mandates.mandates_of(visit.session, person, visit.now)}
    codes |= {
        held.city_code
        for held in mandates.touching(visit.session, person)
        if held.holder_id == person.key
    }
    if person.city_code is not None:
        codes.add(person.city_code)
    return sorted(codes)


def overview(visit: Visit) -> Screen:
    """Return the mandates that concern a person; the only one at once."""
    codes = _cities(visit)
    if len(codes) == 1:
        return screen(visit, codes[0])
    tongue = visit.tongue
    if not codes:
        return Screen(tongue.text("You hold no mandate."), (menu_row(tongue),))
    rows = tuple(
        (Button(register.city(visit.session, code).name(visit.language), MandatePress(code)),)
        for code in codes
    )
    return Screen(tongue.text("Which city's mandate?"), (*rows, menu_row(tongue)))


# ---- presses


def _overview(visit: Visit, _press: MandatesPress) -> Answer:
    return Answer(overview(visit))


def _show(visit: Visit, press: MandatePress) -> Answer:
    if press.city not in _cities(visit):
        return Answer(overview(visit))
    return Answer(screen(visit, press.city))


def _dispose(visit: Visit, press: DisposePress) -> Answer:
    if press.form not in ("pass", "lend", "basis"):
        return Answer(overview(visit))
    if not mandates.may_dispose(visit.session, visit.who, press.city):
        raise NotAllowed
    if mandates.open_mandate(visit.session, press.city) is None and not visit.who.secretary:
        raise NoMandate(press.city)
    return forms.open(visit, f"mandate-{press.form}", subject=press.city, anew=True)


def _end_loan(visit: Visit, press: EndLoanPress) -> Answer:
    tongue = visit.tongue
    if press.sure:
        mandates.end_loan(visit.session, visit.who, press.city, visit.now)
        return Answer(screen(visit, press.city), toast=tongue.plain("The loan has ended."))
    end = Button(
        tongue.label("more", "End the loan"), EndLoanPress(press.city, 1), style=Style.DANGER
    )
    question = tongue.text("The mandate goes back to its holder at once. End the loan?")
    return Answer(Screen(question, ((end, back_button(tongue, MandatePress(press.city))),)))


def _redraw(visit: Visit, press: DisposePress | EndLoanPress) -> Screen:
    return screen(visit, press.city) if press.city in _cities(visit) else overview(visit)


PRESSES = {
    MandatesPress: _overview,
    MandatePress: _show,
    DisposePress: _dispose,
    EndLoanPress: _end_loan,
}
REDRAWS = {DisposePress: _redraw, EndLoanPress: _redraw}
