"""The conferences of a city: coming and past ones, what waits for an answer, newcomers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup
from sqlmodel import Session

from alliance import rights
from alliance.conference import answering, asking
from alliance.conference.answering import CityAnswer
from handlers.conference import beside, invitee, listing, words
from handlers.conference.citypresses import CityPress, OverviewPress, Place
from handlers.kit import forms
from handlers.kit.buttons import menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Screen
from handlers.kit.visit import Entry, Open, Visit
from storage.conference import AttendanceKind, Conference, ConferenceState
from storage.language import Language
from storage.person import Person, Role

# Of somebody who answers for many, a line of the list shows so many cities.
SHOWN = 3


def screen(visit: Visit, at: int = 0) -> Screen:
    """Return coming and past conferences of a contact's cities; of everybody for who follows."""
    if rights.follows(visit.who):
        return listing.screen(visit, at)
    tongue = visit.tongue
    shown = page([*_coming(visit), *_past(visit)], at)
    if shown.items:
        titles = asking.titles_of(visit.session, [one.key for one in shown.items])
        entries = [_entry(visit, one, titles[one.key]) for one in shown.items]
        lines = [tongue.text("<b>Conferences</b>"), *(line for line, _ in entries)]
        text = Markup("\n\n").join(lines)
    else:
        entries = []
        text = tongue.text("<b>Conferences</b>\n\nThere is none yet.")
    rows = (
        *((button,) for _, button in entries),
        *turn(tongue, shown.number, shown.total, OverviewPress),
        *beside.rows(visit),
        menu_row(tongue),
    )
    return Screen(text, rows)


def _coming(visit: Visit) -> list[Conference]:
    return answering.open_for(visit.session, visit.who, visit.now)


def _past(visit: Visit) -> list[Conference]:
    mine = answering.invitations(visit.session, visit.who, visit.now)
    return [one for one in asking.past(visit.session, visit.now) if one.key in mine]


def _entry(
    visit: Visit, conference: Conference, titles: Mapping[Language, str]
) -> tuple[Markup, Button]:
    """Return a conference with where it takes place and what its city has said, and its button."""
    tongue, label = visit.tongue, words.line(conference, titles, visit.tongue)
    cities = invitee.standing(visit.session, conference, visit.who, visit.now)
    said = [Markup("<b>{}</b>").format(label), words.where(visit.session, conference, tongue)]
    if conference.state is ConferenceState.CANCELLED:
        said.append(tongue.text("<i>Called off</i>"))
    elif not invitee.ahead(conference, visit.now):
        said.append(tongue.text("<i>Past</i>"))
    else:
        said.extend(_answer(visit, one) for one in cities[:SHOWN])
    return Markup("\n").join(said), Button(short(label), _opening(conference, cities))


def _opening(conference: Conference, cities: Sequence[CityAnswer]) -> CityPress:
    """Return the press of the city that has not answered, or else of the person's own one."""
    silent = [one for one in cities if one.kind is None]
    return CityPress(conference.key, (silent or cities)[0].city.code, Place.SCREEN)


def _answer(visit: Visit, one: CityAnswer) -> Markup:
    said = words.answer_name(visit.tongue, one.kind)
    city = one.city.name(visit.language)
    return visit.tongue.text("<i>{city}: {answer}</i>", city=city, answer=said)


def _show(visit: Visit, press: OverviewPress) -> Answer:
    forms.pause(visit)
    return Answer(screen(visit, press.page))


def _command(visit: Visit, _payload: str) -> Answer:
    return Answer(screen(visit))


# ---- what waits, and what newcomers see


def unanswered(session: Session, person: Person, now: datetime) -> int:
    """Return how many conferences wait for a definite answer of one of somebody's cities."""
    undecided = (None, AttendanceKind.UNDECIDED)
    return sum(
        invitee.ahead(one, now)
        and any(city.kind in undecided for city in answering.standing(session, one, person, now))
        for one in answering.open_for(session, person, now)
    )


def _waiting(visit: Visit) -> int:
    if visit.who.role is not Role.CONTACT:
        return 0
    return unanswered(visit.session, visit.who, visit.now)


def _newcomer(visit: Visit) -> tuple[Open, ...]:
    """Return the coming conferences to which a newcomer's city is invited (S-30)."""
    if visit.who.role is not Role.CONTACT:
        return ()
    ahead = [one for one in _coming(visit) if invitee.ahead(one, visit.now)]
    titles = asking.titles_of(visit.session, [one.key for one in ahead])
    return tuple(_open(visit, one, words.titled(visit.tongue, titles[one.key])) for one in ahead)


def _open(visit: Visit, conference: Conference, title: str) -> Open:
    tongue = visit.tongue
    label = tongue.plain("Conference: {title}", title=title)
    assert conference.starts_at is not None
    line = tongue.text(
        "{title}\n{moment}",
        title=title,
        moment=words.local(conference, conference.starts_at, tongue),
    )
    cities = invitee.standing(visit.session, conference, visit.who, visit.now)
    return Open(
        Markup("{}\n{}").format(line, _answer(visit, cities[0])),
        label,
        _opening(conference, cities),
    )


PRESSES = {OverviewPress: _show}
COMMANDS = {"conferences": _command}
NEWCOMER = (_newcomer,)
MENU = (
    Entry(lambda tongue: tongue.label("menu", "Conferences"), OverviewPress(0), count=_waiting),
)
