"""How a procedure ends: accepted with a seat, as observer, or closed (S-12, S-15, S-16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from alliance import announcement, lock, ratio, record, register, rights
from alliance.accession import electorate, evidence, exception, rules, telling, wording
from alliance.accession.refusals import StillAMember
from alliance.accession.rules import Outcome
from alliance.record import Secret
from storage.accession import Accession, AccessionState, Elector
from storage.city import City, Side, Standing
from storage.person import Person

REASON_LIMIT = 2_000


@dataclass(frozen=True)
class Ending:
    """A procedure that ended; `seatable`: observers that could be seated now (S-16).

    `outcome` is None when it was closed without admission. `told` people get a message.
    """

    accession: Accession
    outcome: Outcome | None
    seatable: tuple[City, ...]
    told: int


def settle(session: Session, accession: Accession, now: datetime) -> Ending | None:
    """End a locked open procedure if all have consented (S-12); None if it goes on.

    To be called after the record was appended to: its lock keeps two acceptances apart, so
    that the later one counts the earlier one's seat (S-15).
    """
    if electorate.lacking(session, accession):
        return None
    candidate = register.city(session, accession.candidate_code)
    granted = exception.granted(session, accession)
    outcome = rules.outcome(
        electorate.electors(session, accession),
        electorate.kinds(electorate.statements(session, accession)),
        ratio.count(session),
        candidate.side,
        electorate.contested(session, accession),
        exception=granted is not None,
    )
    if outcome.state is AccessionState.OPEN:
        return None
    if outcome.state is AccessionState.ADMITTED:
        candidate.standing = Standing.ACCEPTED
        candidate.waiting_since = None
    else:
        candidate.standing = Standing.OBSERVER
        candidate.waiting_since = now
    session.add(candidate)
    _end(session, accession, outcome.state, now)
    seats = {"cn": outcome.seats.cn, "de": outcome.seats.de}
    allowed = {"exception": granted.key} if granted else {}
    _record(session, accession, {"seats": seats, **allowed}, {}, now)
    announcement.enter(session, now)
    # Only a German seat makes room for Chinese observers.
    room = outcome.state is AccessionState.ADMITTED and candidate.side is Side.DE
    seatable = tuple(ratio.seatable_observers(session)) if room else ()
    return Ending(accession, outcome, seatable, _announce(session, accession, seatable, now))


def close(
    session: Session, secretary: Person, accession_id: int, reason: str, now: datetime
) -> Ending:
    """Close a procedure without admission, with a reason that everybody is told.

    Raises NotActive, NotAllowed, UnknownAccession, Ended, BadValue (reason: empty, control,
    too-long beyond 2,000 characters).
    """
    rights.require_secretary(secretary)
    accession = electorate.locked(session, accession_id)
    electorate.require_open(accession)
    accession.reason = wording.text("reason", reason, REASON_LIMIT)
    _end(session, accession, AccessionState.CLOSED, now)
    words = record.words(secretary, reason=accession.reason)
    _record(session, accession, {}, record.signature(secretary) | words, now)
    return Ending(accession, None, (), _announce(session, accession, (), now))


def drop_city(session: Session, secretary: Person, city_code: str, now: datetime) -> list[Ending]:
    """Take a city that withdrew out of every open electorate, and return what ended by it.

    Its statement no longer counts. Raises NotActive, NotAllowed, UnknownCity, StillAMember.
    """
    rights.require_secretary(secretary)
    # Or else one secretary could pass over the city that does not consent.
    if register.city(session, city_code).standing is Standing.MEMBER:
        raise StillAMember(city_code)
    query = (
        select(Accession.id)
        .join(Elector, col(Elector.accession_id) == col(Accession.id))
        .where(
            Accession.state == AccessionState.OPEN,
            Elector.city_code == city_code,
            col(Elector.dropped_at).is_(None),
        )
        .order_by(col(Accession.id))
    )
    # All rows are locked before the record is: whoever waits for the record holds its rows.
    accessions = [
        electorate.locked(session, accession_id)
        for accession_id in session.exec(query).all()
        if accession_id is not None
    ]
    endings = []
    for accession in accessions:
        elector = lock.reread(session, Elector, (accession.key, city_code))
        if (
            accession.state is not AccessionState.OPEN
            or elector is None
            or elector.dropped_at is not None
        ):
            continue
        elector.dropped_at = now
        session.add(elector)
        session.flush()
        evidence.append(
            session,
            "dropped",
            accession,
            {"city": city_code},
            record.signature(secretary),
            now,
        )
        if (ending := settle(session, accession, now)) is not None:
            endings.append(ending)
        telling.redraw_city(session, accession, city_code)
    return endings


def _end(session: Session, accession: Accession, state: AccessionState, now: datetime) -> None:
    accession.state = state
    accession.ended_at = now
    session.add(accession)
    session.flush()


def _record(
    session: Session,
    accession: Accession,
    more: dict[str, Any],
    secrets: dict[str, Secret],
    now: datetime,
) -> None:
    body = {
        "candidate": accession.candidate_code,
        "outcome": accession.state,
        "electors": electorate.electors(session, accession),
        **more,
    }
    evidence.append(session, "ended", accession, body, secrets, now)


def _announce(
    session: Session, accession: Accession, seatable: tuple[City, ...], now: datetime
) -> int:
    told = telling.ended(session, accession, seatable, now)
    telling.redraw_all(session, accession)
    return told
