"""Having a circular sent at a moment; the clock asks what is due."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from alliance import notice, rights
from alliance.circular import draft
from alliance.circular.refusals import NotScheduled
from alliance.circular.sending import content
from alliance.circular.sending.acts import send
from alliance.refusal import BadValue, Refusal
from storage.circular import GeneralCircular, GeneralState
from storage.person import Person

LONGEST_WAIT = timedelta(days=366)


def schedule(
    session: Session, secretary: Person, general_id: int, at: datetime, now: datetime
) -> GeneralCircular:
    """Have a circular sent at a moment (UTC), which replaces an earlier one.

    Raises NotActive, NotAllowed, UnknownCircular, NotDraft, Unready, NoAudience, NobodyReached,
    BadValue("send_at", past or too-far: more than 366 days).
    """
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    draft.require_unsent(general)
    if at <= now:
        raise BadValue("send_at", "past")
    if at > now + LONGEST_WAIT:
        raise BadValue("send_at", "too-far")
    content.ready(session, general, now)
    general.state = GeneralState.SCHEDULED
    general.send_at = at
    return _edited(session, general, secretary, now)


def unschedule(
    session: Session, secretary: Person, general_id: int, now: datetime
) -> GeneralCircular:
    """Make a circular that waits for its time a draft again.

    Raises NotActive, NotAllowed, UnknownCircular, NotScheduled.
    """
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    if general.state is not GeneralState.SCHEDULED:
        raise NotScheduled(general.state)
    general.state = GeneralState.DRAFT
    general.send_at = None
    return _edited(session, general, secretary, now)


def send_due(session: Session, now: datetime) -> int:
    """Send what is due, in the name of who scheduled it, and return how many went out.

    One that cannot be sent is a draft again, and the secretariat is told ("circular-not-sent",
    with `refusal`, the name of the reason's type).
    """
    query = select(GeneralCircular.id).where(
        GeneralCircular.state == GeneralState.SCHEDULED, col(GeneralCircular.send_at) <= now
    )
    sent = 0
    for general_id in session.exec(query.order_by(col(GeneralCircular.send_at))).all():
        assert general_id is not None
        general = draft.locked(session, general_id)
        if not _due(general, now):
            continue  # changed while this waited for the lock
        try:
            with session.begin_nested():
                send(session, session.get_one(Person, general.editor_id), general_id, now)
        except Refusal as refusal:
            _give_back(session, general_id, refusal, now)
        else:
            sent += 1
    return sent


def _due(general: GeneralCircular, now: datetime) -> bool:
    waits = general.state is GeneralState.SCHEDULED
    return waits and general.send_at is not None and general.send_at <= now


def _give_back(session: Session, general_id: int, refusal: Refusal, now: datetime) -> None:
    general = draft.locked(session, general_id)
    general.state = GeneralState.DRAFT
    general.send_at = None
    session.add(general)
    notice.notify(
        session,
        "circular-not-sent",
        notice.secretaries(session),
        subject=general.subject,
        params={"refusal": type(refusal).__name__},
        now=now,
    )


def _edited(
    session: Session, general: GeneralCircular, secretary: Person, now: datetime
) -> GeneralCircular:
    general.editor_id = secretary.key
    general.edited_at = now
    session.add(general)
    session.flush()
    return general
