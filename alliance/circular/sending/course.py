"""The course of a circular that is out: paused, resumed, stopped for good, tried again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice, record, rights
from alliance.circular import audience, draft
from alliance.circular.refusals import NothingFailed, NothingWaiting, NotOut
from storage.circular import Circular, GeneralCircular, GeneralState
from storage.delivery import Delivery, DeliveryState
from storage.person import Person

WAITING = (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)
UNSETTLED = (*WAITING, DeliveryState.SENDING, DeliveryState.HELD)
FAILED = (DeliveryState.FAILED, DeliveryState.REFUSED)
# The entries of the states into which a circular is steered.
KINDS = {
    GeneralState.PAUSED: "circular-paused",
    GeneralState.SENT: "circular-resumed",
    GeneralState.STOPPED: "circular-stopped",
}
# One that may have arrived says so when it comes again.
QUEUED = sa.case(
    (col(Delivery.repeat), DeliveryState.UNCERTAIN.value), else_=DeliveryState.QUEUED.value
)


def pause(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Hold back what has not gone out yet ("circular-paused"), and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut, NothingWaiting.
    """
    general = _out(session, secretary, general_id, GeneralState.SENT)
    _require_unsettled(session, general)
    general.state = GeneralState.PAUSED
    held = _change(session, general, WAITING, state=DeliveryState.HELD)
    return _steered(session, secretary, general, held, now)


def resume(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Let go out what was held back ("circular-resumed"), and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut.
    """
    general = _out(session, secretary, general_id, GeneralState.PAUSED)
    general.state = GeneralState.SENT
    freed = _change(session, general, (DeliveryState.HELD,), state=QUEUED)
    return _steered(session, secretary, general, freed, now)


def stop(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Drop for good what has not gone out yet (error: "stopped"), and return how many messages.

    It stands in the record ("circular-stopped"). Raises NotActive, NotAllowed, UnknownCircular,
    NotOut, NothingWaiting.
    """
    general = _out(session, secretary, general_id, GeneralState.SENT, GeneralState.PAUSED)
    _require_unsettled(session, general)
    general.state = GeneralState.STOPPED
    dropped = _change(
        session,
        general,
        (*WAITING, DeliveryState.HELD),
        state=DeliveryState.DROPPED,
        settled_at=now,
        error="stopped",
    )
    return _steered(session, secretary, general, dropped, now)


def try_again(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Queue anew what has failed or did not reach its people, and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut (while paused, or stopped),
    NothingFailed.
    """
    general = _out(session, secretary, general_id, GeneralState.SENT)
    queued = _change(
        session,
        general,
        FAILED,
        state=QUEUED,
        attempts=0,
        not_before=now,
        settled_at=None,
        error=None,
    )
    if not queued:
        raise NothingFailed
    notice.redraw(session, general.subject, f"delivery:{general.subject}")
    return queued


def _out(
    session: Session, secretary: Person, general_id: int, *states: GeneralState
) -> GeneralCircular:
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    if general.state not in states:
        raise NotOut(general.state)
    return general


def _require_unsettled(session: Session, general: GeneralCircular) -> None:
    query = select(Delivery.id).where(
        Delivery.subject == general.subject,
        Delivery.kind == audience.KIND,
        col(Delivery.state).in_(UNSETTLED),
    )
    if session.exec(query.limit(1)).first() is None:
        raise NothingWaiting


def _change(
    session: Session,
    general: GeneralCircular,
    states: tuple[DeliveryState, ...],
    **values: Any,  # noqa: ANN401 - values of columns
) -> int:
    """Change the circular's messages in these states, and return how many."""
    statement = (
        sa.update(Delivery)
        .where(
            col(Delivery.subject) == general.subject,
            col(Delivery.kind) == audience.KIND,
            col(Delivery.state).in_(states),
        )
        .values(**values)
    )
    session.flush()  # the connection itself does not know what the session has not written yet
    return session.connection().execute(statement).rowcount


def _steered(
    session: Session, secretary: Person, general: GeneralCircular, rest: int, now: datetime
) -> int:
    """Record who steered a circular, what had arrived and what became of the rest; return that."""
    general.editor_id = secretary.key
    general.edited_at = now
    session.add(general)
    circular = session.get_one(Circular, general.circular_id)
    body = {
        "general": general.key,
        "number": [circular.year, circular.serial],
        "by": secretary.key,
        "sent": _arrived(session, general),
        "rest": rest,
    }
    record.append(
        session,
        KINDS[general.state],
        body,
        subject=general.subject,
        now=now,
        secrets=record.signature(secretary),
    )
    notice.redraw(session, general.subject, f"delivery:{general.subject}")
    return rest


def _arrived(session: Session, general: GeneralCircular) -> int:
    """Return how many of the circular's messages have arrived."""
    query = sa.select(sa.func.count()).where(
        col(Delivery.subject) == general.subject,
        col(Delivery.kind) == audience.KIND,
        col(Delivery.state) == DeliveryState.SENT,
    )
    return session.scalar(query) or 0
