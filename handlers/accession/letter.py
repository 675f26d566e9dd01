"""Paper answers: entered by one secretary, confirmed by another, contested by the city."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import register, rights
from alliance.accession import draft, electorate, refusals
from alliance.accession import letter as letters
from alliance.refusal import NotAllowed, Stale
from handlers.accession import letterform, letterscreen, objecting
from handlers.accession.draftpresses import (
    ConfirmLetterPress,
    ContestPress,
    EnterLetterPress,
    LetterPress,
    RefuseLetterPress,
    ScanPress,
)
from handlers.accession.letterdeclaration import declared_by
from handlers.accession.presses import BoardPress
from handlers.kit import forms
from handlers.kit.buttons import menu_row
from handlers.kit.refusals import unknown
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.accession import LetterState
from storage.person import Person

__all__ = ["EnterLetterPress", "LetterPress"]

Params = dict[str, Any]


# ---- presses


def _enter(visit: Visit, press: EnterLetterPress) -> Answer:
    rights.require_secretary(visit.who)
    electorate.require_open(electorate.get(visit.session, press.accession))
    return forms.open(visit, "letter", str(press.accession))


def _show(visit: Visit, press: LetterPress) -> Answer:
    forms.pause(visit)
    return Answer(letterscreen.screen(visit, press.letter))


def _scan(visit: Visit, press: ScanPress) -> Answer:
    shown = letterscreen.screen(visit, press.letter)
    entry = letters.get(visit.session, press.letter)
    file = draft.usable_file(visit.session, entry.attachment_id)
    return Answer(shown, more=(Screen(Markup.escape(file.name), document=file.id),))


def _confirm(visit: Visit, press: ConfirmLetterPress) -> Answer:
    """Make an entry the city's statement, if the declaration is the one that was shown."""
    rights.require_secretary(visit.who)
    entry = letters.get(visit.session, press.letter)
    accession = electorate.get(visit.session, entry.accession_id)
    declared = declared_by(visit.session, accession, entry)
    if declared.short != press.shown:
        raise Stale
    letters.confirm(
        visit.session, visit.who, press.letter, declared.text, declared.language, visit.now
    )
    toast = visit.tongue.plain("Confirmed; the city's people are told.")
    return Answer(letterscreen.screen(visit, press.letter), toast=toast)


def _refuse(visit: Visit, press: RefuseLetterPress) -> Answer:
    letters.refuse(visit.session, visit.who, press.letter, visit.now)
    toast = visit.tongue.plain("The entry does not count.")
    return Answer(letterscreen.screen(visit, press.letter), toast=toast)


def _contest(visit: Visit, press: ContestPress) -> Answer:
    entry = letters.get(visit.session, press.letter)
    if not letterscreen.concerned(visit.session, visit.who, entry, visit.now):
        raise NotAllowed
    if entry.state is not LetterState.CONFIRMED:
        raise refusals.LetterDecided(press.letter, entry.state)
    if entry.contested_at is not None:
        raise refusals.AlreadyContested(press.letter)
    return forms.open(visit, "letter-contest", str(press.letter))


def _redraw(visit: Visit, press: Any) -> Screen:  # noqa: ANN401 - any press about a letter
    return letterscreen.screen(visit, press.letter)


# ---- notices


def _to_confirm(
    session: Session, to: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    entry = letters.get(session, params["letter"])
    if entry.state is not LetterState.ENTERED:
        return None
    shown = letterscreen.shown(session, to, entry, now, tongue)
    return shown.under(tongue.text("A letter has been entered and waits for your confirmation."))


def _entered(
    session: Session, to: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen:
    entry = letters.get(session, params["letter"])
    shown = letterscreen.shown(session, to, entry, now, tongue)
    return shown.under(
        tongue.text(
            "The secretariat has entered the letter of your city as its statement. If the entry "
            "is not right, please object to it; the secretariat is then told at once."
        )
    )


def _contested(
    session: Session, _to: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    entry = letters.get(session, params["letter"])
    text = tongue.text(
        "<b>Objection to an entry</b>\n\n{person} objects, for {city}, to the entry of the "
        "letter of {day}: {text}\n\nPlease get in touch with the city. It can give its answer "
        "anew while the procedure is open.",
        person=letterscreen.name_of(session, entry.contested_by),
        city=register.city(session, entry.city_code).name(tongue.language),
        day=tongue.day(entry.dated),
        text=tongue.quoted(entry.contested_text or ""),
    )
    board = Button(tongue.label("more", "To the board"), BoardPress(entry.accession_id))
    return Screen(text, ((letterscreen.show_button(tongue, entry), board), menu_row(tongue)))


# ---- refusals


def _waiting(visit: Visit, _refusal: refusals.LetterWaiting) -> Markup:
    return visit.tongue.text("A letter of this city waits for its confirmation already.")


def _decided(visit: Visit, refusal: refusals.LetterDecided) -> Markup:
    if refusal.state is LetterState.CONFIRMED:
        return visit.tongue.text("This entry has been confirmed meanwhile.")
    if refusal.state is LetterState.REFUSED:
        return visit.tongue.text("This entry has been refused meanwhile.")
    return visit.tongue.text("This entry is not confirmed yet.")


def _older(visit: Visit, _refusal: refusals.LetterOlder) -> Markup:
    return visit.tongue.text(
        "The city has answered after the day that this letter bears; its later answer counts."
    )


def _same_secretary(visit: Visit, _refusal: refusals.SameSecretary) -> Markup:
    return visit.tongue.text(
        "You entered this yourself; another person of the secretariat has to confirm it."
    )


def _already_contested(visit: Visit, _refusal: refusals.AlreadyContested) -> Markup:
    return visit.tongue.text(
        "Somebody of your city has objected already; the secretariat has been told."
    )


PRESSES = {
    EnterLetterPress: _enter,
    LetterPress: _show,
    ScanPress: _scan,
    ConfirmLetterPress: _confirm,
    RefuseLetterPress: _refuse,
    ContestPress: _contest,
}
REDRAWS = dict.fromkeys(
    (LetterPress, ScanPress, ConfirmLetterPress, RefuseLetterPress, ContestPress), _redraw
)
FORMS = (*letterform.FORMS, *objecting.FORMS)
NOTICES = {
    "letter-to-confirm": _to_confirm,
    "letter-entered": _entered,
    "letter-contested": _contested,
}


def _city_answered(visit: Visit, _refusal: refusals.CityAnswered) -> Markup:
    return visit.tongue.text(
        "The member city has answered by itself in the meantime. Please refuse this entry."
    )


REFUSALS = {
    refusals.UnknownLetter: unknown,
    refusals.LetterWaiting: _waiting,
    refusals.LetterDecided: _decided,
    refusals.LetterOlder: _older,
    refusals.CityAnswered: _city_answered,
    refusals.SameSecretary: _same_secretary,
    refusals.AlreadyContested: _already_contested,
}
