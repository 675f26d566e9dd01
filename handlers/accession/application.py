"""New application: from the candidate to the request to all member cities (S-10, S-11)."""

from typing import Any

from markupsafe import Markup

from alliance import register, rights
from alliance.accession import draft, electorate, opening, refusals, rules
from alliance.refusal import Stale
from handlers.accession import candidates, preview, writing
from handlers.accession.case import numbered
from handlers.accession.draftpresses import (
    AskPress,
    ChangeHalfPress,
    DiscardPress,
    DraftPress,
    FilesPress,
    HalfPress,
    NewApplicationPress,
    SendPress,
    StillRightPress,
    TargetPress,
    WritePress,
)
from handlers.accession.parts import HALVES, first_missing, half
from handlers.accession.presses import BoardPress
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.screen import Answer, Button, Screen, Style
from handlers.kit.visit import Entry, Visit
from locales.tongue import Tongue
from storage.accession import Accession, AccessionState
from storage.circular import Circular

SHOWN = 12

# ---- looking and writing


def _show(visit: Visit, press: DraftPress) -> Answer:
    forms.pause(visit)
    return Answer(preview.screen(visit, press.accession))


def _show_half(visit: Visit, press: HalfPress) -> Answer:
    return Answer(preview.half_screen(visit, press.accession, press.half, press.page))


def _write(visit: Visit, press: WritePress) -> Answer:
    """Go on with the first half that is missing; with the preview when none is."""
    accession = preview.editable(visit, press.accession)
    missing = first_missing(visit.session, accession)
    if missing is None:
        return Answer(preview.screen(visit, press.accession))
    if not visit.who.secretary:
        return _open_half(visit, press.accession, missing)
    forms.open(visit, "application", str(accession.key))
    dialog = forms.current(visit)
    assert dialog is not None
    dialog.step = writing.APPLICATION[missing].name
    return Answer(forms.screen(visit, dialog), dialog=dialog.id)


def _change_half(visit: Visit, press: ChangeHalfPress) -> Answer:
    preview.editable(visit, press.accession)
    half(press.half)
    return _open_half(visit, press.accession, press.half)


def _open_half(visit: Visit, accession_id: int, at: int) -> Answer:
    part, language = HALVES[at]
    return forms.open(visit, "application-half", f"{accession_id}.{part}.{language}")


def _still_right(visit: Visit, press: StillRightPress) -> Answer:
    accession, where = preview.editable(visit, press.accession), half(press.half)
    if press.shown != preview.pair_sum(visit, accession, where):
        raise Stale
    draft.confirm_half(visit.session, visit.who, accession.key, *where, visit.now)
    toast = visit.tongue.plain("Noted as checked.")
    return Answer(preview.screen(visit, accession.key), toast=toast)


def _files(visit: Visit, press: FilesPress) -> Answer:
    return _open(visit, press.accession, "application-files")


def _target(visit: Visit, press: TargetPress) -> Answer:
    return _open(visit, press.accession, "application-target")


def _open(visit: Visit, accession_id: int, form: str) -> Answer:
    rights.require_secretary(visit.who)
    preview.editable(visit, accession_id)
    return forms.open(visit, form, str(accession_id))


# ---- sending


def _checksum(visit: Visit, accession: Accession) -> str:
    """Return the short checksum of what would be sent."""
    texts = draft.dossier(visit.session, accession)
    files = draft.files(visit.session, accession)
    candidate = register.city(visit.session, accession.candidate_code)
    return opening.checksum(candidate, texts, files)[:SHOWN]


def _ask(visit: Visit, press: AskPress) -> Answer:
    rights.require_secretary(visit.who)
    accession = preview.editable(visit, press.accession)
    if not preview.ready(visit, accession):
        return Answer(preview.screen(visit, press.accession))
    tongue = visit.tongue
    text = tongue.text(
        "The application of {city} now goes to all {n} member cities, each asked for its "
        "written statement by {moment}. The texts cannot be changed any more afterwards.",
        city=preview.candidate_name(visit, accession),
        n=len(register.members(visit.session)),
        moment=tongue.moment(accession.target_at or rules.suggested_target(visit.now)),
    )
    confirm = Button(
        tongue.label("form", "Confirm"),
        SendPress(accession.key, _checksum(visit, accession)),
        style=Style.SUCCESS,
    )
    return Answer(Screen(text, ((confirm, back_button(tongue, DraftPress(accession.key))),)))


def _send(visit: Visit, press: SendPress) -> Answer:
    rights.require_secretary(visit.who)
    accession = preview.editable(visit, press.accession)
    if preview.past(visit, accession):
        return Answer(preview.screen(visit, accession.key))
    if not rules.completeness(draft.dossier(visit.session, accession)) and (
        press.shown != _checksum(visit, accession)
    ):
        raise Stale
    asked = opening.ask(visit.session, visit.who, accession.key, visit.now)
    writing.forget_all(visit, accession.key)
    return Answer(_sent(visit, asked.accession), toast=visit.tongue.plain("Sent."))


def _sent(visit: Visit, accession: Accession) -> Screen:
    """Return what was sent: the circular in both styles and how many cities are asked."""
    tongue = visit.tongue
    circular = visit.session.get(Circular, accession.circular_id)
    assert circular is not None
    facts = register.facts(visit.session)
    german, chinese = (
        numbered(facts, circular, Tongue(language, tongue.zone)) for language in ("de", "zh_Hans")
    )
    text = tongue.text(
        "<b>The application of {city} is out</b>\n\nCircular {german} · {chinese}\n"
        "Member cities asked for their statement: {n}\nSent: {moment}",
        city=preview.candidate_name(visit, accession),
        german=german,
        chinese=chinese,
        n=len(electorate.electors(visit.session, accession)),
        moment=tongue.moment(circular.sent_at),
    )
    board = Button(tongue.label("more", "To the board"), BoardPress(accession.key))
    return Screen(text, ((board,), menu_row(tongue)))


def _redraw(visit: Visit, press: Any) -> Screen | None:  # noqa: ANN401 - any press about a draft
    """Return what there is to see of a procedure after a button was refused."""
    accession = electorate.get(visit.session, press.accession)
    if accession.state is AccessionState.DRAFT:
        return preview.screen(visit, accession.key)
    if accession.circular_id is not None and visit.who.secretary:
        return _sent(visit, accession)
    return candidates.screen(visit) if visit.who.secretary else None


# ---- giving up


def _discard(visit: Visit, press: DiscardPress) -> Answer:
    rights.require_secretary(visit.who)
    accession = preview.editable(visit, press.accession)
    tongue = visit.tongue
    if press.sure:
        draft.discard(visit.session, visit.who, accession.key, visit.now)
        writing.forget_all(visit, accession.key)
        return Answer(candidates.screen(visit), toast=tongue.plain("The draft is discarded."))
    text = tongue.text(
        "The draft of {city} with all its texts is given up. Discard it?",
        city=preview.candidate_name(visit, accession),
    )
    discard = Button(
        tongue.label("circular", "Discard draft"),
        DiscardPress(accession.key, 1),
        style=Style.DANGER,
    )
    return Answer(Screen(text, ((discard, back_button(tongue, DraftPress(accession.key))),)))


# ---- refusals


def _not_draft(visit: Visit, refusal: refusals.NotDraft) -> Markup:
    if refusal.state is AccessionState.DISCARDED:
        return visit.tongue.text("This draft has been discarded meanwhile.")
    return visit.tongue.text("This application has gone out already; it is no draft any more.")


def _not_a_candidate(visit: Visit, refusal: refusals.NotACandidate) -> Markup:
    return visit.tongue.text(
        "{city} has a seat, or waits for one, and does not apply.",
        city=register.city(visit.session, refusal.city_code).name(visit.language),
    )


def _already_running(visit: Visit, refusal: refusals.AlreadyRunning) -> Markup:
    return visit.tongue.text(
        "The procedure of {city} has begun already.",
        city=register.city(visit.session, refusal.city_code).name(visit.language),
    )


def _city_exists(visit: Visit, refusal: refusals.CityExists) -> Markup:
    return candidates.city_exists(visit, refusal.city_code)


def _incomplete(visit: Visit, refusal: refusals.Incomplete) -> Markup:
    return preview.incomplete(visit, refusal.missing)


def _nobody_to_ask(visit: Visit, _refusal: refusals.NobodyToAsk) -> Markup:
    return visit.tongue.text("The register has no member city yet, so there is nobody to ask.")


REFUSALS = {
    refusals.NotDraft: _not_draft,
    refusals.NotACandidate: _not_a_candidate,
    refusals.AlreadyRunning: _already_running,
    refusals.CityExists: _city_exists,
    refusals.Incomplete: _incomplete,
    refusals.NobodyToAsk: _nobody_to_ask,
}
PRESSES = candidates.PRESSES | {
    DraftPress: _show,
    WritePress: _write,
    HalfPress: _show_half,
    ChangeHalfPress: _change_half,
    StillRightPress: _still_right,
    FilesPress: _files,
    TargetPress: _target,
    AskPress: _ask,
    SendPress: _send,
    DiscardPress: _discard,
}
REDRAWS = candidates.REDRAWS | dict.fromkeys(
    (
        DraftPress,
        WritePress,
        HalfPress,
        ChangeHalfPress,
        StillRightPress,
        FilesPress,
        TargetPress,
        AskPress,
        SendPress,
        DiscardPress,
    ),
    _redraw,
)
FORMS = (*candidates.FORMS, *writing.FORMS)
DESK = (Entry(lambda tongue: tongue.label("desk", "New application"), NewApplicationPress(0)),)
