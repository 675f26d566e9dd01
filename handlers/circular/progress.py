"""How far a circular has come: one screen that follows by itself, and what there is to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session, col, select

from alliance import number, register, rights
from alliance.circular import draft, sending
from alliance.circular import progress as circulars
from alliance.circular.progress import CityProgress, Progress
from alliance.refusal import NotAllowed, Refusal
from handlers.circular import message, outwords
from handlers.circular.outpresses import (
    AgainPress,
    CorrectPress,
    DeliveryPress,
    FailuresPress,
    PausePress,
    ProgressPress,
    ReadPress,
    RemindPress,
    ResumePress,
    StopPress,
)
from handlers.circular.presses import DraftPress
from handlers.circular.received import of_subject
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.circular import GeneralCircular, GeneralState
from storage.city import Side
from storage.person import Person, Role

LINES = 20
Rows = tuple[tuple[Button, ...], ...]


def screen(
    session: Session, person: Person, general_id: int, now: datetime, tongue: Tongue, at: int = 0
) -> Screen:
    """Return a page of a circular's progress, the first of which follows by itself.

    Raises NotAllowed for cities' contacts, UnknownCircular, NotOut.
    """
    if not rights.follows(person):
        raise NotAllowed
    general = draft.get(session, general_id)
    seen = circulars.progress(session, general, now)
    cities = _ordered(general, _visible(seen, person))
    shown = page(cities, at, LINES)
    said = [
        _heading(session, tongue, seen),
        _counts(tongue, seen),
        _cities(tongue, general, shown.items),
    ]
    turning = turn(tongue, shown.number, shown.total, lambda to: ProgressPress(general_id, to))
    subject = f"delivery:{general.subject}"
    follow = Follow("circular-progress", subject) if shown.number == 0 else None
    back = DeliveryPress(0) if person.secretary else None
    rows = (*turning, *_rows(tongue, seen, person), menu_row(tongue, back))
    return Screen(Markup("\n\n").join(part for part in said if part), rows, follow)


def shown(visit: Visit, general_id: int, at: int = 0) -> Screen:
    """Return a circular's progress for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, general_id, visit.now, visit.tongue, at)


def _visible(seen: Progress, person: Person) -> tuple[CityProgress, ...]:
    """Return the cities that a person follows: a contact office the German ones (S-05)."""
    if person.role is Role.CONTACT_OFFICE:
        return tuple(one for one in seen.cities if one.city.side is Side.DE)
    return seen.cities


def _ordered(general: GeneralCircular, cities: Sequence[CityProgress]) -> list[CityProgress]:
    """Return the cities that have not acknowledged before those that have."""
    return sorted(cities, key=lambda one: bool(general.acknowledge and one.acknowledged_at))


# ---- what it says


def _heading(session: Session, tongue: Tongue, seen: Progress) -> Markup:
    general = seen.general
    german, chinese = number.circular_number(register.facts(session), seen.circular)
    said = [
        tongue.text(
            "<b>{title}</b>\nCircular {german} · {chinese}\nSent: {moment}",
            title=message.title_of(session, general, tongue.language),
            german=german,
            chinese=chinese,
            moment=tongue.short(seen.circular.sent_at),
        )
    ]
    if general.corrects_id is not None:
        corrected = session.get_one(GeneralCircular, general.corrects_id)
        before = message.number_of(session, corrected, tongue)
        said.append(tongue.text("Correction of circular no. {number}", number=before))
    corrections = select(GeneralCircular).where(
        GeneralCircular.corrects_id == general.key, col(GeneralCircular.circular_id).is_not(None)
    )
    for correction in session.exec(corrections):
        after = message.number_of(session, correction, tongue)
        said.append(tongue.text("Corrected by circular no. {number}", number=after))
    return Markup("\n").join(said)


def _counts(tongue: Tongue, seen: Progress) -> Markup:
    said = [
        outwords.state(tongue, seen.general, seen.tally),
        outwords.bar(tongue, seen.tally),
        outwords.people(tongue, seen.tally),
    ]
    if seen.general.acknowledge:
        said.append(
            tongue.text(
                "Acknowledged by {cities} of {all} cities",
                cities=seen.acknowledged,
                all=len(seen.cities),
            )
        )
    if seen.general.reminded_at is not None:
        moment = tongue.short(seen.general.reminded_at)
        said.append(tongue.text("Last reminder: {moment}", moment=moment))
    return Markup("\n").join(part for part in said if part)


def _cities(tongue: Tongue, general: GeneralCircular, cities: Sequence[CityProgress]) -> Markup:
    lines = [outwords.city(tongue, one, wanted=bool(general.acknowledge)) for one in cities]
    return Markup("\n").join([tongue.text("<b>Cities</b>"), *lines])


# ---- what there is to do


def _rows(tongue: Tongue, seen: Progress, person: Person) -> Rows:
    general, counts = seen.general, seen.tally.counts
    key = general.key
    read = Button(tongue.label("more", "Read the circular"), ReadPress(seen.circular.key, 0, 0))
    if not person.secretary:
        return ((read,),)
    rows = [_running(tongue, seen)]
    if failed := counts.failed + counts.unreachable:
        label = tongue.label("more", "Not delivered")
        listed = Button(f"{label} ({failed})", FailuresPress(key, 0))
        again = Button(tongue.label("sending", "Try again"), AgainPress(key))
        rows.append((listed, again) if general.state is GeneralState.SENT else (listed,))
    waits = general.acknowledge and seen.acknowledged < len(seen.cities)
    if waits and general.state is GeneralState.SENT:
        rows.append((Button(tongue.label("board", "Remind"), RemindPress(key, 0)),))
    correct = Button(tongue.label("sending", "Correction"), CorrectPress(key))
    rows.append((read, correct))
    return tuple(row for row in rows if row)


def _running(tongue: Tongue, seen: Progress) -> tuple[Button, ...]:
    """Return Pause or Resume, and Stop, while something is still to be sent."""
    key = seen.general.key
    stop = Button(tongue.label("sending", "Stop for good"), StopPress(key, 0))
    if seen.general.state is GeneralState.PAUSED:
        return (Button(tongue.label("sending", "Resume"), ResumePress(key)), stop)
    if seen.general.state is GeneralState.SENT and seen.tally.done < seen.tally.messages:
        return (Button(tongue.label("sending", "Pause"), PausePress(key)), stop)
    return ()


# ---- presses and the view


def _show(visit: Visit, press: ProgressPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.general, press.page))


def _pause(visit: Visit, press: PausePress) -> Answer:
    sending.pause(visit.session, visit.who, press.general, visit.now)
    return _done(visit, press.general, visit.tongue.plain("The sending is paused."))


def _resume(visit: Visit, press: ResumePress) -> Answer:
    sending.resume(visit.session, visit.who, press.general, visit.now)
    return _done(visit, press.general, visit.tongue.plain("The sending goes on."))


def _stop(visit: Visit, press: StopPress) -> Answer:
    tongue = visit.tongue
    if press.sure:
        sending.stop(visit.session, visit.who, press.general, visit.now)
        return _done(visit, press.general, tongue.plain("The sending has ended for good."))
    rights.require_secretary(visit.who)
    general = draft.get(visit.session, press.general)
    counts = circulars.progress(visit.session, general, visit.now).tally.counts
    question = tongue.count(
        "{n} person has not received everything yet and will receive nothing more of this "
        "circular. This cannot be taken back. Stop for good?",
        "{n} people have not received everything yet and will receive nothing more of this "
        "circular. This cannot be taken back. Stop for good?",
        counts.queued + counts.held + counts.sending,
    )
    label = tongue.label("sending", "Stop for good")
    sure = Button(label, StopPress(press.general, 1), style=Style.DANGER)
    return Answer(
        Screen(question, ((sure, back_button(tongue, ProgressPress(press.general, 0))),))
    )


def _again(visit: Visit, press: AgainPress) -> Answer:
    sending.try_again(visit.session, visit.who, press.general, visit.now)
    return _done(visit, press.general, visit.tongue.plain("What failed is tried again."))


def _correct(visit: Visit, press: CorrectPress) -> Answer:
    draft_ = sending.correct(visit.session, visit.who, press.general, visit.now)
    toast = visit.tongue.plain("This is the draft of the correction; nothing is sent yet.")
    return replace(visit.book.presses[DraftPress](visit, DraftPress(draft_.key)), toast=toast)


def _done(visit: Visit, general_id: int, toast: str) -> Answer:
    return Answer(shown(visit, general_id), toast=toast)


def redraw(
    visit: Visit,
    press: ProgressPress | PausePress | ResumePress | StopPress | AgainPress | CorrectPress,
) -> Screen:
    """Return the progress as it is now, for a press that was refused."""
    return shown(visit, press.general)


def _view(
    session: Session,
    person: Person,
    _params: dict[str, Any],
    subject: str,
    now: datetime,
    tongue: Tongue,
) -> Screen | None:
    general = of_subject(session, subject.removeprefix("delivery:"))
    try:
        return screen(session, person, general.key, now, tongue) if general else None
    except Refusal:
        return None


PRESSES = {
    ProgressPress: _show,
    PausePress: _pause,
    ResumePress: _resume,
    StopPress: _stop,
    AgainPress: _again,
    CorrectPress: _correct,
}
REDRAWS = dict.fromkeys((PausePress, ResumePress, StopPress, AgainPress, CorrectPress), redraw)
VIEWS = {"circular-progress": _view}
