"""The course of a circular that is out: paused, resumed, stopped for good, tried again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice, rights
from alliance.circular import audience, draft
from alliance.circular.refusals import NothingFailed, NothingWaiting, NotOut
from storage.circular import GeneralCircular, GeneralState
from storage.delivery import Delivery, DeliveryState
from storage.person import Person

WAITING = (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)
UNSETTLED = (*WAITING, DeliveryState.SENDING, DeliveryState.HELD)
FAILED = (DeliveryState.FAILED, DeliveryState.REFUSED)
# One that may have arrived says so when it comes again.
QUEUED = sa.case(
    (col(Delivery.repeat), DeliveryState.UNCERTAIN.value), else_=DeliveryState.QUEUED.value
)


def pause(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Hold back what has not gone out yet, and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut, NothingWaiting.
    """
    general = _out(session, secretary, general_id, now, GeneralState.SENT)
    _require_unsettled(session, general)
    general.state = GeneralState.PAUSED
    return _change(session, general, WAITING, state=DeliveryState.HELD)


def resume(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Let go out what was held back, and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut.
    """
    general = _out(session, secretary, general_id, now, GeneralState.PAUSED)
    general.state = GeneralState.SENT
    return _change(session, general, (DeliveryState.HELD,), state=QUEUED)


def stop(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Drop for good what has not gone out yet (error: "stopped"), and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut, NothingWaiting.
    """
    general = _out(session, secretary, general_id, now, GeneralState.SENT, GeneralState.PAUSED)
    _require_unsettled(session, general)
    general.state = GeneralState.STOPPED
    return _change(
        session,
        general,
        (*WAITING, DeliveryState.HELD),
        state=DeliveryState.DROPPED,
        settled_at=now,
        error="stopped",
    )


def try_again(session: Session, secretary: Person, general_id: int, now: datetime) -> int:
    """Queue anew what has failed or did not reach its people, and return how many messages.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut (while paused, or stopped),
    NothingFailed.
    """
    general = _out(session, secretary, general_id, now, GeneralState.SENT)
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
    return queued


def _out(
    session: Session,
    secretary: Person,
    general_id: int,
    now: datetime,
    *states: GeneralState,
) -> GeneralCircular:
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    if general.state not in states:
        raise NotOut(general.state)
    general.editor_id = secretary.key
    general.edited_at = now
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
    session.add(general)
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
    changed = session.connection().execute(statement).rowcount
    notice.redraw(session, general.subject)
    notice.redraw(session, f"delivery:{general.subject}")
    return changed
