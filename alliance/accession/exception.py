"""An exception to 2 : 1: a reason in writing, and two secretaries who want it (S-15)."""

from datetime import datetime

from sqlmodel import Session, col, select

from alliance import notice, ratio, record, register, rights
from alliance.accession import electorate, evidence, telling, wording
from alliance.accession.refusals import (
    ExceptionDecided,
    ExceptionThere,
    NoExceptionNeeded,
    SameSecretary,
    UnknownException,
)
from alliance.record import Secret
from storage.accession import Accession, RatioException
from storage.person import Person

REASON_LIMIT = 500


# ---- asking


def get(session: Session, exception_id: int) -> RatioException:
    """Return an exception by its id; raises UnknownException."""
    found = session.get(RatioException, exception_id, populate_existing=True)
    if found is None:
        raise UnknownException(exception_id)
    return found


def live(session: Session, accession: Accession) -> RatioException | None:
    """Return a procedure's exception that is granted or waits; None without one."""
    query = select(RatioException).where(
        RatioException.accession_id == accession.key, col(RatioException.refused_at).is_(None)
    )
    # Read anew: another secretary may have decided while this session waited for the lock.
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def granted(session: Session, accession: Accession) -> RatioException | None:
    """Return a procedure's exception that two secretaries want; None without one."""
    found = live(session, accession)
    return found if found is not None and found.granted else None


def require_needed(session: Session, accession: Accession) -> None:
    """Raise Ended, or NoExceptionNeeded while a seat is free, as always for German candidates."""
    electorate.require_open(accession)
    candidate = register.city(session, accession.candidate_code)
    seats = ratio.count(session)
    if ratio.may_seat(seats.cn, seats.de, candidate.side):
        raise NoExceptionNeeded(accession.key)


# ---- acts


def propose(
    session: Session, secretary: Person, accession_id: int, reason: str, now: datetime
) -> RatioException:
    """Propose that a Chinese candidate gets a seat beyond 2 : 1; the others are asked to confirm.

    Raises NotActive, NotAllowed, UnknownAccession, Ended, NoExceptionNeeded, ExceptionThere,
    BadValue (reason: empty, control, too-long beyond 500 characters).
    """
    rights.require_secretary(secretary)
    accession = electorate.locked(session, accession_id)
    require_needed(session, accession)
    if (there := live(session, accession)) is not None:
        raise ExceptionThere(there.key)
    proposed = RatioException(
        accession_id=accession_id,
        reason=wording.text("reason", reason, REASON_LIMIT),
        proposed_by=secretary.key,
        proposed_at=now,
    )
    session.add(proposed)
    session.flush()
    words = record.words(secretary, reason=proposed.reason)
    _record(session, secretary, accession, proposed, "proposed", now, words)
    telling.exception_proposed(session, accession, proposed, now)
    notice.redraw(session, accession.subject)
    return proposed


def confirm(
    session: Session, secretary: Person, exception_id: int, now: datetime
) -> RatioException:
    """Grant another secretary's exception: the last consent then admits the candidate.

    Raises NotActive, NotAllowed, UnknownException, ExceptionDecided, SameSecretary, Ended,
    NoExceptionNeeded (a seat has become free: the exception goes on waiting).
    """
    proposed, accession = _undecided(session, secretary, exception_id)
    if proposed.proposed_by == secretary.key:
        raise SameSecretary(secretary.key)
    require_needed(session, accession)
    proposed.confirmed_by = secretary.key
    proposed.confirmed_at = now
    _decided(session, secretary, accession, proposed, "confirmed", now)
    return proposed


def refuse(
    session: Session, secretary: Person, exception_id: int, now: datetime
) -> RatioException:
    """Refuse an exception, or take one's own proposal back; another may be proposed then.

    Raises NotActive, NotAllowed, UnknownException, ExceptionDecided, Ended.
    """
    proposed, accession = _undecided(session, secretary, exception_id)
    electorate.require_open(accession)
    proposed.refused_by = secretary.key
    proposed.refused_at = now
    _decided(session, secretary, accession, proposed, "refused", now)
    return proposed


# ---- steps that acts share


def _undecided(
    session: Session, secretary: Person, exception_id: int
) -> tuple[RatioException, Accession]:
    rights.require_secretary(secretary)
    accession = electorate.locked(session, get(session, exception_id).accession_id)
    # Read again under the lock: somebody else may have decided meanwhile.
    proposed = get(session, exception_id)
    if not proposed.waits:
        raise ExceptionDecided(exception_id, proposed.granted)
    return proposed, accession


def _decided(
    session: Session,
    secretary: Person,
    accession: Accession,
    proposed: RatioException,
    step: str,
    now: datetime,
) -> None:
    session.add(proposed)
    session.flush()
    _record(session, secretary, accession, proposed, step, now, {})
    notice.redraw(session, accession.subject)


def _record(
    session: Session,
    person: Person,
    accession: Accession,
    proposed: RatioException,
    step: str,
    now: datetime,
    words: dict[str, Secret],
) -> None:
    body = {
        "exception": proposed.key,
        "step": step,
        "candidate": accession.candidate_code,
        "by": person.key,
    }
    secrets = record.signature(person) | words
    evidence.append(session, "exception", accession, body, secrets, now)
