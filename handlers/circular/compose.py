"""New circular: from the desk to the question before it goes out, and what becomes of a draft."""

from typing import Any, Final

from markupsafe import Markup

from alliance import rights
from alliance.circular import audience, draft, sending
from alliance.refusal import Stale
from handlers.accession.draftpresses import DraftsPress
from handlers.circular import (
    choosing,
    drafts,
    halves,
    preview,
    progress,
    schedule,
    unsent,
    writing,
)
from handlers.circular.draftwords import before_change, titled
from handlers.circular.presses import (
    AskPress,
    BeginPress,
    ChangePress,
    DiscardPress,
    DraftPress,
    HalfPress,
    NewCircularPress,
    SendPress,
    StillRightPress,
    TryPress,
    UnschedulePress,
    WritePress,
)
from handlers.kit import forms
from handlers.kit.buttons import back_button
from handlers.kit.halves import half_of, with_word
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Visit
from storage.person import Person, Role

TEXTS: Final = ("title", "text")
CHOICES: Final = ("files", "audience", "acknowledge", "schedule")

# ---- beginning and writing


def _new(visit: Visit, press: NewCircularPress) -> Answer:
    """List the drafts; begin at once where there are none."""
    rights.require_secretary(visit.who)
    forms.pause(visit)
    if drafts.circulars(visit):
        return Answer(drafts.screen(visit, press.page))
    return _begun(visit)


def _begin(visit: Visit, _press: BeginPress) -> Answer:
    rights.require_secretary(visit.who)
    return _begun(visit)


def _begun(visit: Visit) -> Answer:
    """Open the form for a new draft, or for one's own in which there is nothing yet."""
    own = (
        one.general
        for one in draft.open_drafts(visit.session)
        if one.editor.key == visit.who.key and drafts.blank(visit, one.general)
    )
    general = next(own, None) or draft.start(visit.session, visit.who, visit.now)
    return forms.open(visit, "circular", str(general.key))


def _show(visit: Visit, press: DraftPress) -> Answer:
    forms.pause(visit)
    return Answer(preview.screen(visit, press.general))


def _show_half(visit: Visit, press: HalfPress) -> Answer:
    return Answer(halves.screen(visit, press.general, press.half, press.page))


def _write(visit: Visit, press: WritePress) -> Answer:
    """Go on with the first piece that is missing; with the preview when none is."""
    general = preview.editable(visit, press.general)
    missing = preview.first_missing(visit, general)
    if missing is None:
        return Answer(preview.screen(visit, general.key))
    word = before_change(visit, general)
    if not visit.who.secretary:
        what, _, language = missing.partition(".")
        return with_word(
            _open(visit, f"circular-{what}", f"{general.key}.{what}.{language}"), word
        )
    forms.open(visit, "circular", str(general.key))
    dialog = forms.current(visit)
    assert dialog is not None
    dialog.step = missing
    return with_word(Answer(forms.screen(visit, dialog), dialog=dialog.id), word)


def _change(visit: Visit, press: ChangePress) -> Answer:
    """Open the form for one piece, with the word about who had the draft before."""
    general = preview.editable(visit, press.general)
    word = before_change(visit, general)
    if press.piece in TEXTS:
        subject = f"{general.key}.{press.piece}.{half_of(press.half)}"
        return with_word(_open(visit, f"circular-{press.piece}", subject), word)
    if press.piece not in CHOICES:
        raise Stale
    rights.require_secretary(visit.who)
    if press.piece == "schedule" and not preview.ready(visit.session, general):
        return Answer(preview.screen(visit, general.key))
    opened = _open(visit, f"circular-{press.piece}", str(general.key))
    return with_word(opened, None if press.piece == "schedule" else word)


def _open(visit: Visit, form: str, subject: str) -> Answer:
    return forms.open(visit, form, subject, anew=True)


def _still_right(visit: Visit, press: StillRightPress) -> Answer:
    general, language = preview.editable(visit, press.general), half_of(press.half)
    if press.shown != halves.pair_sum(visit.session, general):
        raise Stale
    draft.confirm_half(visit.session, visit.who, general.key, language, visit.now)
    toast = visit.tongue.plain("Noted as checked.")
    return Answer(preview.screen(visit, general.key), toast=toast)


# ---- trying out, sending, giving up


def _try(visit: Visit, press: TryPress) -> Answer:
    sending.test(visit.session, visit.who, press.general, visit.now)
    toast = visit.tongue.plain("The circular comes to you alone, in both languages.")
    return Answer(preview.screen(visit, press.general), toast=toast)


def _ask(visit: Visit, press: AskPress) -> Answer:
    rights.require_secretary(visit.who)
    general = preview.editable(visit, press.general)
    if not preview.ready(visit.session, general):
        return Answer(preview.screen(visit, general.key))
    tongue = visit.tongue
    reach = audience.reach(visit.session, general, visit.now)
    titles = draft.titles_of(visit.session, [general.key])[general.key]
    question = tongue.count(
        "{title} now goes to {n} person; cities: {cities}. It gets its number and cannot be "
        "changed any more afterwards.",
        "{title} now goes to {n} people; cities: {cities}. It gets its number and cannot be "
        "changed any more afterwards.",
        reach.people,
        title=tongue.quoted(titled(tongue, titles)),
        cities=len(reach.cities),
    )
    confirm = Button(
        tongue.label("form", "Confirm"),
        SendPress(general.key, preview.shown_sum(visit, general)),
        style=Style.SUCCESS,
    )
    row = (confirm, back_button(tongue, DraftPress(general.key)))
    said = [question, *preview.unreached(visit, reach)]
    return Answer(Screen(Markup("\n\n").join(said), (row,)))


def _send(visit: Visit, press: SendPress) -> Answer:
    """Send what the question was about; anything else is stale. Then how far it has come."""
    rights.require_secretary(visit.who)
    general = preview.editable(visit, press.general)
    whole = preview.ready(visit.session, general)
    if whole and press.shown != preview.shown_sum(visit, general):
        raise Stale
    sending.send(visit.session, visit.who, general.key, visit.now)
    writing.forget_all(visit, general.key)
    return Answer(progress.shown(visit, general.key), toast=visit.tongue.plain("Sent."))


def _unschedule(visit: Visit, press: UnschedulePress) -> Answer:
    sending.unschedule(visit.session, visit.who, press.general, visit.now)
    toast = visit.tongue.plain("It is a draft again and is not sent by itself.")
    return Answer(preview.screen(visit, press.general), toast=toast)


def _discard(visit: Visit, press: DiscardPress) -> Answer:
    rights.require_secretary(visit.who)
    general = preview.editable(visit, press.general)
    tongue = visit.tongue
    if press.sure:
        draft.discard(visit.session, visit.who, general.key, visit.now)
        writing.forget_all(visit, general.key)
        toast = tongue.plain("The draft is discarded.")
        return Answer(drafts.screen(visit), toast=toast)
    titles = draft.titles_of(visit.session, [general.key])[general.key]
    question = tongue.text(
        "The draft of {title} with all its texts is given up. Discard it?",
        title=tongue.quoted(titled(tongue, titles)),
    )
    discard = Button(
        tongue.label("circular", "Discard draft"),
        DiscardPress(general.key, 1),
        style=Style.DANGER,
    )
    return Answer(Screen(question, ((discard, back_button(tongue, DraftPress(general.key))),)))


def _redraw(visit: Visit, press: Any) -> Screen | None:  # noqa: ANN401 - any press about a draft
    """Return what there is to see of a circular after a button was refused."""
    general = draft.get(visit.session, press.general)
    if preview.unsent(general):
        return preview.screen(visit, general.key)
    if general.circular_id is not None and visit.who.secretary:
        return progress.shown(visit, general.key)
    return drafts.screen(visit) if visit.who.secretary else drafts.office_screen(visit)


def _contact_office(person: Person) -> bool:
    return person.role is Role.CONTACT_OFFICE


ABOUT_A_DRAFT = {
    DraftPress: _show,
    WritePress: _write,
    HalfPress: _show_half,
    ChangePress: _change,
    StillRightPress: _still_right,
    TryPress: _try,
    AskPress: _ask,
    SendPress: _send,
    UnschedulePress: _unschedule,
    DiscardPress: _discard,
}
PRESSES = ABOUT_A_DRAFT | {
    NewCircularPress: _new,
    BeginPress: _begin,
    DraftsPress: drafts.show_office,
}
REDRAWS = dict.fromkeys(ABOUT_A_DRAFT, _redraw)
FORMS = (*choosing.FORMS, *schedule.FORMS)
NOTICES = schedule.NOTICES
REFUSALS = unsent.REFUSALS
DESK = (Entry(lambda tongue: tongue.label("desk", "New circular"), NewCircularPress(0)),)
MENU = (
    Entry(
        lambda tongue: tongue.label("more", "Drafts"),
        DraftsPress(0),
        _contact_office,
        drafts.count,
    ),
)
