"""Reading the searches for a host: one, all, their offers, and who may offer for which city."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from alliance import lock, register
from alliance.circular.acknowledge import seats
from alliance.hosting.refusals import NotSearching, UnknownSearch
from alliance.refusal import BadValue
from storage.city import City, Standing
from storage.hosting import HostOffer, HostSearch, HostSearchState
from storage.person import Person, Role

# Half-years turn over where the secretariat works.
OFFICE = ZoneInfo("Asia/Shanghai")
PERIOD = re.compile(r"(2\d{3})-([12])")
HALVES = 2
MONTHS_A_HALF = 6


def get(session: Session, search_id: int) -> HostSearch:
    """Return a search by its id; raises UnknownSearch."""
    found = session.get(HostSearch, search_id)
    if found is None:
        raise UnknownSearch(search_id)
    return found


def locked(session: Session, search_id: int) -> HostSearch:
    """Return an open search whose row is locked until the transaction ends.

    Before the record's head. Raises UnknownSearch, NotSearching.
    """
    found = lock.locked(session, HostSearch, search_id)
    if found is None:
        raise UnknownSearch(search_id)
    if found.state is not HostSearchState.OPEN:
        raise NotSearching(found.state, found.chosen_code)
    return found


def searches(session: Session) -> list[HostSearch]:
    """Return all searches, the newest first."""
    return list(session.exec(select(HostSearch).order_by(col(HostSearch.id).desc())))


def open_searches(session: Session) -> list[HostSearch]:
    """Return those in which cities may still offer, the oldest first."""
    query = select(HostSearch).where(HostSearch.state == HostSearchState.OPEN)
    return list(session.exec(query.order_by(col(HostSearch.id))))


def offers(session: Session, search: HostSearch) -> list[HostOffer]:
    """Return the offers that stand, the earliest first."""
    query = select(HostOffer).where(
        HostOffer.search_id == search.key, col(HostOffer.replaced_at).is_(None)
    )
    query = query.order_by(col(HostOffer.at), col(HostOffer.id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def offer_of(session: Session, search: HostSearch, city_code: str) -> HostOffer | None:
    """Return a city's offer that stands; None where it has made none, or taken it back."""
    found = (one for one in offers(session, search) if one.city_code == city_code)
    return next(found, None)


def may_offer(session: Session, person: Person, now: datetime) -> list[City]:
    """Return the member cities for which a person may offer, their own one first.

    Their own city and those that they answer for at the moment (S-08, S-09).
    """
    cities = [register.city(session, code) for code in seats(session, person, now)]
    mine = [city for city in cities if city.standing is Standing.MEMBER]
    return sorted(mine, key=lambda city: (city.code != person.city_code, city.code))


def awaiting(session: Session, person: Person, now: datetime) -> list[HostSearch]:
    """Return the open searches in which a city of a contact has no offer, the oldest first."""
    if person.role is not Role.CONTACT:
        return []
    cities = may_offer(session, person, now)
    return [
        search
        for search in open_searches(session)
        if any(offer_of(session, search, city.code) is None for city in cities)
    ]


def periods(now: datetime, count: int) -> list[str]:
    """Return the half-years to come, such as «2027-1», beginning with the present one."""
    local = now.astimezone(OFFICE)
    here = local.year * HALVES + (local.month - 1) // MONTHS_A_HALF
    return [f"{half // HALVES}-{half % HALVES + 1}" for half in range(here, here + count)]


def require_period(period: str, now: datetime) -> None:
    """Raise BadValue for what is no half-year (format), or a past one."""
    if PERIOD.fullmatch(period) is None:
        raise BadValue("period", "format")
    if period < periods(now, 1)[0]:
        raise BadValue("period", "past")
