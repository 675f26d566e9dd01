"""The way of an update to its handler, and of a refusal to a kind sentence; never silence."""

from markupsafe import Markup

from alliance.refusal import Refusal
from handlers import privacy, strangers
from handlers.kit import dialogs, forms
from handlers.kit.event import Event, Kind
from handlers.kit.press import NotAPress, Press, unpack
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Typed, Visit
from storage.attachment import Attachment, FetchState
from storage.dialog import Dialog
from storage.person import Presence

TOAST = 200


def routed(visit: Visit, seen: Event, attachment: Attachment | None) -> Answer:
    """Return the answer of whichever handler an update is for. Raises Refusal."""
    if not seen.private:
        return Answer(strangers.group(visit), edit=False, leave=True)
    if seen.command == "start" and seen.content:
        return visit.book.commands["start"](visit, seen.content)
    if visit.person is None or visit.person.presence is not Presence.ACTIVE:
        return _outsider(visit, seen)
    match seen.kind:
        case Kind.PRESS:
            return _pressed(visit, seen)
        case Kind.COMMAND:
            return _commanded(visit, seen)
        case _:
            return _messaged(visit, seen, attachment)


def _messaged(visit: Visit, seen: Event, attachment: Attachment | None) -> Answer:
    """Give a message to the form that waits for one, or say that none does."""
    dialog = forms.current(visit)
    sentence = _unreadable(visit, seen, attachment)
    if dialog is None or sentence is not None:
        return _out_of_place(visit, dialog, sentence)
    return forms.typed(visit, dialog, Typed(seen.content, attachment, seen.entities))


def refused(visit: Visit, seen: Event, refusal: Refusal) -> Answer:
    """Return a refusal's kind sentence: above what there is to see now, and as a toast."""
    sentence = visit.book.refusals[type(refusal)](visit, refusal)
    if seen.kind is not Kind.PRESS:
        return _out_of_place(visit, forms.current(visit), sentence)
    toast = sentence.striptags()
    toast = toast if len(toast) <= TOAST else toast[: TOAST - 1] + "…"
    shown = _redrawn(visit, seen)
    if shown is None:
        return Answer(visit.book.home(visit, sentence), toast=toast, alert=True, edit=False)
    return Answer(shown.under(sentence), toast=toast, alert=True)


# ---- people who are not, or not yet, let in


def _outsider(visit: Visit, seen: Event) -> Answer:
    """Answer somebody who is registering or waits; refuse everybody else kindly."""
    if seen.kind is Kind.PRESS:
        return _outsider_pressed(visit, seen)
    dialog = forms.current(visit)
    if dialog is not None and _open_to_strangers(visit, dialog):
        if seen.command == "cancel":
            return forms.leave(visit, dialog)
        if seen.kind is Kind.TEXT:
            return forms.typed(visit, dialog, Typed(seen.content))
        return forms.resume(visit, dialog)
    if seen.command == "privacy" and _waits(visit):
        return visit.book.commands["privacy"](visit, seen.content)
    return Answer(visit.book.home(visit, None))


def _outsider_pressed(visit: Visit, seen: Event) -> Answer:
    press = _press(visit, seen)
    if isinstance(press, forms.FormPress):
        dialog = dialogs.mine(visit, press.dialog)
        if dialog is not None and _open_to_strangers(visit, dialog):
            return forms.pressed(visit, press)
    if press is not None and type(press) in privacy.PRESSES and _waits(visit):
        return visit.book.presses[type(press)](visit, press)
    return Answer(visit.book.home(visit, None), edit=False, strip=visit.message_id)


def _waits(visit: Visit) -> bool:
    """Return whether somebody waits for approval: they too may withdraw their consent."""
    return visit.person is not None and visit.person.presence is Presence.WAITING


def _open_to_strangers(visit: Visit, dialog: Dialog) -> bool:
    form = visit.book.forms.get(dialog.form)
    return form is not None and form.strangers


# ---- registered people


def _press(visit: Visit, seen: Event) -> Press | None:
    """Return what a button means; None for one that is no longer, or never was, ours."""
    try:
        return unpack(seen.content, visit.book.tags)
    except NotAPress:
        return None


def _pressed(visit: Visit, seen: Event) -> Answer:
    press = _press(visit, seen)
    if press is None:
        sentence = visit.tongue.text("This button is no longer in use. Here is the menu.")
        home = visit.book.home(visit, sentence)
        toast = visit.tongue.plain("This button is no longer in use.")
        return Answer(home, toast=toast, edit=False, strip=visit.message_id)
    return visit.book.presses[type(press)](visit, press)


def _commanded(visit: Visit, seen: Event) -> Answer:
    """Run a command; a form that is open waits meanwhile, and only /cancel ends it."""
    dialog = forms.current(visit)
    if seen.command == "cancel":
        if dialog is not None:
            return forms.leave(visit, dialog)
        sentence = visit.tongue.text("There is nothing to cancel at the moment.")
        return Answer(visit.book.home(visit, sentence))
    run = visit.book.commands.get(seen.command)
    if run is None:
        sentence = visit.tongue.text("I do not know this command.")
        return _out_of_place(visit, dialog, sentence)
    forms.pause(visit)
    return run(visit, seen.content)


def _unreadable(visit: Visit, seen: Event, attachment: Attachment | None) -> Markup | None:
    """Return why a message cannot be read, if it cannot."""
    tongue = visit.tongue
    if seen.kind is Kind.EDITED:
        return tongue.text(
            "I do not read a message again after it was edited. Please send it anew."
        )
    if seen.kind is Kind.OTHER:
        return tongue.text("I can read text messages and, where I ask for them, files.")
    if seen.kind is Kind.FILE and attachment is None:
        return tongue.text("No file is needed at this point.")
    if attachment is not None and attachment.state is FetchState.REFUSED:
        return tongue.text(
            "This file could not be taken over: it is larger than 20 MB or can no longer be "
            "fetched. Please send it again in another form."
        )
    return None


def _out_of_place(visit: Visit, dialog: Dialog | None, sentence: Markup | None) -> Answer:
    """Show the form's present step, or the menu, under a sentence."""
    if dialog is None:
        ours = sentence or visit.tongue.text(
            "I was not waiting for a message. Please choose what you would like to do."
        )
        return Answer(visit.book.home(visit, ours))
    shown = forms.screen(visit, dialog, sentence)
    return Answer(shown, strip=dialog.message_id, dialog=dialog.id)


def _redrawn(visit: Visit, seen: Event) -> Screen | None:
    """Return what a refused press shows now; None when there is nothing to show any more."""
    press = _press(visit, seen)
    redraw = visit.book.redraws.get(type(press)) if press else None
    try:
        return redraw(visit, press) if redraw else None
    except Refusal:
        return None
