"""The form in which a city, or the secretariat, reports a resolution done (S-03)."""

from alliance import minutes
from alliance.minutes.refusals import AlreadyDone, NotInForce
from alliance.refusal import NotAllowed
from handlers.kit import forms
from handlers.kit.refusals import cleaned, or_menu
from handlers.kit.screen import Answer, Screen
from handlers.kit.visit import Form, Step, Typed, Visit
from handlers.minutes import resolutions, words
from handlers.minutes.presses import DonePress
from storage.dialog import Dialog


def _done(visit: Visit, press: DonePress) -> Answer:
    one = minutes.get(visit.session, press.resolution)
    if one.done_at is not None and one.done_by is not None:
        raise AlreadyDone(one.done_by, one.done_at)
    if not minutes.in_force(visit.session, one):
        raise NotInForce(one.key)
    if one not in minutes.of_person(visit.session, visit.who, visit.now):
        raise NotAllowed
    return forms.open(visit, "resolution-done", str(one.key))


def _ask_report(visit: Visit, dialog: Dialog) -> Screen:
    one = minutes.get(visit.session, int(dialog.subject))
    return Screen(
        visit.tongue.text(
            "<blockquote>{text}</blockquote>\n\nWhat has been done? Please write it as one "
            "message, at most {limit} characters; the secretariat reads it.",
            text=words.text_in(one, visit.tongue.language),
            limit=minutes.REPORT_LIMIT,
        )
    )


def _take_report(visit: Visit, dialog: Dialog, typed: Typed) -> None:
    forms.put(dialog, report=cleaned(visit, "text", typed.text, minutes.REPORT_LIMIT))


def _summary_done(visit: Visit, dialog: Dialog) -> Screen:
    one = minutes.get(visit.session, int(dialog.subject))
    return Screen(
        visit.tongue.text(
            "<blockquote>{text}</blockquote>\n\nYour report, which stays on record:\n"
            "<blockquote>{report}</blockquote>",
            text=words.text_in(one, visit.tongue.language),
            report=dialog.data["report"],
        )
    )


def _reported(visit: Visit, dialog: Dialog) -> Answer:
    key = int(dialog.subject)
    minutes.done(visit.session, visit.who, key, dialog.data["report"], visit.now)
    toast = visit.tongue.plain("Thank you; it is noted as done.")
    return Answer(resolutions.shown(visit, key), toast=toast)


def _left_done(visit: Visit, dialog: Dialog) -> Screen:
    return or_menu(visit, lambda: resolutions.shown(visit, int(dialog.subject)))


PRESSES = {DonePress: _done}
REDRAWS = {DonePress: resolutions.redraw}
FORMS = (
    Form(
        "resolution-done",
        (
            Step(
                "report",
                _ask_report,
                take=_take_report,
                title=lambda tongue: tongue.plain("Report"),
            ),
        ),
        finish=_reported,
        title=lambda visit, _dialog: visit.tongue.label("more", "Report as done"),
        summary=_summary_done,
        left=_left_done,
    ),
)
