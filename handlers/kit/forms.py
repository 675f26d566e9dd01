"""Forms as dialog rows: opening, answering, leaving and taking up again; every step one row."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlmodel import select

from handlers.kit import dialogs
from handlers.kit.formscreen import (
    CHANGING,
    CHOICE,
    FIELDS,
    SUMMARY,
    FormPress,
    choice,
    decorated,
    discard_question,
    fields,
    key,
    screen,
    spoken,
    step_of,
)
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.dialog import Dialog

__all__ = ["FormPress", "Wrong", "choice", "screen"]  # what a form's writer needs besides


def put(dialog: Dialog, **values: Any) -> None:  # noqa: ANN401 - JSON
    """Store values in a dialog; None removes one. The data is replaced, so the row notices."""
    data = {**dialog.data, **values}
    dialog.data = {name: value for name, value in data.items() if value is not None}


def current(visit: Visit) -> Dialog | None:
    """Return the dialog to which typed text goes."""
    return dialogs.current(visit.session, visit.telegram_id)


def open(  # noqa: A001 - forms.open reads well, and nobody imports it by itself
    visit: Visit,
    name: str,
    subject: str = "",
    data: dict[str, Any] | None = None,
    *,
    anew: bool = False,
) -> Answer:
    """Open a form, or take up the one that was left; `anew` drops what was entered before."""
    form = visit.book.forms[name]
    mine = select(Dialog).where(
        Dialog.telegram_id == visit.telegram_id, Dialog.form == name, Dialog.subject == subject
    )
    left = visit.session.exec(mine).first()
    if left is not None and anew:
        forget(visit, left)
    elif left is not None:
        return resume(visit, left)
    pause(visit)
    dialog = Dialog(
        telegram_id=visit.telegram_id,
        form=name,
        subject=subject,
        step=form.steps[0].name,
        data=data or {},
        touched_at=visit.now,
    )
    visit.session.add(dialog)
    visit.session.flush()
    return _advance(visit, form, dialog, -1)


def resume(visit: Visit, dialog: Dialog) -> Answer:
    """Take up a form where it was left."""
    _enter(visit, dialog)
    return _shown(visit, dialog, visit.tongue.text("You continue where you stopped."))


def pause(visit: Visit) -> None:
    """Leave the present form as it is, if there is one; typed text goes nowhere then."""
    dialog = current(visit)
    if dialog is not None:
        dialog.current = False
        visit.session.add(dialog)
        visit.session.flush()


def leave(visit: Visit, dialog: Dialog) -> Answer:
    """Give a form up and forget what was entered; say so."""
    visit = spoken(visit, dialog)
    forget(visit, dialog)
    form = visit.book.forms[dialog.form]
    shown = form.left(visit, dialog) if form.left else visit.book.home(visit, None)
    if form.saves:
        return Answer(shown, toast=visit.tongue.plain("What you entered is kept."))
    toast = visit.tongue.plain("Cancelled.")
    if not form.strangers:
        sentence = visit.tongue.text("Cancelled. Nothing of this form was kept.")
        shown = shown.under(sentence)
    return Answer(shown, toast=toast)


def forget(visit: Visit, dialog: Dialog) -> None:
    """Remove a form with what was entered."""
    visit.session.delete(dialog)
    visit.session.flush()


def typed(visit: Visit, dialog: Dialog, what: Typed) -> Answer:
    """Give what was typed or sent to the present step and show what comes next."""
    form = visit.book.forms[dialog.form]
    visit = spoken(visit, dialog)
    _enter(visit, dialog)
    strip = dialog.message_id
    step = step_of(form, dialog)
    if step is None or step.take is None or (what.attachment is None and not what.text.strip()):
        sentence = visit.tongue.text("Please choose with one of the buttons.")
        if step is not None and step.take is not None:
            sentence = visit.tongue.text("Please answer with a text message.")
        return replace(_shown(visit, dialog, sentence), edit=False, strip=strip)
    if what.attachment is not None and not step.files:
        sentence = visit.tongue.text("No file is needed here; please answer with a text message.")
        return replace(_shown(visit, dialog, sentence), edit=False, strip=strip)
    take = step.take
    if not step.collect and dialogs.is_rest(visit, dialog, what.text):
        return replace(_shown(visit, dialog), edit=False, strip=strip)
    answer = _taken(visit, form, dialog, lambda: take(visit, dialog, what))
    return replace(answer, edit=False, strip=strip)


def pressed(visit: Visit, press: FormPress) -> Answer:
    """Answer a form's button; an outdated one shows the form's present state instead."""
    dialog = dialogs.mine(visit, press.dialog)
    if dialog is None:
        sentence = visit.tongue.text("This form is closed.")
        return Answer(visit.book.home(visit, sentence), toast=sentence.striptags())
    form = visit.book.forms[dialog.form]
    visit = spoken(visit, dialog)
    _enter(visit, dialog)
    dialog.message_id = visit.message_id
    if press.step != dialog.step:
        return _shown(visit, dialog, visit.tongue.text("The form is already further on."))
    if press.what.startswith(CHOICE):
        return _chosen(visit, form, dialog, press.what.removeprefix(CHOICE))
    return _kit_button(visit, form, dialog, press.what)


def redraw(visit: Visit, press: FormPress) -> Screen | None:
    """Return what a form shows at present, for a press that was refused."""
    dialog = dialogs.mine(visit, press.dialog)
    return screen(visit, dialog) if dialog else None


# ---- one step on


def _chosen(visit: Visit, form: Form, dialog: Dialog, value: str) -> Answer:
    """Give a choice to the present step, or go to the field that shall be changed."""
    step = step_of(form, dialog)
    if step is not None and step.choose is not None:
        choose = step.choose
        return _taken(visit, form, dialog, lambda: choose(visit, dialog, value))
    if dialog.step == FIELDS and value in [field.name for field in fields(visit, form, dialog)]:
        put(dialog, **{CHANGING: True})
        dialog.step = value
    return _shown(visit, dialog)


def _kit_button(visit: Visit, form: Form, dialog: Dialog, what: str) -> Answer:
    """Answer a button that the kit itself added; one that is not offered here redraws."""
    if what == "cancel" and _costly(form, dialog):
        return _answer(dialog, discard_question(visit, dialog))
    if what in ("cancel", "discard"):
        return leave(visit, dialog)
    if what == "back":
        return _back(visit, form, dialog)
    if dialog.step == SUMMARY:
        return _summary_button(visit, form, dialog, what)
    step = step_of(form, dialog)
    return _step_button(visit, form, dialog, step, what) if step else _shown(visit, dialog)


def _step_button(visit: Visit, form: Form, dialog: Dialog, step: Step, what: str) -> Answer:
    """Answer Skip, Done or Start over."""
    skips = what == "skip" and step.optional
    if skips or (what == "anew" and step.collect):
        put(dialog, **{step.name: None})
    if skips or (what == "done" and step.collect and dialog.data.get(step.name)):
        return _next(visit, form, dialog)
    return _shown(visit, dialog)


def _summary_button(visit: Visit, form: Form, dialog: Dialog, what: str) -> Answer:
    """Answer Confirm or Change."""
    if what == "confirm":
        return _finish(visit, form, dialog)
    if what == "change":
        dialog.step = FIELDS
    return _shown(visit, dialog)


def _taken(
    visit: Visit, form: Form, dialog: Dialog, take: Callable[[], Screen | Answer | None]
) -> Answer:
    """Run a step's own function and show what follows from it."""
    try:
        shown = take()
    except Wrong as wrong:
        return _shown(visit, dialog, wrong.sentence)
    if isinstance(shown, Answer):
        return shown
    step = step_of(form, dialog)
    if step is not None and shown is not None:
        return _answer(dialog, decorated(visit, dialog, step, shown))
    if step is not None and step.collect:
        return _shown(visit, dialog)
    return _next(visit, form, dialog)


def _next(visit: Visit, form: Form, dialog: Dialog) -> Answer:
    """Go on to the next step, or back to the summary when one field was being changed."""
    if dialog.data.get(CHANGING):
        return _to_summary(visit, dialog)
    names = [step.name for step in form.steps]
    return _advance(visit, form, dialog, names.index(dialog.step))


def _advance(visit: Visit, form: Form, dialog: Dialog, done: int) -> Answer:
    """Show the first step after one that applies; after the last the summary, or the end."""
    for step in form.steps[done + 1 :]:
        if step.when is None or step.when(visit, dialog):
            dialog.step = step.name
            return _shown(visit, dialog)
    if form.summary is None:
        return _finish(visit, form, dialog)
    return _to_summary(visit, dialog)


def _back(visit: Visit, form: Form, dialog: Dialog) -> Answer:
    """Go back one step; from a field to the summary; before the first step to the menu."""
    if dialog.step == FIELDS or dialog.data.get(CHANGING):
        return _to_summary(visit, dialog)
    names = [step.name for step in form.steps]
    here = names.index(dialog.step) if dialog.step in names else len(names)
    for step in reversed(form.steps[:here]):
        if step.when is None or step.when(visit, dialog):
            dialog.step = step.name
            return _shown(visit, dialog)
    if dialog.data.get(form.steps[0].name) is not None:
        pause(visit)
        return Answer(visit.book.home(visit, visit.tongue.text("What you entered is kept.")))
    forget(visit, dialog)
    return Answer(form.left(visit, dialog) if form.left else visit.book.home(visit, None))


def _to_summary(visit: Visit, dialog: Dialog) -> Answer:
    put(dialog, **{CHANGING: None})
    dialog.step = SUMMARY
    return _shown(visit, dialog)


def _finish(visit: Visit, form: Form, dialog: Dialog) -> Answer:
    forget(visit, dialog)
    return form.finish(visit, dialog)


def _enter(visit: Visit, dialog: Dialog) -> None:
    """Make a dialog the current one."""
    if not dialog.current:
        pause(visit)
    dialog.current = True
    dialog.touched_at = visit.now
    visit.session.add(dialog)
    visit.session.flush()


def _costly(form: Form, dialog: Dialog) -> bool:
    """Return whether giving up would lose a text that took somebody time."""
    collected = any(step.collect and dialog.data.get(step.name) for step in form.steps)
    return collected and not form.saves


def _shown(visit: Visit, dialog: Dialog, sentence: Markup | None = None) -> Answer:
    return _answer(dialog, screen(visit, dialog, sentence))


def _answer(dialog: Dialog, shown: Screen) -> Answer:
    return Answer(shown, dialog=key(dialog))
