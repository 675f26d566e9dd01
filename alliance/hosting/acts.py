"""Asking who would host, offering, taking back, choosing and closing; each on the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from alliance import notice, record, register, rights
from alliance.accession.wording import text as cleaned
from alliance.circular import audience
from alliance.conference.draft.listing import turn_now
from alliance.hosting import asking
from alliance.hosting.refusals import AlreadySearching, CannotHost, NoOffer, SameOffer
from alliance.record import Secret
from alliance.refusal import BadValue, NotAllowed
from storage.city import City, Standing
from storage.delivery import Lane
from storage.hosting import HostOffer, HostSearch, HostSearchState
from storage.person import Person, Presence, Role

TEXT_LIMIT = 2_000


def ask(
    session: Session, secretary: Person, period: str, target_at: datetime | None, now: datetime
) -> HostSearch:
    """Ask the people of all member cities who would host in a half-year ("host-search").

    It notes whose turn it is (S-30). `target_at` (UTC) is until when offers are asked for; an
    offer is taken until the search ends. Raises NotActive, NotAllowed, BadValue (period: format,
    past; until: past), AlreadySearching.
    """
    rights.require_secretary(secretary)
    asking.require_period(period, now)
    if target_at is not None and target_at <= now:
        raise BadValue("until", "past")
    search = HostSearch(
        period=period,
        side=turn_now(session),
        asked_at=now,
        asked_by=secretary.key,
        target_at=target_at,
    )
    try:
        with session.begin_nested():
            session.add(search)
            session.flush()
    except IntegrityError as error:
        raise AlreadySearching(period) from error
    body = {
        "by": secretary.key,
        "side": search.side,
        "target": record.stamp(target_at) if target_at is not None else None,
    }
    _record(session, "host-asked", search, body, record.signature(secretary), now)
    _tell_members(session, "host-search", search, now)
    return search


def offer(
    session: Session, person: Person, search_id: int, city_code: str, text: str, now: datetime
) -> HostOffer:
    """Offer to host for a city, in place of its offer before, and tell the secretariat.

    The notice is "host-offered" (offer). Raises NotActive, UnknownSearch, NotSearching,
    UnknownCity, CannotHost, NotAllowed (for another city), BadValue (text: empty, control,
    too-long beyond 2,000 characters), SameOffer.
    """
    search = _speaking_for(session, person, search_id, city_code, now)
    clean = cleaned("text", text, TEXT_LIMIT)
    before = asking.offer_of(session, search, city_code)
    if before is not None and before.text == clean:
        raise SameOffer(city_code)
    _replaced(session, before, now)
    made = HostOffer(
        search_id=search.key, city_code=city_code, text=clean, person_id=person.key, at=now
    )
    session.add(made)
    session.flush()
    body = {"by": person.key, "city": city_code, "offer": made.id}
    secrets = record.signature(person) | record.words(person, text=clean)
    _record(session, "host-offered", search, body, secrets, now)
    _tell_secretariat(session, "host-offered", search, {"offer": made.id}, now)
    _redraw(session, search, [city_code])
    return made


def withdraw(
    session: Session, person: Person, search_id: int, city_code: str, now: datetime
) -> HostOffer:
    """Take a city's offer back, and tell the secretariat ("host-withdrawn": city).

    Raises NotActive, UnknownSearch, NotSearching, UnknownCity, CannotHost, NotAllowed, NoOffer.
    """
    search = _speaking_for(session, person, search_id, city_code, now)
    standing = asking.offer_of(session, search, city_code)
    if standing is None:
        raise NoOffer(city_code)
    _replaced(session, standing, now)
    body = {"by": person.key, "city": city_code}
    _record(session, "host-withdrawn", search, body, record.signature(person), now)
    _tell_secretariat(session, "host-withdrawn", search, {"city": city_code}, now)
    _redraw(session, search, [city_code])
    return standing


def choose(
    session: Session,
    secretary: Person,
    search_id: int,
    city_code: str,
    reason: str | None,
    now: datetime,
) -> HostSearch:
    """Choose a member city as host, whether it has offered here or elsewhere, and tell everybody.

    The notice is "host-chosen". Raises NotActive, NotAllowed, UnknownSearch, NotSearching,
    UnknownCity, CannotHost, BadValue (reason: empty, control,
    too-long beyond 2,000 characters).
    """
    rights.require_secretary(secretary)
    search = asking.locked(session, search_id)
    _require_member(session, city_code)
    clean = _clean(reason)
    search.chosen_code = city_code
    body = {
        "by": secretary.key,
        "city": city_code,
        "offers": [one.city_code for one in asking.offers(session, search)],
    }
    _end(session, search, HostSearchState.CHOSEN, clean, now)
    secrets = record.signature(secretary) | record.words(secretary, reason=search.reason)
    _record(session, "host-chosen", search, body, secrets, now)
    _tell_members(session, "host-chosen", search, now)
    _tell_onlookers(session, "host-chosen", search, now, but=secretary)
    return search


def close(
    session: Session, secretary: Person, search_id: int, reason: str | None, now: datetime
) -> HostSearch:
    """End a search without a host, and tell the people of the cities that offered.

    The notice is "host-closed". Raises NotActive, NotAllowed, UnknownSearch, NotSearching,
    BadValue (reason: empty, control,
    too-long beyond 2,000 characters).
    """
    rights.require_secretary(secretary)
    search = asking.locked(session, search_id)
    offered = [register.city(session, one.city_code) for one in asking.offers(session, search)]
    _end(session, search, HostSearchState.CLOSED, _clean(reason), now)
    secrets = record.signature(secretary) | record.words(secretary, reason=search.reason)
    _record(session, "host-closed", search, {"by": secretary.key}, secrets, now)
    _tell_cities(session, "host-closed", search, offered, now)
    return search


# ---- steps that acts share


def _speaking_for(
    session: Session, person: Person, search_id: int, city_code: str, now: datetime
) -> HostSearch:
    rights.require_active(person)
    search = asking.locked(session, search_id)
    _require_member(session, city_code)
    if city_code not in [city.code for city in asking.may_offer(session, person, now)]:
        raise NotAllowed
    return search


def _require_member(session: Session, city_code: str) -> None:
    if register.city(session, city_code).standing is not Standing.MEMBER:
        raise CannotHost(city_code)


def _replaced(session: Session, before: HostOffer | None, now: datetime) -> None:
    """Let an offer count no longer, before another can take its place."""
    if before is not None:
        before.replaced_at = now
        session.add(before)
        session.flush()


def _clean(reason: str | None) -> str | None:
    return cleaned("reason", reason, TEXT_LIMIT) if reason is not None else None


def _end(
    session: Session,
    search: HostSearch,
    state: HostSearchState,
    reason: str | None,
    now: datetime,
) -> None:
    search.state = state
    search.chosen_at = now
    search.reason = reason
    session.add(search)
    session.flush()
    _redraw(session, search, [city.code for city in register.members(session)])


def _record(
    session: Session,
    kind: str,
    search: HostSearch,
    body: dict[str, Any],
    secrets: dict[str, Secret],
    now: datetime,
) -> None:
    body = {"search": search.key, "period": search.period, **body}
    record.append(session, kind, body, subject=search.subject, now=now, secrets=secrets)


def _redraw(session: Session, search: HostSearch, city_codes: Iterable[str]) -> None:
    subjects = [search.city_subject(code) for code in city_codes]
    notice.redraw(session, search.subject, *subjects)


# ---- who is told


def _tell_members(session: Session, kind: str, search: HostSearch, now: datetime) -> None:
    _tell_cities(session, kind, search, register.members(session), now)


def _tell_cities(
    session: Session, kind: str, search: HostSearch, cities: list[City], now: datetime
) -> None:
    """Tell the contacts of cities and who answers for one of them (S-09)."""
    notice.broadcast(
        session,
        kind,
        audience.readers(cities, now),
        [{"search": search.key}],
        subject=search.subject,
        lane=Lane.CIRCULAR,
        now=now,
    )


def _tell_onlookers(
    session: Session, kind: str, search: HostSearch, now: datetime, *, but: Person
) -> None:
    """Tell the contact offices, the advisory board and the other secretaries."""
    query = select(Person).where(
        Person.role != Role.CONTACT, Person.presence == Presence.ACTIVE, Person.id != but.key
    )
    people = session.exec(query.order_by(col(Person.id)))
    _tell(session, kind, people, search, {}, now)


def _tell_secretariat(
    session: Session, kind: str, search: HostSearch, params: dict[str, Any], now: datetime
) -> None:
    _tell(session, kind, notice.secretaries(session), search, params, now)


def _tell(
    session: Session,
    kind: str,
    people: Iterable[Person],
    search: HostSearch,
    params: dict[str, Any],
    now: datetime,
) -> None:
    params = {"search": search.key, **params}
    notice.notify(session, kind, people, subject=search.subject, params=params, now=now)
