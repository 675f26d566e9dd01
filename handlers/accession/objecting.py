"""The form in which a city objects to the entry of its letter."""

from alliance.accession import letter
from alliance.accession.wording import text as composed
from handlers.accession import letterscreen
from handlers.kit import forms
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from storage.dialog import Dialog


def _ask_objection(visit: Visit, _dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "What is not right about the entry? The secretariat is told at once, with your "
            "words and your name."
        )
    )


def _take_objection(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, text=composed("text", typed.text, letter.REASON_LIMIT))


def _objection_summary(visit: Visit, dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "The secretariat is told that your city objects to the entry: {text}",
            text=visit.tongue.quoted(dialog.data["text"]),
        )
    )


def _object(visit: Visit, dialog: Dialog) -> Answer:
    entry = int(dialog.subject)
    letter.contest(visit.session, visit.who, entry, dialog.data["text"], visit.now)
    toast = visit.tongue.plain("The secretariat has been told.")
    return Answer(letterscreen.screen(visit, entry), toast=toast)


FORMS = (
    Form(
        "letter-contest",
        (
            Step(
                "text",
                _ask_objection,
                _take_objection,
                title=lambda tongue: tongue.label("more", "Text"),
            ),
        ),
        _object,
        lambda visit, _dialog: visit.tongue.label("more", "Object to the entry"),
        _objection_summary,
        lambda visit, dialog: letterscreen.screen(visit, int(dialog.subject)),
    ),
)
