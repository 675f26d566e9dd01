"""The form in which a city names its delegation: lines or a file, checked, then confirmed."""

from markupsafe import Markup

from alliance.conference import asking, delegation
from alliance.conference.delegation import Entry
from alliance.conference.refusals import (
    BadDelegation,
    NotAttending,
    TooLate,
)
from handlers.conference import delegationfile, delegations, invitee, lineerrors, received, words
from handlers.conference.citypresses import EnterPress, Place
from handlers.conference.invitee import Invitee
from handlers.kit import forms, making, picking
from handlers.kit.pages import page
from handlers.kit.refusals import or_menu
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.conference import AttendanceKind, Sector
from storage.dialog import Dialog

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "conference-delegation"


# ---- opening


def _open(visit: Visit, press: EnterPress) -> Answer:
    found = invitee.gathered(visit.session, visit.who, press.conference, press.city, visit.now)
    _require(visit, found)
    data = {"place": press.place}
    return forms.open(visit, NAME, f"{press.conference}.{press.city}", data)


def _require(visit: Visit, found: Invitee) -> None:
    """Raise what would refuse the list in the end, before somebody has written it."""
    asking.require_invited(found.conference)
    if found.here.kind is not AttendanceKind.ATTENDS:
        raise NotAttending(found.code, found.here.kind)
    until = delegation.until(found.conference)
    if until <= visit.now and not visit.who.secretary:
        raise TooLate(until)


def _found(visit: Visit, dialog: Dialog) -> Invitee:
    conference, _, city = dialog.subject.partition(".")
    return invitee.gathered(visit.session, visit.who, int(conference), city, visit.now)


# ---- the list


def _ask_list(visit: Visit, dialog: Dialog) -> Screen:
    tongue, found = visit.tongue, _found(visit, dialog)
    sectors = [
        f"{number} {words.sector_name(tongue, sector)}"
        for number, sector in enumerate(Sector, start=1)
    ]
    said = [
        tongue.text(
            "<b>Delegation of {city}</b>\nPlease send one person in each line: name; function; "
            "sector; remark. The remark may be left out. For example:\n"
            "<code>Anna Schmidt; Head of Economic Development; 4; Visa letter</code>",
            city=found.here.city.name(visit.language),
        ),
        tongue.text("Sectors, as a word or a number: {sectors}", sectors=tongue.listed(sectors)),
        tongue.text(
            "Or fill in the template and send it as a file (.xlsx or .csv). At most {limit} "
            "people.",
            limit=delegation.LIMIT,
        ),
    ]
    taken = _taken(dialog)
    if taken:
        said.append(
            tongue.count(
                "{n} person has been read so far. You may send more, or finish with Done.",
                "{n} people have been read so far. You may send more, or finish with Done.",
                len(taken),
            )
        )
    elif found.here.delegates:
        said.append(
            tongue.count(
                "At present {n} person is entered; what you send now replaces the list.",
                "At present {n} people are entered; what you send now replaces the list.",
                found.here.delegates,
            )
        )
    label = tongue.label("more", "Template (.xlsx)")
    return Screen(Markup("\n\n").join(said), ((forms.choice(dialog, label, "template"),),))


def _take_list(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    try:
        if typed.attachment is not None:
            making.only_read(typed.attachment, visit.now)
            entries = delegationfile.read(visit, typed.attachment)
        else:
            entries = delegation.parse_lines(typed.text)
    except BadDelegation as bad:
        raise Wrong(lineerrors.sentence(visit.tongue, bad)) from bad
    # Who is sent again was corrected.
    people = {_who(one): one for one in (*_taken(dialog), *entries)}
    if len(people) > delegation.LIMIT:
        raise Wrong(lineerrors.too_many(visit.tongue, delegation.LIMIT))
    forms.put(
        dialog,
        list=[[one.name, one.function, one.sector, one.remark] for one in people.values()],
    )


def _choose_list(visit: Visit, dialog: Dialog, value: str) -> Answer | Screen:
    """Bring the template below the question."""
    if value != "template":
        return _ask_list(visit, dialog)
    tongue = visit.tongue
    name = tongue.plain("Delegation")
    file = making.keep(visit, f"{name}.xlsx", XLSX, delegationfile.template(tongue))
    caption = tongue.text(
        "Template for the delegation: one person in each row. Please fill it in and send it back "
        "here."
    )
    return Answer(
        forms.screen(visit, dialog), more=(Screen(caption, document=file),), dialog=dialog.id
    )


def _taken(dialog: Dialog) -> list[Entry]:
    return [
        Entry(name, function, Sector(sector), remark)
        for name, function, sector, remark in dialog.data.get("list", [])
    ]


def _who(entry: Entry) -> tuple[str, str]:
    return entry.name.casefold(), entry.function.casefold()


# ---- checking it


def _ask_check(visit: Visit, dialog: Dialog, at: int = 0) -> Screen:
    tongue, found = visit.tongue, _found(visit, dialog)
    entries = _taken(dialog)
    shown = page(entries, at, delegations.ROWS)
    said = [
        tongue.count(
            "<b>Delegation of {city}: {n} person</b>",
            "<b>Delegation of {city}: {n} people</b>",
            len(entries),
            city=found.here.city.name(visit.language),
        ),
        delegations.lines(shown.items, shown.number * delegations.ROWS + 1, tongue),
        _sectors(visit, entries),
        delegations.kept(tongue),
        tongue.text("Please check the list; with Confirm it goes to the secretariat."),
    ]
    confirm = forms.choice(dialog, tongue.label("form", "Confirm"), "keep", Style.SUCCESS)
    rows = (*picking.turning(tongue, dialog, shown.number, shown.total), (confirm,))
    return Screen(Markup("\n\n").join(said), rows)


def _sectors(visit: Visit, entries: list[Entry]) -> Markup:
    counted = {sector: sum(one.sector is sector for one in entries) for sector in Sector}
    named = [
        f"{words.sector_name(visit.tongue, sector)} {number}"
        for sector, number in counted.items()
        if number
    ]
    return visit.tongue.text("By sector: {sectors}", sectors=visit.tongue.listed(named))


def _choose_check(visit: Visit, dialog: Dialog, value: str) -> Screen | None:
    if value == "keep":
        return None
    return _ask_check(visit, dialog, picking.turned(value) or 0)


# ---- keeping it


def _enter(visit: Visit, dialog: Dialog) -> Answer:
    conference, _, city = dialog.subject.partition(".")
    done = delegation.enter(
        visit.session, visit.who, int(conference), city, _taken(dialog), visit.now
    )
    toast = visit.tongue.count(
        "The delegation is entered: {n} person.",
        "The delegation is entered: {n} people.",
        len(done.delegates),
    )
    return Answer(_after(visit, dialog), toast=toast.striptags())


def _after(visit: Visit, dialog: Dialog) -> Screen:
    """Return the message from which the form was opened as it is now."""
    found, place = _found(visit, dialog), Place(dialog.data["place"])
    return received.drawn(visit.session, visit.who, found, place, visit.now, visit.tongue)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: _after(visit, dialog))


def _title(visit: Visit, dialog: Dialog) -> str:
    city = _found(visit, dialog).here.city.name(visit.language)
    return visit.tongue.plain("Delegation of {city}", city=city)


def _redraw(visit: Visit, press: EnterPress) -> Screen:
    found = invitee.gathered(visit.session, visit.who, press.conference, press.city, visit.now)
    return received.drawn(visit.session, visit.who, found, press.place, visit.now, visit.tongue)


PRESSES = {EnterPress: _open}
REDRAWS = {EnterPress: _redraw}
FORMS = (
    Form(
        NAME,
        (
            Step("list", _ask_list, _take_list, _choose_list, collect=True, files=True),
            Step("check", _ask_check, choose=_choose_check),
        ),
        _enter,
        _title,
        left=_left,
    ),
)
