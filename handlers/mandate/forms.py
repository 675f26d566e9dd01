"""The forms about a mandate: pass it on, lend it until a date, enter the paper it rests on."""

from datetime import date, datetime, time

from sqlmodel import col, select

from alliance import contact, register, value
from alliance import mandate as mandates
from alliance.notice import people_of
from handlers.kit import forms, picking
from handlers.kit.dates import read_date, read_moment
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong, zone_of
from handlers.mandate import screens
from storage.dialog import Dialog
from storage.mandate import Basis
from storage.person import Person, Presence, Role

END_OF_DAY = time(23, 59)


# ---- to whom


def _candidates(visit: Visit, dialog: Dialog) -> list[Person]:
    """Return who could hold or borrow it: the city's people; a secretary may choose anybody."""
    held = mandates.open_mandate(visit.session, dialog.subject)
    people = people_of(visit.session, dialog.subject)
    if visit.who.secretary:
        others = select(Person).where(
            Person.role == Role.CONTACT,
            Person.presence == Presence.ACTIVE,
            Person.city_code != dialog.subject,
        )
        people += visit.session.exec(others.order_by(col(Person.city_code), col(Person.id)))
    return [person for person in people if held is None or person.key != held.holder_id]


def _options(visit: Visit, dialog: Dialog) -> list[picking.Option]:
    options = []
    for person in _candidates(visit, dialog):
        name = person.name
        if person.city_code is not None and person.city_code != dialog.subject:
            city = register.city(visit.session, person.city_code).name(visit.language)
            name = f"{name}, {city}"
        options.append((name, str(person.key)))
    return options


def _ask_person(visit: Visit, dialog: Dialog, number: int = 0) -> Screen:
    tongue = visit.tongue
    options = _options(visit, dialog)
    if not options:
        return Screen(
            tongue.text(
                "No other contact person of {city} is registered yet. Please have a colleague "
                "invited first.",
                city=_city(visit, dialog),
            )
        )
    text = tongue.text("Who shall answer for {city}?", city=_city(visit, dialog))
    return Screen(text, picking.rows(tongue, dialog, options, number))


def _choose_person(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    number = picking.turned(chosen)
    if number is not None:
        return _ask_person(visit, dialog, number)
    if chosen not in [option for _, option in _options(visit, dialog)]:
        raise Wrong(visit.tongue.text("This person is not available any more."))
    forms.put(dialog, person=int(chosen))
    return None


def _take_person(visit: Visit, dialog: Dialog, typed: Typed) -> Screen | None:
    found = picking.named(typed.text, _options(visit, dialog))
    if found is None:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))
    return _choose_person(visit, dialog, found)


def _city(visit: Visit, dialog: Dialog) -> str:
    return register.city(visit.session, dialog.subject).name(visit.language)


def _name(visit: Visit, dialog: Dialog) -> str:
    return contact.person(visit.session, dialog.data["person"]).name


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return screens.screen(visit, dialog.subject)


def _title(visit: Visit, dialog: Dialog) -> str:
    return visit.tongue.plain("Mandate of {city}", city=_city(visit, dialog))


# ---- pass on


def _pass_summary(visit: Visit, dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "{name} shall hold the mandate of {city} from now on and answer for the city. "
            "Everybody concerned and the secretariat are told.",
            name=_name(visit, dialog),
            city=_city(visit, dialog),
        )
    )


def _pass(visit: Visit, dialog: Dialog) -> Answer:
    receiver = contact.person(visit.session, dialog.data["person"])
    mandates.pass_on(visit.session, visit.who, dialog.subject, receiver, visit.now)
    shown = screens.screen(visit, dialog.subject)
    return Answer(shown, toast=visit.tongue.plain("The mandate has been passed on."))


# ---- lend


def _ask_until(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text("Until which day is the mandate lent? An example: 15.12.2026.")
    )


def _take_until(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    tongue = visit.tongue
    until = read_moment(typed.text, tongue, zone_of(visit.who), END_OF_DAY)
    if until <= visit.now:
        raise Wrong(tongue.text("This date has passed; please give a later one."))
    if until > visit.now + mandates.LONGEST_LOAN:
        raise Wrong(tongue.text("A mandate can be lent for at most one year."))
    forms.put(dialog, until=until.isoformat())


def _until(dialog: Dialog) -> datetime:
    return datetime.fromisoformat(dialog.data["until"])


def _lend_summary(visit: Visit, dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "{name} answers for {city} until {moment}; then the mandate comes back by itself. "
            "You can end the loan earlier.",
            name=_name(visit, dialog),
            city=_city(visit, dialog),
            moment=visit.tongue.moment(_until(dialog)),
        )
    )


def _lend(visit: Visit, dialog: Dialog) -> Answer:
    deputy = contact.person(visit.session, dialog.data["person"])
    mandates.lend(visit.session, visit.who, dialog.subject, deputy, _until(dialog), visit.now)
    shown = screens.screen(visit, dialog.subject)
    return Answer(shown, toast=visit.tongue.plain("The mandate has been lent."))


# ---- the paper


def _ask_kind(visit: Visit, dialog: Dialog) -> Screen:
    row = tuple(
        forms.choice(dialog, screens.basis_name(visit.tongue, basis), basis.value)
        for basis in Basis
    )
    text = visit.tongue.text("On what does the mandate of {city} rest?", city=_city(visit, dialog))
    return Screen(text, (row,))


def _choose_kind(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in list(Basis):
        return _ask_kind(visit, dialog)
    forms.put(dialog, kind=chosen)
    return None


def _ask_dated(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(visit.tongue.text("Of which date is the paper? An example: 15.12.2026."))


def _take_dated(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    dated = read_date(typed.text, visit.tongue)
    if dated > visit.now.astimezone(zone_of(visit.who)).date():
        raise Wrong(visit.tongue.text("The paper's date is in the future; please check it."))
    forms.put(dialog, dated=dated.isoformat())


def _ask_reference(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(visit.tongue.text("Which file number does the paper bear?"))


def _take_reference(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    reference = value.line("basis_reference", typed.text, value.REFERENCE_LIMIT)
    forms.put(dialog, reference=reference)


def _basis_summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue, data = visit.tongue, dialog.data
    return Screen(
        tongue.text(
            "The mandate of {city} rests on: {paper} of {day}, file number {reference}. This "
            "stands in the record.",
            city=_city(visit, dialog),
            paper=screens.basis_name(tongue, Basis(data["kind"])),
            day=tongue.day(date.fromisoformat(data["dated"])),
            reference=data["reference"],
        )
    )


def _set_basis(visit: Visit, dialog: Dialog) -> Answer:
    data = dialog.data
    mandates.set_basis(
        visit.session,
        visit.who,
        dialog.subject,
        kind=Basis(data["kind"]),
        dated=date.fromisoformat(data["dated"]),
        reference=data["reference"],
        now=visit.now,
    )
    shown = screens.screen(visit, dialog.subject)
    return Answer(shown, toast=visit.tongue.plain("The basis has been entered."))


PERSON = Step(
    "person",
    _ask_person,
    _take_person,
    _choose_person,
    title=lambda tongue: tongue.label("more", "Person"),
)
FORMS = (
    Form("mandate-pass", (PERSON,), _pass, _title, _pass_summary, _left),
    Form(
        "mandate-lend",
        (
            PERSON,
            Step(
                "until",
                _ask_until,
                _take_until,
                title=lambda tongue: tongue.label("more", "Date"),
            ),
        ),
        _lend,
        _title,
        _lend_summary,
        _left,
    ),
    Form(
        "mandate-basis",
        (
            Step(
                "kind",
                _ask_kind,
                choose=_choose_kind,
                title=lambda tongue: tongue.label("more", "Paper"),
            ),
            Step(
                "dated",
                _ask_dated,
                _take_dated,
                title=lambda tongue: tongue.label("more", "Date"),
            ),
            Step(
                "reference",
                _ask_reference,
                _take_reference,
                title=lambda tongue: tongue.label("more", "File number"),
            ),
        ),
        _set_basis,
        _title,
        _basis_summary,
        _left,
    ),
)
