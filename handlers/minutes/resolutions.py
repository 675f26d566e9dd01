"""A session's resolutions on the screen: the list, one of them, what a city is to carry out."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import minutes, rights
from alliance.circular.acknowledge import seats
from alliance.conference import asking
from alliance.minutes.refusals import NotInForce
from alliance.refusal import Refusal
from handlers.conference import words as conference_words
from handlers.conference.presses import MinePress, MinutesPress
from handlers.kit import forms
from handlers.kit.buttons import back_button, menu_row, short
from handlers.kit.following import following
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Open, Visit
from handlers.minutes import words
from handlers.minutes.overview import opened
from handlers.minutes.presses import (
    ChangeResolutionPress,
    DonePress,
    NewResolutionPress,
    RemoveResolutionPress,
    ResolutionPress,
    ResolutionsPress,
)
from locales.tongue import Tongue
from storage.minutes import Resolution
from storage.person import Person, Role

ROWS = 8
LABEL = 34


def list_screen(visit: Visit, conference_id: int, number: int = 0) -> Screen:
    """Return a session's resolutions; raises NotAllowed, UnknownConference, NotInvited."""
    tongue = visit.tongue
    conference = opened(visit.session, visit.who, conference_id)
    found = minutes.resolutions(visit.session, conference)
    shown = page(list(enumerate(found, start=1)), number, ROWS)
    name = conference_words.called(visit.session, conference, tongue)
    blocks = [tongue.text("<b>Resolutions</b>\n{conference}", conference=name)]
    if not found:
        blocks.append(tongue.text("There is no resolution yet."))
    for at, one in shown.items:
        line = words.line(visit.session, one, tongue, visit.now)
        blocks.append(Markup("{}. {}").format(at, line))
    rows = [
        *((_button(tongue, one, at),) for at, one in shown.items),
        *turn(tongue, shown.number, shown.total, lambda to: ResolutionsPress(conference_id, to)),
    ]
    if visit.who.secretary:
        press = NewResolutionPress(conference_id)
        label = tongue.label("more", "New resolution")
        rows.append((Button(label, press, style=Style.PRIMARY),))
    rows.append(menu_row(tongue, MinutesPress(conference_id)))
    return Screen(Markup("\n\n").join(blocks), tuple(rows))


def _button(tongue: Tongue, one: Resolution, number: int | None = None) -> Button:
    label = words.excerpt(one, tongue, LABEL)
    return Button(short(f"{number}. {label}" if number else label), ResolutionPress(one.key))


# ---- one


def screen(
    session: Session, person: Person, resolution_id: int, now: datetime, tongue: Tongue
) -> Screen:
    """Return a resolution, with what a person may do about it; it follows by itself.

    Raises UnknownResolution, NotInForce (for cities, before it has gone out).
    """
    one = minutes.get(session, resolution_id)
    sent = minutes.in_force(session, one)
    if not sent and not rights.follows(person):
        raise NotInForce(resolution_id)
    conference = asking.get(session, one.conference_id)
    name = conference_words.called(session, conference, tongue)
    blocks = [
        tongue.text("<b>Resolution</b>\n{conference}", conference=name),
        Markup.escape(words.text_in(one, tongue.language)),
        words.charge(session, one, tongue),
    ]
    if not sent:
        blocks.append(tongue.text("It has not gone out to the members yet."))
    elif one.done_at is not None:
        blocks.append(words.done(session, one, tongue))
    elif words.overdue(one, now):
        blocks.append(tongue.text("The day has passed; there is no report yet."))
    rows = _rows(session, person, one, now, tongue, sent=sent)
    return Screen(Markup("\n\n").join(blocks), rows, Follow("resolution", one.subject))


def shown(visit: Visit, resolution_id: int) -> Screen:
    """Return a resolution for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, resolution_id, visit.now, visit.tongue)


def _rows(
    session: Session,
    person: Person,
    one: Resolution,
    now: datetime,
    tongue: Tongue,
    *,
    sent: bool,
) -> tuple[tuple[Button, ...], ...]:
    back = ResolutionsPress(one.conference_id, 0) if rights.edits_texts(person) else MinePress(0)
    last = menu_row(tongue, back)
    if sent and one.done_at is None:
        if person.secretary or one.city_code in seats(session, person, now):
            label = tongue.label("more", "Report as done")
            return ((Button(label, DonePress(one.key), style=Style.SUCCESS),), last)
        return (last,)
    if sent or not person.secretary:
        return (last,)
    change = Button(tongue.label("form", "Change"), ChangeResolutionPress(one.key))
    remove = Button(tongue.label("more", "Take out"), RemoveResolutionPress(one.key, 0))
    return ((change, remove), last)


def _remove(visit: Visit, press: RemoveResolutionPress) -> Answer:
    tongue = visit.tongue
    if press.sure:
        conference = minutes.remove(visit.session, visit.who, press.resolution, visit.now)
        toast = tongue.plain("The resolution is taken out.")
        return Answer(list_screen(visit, conference.key), toast=toast)
    rights.require_secretary(visit.who)
    one = minutes.get(visit.session, press.resolution)
    question = tongue.text(
        "Take this resolution out?\n<blockquote>{text}</blockquote>",
        text=words.text_in(one, tongue.language),
    )
    sure = RemoveResolutionPress(one.key, 1)
    row = (
        Button(tongue.label("more", "Take out"), sure, style=Style.DANGER),
        back_button(tongue, ResolutionPress(one.key)),
    )
    return Answer(Screen(question, (row,)))


# ---- what one is to carry out


def mine_screen(visit: Visit, number: int = 0) -> Screen:
    """Return the resolutions that a person's cities, or the secretariat, are to carry out."""
    tongue = visit.tongue
    found = minutes.of_person(visit.session, visit.who, visit.now)
    shown = page(found, number, ROWS)
    blocks = [tongue.text("<b>Resolutions to carry out</b>")]
    if not found:
        blocks.append(tongue.text("There is nothing to be carried out at present."))
    blocks += [words.line(visit.session, one, tongue, visit.now) for one in shown.items]
    rows = (
        *((_button(tongue, one),) for one in shown.items),
        *turn(tongue, shown.number, shown.total, MinePress),
        menu_row(tongue),
    )
    return Screen(Markup("\n\n").join(blocks), rows)


def _newcomer(visit: Visit) -> tuple[Open, ...]:
    """Return the resolutions that a newcomer's city is to carry out."""
    if visit.who.role is not Role.CONTACT:
        return ()
    found = minutes.of_person(visit.session, visit.who, visit.now)
    return tuple(_open(visit, one) for one in found)


def _open(visit: Visit, one: Resolution) -> Open:
    label = visit.tongue.plain("Resolution: {text}", text=words.excerpt(one, visit.tongue, LABEL))
    line = words.line(visit.session, one, visit.tongue, visit.now)
    return Open(line, label, ResolutionPress(one.key))


# ---- what presses do


def _list(visit: Visit, press: ResolutionsPress) -> Answer:
    forms.pause(visit)
    return Answer(list_screen(visit, press.conference, press.page))


def _show(visit: Visit, press: ResolutionPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.resolution))


def _mine(visit: Visit, press: MinePress) -> Answer:
    forms.pause(visit)
    return Answer(mine_screen(visit, press.page))


def redraw(visit: Visit, press: Any) -> Screen | None:  # noqa: ANN401 - any press about one
    """Return the resolution as it is now, for a press that was refused; None where it is gone."""
    try:
        return shown(visit, press.resolution)
    except Refusal:
        return None


PRESSES = {
    ResolutionsPress: _list,
    ResolutionPress: _show,
    RemoveResolutionPress: _remove,
    MinePress: _mine,
}
REDRAWS = {RemoveResolutionPress: redraw}
VIEWS = {"resolution": following(screen)}
NEWCOMER = (_newcomer,)
