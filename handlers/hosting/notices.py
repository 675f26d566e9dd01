"""Notices about the search for a host, and a kind sentence for each of its refusals."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from alliance import hosting
from alliance.hosting import refusals as why
from alliance.refusal import Refusal
from handlers.hosting import offering, words
from handlers.hosting.presses import SearchPress
from handlers.kit import names
from handlers.kit.buttons import menu_row
from handlers.kit.refusals import unknown
from handlers.kit.screen import Button, Screen
from handlers.kit.visit import Visit
from locales.tongue import Tongue
from storage.hosting import HostOffer, HostSearchState
from storage.person import Person

Params = dict[str, Any]


def _asked(
    session: Session, person: Person, params: Params, _subject: str, now: datetime, tongue: Tongue
) -> Screen | None:
    """Return the city's own screen under a greeting; None once the search is over."""
    search = hosting.get(session, params["search"])
    if search.state is not HostSearchState.OPEN:
        return None
    if not hosting.may_offer(session, person, now):
        return None
    greeting = tongue.text(
        "Hello, {person},\n\nthe secretariat asks all member cities: who would like to host the "
        "next conference?",
        person=person.name,
    )
    return offering.screen(session, person, search.key, now, tongue).under(greeting)


def _offered(
    session: Session, person: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    offer = session.get(HostOffer, params["offer"])
    if offer is None or offer.replaced_at is not None or not person.secretary:
        return None
    search = hosting.get(session, offer.search_id)
    text = tongue.text(
        "{heading}\n\nA city offers to host:\n\n{offer}",
        heading=words.heading(tongue, search),
        offer=words.offered(session, tongue, offer),
    )
    return Screen(text, _to_search(tongue, search.key))


def _withdrawn(
    session: Session, person: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen | None:
    search = hosting.get(session, params["search"])
    if not person.secretary or hosting.offer_of(session, search, params["city"]) is not None:
        return None
    text = tongue.text(
        "{heading}\n\n{city} has taken its offer back.",
        heading=words.heading(tongue, search),
        city=names.city(session, tongue, params["city"]),
    )
    return Screen(text, _to_search(tongue, search.key))


def _ended(
    session: Session, person: Person, params: Params, _subject: str, _now: datetime, tongue: Tongue
) -> Screen:
    search = hosting.get(session, params["search"])
    said = [words.heading(tongue, search), words.outcome(session, tongue, search)]
    if search.chosen_code is not None and search.chosen_code == person.city_code:
        said.append(
            tongue.text("We look forward to it and will soon come to you about the preparations.")
        )
    elif search.state is HostSearchState.CHOSEN:
        said.append(
            tongue.text("We thank all cities that offered. The invitation follows separately.")
        )
    else:
        said.append(tongue.text("We thank you for your offer."))
    rows = _to_search(tongue, search.key) if person.secretary else (menu_row(tongue),)
    return Screen(Markup("\n\n").join(said), rows)


def _to_search(tongue: Tongue, search_id: int) -> tuple[tuple[Button, ...], ...]:
    show = Button(tongue.label("more", "Show"), SearchPress(search_id))
    return ((show,), menu_row(tongue))


# ---- refusals


def _already(visit: Visit, refusal: why.AlreadySearching) -> Markup:
    return visit.tongue.text(
        "The member cities are being asked for the {period} already.",
        period=words.period(visit.tongue, refusal.period),
    )


def _over(visit: Visit, refusal: why.NotSearching) -> Markup:
    if refusal.chosen_code is None:
        return visit.tongue.text("This search has ended without a host city.")
    return visit.tongue.text(
        "The host city has been chosen meanwhile: {city}.",
        city=names.city(visit.session, visit.tongue, refusal.chosen_code),
    )


def _cannot(visit: Visit, refusal: why.CannotHost) -> Markup:
    return visit.tongue.text(
        "{city} has no member's seat; only member cities host.",
        city=names.city(visit.session, visit.tongue, refusal.city_code),
    )


def _no_offer(visit: Visit, refusal: why.NoOffer) -> Markup:
    return visit.tongue.text(
        "There is no offer of {city} at present.",
        city=names.city(visit.session, visit.tongue, refusal.city_code),
    )


def _same(visit: Visit, refusal: why.SameOffer) -> Markup:
    return visit.tongue.text(
        "{city} has made exactly this offer already; it stands.",
        city=names.city(visit.session, visit.tongue, refusal.city_code),
    )


NOTICES = {
    "host-search": _asked,
    "host-offered": _offered,
    "host-withdrawn": _withdrawn,
    "host-chosen": _ended,
    "host-closed": _ended,
}
REFUSALS: dict[type[Refusal], Callable[[Visit, Any], Markup]] = {
    why.UnknownSearch: unknown,
    why.AlreadySearching: _already,
    why.NotSearching: _over,
    why.CannotHost: _cannot,
    why.NoOffer: _no_offer,
    why.SameOffer: _same,
}
