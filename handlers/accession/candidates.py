"""New application: drafts to take up, candidates of the register, and entering a new city."""

from markupsafe import Markup
from sqlmodel import select

from alliance import register, rights, value
from alliance.accession import candidate, draft
from alliance.accession.draft import Draft
from handlers.accession import preview
from handlers.accession.draftpresses import (
    CandidatePress,
    DraftPress,
    NewApplicationPress,
    NewCityPress,
)
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from storage.accession import Accession, AccessionState
from storage.city import Side
from storage.dialog import Dialog

NAMES = ("name_de", "name_zh")


def screen(visit: Visit, number: int = 0) -> Screen:
    """Return where an application begins; raises NotActive, NotAllowed."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    drafts = draft.open_drafts(visit.session)
    buttons = [draft_button(visit, one) for one in drafts] + [
        Button(short(city.name(visit.language)), CandidatePress(city.code))
        for city in candidate.candidates(visit.session)
    ]
    shown = page(buttons, number)
    text = tongue.text(
        "<b>New application</b>\n\nWhich city applies? If the register does not have it yet, "
        "choose New city."
    )
    rows = (
        *((button,) for button in shown.items),
        *turn(tongue, shown.number, shown.total, NewApplicationPress),
        (Button(tongue.label("more", "New city"), NewCityPress()),),
        menu_row(tongue, DeskPress()),
    )
    return Screen(_with_drafts(visit, text, drafts), rows)


def draft_button(visit: Visit, one: Draft) -> Button:
    """Return the button that takes a draft up."""
    label = visit.tongue.plain("Draft: {city}", city=one.candidate.name(visit.language))
    return Button(short(label), DraftPress(one.accession.key))


def draft_line(visit: Visit, one: Draft) -> Markup:
    """Return who had a draft last."""
    return visit.tongue.text(
        "{city}: in progress, last edited by {person} on {moment}.",
        city=one.candidate.name(visit.language),
        person=one.editor.name,
        moment=visit.tongue.short(one.accession.edited_at),
    )


def _with_drafts(visit: Visit, text: Markup, drafts: list[Draft]) -> Markup:
    """Return a text with a line for each of the last drafts in progress."""
    lines = [draft_line(visit, one) for one in drafts[:8]]
    return Markup("{}\n\n{}").format(text, Markup("\n").join(lines)) if lines else text


def _show(visit: Visit, press: NewApplicationPress) -> Answer:
    forms.pause(visit)
    return Answer(screen(visit, press.page))


def _choose(visit: Visit, press: CandidatePress) -> Answer:
    """Start a draft, or take up the one that is there."""
    rights.require_secretary(visit.who)
    there = select(Accession).where(
        Accession.candidate_code == press.city, Accession.state == AccessionState.DRAFT
    )
    found = visit.session.exec(there).one_or_none()
    if found is not None:
        return Answer(preview.screen(visit, found.key))
    started = draft.start(visit.session, visit.who, press.city, visit.now)
    return forms.open(visit, "application", str(started.key))


# ---- a city that the register does not have


def _ask_name_de(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(visit.tongue.text("What is the city called in German?"))


def _ask_name_zh(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(visit.tongue.text("What is the city called in Chinese?"))


def _take_name(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    name = value.line(dialog.step, typed.text, candidate.NAME_LIMIT)
    forms.put(dialog, **{dialog.step: name})


def _ask_side(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    row = tuple(forms.choice(dialog, side_name(visit, side), side.value) for side in Side)
    return Screen(tongue.text("To which side does the city belong?"), (row,))


def _choose_side(visit: Visit, dialog: Dialog, chosen: str) -> Screen | None:
    if chosen not in list(Side):
        return _ask_side(visit, dialog)
    forms.put(dialog, side=chosen)
    return None


def side_name(visit: Visit, side: Side) -> str:
    """Return the label of a side."""
    if side is Side.CN:
        return visit.tongue.label("more", "Chinese side")
    return visit.tongue.label("more", "German side")


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    data = dialog.data
    return Screen(
        visit.tongue.text(
            "{german} · {chinese}, {side}: is entered into the register as a candidate.",
            german=data["name_de"],
            chinese=data["name_zh"],
            side=side_name(visit, Side(data["side"])),
        )
    )


def _enter(visit: Visit, dialog: Dialog) -> Answer:
    data = dialog.data
    names, side = (data["name_de"], data["name_zh"]), Side(data["side"])
    city = candidate.new_candidate(visit.session, visit.who, *names, side, visit.now)
    started = draft.start(visit.session, visit.who, city.code, visit.now)
    return forms.open(visit, "application", str(started.key))


def _open_city(visit: Visit, _press: NewCityPress) -> Answer:
    rights.require_secretary(visit.who)
    return forms.open(visit, "application-city")


def _left(visit: Visit, _dialog: Dialog) -> Screen:
    return screen(visit)


def city_exists(visit: Visit, code: str) -> Markup:
    """Return the sentence for a city that the register has already."""
    return visit.tongue.text(
        "The register has {city} already; please choose it from the list.",
        city=register.city(visit.session, code).name(visit.language),
    )


FORMS = (
    Form(
        "application-city",
        (
            Step(
                "name_de",
                _ask_name_de,
                _take_name,
                title=lambda tongue: tongue.label("more", "German name"),
            ),
            Step(
                "name_zh",
                _ask_name_zh,
                _take_name,
                title=lambda tongue: tongue.label("more", "Chinese name"),
            ),
            Step(
                "side",
                _ask_side,
                choose=_choose_side,
                title=lambda tongue: tongue.label("more", "Side"),
            ),
        ),
        _enter,
        lambda visit, _dialog: visit.tongue.plain("New city"),
        _summary,
        _left,
    ),
)
PRESSES = {
    NewApplicationPress: _show,
    CandidatePress: _choose,
    NewCityPress: _open_city,
}
REDRAWS = {
    CandidatePress: lambda visit, _press: screen(visit),
    NewCityPress: lambda visit, _press: screen(visit),
}
