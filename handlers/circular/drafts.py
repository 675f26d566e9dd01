"""Drafts to take up: the secretariat's circulars, and for a contact office all kinds of texts."""

from collections.abc import Sequence

from markupsafe import Markup

from alliance import rights
from alliance.accession import draft as applications
from alliance.circular import draft
from alliance.circular.draft import Draft
from alliance.refusal import NotAllowed
from handlers.accession.candidates import draft_button, draft_line
from handlers.accession.draftpresses import DraftsPress
from handlers.circular.draftwords import titled
from handlers.circular.presses import BeginPress, DraftPress, NewCircularPress
from handlers.conference import listing as conferences
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from storage.circular import GeneralCircular, GeneralState


def circulars(visit: Visit) -> list[Draft]:
    """Return the circulars that are being written or wait for their time, last edited first.

    One in which there is nothing yet is nothing to take up.
    """
    return [one for one in draft.open_drafts(visit.session) if not blank(visit, one.general)]


def blank(visit: Visit, general: GeneralCircular) -> bool:
    """Return whether a draft was begun and left before anything was entered."""
    return not (
        general.audience is not None
        or draft.texts(visit.session, general)
        or draft.files(visit.session, general)
    )


def count(visit: Visit) -> int:
    """Return how many drafts a contact office finds in its list."""
    others = len(applications.open_drafts(visit.session)) + len(conferences.drafts(visit))
    return len(circulars(visit)) + others


def screen(visit: Visit, number: int = 0) -> Screen:
    """Return where a circular begins while there are drafts; raises NotActive, NotAllowed."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    shown = page(circulars(visit), number)
    text = tongue.text("<b>New circular</b>\n\nThere is no draft at present.")
    if shown.items:
        text = tongue.text(
            "<b>New circular</b>\n\nThese circulars have not been sent yet. Take one up, or begin "
            "a new one."
        )
    rows = (
        *((_button(visit, one),) for one in shown.items),
        *turn(tongue, shown.number, shown.total, NewCircularPress),
        (Button(tongue.label("more", "Begin a new one"), BeginPress()),),
        menu_row(tongue, DeskPress()),
    )
    return Screen(_with(text, [_line(visit, one) for one in shown.items]), rows)


def office_screen(visit: Visit, number: int = 0) -> Screen:
    """Return the drafts whose texts may be written and checked (S-05); raises NotAllowed."""
    if not rights.edits_texts(visit.who):
        raise NotAllowed
    tongue = visit.tongue
    listed = [
        *((_button(visit, one), _line(visit, one)) for one in circulars(visit)),
        *(
            (draft_button(visit, one), draft_line(visit, one))
            for one in applications.open_drafts(visit.session)
        ),
        *conferences.draft_entries(visit),
    ]
    if not listed:
        text = tongue.text("<b>Drafts</b>\n\nThere is no draft at present.")
        return Screen(text, (menu_row(tongue),))
    shown = page(listed, number)
    rows = (
        *((button,) for button, _ in shown.items),
        *turn(tongue, shown.number, shown.total, DraftsPress),
        menu_row(tongue),
    )
    return Screen(_with(tongue.text("<b>Drafts</b>"), [line for _, line in shown.items]), rows)


def _with(text: Markup, lines: Sequence[Markup]) -> Markup:
    return Markup("{}\n\n{}").format(text, Markup("\n").join(lines)) if lines else text


def _button(visit: Visit, one: Draft) -> Button:
    title = titled(visit.tongue, one.titles)
    label = visit.tongue.plain("Circular: {title}", title=title)
    return Button(short(label), DraftPress(one.general.key))


def _line(visit: Visit, one: Draft) -> Markup:
    tongue = visit.tongue
    if one.general.state is GeneralState.SCHEDULED and one.general.send_at is not None:
        return tongue.text(
            "{title}: is sent on {moment}, scheduled by {person}.",
            title=short(titled(tongue, one.titles)),
            person=one.editor.name,
            moment=tongue.moment(one.general.send_at),
        )
    return tongue.text(
        "{title}: in progress, last edited by {person} on {moment}.",
        title=short(titled(tongue, one.titles)),
        person=one.editor.name,
        moment=tongue.short(one.general.edited_at),
    )


def show_office(visit: Visit, press: DraftsPress) -> Answer:
    """Answer a contact office that looks for drafts."""
    forms.pause(visit)
    return Answer(office_screen(visit, press.page))
