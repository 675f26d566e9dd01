"""How a form looks: each step with the buttons that the kit adds, the summary, the fields."""

from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from handlers.kit.press import Press
from handlers.kit.screen import Button, Screen, Style
from handlers.kit.visit import Form, Step, Visit
from storage.dialog import Dialog
from storage.language import Language

SUMMARY = "summary"
FIELDS = "fields"
CHOICE = "="
CHANGING = "_changing"


@dataclass(frozen=True)
class FormPress(Press):
    """A button of a form's step; `what` is back, cancel, skip, … or `=` and a choice."""

    tag: ClassVar[str] = "f"

    dialog: int
    step: str
    what: str


def key(dialog: Dialog) -> int:
    """Return the id of a stored dialog."""
    assert dialog.id is not None
    return dialog.id


def button(dialog: Dialog, label: str, what: str, style: Style = Style.PLAIN) -> Button:
    """Return a button of a dialog's present step."""
    return Button(label, FormPress(key(dialog), dialog.step, what), style=style)


def choice(dialog: Dialog, label: str, value: str, style: Style = Style.PLAIN) -> Button:
    """Return a button whose value goes to the present step's `choose`; no colon in it."""
    return button(dialog, label, CHOICE + value, style)


def step_of(form: Form, dialog: Dialog) -> Step | None:
    """Return the present step's declaration; None at the summary and at the fields."""
    return next((step for step in form.steps if step.name == dialog.step), None)


def spoken(visit: Visit, dialog: Dialog) -> Visit:
    """Return the visit in the language that was chosen in a form for strangers."""
    language = dialog.data.get("language")
    if language is None or not visit.book.forms[dialog.form].strangers:
        return visit
    return visit.speaking(Language(language))


def fields(visit: Visit, form: Form, dialog: Dialog) -> list[Step]:
    """Return the steps that Change offers."""
    return [
        step
        for step in form.steps
        if step.title is not None and (step.when is None or step.when(visit, dialog))
    ]


def screen(visit: Visit, dialog: Dialog, sentence: Markup | None = None) -> Screen:
    """Return the screen of a dialog's present step, under a sentence."""
    visit = spoken(visit, dialog)
    form = visit.book.forms[dialog.form]
    step = step_of(form, dialog)
    if step is not None:
        shown = decorated(visit, dialog, step, step.ask(visit, dialog))
    elif dialog.step == FIELDS:
        shown = _fields(visit, form, dialog)
    else:
        shown = _summary(visit, form, dialog)
    return shown if sentence is None else shown.under(sentence)


def decorated(visit: Visit, dialog: Dialog, step: Step, shown: Screen) -> Screen:
    """Return a step's screen with Done, Skip, Back and Cancel below its own buttons."""
    tongue = visit.tongue
    own = []
    if step.collect and dialog.data.get(step.name):
        own.append(button(dialog, tongue.label("form", "Done"), "done", Style.PRIMARY))
        own.append(button(dialog, tongue.label("more", "Start over"), "anew"))
    elif step.optional:
        own.append(button(dialog, tongue.label("form", "Skip"), "skip"))
    rows = (*shown.rows, tuple(own)) if own else shown.rows
    out = _way_out(visit, dialog)
    return replace(shown, rows=(*rows, out[:1] if step.stops else out))


def discard_question(visit: Visit, dialog: Dialog) -> Screen:
    """Return the question before a text that took time is thrown away."""
    tongue = visit.tongue
    return Screen(
        tongue.text("What you have entered in this form would be lost. Discard it?"),
        (
            (
                button(dialog, tongue.label("more", "Discard"), "discard", Style.DANGER),
                button(dialog, tongue.label("form", "Back"), "stay"),
            ),
        ),
    )


def _summary(visit: Visit, form: Form, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    assert form.summary is not None
    shown = form.summary(visit, dialog)
    confirm = button(dialog, tongue.label("form", "Confirm"), "confirm", Style.SUCCESS)
    change = button(dialog, tongue.label("form", "Change"), "change")
    first = (confirm, change) if fields(visit, form, dialog) else (confirm,)
    return replace(shown, rows=(*shown.rows, first, _way_out(visit, dialog)))


def _fields(visit: Visit, form: Form, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    rows = tuple(
        (choice(dialog, step.title(tongue), step.name),)
        for step in fields(visit, form, dialog)
        if step.title is not None
    )
    question = tongue.text("Which entry would you like to change?")
    return Screen(question, (*rows, _way_out(visit, dialog)))


def _way_out(visit: Visit, dialog: Dialog) -> tuple[Button, ...]:
    tongue = visit.tongue
    return (
        button(dialog, tongue.label("form", "Back"), "back"),
        button(dialog, tongue.label("form", "Cancel"), "cancel"),
    )
