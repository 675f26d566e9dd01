"""A circular at its recipients: its messages, Acknowledge, reminders (S-03)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import Session, col, select

from alliance import register
from handlers.circular import message, standing
from handlers.circular.outpresses import Place, ReadPress, TestedPress
from handlers.kit.buttons import menu_row
from handlers.kit.screen import Button, Follow, NotNow, Screen, Style
from handlers.kit.shared import Look, Reader, Shared
from handlers.kit.visit import Renderer
from locales.tongue import Tongue
from storage import many
from storage.circular import Addressee, GeneralCircular, GeneralState
from storage.language import Language
from storage.mandate import Mandate
from storage.person import Person, Presence
from storage.tables import table_of

FOLLOWED = timedelta(days=90)
# Asked for every lot of messages: built once.
MANDATES = select(Mandate).where(col(Mandate.ended_at).is_(None))
ADDRESSEES, PEOPLE = table_of(Addressee), table_of(Person)
MARKS = many.gathered(
    sa.select(ADDRESSEES.c.city_code, ADDRESSEES.c.acknowledged_at, PEOPLE.c.name)
    .outerjoin(PEOPLE, PEOPLE.c.id == ADDRESSEES.c.acknowledged_by)
    .where(ADDRESSEES.c.general_id == sa.bindparam("general"))
)
SUBJECT = 48


def _follow(
    screen: str, general: GeneralCircular, cities: Sequence["Addressee | Mark"]
) -> Follow | None:
    if not general.acknowledge or not cities:
        return None
    subject = f"{general.subject}:{cities[0].city_code}"[:SUBJECT]
    return Follow(screen, subject, FOLLOWED)


# ---- the messages


def letter_end(
    session: Session, person: Person, general: GeneralCircular, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the last part of a circular's text with who acknowledged it, or the button."""
    parts = message.letter(session, general, Language(tongue.language), tongue)
    return _finished(session, person, general, parts[-1], now, tongue) if parts else None


def _finished(
    session: Session,
    person: Person,
    general: GeneralCircular,
    part: Screen,
    now: datetime,
    tongue: Tongue,
) -> Screen:
    cities = standing.cities_of(session, general, person, now)
    said = standing.asked(session, tongue, general, cities)
    text = message.ending(part, said).text if said else part.text
    # No way to other screens: they would take the letter's place.
    rows = standing.rows(tongue, general, cities, Place.LETTER)
    return Screen(text, rows, _follow("circular", general, cities))


def _circular(
    session: Session,
    person: Person,
    params: dict[str, Any],
    subject: str,
    now: datetime,
    tongue: Tongue,
) -> Screen | None:
    """Return one message of a circular; None for a part that the reader's language has not."""
    general = of_subject(session, subject)
    left = person.presence is not Presence.ACTIVE
    if general is None or left or general.state is GeneralState.STOPPED:
        return None
    if general.state is GeneralState.PAUSED:
        raise NotNow
    if "file" in params:
        return message.enclosure(session, general, params["file"], tongue)
    parts = message.letter(session, general, Language(tongue.language), tongue)
    at = int(params["part"])
    if at >= len(parts):
        return None
    if at < len(parts) - 1:
        return parts[at]
    return _finished(session, person, general, parts[at], now, tongue)


def _test(
    session: Session,
    _person: Person,
    params: dict[str, Any],
    subject: str,
    _now: datetime,
    tongue: Tongue,
) -> Screen | None:
    """Return one message of a draft as its recipients would read it, marked as a test."""
    general = of_subject(session, subject)
    if general is None:
        return None
    mark = tongue.text("<i>Test: this message came to you alone.</i>")
    language = Language(params["language"])
    theirs = Tongue(language, tongue.zone)
    if "file" in params:
        file = message.enclosure(session, general, params["file"], theirs)
        return file.under(mark) if file else None
    parts = message.letter(session, general, language, theirs)
    at = int(params["part"])
    if at >= len(parts):
        return None
    part = parts[at]
    if at == len(parts) - 1 and general.acknowledge:
        label = theirs.label("received circular", "Acknowledge")
        row = (Button(label, TestedPress(), style=Style.SUCCESS),)
        part = replace(message.ending(part, message.request(theirs)), rows=(row,))
    return part.under(mark)


def _reminder(
    session: Session,
    person: Person,
    _params: dict[str, Any],
    subject: str,
    now: datetime,
    tongue: Tongue,
) -> Screen | None:
    """Return the reminder; None once everything is acknowledged."""
    general = of_subject(session, subject)
    if general is None or person.presence is not Presence.ACTIVE:
        return None
    waiting = [
        one
        for one in standing.cities_of(session, general, person, now)
        if one.acknowledged_at is None
    ]
    return reminder(session, person, general, now, tongue) if waiting else None


def reminder(
    session: Session, person: Person, general: GeneralCircular, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the reminder, or below its heading who has acknowledged the circular meanwhile."""
    circular = message.numbered_row(session, general)
    if circular is None:
        return None
    cities = standing.cities_of(session, general, person, now)
    waiting = [one for one in cities if one.acknowledged_at is None]
    names = {
        "number": message.number_of(session, general, tongue),
        "title": message.title_of(session, general, tongue.language),
        "day": tongue.day(circular.sent_at),
    }
    if waiting:
        text = tongue.text(
            "<b>Your acknowledgement is still to come</b>\n\nHello,\n\nof the circular no. "
            "{number} of {day}, “{title}”, we do not have the acknowledgement of {cities} yet. "
            "Please give it with the button below. If this message has crossed yours, please "
            "regard it as settled.",
            **names,
            cities=tongue.listed(
                register.city(session, one.city_code).name(tongue.language) for one in waiting
            ),
        )
    else:
        text = tongue.text("Circular no. {number} of {day}, “{title}”", **names)
    if said := standing.said(session, tongue, cities):
        text = Markup("{}\n\n{}").format(text, said)
    read = Button(tongue.label("more", "Read the circular"), ReadPress(circular.key, 0, 0))
    rows = (
        *standing.rows(tongue, general, cities, Place.REMINDER),
        (read,),
        menu_row(tongue),
    )
    return Screen(text, rows, _follow("circular-reminder", general, cities))


def of_subject(session: Session, subject: str) -> GeneralCircular | None:
    """Return the circular that a subject names; None when there is none such."""
    kind, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if kind != "circular" or not number.isdecimal():
        return None
    return session.get(GeneralCircular, int(number))


def _following(
    draw: Callable[[Session, Person, GeneralCircular, datetime, Tongue], Screen | None],
) -> Renderer:
    """Return a view that draws the circular its subject names."""

    def view(
        session: Session,
        person: Person,
        _params: dict[str, Any],
        subject: str,
        now: datetime,
        tongue: Tongue,
    ) -> Screen | None:
        general = of_subject(session, subject)
        return draw(session, person, general, now, tongue) if general else None

    return view


# ---- drawn once for many


class Mark(NamedTuple):
    """How a city stands with a circular: when it acknowledged it, as stored, and who did."""

    city_code: str
    at: str | None
    by: str | None


def _letter_looks(
    session: Session, subject: str, readers: Sequence[Reader], now: datetime
) -> list[Look]:
    """Return that a letter differs by what was acknowledged; its message follows the city."""
    general = of_subject(session, subject)
    if general is None or not general.acknowledge:
        state = general.state if general else None
        return [Look((one.presence, state), None) for one in readers]

    def look(presence: Presence, marks: tuple[Mark, ...]) -> Look:
        known = tuple(one for one in marks if one.at is not None)
        key = presence, general.state, known, len(known) == len(marks)
        return Look(key, _follow("circular", general, marks))

    return _looks(session, general, readers, now, look)


def _reminder_looks(
    session: Session, subject: str, readers: Sequence[Reader], now: datetime
) -> list[Look]:
    """Return that a reminder differs by the cities that it names."""
    general = of_subject(session, subject)
    if general is None:
        return [Look(None, None)] * len(readers)

    def look(presence: Presence, marks: tuple[Mark, ...]) -> Look:
        return Look((presence, marks), _follow("circular-reminder", general, marks))

    return _looks(session, general, readers, now, look)


def _looks(
    session: Session,
    general: GeneralCircular,
    readers: Sequence[Reader],
    now: datetime,
    look: Callable[[Presence, tuple[Mark, ...]], Look],
) -> list[Look]:
    """Return a look for each reader, by how their addressed cities stand, their own one first."""
    held: dict[int, tuple[str, ...]] = {}
    for mandate in session.exec(MANDATES):
        holder = mandate.in_charge(now)[0]
        held[holder] = (*held.get(holder, ()), mandate.city_code)
    found = many.read(session, MARKS, {"general": general.key})
    marks = {one.city_code: one for one in map(Mark._make, found)}

    @cache
    def seen(presence: Presence, own: str | None, others: tuple[str, ...]) -> Look:
        codes = sorted({own or "", *others} & marks.keys(), key=lambda code: (code != own, code))
        return look(presence, tuple(marks[code] for code in codes))

    return [seen(one.presence, one.city_code, held.get(one.person_id, ())) for one in readers]


NOTICES: dict[str, Renderer] = {
    "circular": Shared(_circular, _letter_looks),
    "circular-test": _test,
    "circular-reminder": Shared(_reminder, _reminder_looks),
}
VIEWS = {"circular": _following(letter_end), "circular-reminder": _following(reminder)}
