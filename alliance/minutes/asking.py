"""Reading minutes and resolutions, which of them are in force, and whom they concern."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from alliance import notice, pair, register, rights
from alliance.circular import audience
from alliance.circular.acknowledge import seats
from alliance.circular.draft import OUT
from alliance.minutes.refusals import UnknownResolution
from storage.circular import GeneralCircular
from storage.conference import Conference
from storage.language import Language
from storage.minutes import MinutesText, Paper, PaperKind, Resolution
from storage.person import Person


@dataclass(frozen=True)
class Published:
    """A circular that was made of a conference, and how far it has come."""

    paper: Paper
    general: GeneralCircular


# ---- minutes and papers


def texts(session: Session, conference: Conference) -> dict[Language, MinutesText]:
    """Return the halves of the minutes that are there, by language, German first."""
    return pair.halves(session, MinutesText, MinutesText.conference_id == conference.key)


def gaps(session: Session, conference: Conference) -> list[pair.Gap]:
    """Return why the minutes cannot be circulated yet: missing or stale halves, German first."""
    return pair.gaps(texts(session, conference))


def published(session: Session, conference: Conference, kind: PaperKind) -> list[Published]:
    """Return the circulars that were made of an agenda or of minutes, the newest first.

    Also those that are drafts, or were discarded.
    """
    query = (
        select(Paper, GeneralCircular)
        .join(GeneralCircular, col(GeneralCircular.id) == col(Paper.general_id))
        .where(Paper.conference_id == conference.key, Paper.kind == kind)
        .order_by(col(Paper.general_id).desc())
        .execution_options(populate_existing=True)
    )
    return [Published(paper, general) for paper, general in session.exec(query)]


# ---- resolutions


def get(session: Session, resolution_id: int) -> Resolution:
    """Return a resolution by its id; raises UnknownResolution."""
    found = session.get(Resolution, resolution_id)
    if found is None:
        raise UnknownResolution(resolution_id)
    return found


def resolutions(session: Session, conference: Conference) -> list[Resolution]:
    """Return a session's resolutions; a resolution's number is its place in the list, from 1."""
    query = select(Resolution).where(Resolution.conference_id == conference.key)
    query = query.order_by(col(Resolution.position), col(Resolution.id))
    return list(session.exec(query.execution_options(populate_existing=True)))


def in_force(session: Session, resolution: Resolution) -> bool:
    """Return whether the circular that brings a resolution to the members has gone out."""
    if resolution.general_id is None:
        return False
    return session.get_one(GeneralCircular, resolution.general_id).state in OUT


def outstanding(session: Session) -> list[Resolution]:
    """Return the resolutions in force that are not done, the earliest day first, no day last."""
    query = (
        select(Resolution)
        .join(GeneralCircular, col(GeneralCircular.id) == col(Resolution.general_id))
        .where(col(Resolution.done_at).is_(None), col(GeneralCircular.state).in_(OUT))
    )
    return _by_day(session.exec(query).all())


def of_person(session: Session, person: Person, now: datetime) -> list[Resolution]:
    """Return the outstanding resolutions that a person may report done, the earliest day first.

    Those of their own city and of those that they answer for (S-09); a secretary's are all.
    """
    codes = seats(session, person, now)
    everything = outstanding(session)
    if person.secretary:
        return everything
    return [one for one in everything if rights.active(person) and one.city_code in codes]


def concerned(session: Session, resolution: Resolution, now: datetime) -> list[Person]:
    """Return who carries a resolution out: its city's people, or the secretariat.

    These are the city's contacts and who answers for it (S-09).
    """
    if resolution.city_code is None:
        return notice.secretaries(session)
    city = register.city(session, resolution.city_code)
    hands = audience.readers([city], now).subquery()
    query = select(Person).where(col(Person.id).in_(select(hands.c.id)))
    return list(session.exec(query.order_by(col(Person.id))))


def _by_day(found: Collection[Resolution]) -> list[Resolution]:
    return sorted(found, key=lambda one: (one.due_on or date.max, one.key))
