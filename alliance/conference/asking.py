"""Reading conferences: one, all that are coming or past, and what one consists of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import lock, pair
from alliance.conference.refusals import NotInvited, UnknownConference
from storage.city import City
from storage.conference import (
    AgendaItem,
    Conference,
    ConferenceState,
    ConferenceText,
    EventKind,
    Invited,
)
from storage.language import Language

# The states in which a conference takes place, as far as anybody knows.
LIVE = (ConferenceState.DRAFT, ConferenceState.INVITED)


def get(session: Session, conference_id: int) -> Conference:
    """Return a conference by its id; raises UnknownConference."""
    found = session.get(Conference, conference_id)
    if found is None:
        raise UnknownConference(conference_id)
    return found


def locked(session: Session, conference_id: int) -> Conference:
    """Return a conference whose row is locked until the transaction ends.

    Before the record's head. Raises UnknownConference.
    """
    found = lock.locked(session, Conference, conference_id)
    if found is None:
        raise UnknownConference(conference_id)
    return found


def steady(session: Session, conference_id: int) -> Conference:
    """Return a conference, read anew, that nobody changes until the transaction ends.

    Others may hold it so at the same time. Raises UnknownConference.
    """
    found = session.get(
        Conference, conference_id, with_for_update={"read": True}, populate_existing=True
    )
    if found is None:
        raise UnknownConference(conference_id)
    return found


def require_invited(conference: Conference) -> None:
    """Raise NotInvited for a draft, and for one that was cancelled or discarded."""
    if conference.state is not ConferenceState.INVITED:
        raise NotInvited(conference.state)


def coming(session: Session, now: datetime) -> list[Conference]:
    """Return those that were invited to and are not over, the next one first."""
    query = select(Conference).where(
        Conference.state == ConferenceState.INVITED, col(Conference.ends_at) > now
    )
    return list(session.exec(query.order_by(col(Conference.starts_at), col(Conference.id))))


def past(session: Session, now: datetime) -> list[Conference]:
    """Return those that took place or were cancelled after inviting, the latest first."""
    over = sa.and_(
        col(Conference.state) == ConferenceState.INVITED, col(Conference.ends_at) <= now
    )
    cancelled = col(Conference.state) == ConferenceState.CANCELLED
    query = select(Conference).where(sa.or_(over, cancelled))
    newest = query.order_by(col(Conference.starts_at).desc(), col(Conference.id).desc())
    return list(session.exec(newest))


def hosts(session: Session) -> list[tuple[Conference, City]]:
    """Return the half-yearly conferences that have a host and a time, the earliest first (S-30).

    Drafts count, cancelled ones do not.
    """
    query = (
        select(Conference, City)
        .join(City, col(City.code) == col(Conference.host_code))
        .where(
            Conference.kind == EventKind.CONFERENCE,
            col(Conference.state).in_(LIVE),
            col(Conference.starts_at).is_not(None),
        )
        .order_by(col(Conference.starts_at), col(Conference.id))
    )
    return list(session.exec(query))


def titles_of(session: Session, conference_ids: Sequence[int]) -> dict[int, dict[Language, str]]:
    """Return what conferences are called, by id and language, as far as they are."""
    query = select(ConferenceText.conference_id, ConferenceText.language, ConferenceText.title)
    query = query.where(
        col(ConferenceText.conference_id).in_(conference_ids), ConferenceText.title != ""
    )
    titles: dict[int, dict[Language, str]] = {key: {} for key in conference_ids}
    for key, language, title in session.exec(query):
        titles[key][Language(language)] = title
    return titles


def texts(session: Session, conference: Conference) -> dict[Language, ConferenceText]:
    """Return the halves that are there, by language, German first."""
    return pair.halves(session, ConferenceText, ConferenceText.conference_id == conference.key)


def items(session: Session, conference: Conference) -> list[AgendaItem]:
    """Return the agenda in order; an item's number is its place in the list, from 1.

    One with `accession_id` announces that procedure's candidate (S-14) and may have no title.
    """
    query = select(AgendaItem).where(AgendaItem.conference_id == conference.key)
    query = query.order_by(col(AgendaItem.position), col(AgendaItem.id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def invited(session: Session, conference: Conference) -> list[City]:
    """Return the cities that were invited, by side and code."""
    query = select(City).join(Invited).where(Invited.conference_id == conference.key)
    return list(session.exec(query.order_by(col(City.side), col(City.code))))


def content(session: Session, conference: Conference) -> dict[str, Any]:
    """Return what is said about a conference as plain JSON, for the record and comparisons.

    Keys: host, starts and ends (local, and UTC in ISO 8601), deadline, agenda, and title, venue
    and costs by language.
    """
    halves = texts(session, conference)

    def both(name: str) -> dict[str, str]:
        return {language.value: getattr(half, name) for language, half in halves.items()}

    return {
        "host": conference.host_code,
        "starts": _time(conference.starts, conference.starts_at),
        "ends": _time(conference.ends, conference.ends_at),
        "deadline": _iso(conference.deadline_at),
        "title": both("title"),
        "venue": both("venue"),
        "costs": both("costs"),
        "agenda": [
            {
                "de": item.title_de,
                "zh": item.title_zh,
                "minutes": item.minutes,
                "accession": item.accession_id,
            }
            for item in items(session, conference)
        ],
    }


def _time(shown: str | None, at: datetime | None) -> list[str | None]:
    return [shown, _iso(at)]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
