"""Announcing new members and observers at the next joint session (S-14)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice, record
from storage.accession import Accession, AccessionState
from storage.city import City
from storage.conference import AgendaItem, Conference, ConferenceState, EventKind

LIVE = (ConferenceState.DRAFT, ConferenceState.INVITED)
SEATED = (AccessionState.ADMITTED, AccessionState.OBSERVER)


def enter(session: Session, now: datetime) -> list[AgendaItem]:
    """Put every candidate with a seat, not yet announced, on the next conference's agenda.

    That is the first one that has not begun, drafts without a time last; without one nothing
    happens until one is started. What enters an agenda that has gone out is recorded
    ("conference-announced"). Returns the new items; twice is once. Locks the record's head, which
    keeps two of these apart, and no conference.
    """
    record.hold(session)
    conference = _next(session, now)
    if conference is None:
        return []
    position = session.scalar(
        sa.select(sa.func.coalesce(sa.func.max(col(AgendaItem.position)), 0)).where(
            col(AgendaItem.conference_id) == conference.key
        )
    )
    assert position is not None
    entered = [
        AgendaItem(
            conference_id=conference.key,
            position=position + number,
            accession_id=accession.key,
            written_at=now,
            written_by=conference.editor_id,
        )
        for number, accession in enumerate(_unannounced(session), start=1)
    ]
    if entered:
        session.add_all(entered)
        session.flush()
        _record(session, conference, entered, now)
        notice.redraw(session, conference.subject)
    return entered


def announced(session: Session, item: AgendaItem) -> tuple[Accession, City] | None:
    """Return the procedure and the candidate that an item announces, None for other items."""
    query = (
        select(Accession, City)
        .join(City, col(City.code) == col(Accession.candidate_code))
        .where(Accession.id == item.accession_id)
    )
    return session.exec(query).first()


def _record(
    session: Session, conference: Conference, entered: list[AgendaItem], now: datetime
) -> None:
    """Enter what is added to an agenda that has gone out; a draft's is recorded with it."""
    if conference.state is ConferenceState.INVITED:
        accessions = [item.accession_id for item in entered]
        record.append(
            session,
            "conference-announced",
            {"conference": conference.key, "accessions": accessions},
            subject=conference.subject,
            now=now,
            secrets={},
        )


def _next(session: Session, now: datetime) -> Conference | None:
    query = (
        select(Conference)
        .where(
            Conference.kind == EventKind.CONFERENCE,
            col(Conference.state).in_(LIVE),
            sa.or_(col(Conference.starts_at).is_(None), col(Conference.starts_at) > now),
        )
        .order_by(
            col(Conference.starts_at).is_(None), col(Conference.starts_at), col(Conference.id)
        )
    )
    return session.exec(query.limit(1)).first()


def _unannounced(session: Session) -> list[Accession]:
    """Return the procedures that ended with a seat and stand on no agenda, oldest first."""
    stands = (
        sa.exists()
        .where(
            col(AgendaItem.accession_id) == col(Accession.id),
            col(AgendaItem.conference_id) == col(Conference.id),
            col(Conference.state).in_(LIVE),
        )
        .correlate(Accession)
    )
    query = (
        select(Accession)
        .where(col(Accession.state).in_(SEATED), ~stands)
        .order_by(col(Accession.ended_at), col(Accession.id))
    )
    return list(session.exec(query))
