"""An exception to 2 : 1: proposed in writing by one secretary, confirmed by another (S-15)."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.accession import electorate, refusals
from alliance.accession import exception as exceptions
from alliance.accession.wording import text as cleaned
from handlers.accession import board, exceptionscreen
from handlers.accession.case import matter_of
from handlers.accession.presses import (
    ConfirmExceptionPress,
    ExceptionPress,
    ProposeExceptionPress,
    RefuseExceptionPress,
)
from handlers.kit import forms
from handlers.kit.refusals import or_menu, unknown
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from locales.tongue import Tongue
from storage.accession import AccessionState
from storage.dialog import Dialog
from storage.person import Person

# ---- presses


def _propose(visit: Visit, press: ProposeExceptionPress) -> Answer:
    rights.require_secretary(visit.who)
    accession = electorate.get(visit.session, press.accession)
    exceptions.require_needed(visit.session, accession)
    if (there := exceptions.live(visit.session, accession)) is not None:
        raise refusals.ExceptionThere(there.key)
    return forms.open(visit, "ratio-exception", str(press.accession))


def _show(visit: Visit, press: ExceptionPress) -> Answer:
    forms.pause(visit)
    return Answer(exceptionscreen.screen(visit, press.exception))


def _confirm(visit: Visit, press: ConfirmExceptionPress) -> Answer:
    exceptions.confirm(visit.session, visit.who, press.exception, visit.now)
    toast = visit.tongue.plain("The exception is granted.")
    return Answer(exceptionscreen.screen(visit, press.exception), toast=toast)


def _refuse(visit: Visit, press: RefuseExceptionPress) -> Answer:
    exceptions.refuse(visit.session, visit.who, press.exception, visit.now)
    toast = visit.tongue.plain("The exception does not count.")
    return Answer(exceptionscreen.screen(visit, press.exception), toast=toast)


def _redraw(visit: Visit, press: Any) -> Screen:  # noqa: ANN401 - any press about an exception
    return exceptionscreen.screen(visit, press.exception)


# ---- the form


def _ask_reason(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    matter = matter_of(visit.session, int(dialog.subject), tongue)
    return Screen(
        tongue.text(
            "As a principle, Chinese and German member cities may not exceed 2 : 1. For which "
            "reason shall {candidate} get a seat all the same? Who follows the board reads the "
            "reason; at most {limit} characters.",
            candidate=matter.candidate.name(tongue.language),
            limit=exceptions.REASON_LIMIT,
        )
    )


def _take_reason(_visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, reason=cleaned("reason", typed.text, exceptions.REASON_LIMIT))


def _summary(visit: Visit, dialog: Dialog) -> Screen:
    tongue = visit.tongue
    matter = matter_of(visit.session, int(dialog.subject), tongue)
    return Screen(
        tongue.text(
            "Propose an exception to the ratio of 2 : 1 for {candidate}? It counts once another "
            "person of the secretariat has confirmed it.\n\n"
            "Reason:\n<blockquote>{reason}</blockquote>",
            candidate=matter.candidate.name(tongue.language),
            reason=dialog.data["reason"],
        )
    )


def _finish(visit: Visit, dialog: Dialog) -> Answer:
    reason = dialog.data["reason"]
    proposed = exceptions.propose(visit.session, visit.who, int(dialog.subject), reason, visit.now)
    toast = visit.tongue.plain("Proposed; the rest of the secretariat is asked to confirm.")
    return Answer(exceptionscreen.screen(visit, proposed.key), toast=toast)


def _left(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: board.shown(visit, int(dialog.subject)))


# ---- the notice


def _to_confirm(
    session: Session,
    to: Person,
    params: dict[str, Any],
    _subject: str,
    now: datetime,
    tongue: Tongue,
) -> Screen | None:
    found = exceptions.get(session, params["exception"])
    accession = electorate.get(session, found.accession_id)
    if not (found.waits and to.secretary and accession.state is AccessionState.OPEN):
        return None
    entry = exceptionscreen.shown(session, to, found, now, tongue)
    return entry.under(
        tongue.text("An exception has been proposed and waits for your confirmation.")
    )


# ---- refusals


def _needless(visit: Visit, _refusal: refusals.NoExceptionNeeded) -> Markup:
    return visit.tongue.text("A seat is free at present, so no exception is needed.")


def _there(visit: Visit, _refusal: refusals.ExceptionThere) -> Markup:
    return visit.tongue.text("An exception has been proposed for this candidate already.")


def _decided(visit: Visit, refusal: refusals.ExceptionDecided) -> Markup:
    if refusal.granted:
        return visit.tongue.text("This exception has been confirmed meanwhile.")
    return visit.tongue.text("This exception has been refused or withdrawn meanwhile.")


PRESSES = {
    ProposeExceptionPress: _propose,
    ExceptionPress: _show,
    ConfirmExceptionPress: _confirm,
    RefuseExceptionPress: _refuse,
}
REDRAWS = {
    ProposeExceptionPress: board.redraw,
    ExceptionPress: _redraw,
    ConfirmExceptionPress: _redraw,
    RefuseExceptionPress: _redraw,
}
FORMS = (
    Form(
        "ratio-exception",
        (Step("reason", _ask_reason, _take_reason),),
        _finish,
        lambda visit, _dialog: visit.tongue.label("more", "Exception to 2 : 1"),
        _summary,
        _left,
    ),
)
NOTICES = {"exception-to-confirm": _to_confirm}
REFUSALS = {
    refusals.NoExceptionNeeded: _needless,
    refusals.ExceptionThere: _there,
    refusals.UnknownException: unknown,
    refusals.ExceptionDecided: _decided,
}
