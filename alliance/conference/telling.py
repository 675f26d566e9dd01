"""What people are told of a conference, and which screens are drawn again.

All messages go to everybody who is there for an invited city, with `conference` (its id) as
parameter and what each function adds.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import notice
from alliance.circular import audience
from alliance.conference import asking
from storage.conference import Conference
from storage.delivery import Lane


def invitation(session: Session, conference: Conference, now: datetime) -> int:
    """Invite ("invitation"); return how many people."""
    return _tell(session, "invitation", conference, {}, now)


def changed(
    session: Session, conference: Conference, changes: Mapping[str, Any], now: datetime
) -> int:
    """Tell what changed ("conference-changed": sequence, changes); return how many people.

    `changes` has, for each key of `asking.content` that changed, what it was and what it is.
    """
    params = {"sequence": conference.sequence, "changes": dict(changes)}
    return _tell(session, "conference-changed", conference, params, now)


def cancelled(session: Session, conference: Conference, now: datetime) -> int:
    """Tell that it does not take place ("conference-cancelled"); return how many people."""
    return _tell(session, "conference-cancelled", conference, {}, now)


def redraw(session: Session, conference: Conference, *city_codes: str) -> None:
    """Redraw the secretariat's screens, and those of cities."""
    for code in city_codes:
        notice.redraw(session, conference.city_subject(code))
    notice.redraw(session, conference.subject)


def redraw_all(session: Session, conference: Conference) -> None:
    """Redraw every screen of a conference."""
    redraw(session, conference, *(city.code for city in asking.invited(session, conference)))


def _tell(
    session: Session,
    kind: str,
    conference: Conference,
    params: Mapping[str, Any],
    now: datetime,
) -> int:
    return notice.broadcast(
        session,
        kind,
        audience.readers(asking.invited(session, conference), now),
        [{"conference": conference.key, **params}],
        subject=conference.subject,
        # One lane, or a change could overtake the invitation.
        lane=Lane.CIRCULAR,
        now=now,
    )
