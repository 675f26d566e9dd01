"""The secretariat's searches for a host: the list, and one with its offers (S-03)."""

from markupsafe import Markup
from sqlmodel import Session

from alliance import hosting, register, rights
from alliance.refusal import NotAllowed
from handlers.conference.presses import NewConferencePress
from handlers.hosting import words
from handlers.hosting.presses import (
    AskHostPress,
    ChoosePress,
    ClosePress,
    SearchesPress,
    SearchPress,
)
from handlers.kit import forms
from handlers.kit.buttons import DeskPress, menu_row, short
from handlers.kit.following import following
from handlers.kit.pages import page, turn
from handlers.kit.screen import Answer, Button, Follow, Screen, Style
from handlers.kit.visit import Entry, Visit
from locales.tongue import Tongue
from storage.hosting import HostSearch, HostSearchState
from storage.person import Person

SHOWN = 10


def list_screen(visit: Visit, number: int = 0) -> Screen:
    """Return the searches, the newest first; raises NotAllowed for anybody but the secretariat."""
    rights.require_secretary(visit.who)
    tongue = visit.tongue
    shown = page(hosting.searches(visit.session), number)
    said = [tongue.text("<b>Host cities</b>")]
    if shown.items:
        said.append(Markup("\n").join(_line(visit, one) for one in shown.items))
    else:
        said.append(tongue.text("The member cities have not been asked yet."))
    rows = (
        *((_button(tongue, one),) for one in shown.items),
        *turn(tongue, shown.number, shown.total, SearchesPress),
        (Button(tongue.label("more", "Ask for hosts"), AskHostPress(), style=Style.PRIMARY),),
        menu_row(tongue, DeskPress()),
    )
    return Screen(Markup("\n\n").join(said), rows)


def screen(session: Session, person: Person, search_id: int, tongue: Tongue) -> Screen:
    """Return one search with the offers that stand; it follows by itself.

    Raises NotAllowed for cities' contacts, UnknownSearch.
    """
    if not rights.follows(person):
        raise NotAllowed
    search = hosting.get(session, search_id)
    offers = hosting.offers(session, search)
    among = words.among(search, min(len(offers), SHOWN))
    blocks = [
        words.heading(tongue, search),
        words.turn(tongue, search),
        words.outcome(session, tongue, search),
        _counted(tongue, len(offers), len(register.members(session))),
        *(words.offered(session, tongue, one, among) for one in offers[:SHOWN]),
    ]
    if len(offers) > SHOWN:
        blocks.append(
            tongue.count("and {n} more offer", "and {n} more offers", len(offers) - SHOWN)
        )
    follow = Follow("host-search", search.subject)
    rows = _rows(tongue, search, person)
    return Screen(Markup("\n\n").join(one for one in blocks if one), rows, follow)


def shown(visit: Visit, search_id: int) -> Screen:
    """Return one search for whoever is here; raises as `screen` does."""
    return screen(visit.session, visit.who, search_id, visit.tongue)


def _counted(tongue: Tongue, offers: int, members: int) -> Markup:
    return tongue.count(
        "{n} offer (member cities: {members})",
        "{n} offers (member cities: {members})",
        offers,
        members=members,
    )


def _rows(tongue: Tongue, search: HostSearch, person: Person) -> tuple[tuple[Button, ...], ...]:
    if not person.secretary:
        return (menu_row(tongue),)
    back = menu_row(tongue, SearchesPress(0))
    if search.state is HostSearchState.CHOSEN and search.conference_id is None:
        # It begins with this city as host.
        return ((Button(tongue.label("desk", "New conference"), NewConferencePress(0)),), back)
    if search.state is not HostSearchState.OPEN:
        return (back,)
    choose = Button(
        tongue.label("more", "Choose the host"), ChoosePress(search.key), style=Style.PRIMARY
    )
    close = Button(tongue.label("more", "End without a host"), ClosePress(search.key))
    return ((choose,), (close,), back)


def _line(visit: Visit, search: HostSearch) -> Markup:
    tongue = visit.tongue
    name = words.period(tongue, search.period)
    match search.state:
        case HostSearchState.OPEN:
            return tongue.count(
                "• {period}: open, {n} offer",
                "• {period}: open, {n} offers",
                len(hosting.offers(visit.session, search)),
                period=name,
            )
        case HostSearchState.CHOSEN:
            city = register.city(visit.session, search.chosen_code or "")
            return tongue.text("• {period}: {city}", period=name, city=city.name(visit.language))
        case HostSearchState.CLOSED:
            return tongue.text("• {period}: ended without a host city", period=name)


def _button(tongue: Tongue, search: HostSearch) -> Button:
    return Button(short(words.period(tongue, search.period)), SearchPress(search.key))


def _list(visit: Visit, press: SearchesPress) -> Answer:
    forms.pause(visit)
    return Answer(list_screen(visit, press.page))


def _show(visit: Visit, press: SearchPress) -> Answer:
    forms.pause(visit)
    return Answer(shown(visit, press.search))


def redraw(visit: Visit, press: ChoosePress | ClosePress) -> Screen:
    """Return the search as it is now, for a press that was refused."""
    return shown(visit, press.search)


PRESSES = {SearchesPress: _list, SearchPress: _show}
VIEWS = {
    "host-search": following(
        lambda session, person, key, _now, tongue: screen(session, person, key, tongue)
    )
}
DESK = (
    Entry(
        lambda tongue: tongue.label("more", "Host cities"),
        SearchesPress(0),
        count=lambda visit: len(hosting.open_searches(visit.session)),
    ),
)
