"""A conference as the people of an invited city see it: what it is, the answer, what to do."""

from datetime import datetime, timedelta

from markupsafe import Markup
from sqlmodel import Session

from alliance.conference import delegation
from alliance.conference.answering import CityAnswer
from handlers.accession.words import excerpt
from handlers.conference import itemwords, words
from handlers.conference.citypresses import (
    AgendaPress,
    AnswerPress,
    CalendarPress,
    CitiesPress,
    CityPress,
    DelegationPress,
    EnterPress,
    OverviewPress,
    Place,
)
from handlers.conference.invitee import Invitee
from handlers.conference.presses import ManagePress
from handlers.kit.buttons import menu_row, short
from handlers.kit.pages import page, turn
from handlers.kit.screen import Button, Follow, Screen, Style
from locales.tongue import Tongue
from storage.conference import AttendanceKind, Conference, ConferenceState

FOLLOWED = timedelta(days=90)
REASON = 400
# So many characters of the agenda stand in a letter and on the screen.
AGENDA = 900
Rows = tuple[tuple[Button, ...], ...]


def screen(session: Session, invitee: Invitee, now: datetime, tongue: Tongue) -> Screen:
    """Return a conference as one of its invited cities sees it; it follows by itself."""
    said = [
        words.described(session, invitee.conference, tongue, room=AGENDA),
        reason(invitee.conference, tongue),
        standing(invitee, now, tongue),
    ]
    text = Markup("\n\n").join(block for block in said if block)
    rows = buttons(session, invitee, Place.SCREEN, now, tongue)
    rows = (*rows, menu_row(tongue, _back(invitee)))
    return Screen(text, rows, follow("conference", invitee))


def follow(name: str, invitee: Invitee) -> Follow:
    """Return that a screen of a city's follows what happens to the conference and its answer."""
    return Follow(name, invitee.subject, FOLLOWED)


def _back(invitee: Invitee) -> OverviewPress | CitiesPress:
    if invitee.office:
        return CitiesPress(invitee.conference.key, Place.SCREEN, 0)
    return OverviewPress(0)


# ---- what it says


def reason(conference: Conference, tongue: Tongue) -> Markup:
    """Return why a conference was called off; nothing where it was not."""
    if conference.state is not ConferenceState.CANCELLED or not conference.reason:
        return Markup()
    return tongue.text("Reason: {reason}", reason=excerpt(conference.reason, REASON))


def standing(invitee: Invitee, now: datetime, tongue: Tongue) -> Markup:
    """Return a city's answer, whose it is, and how its delegation stands."""
    said = [answer(invitee.here, tongue)]
    if invitee.here.kind is AttendanceKind.ATTENDS:
        said.append(_delegation(invitee, now, tongue))
    elif invitee.here.kind is None and invitee.answerable(now):
        said.append(tongue.text("Please answer with the buttons below."))
    if invitee.conference.state is ConferenceState.INVITED and not invitee.answerable(now):
        said.append(tongue.text("It has begun; answers cannot be changed any more."))
    return Markup("\n").join(said)


def answer(one: CityAnswer, tongue: Tongue) -> Markup:
    """Return a city's answer with whose it is and when it was given."""
    city, said = one.city.name(tongue.language), words.answer_name(tongue, one.kind)
    if one.attendance is None:
        return tongue.text("<b>{city}: {answer}</b>", city=city, answer=said)
    return tongue.text(
        "<b>{city}: {answer}</b>\nAnswered by {person}, {moment}",
        city=city,
        answer=said,
        person=one.by.name if one.by else "–",
        moment=tongue.short(one.attendance.at),
    )


def _delegation(invitee: Invitee, now: datetime, tongue: Tongue) -> Markup:
    if invitee.here.delegates:
        return tongue.count(
            "Delegation: {n} person", "Delegation: {n} people", invitee.here.delegates
        )
    if invitee.enters(now):
        return tongue.text(
            "Delegation: not entered yet, possible until {moment}",
            moment=tongue.moment(delegation.until(invitee.conference)),
        )
    if invitee.answerable(now):
        return tongue.text(
            "Delegation: none entered. The deadline has passed; the secretariat can still enter "
            "one, please write to it."
        )
    return tongue.text("Delegation: none entered")


# ---- what there is to do


def buttons(
    session: Session, invitee: Invitee, place: Place, now: datetime, tongue: Tongue
) -> Rows:
    """Return the answers, the delegation, the calendar and what else belongs to a city."""
    return (
        *answers(invitee, place, now, tongue),
        *_list(invitee, place, now, tongue),
        (calendar(invitee.conference, tongue), *_agenda(session, invitee, place, tongue)),
        *others(invitee, place, tongue),
    )


def answers(invitee: Invitee, place: Place, now: datetime, tongue: Tongue) -> Rows:
    """Return the three answers as long as one may be given."""
    if not invitee.answerable(now):
        return ()
    key, code = invitee.conference.key, invitee.code

    def button(label: str, kind: AttendanceKind, style: Style = Style.PLAIN) -> Button:
        return Button(label, AnswerPress(key, code, kind, place), style=style)

    return (
        (button(tongue.label("conference", "We attend"), AttendanceKind.ATTENDS, Style.SUCCESS),),
        (button(tongue.label("conference", "We do not attend"), AttendanceKind.DECLINES),),
        (button(tongue.label("conference", "Undecided"), AttendanceKind.UNDECIDED),),
    )


def entering(invitee: Invitee, place: Place, now: datetime, tongue: Tongue) -> tuple[Button, ...]:
    """Return the button that opens the form for the delegation, as long as it may be entered."""
    if not invitee.enters(now):
        return ()
    label = tongue.label("conference", "Enter delegation")
    style = Style.PLAIN if invitee.here.delegates else Style.PRIMARY
    press = EnterPress(invitee.conference.key, invitee.code, place)
    return (Button(label, press, style=style),)


def calendar(conference: Conference, tongue: Tongue) -> Button:
    """Return the button that brings the calendar entry."""
    return Button(tongue.label("conference", "Calendar (.ics)"), CalendarPress(conference.key))


def showing(invitee: Invitee, tongue: Tongue) -> Button:
    """Return the button that shows all of a conference."""
    press = CityPress(invitee.conference.key, invitee.code, Place.SCREEN)
    return Button(tongue.label("more", "Show"), press)


def others(invitee: Invitee, place: Place, tongue: Tongue) -> Rows:
    """Return the way to somebody's other cities, where they answer for several (S-09)."""
    if len(invitee.cities) == 1 or invitee.office:
        return ()
    label = tongue.label("more", "My cities")
    press = CitiesPress(invitee.conference.key, place, 0)
    return ((Button(f"{label} ({len(invitee.cities)})", press),),)


def _list(invitee: Invitee, place: Place, now: datetime, tongue: Tongue) -> Rows:
    row = entering(invitee, place, now, tongue)
    if invitee.here.delegates:
        press = DelegationPress(invitee.conference.key, invitee.code, place, 0)
        row = (*row, Button(tongue.label("more", "Show delegation"), press))
    return (row,) if row else ()


def _agenda(
    session: Session, invitee: Invitee, place: Place, tongue: Tongue
) -> tuple[Button, ...]:
    """Return the way to the whole agenda, where not all of it was shown."""
    conference = invitee.conference
    lines = itemwords.lines(session, conference, tongue)
    shown = itemwords.beginning(session, conference, tongue, AGENDA)
    if not lines or shown.endswith(lines[-1]):
        return ()
    press = AgendaPress(conference.key, invitee.code, place, 0)
    return (Button(tongue.label("more", "Whole agenda"), press),)


# ---- further pages


def agenda(session: Session, invitee: Invitee, place: Place, tongue: Tongue, at: int) -> Screen:
    """Return a page of the whole agenda."""
    conference, code = invitee.conference, invitee.code
    name = words.called(session, conference, tongue)
    pages = itemwords.pages(session, conference, name, tongue)
    at = min(max(at, 0), len(pages) - 1)
    turning = turn(tongue, at, len(pages), lambda to: AgendaPress(conference.key, code, place, to))
    back = menu_row(tongue, CityPress(conference.key, code, place))
    return Screen(pages[at], (*turning, back))


def cities(session: Session, invitee: Invitee, place: Place, tongue: Tongue, at: int) -> Screen:
    """Return a page of the cities for which somebody may answer, each with its answer."""
    conference = invitee.conference
    shown = page(invitee.cities, at)
    blocks = [words.heading(session, conference, tongue)]
    blocks += [answer(one, tongue) for one in shown.items]

    here = CityPress(conference.key, invitee.code, place)
    back = ManagePress(conference.key, 0) if invitee.office else here

    def button(one: CityAnswer) -> Button:
        press = CityPress(conference.key, one.city.code, place)
        return Button(short(one.city.name(tongue.language)), press)

    rows = (
        *((button(one),) for one in shown.items),
        *turn(
            tongue, shown.number, shown.total, lambda to: CitiesPress(conference.key, place, to)
        ),
        menu_row(tongue, back),
    )
    return Screen(Markup("\n\n").join(blocks), rows)
