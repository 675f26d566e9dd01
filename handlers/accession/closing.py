"""Closing a procedure without admission: the reason, then the confirmation (S-12)."""

from alliance import rights
from alliance.accession import electorate, ending
from handlers.accession import board
from handlers.accession.case import matter_of
from handlers.accession.presses import ClosePress
from handlers.kit import forms
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Screen, Style
from handlers.kit.visit import Form, Step, Typed, Visit, Wrong
from storage.dialog import Dialog

CLOSE = "close"


def _close(visit: Visit, press: ClosePress) -> Answer:
    rights.require_secretary(visit.who)
    electorate.require_open(electorate.get(visit.session, press.accession))
    return forms.open(visit, "close-accession", str(press.accession))


def _candidate(visit: Visit, dialog: Dialog) -> str:
    matter = matter_of(visit.session, int(dialog.subject), visit.tongue)
    return matter.candidate.name(visit.language)


def _ask_reason(visit: Visit, dialog: Dialog) -> Screen:
    return Screen(
        visit.tongue.text(
            "For which reason is the procedure about {candidate} closed without admission? "
            "Everybody who is told of the end reads the reason; at most {limit} characters.",
            candidate=_candidate(visit, dialog),
            limit=ending.REASON_LIMIT,
        )
    )


def _take_reason(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, reason=cleaned(visit, "reason", typed.text, ending.REASON_LIMIT))


def _ask_sure(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    label = tongue.label("board", "Close without admission")
    text = tongue.text(
        "Close the procedure about {candidate} without admission? This cannot be undone, and "
        "everybody is told.\n\nReason:\n<blockquote>{reason}</blockquote>",
        candidate=_candidate(visit, dialog),
        reason=dialog.data["reason"],
    )
    return Screen(text, ((forms.choice(dialog, label, CLOSE, Style.DANGER),),))


def _choose_sure(visit: Visit, _dialog: Dialog, value: str) -> None:
    if value != CLOSE:
        raise Wrong(visit.tongue.text("Please choose with one of the buttons."))


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    accession_id = int(dialog.subject)
    ending.close(visit.session, visit.who, accession_id, dialog.data["reason"], visit.now)
    toast = visit.tongue.plain("The procedure is closed; everybody is told.")
    return Answer(board.shown(visit, accession_id), toast=toast)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: board.shown(visit, int(dialog.subject)))


def _title(visit: Visit, _dialog: Dialog) -> str:
    return visit.tongue.label("board", "Close without admission")


PRESSES = {ClosePress: _close}
REDRAWS = {ClosePress: board.redraw}
FORMS = (
    Form(
        "close-accession",
        (
            Step("reason", _ask_reason, take=_take_reason),
            Step("sure", _ask_sure, choose=_choose_sure, stops=True),
        ),
        finish=_finish,
        title=_title,
        left=_left,
    ),
)
