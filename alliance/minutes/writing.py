"""Writing the two halves of the minutes: changing one that is right makes the other one stale."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from alliance import notice, pair, rights
from alliance.accession import wording
from alliance.conference import asking as conferences
from alliance.minutes.asking import texts
from alliance.minutes.refusals import NotBegun
from storage.conference import Conference
from storage.language import Language
from storage.minutes import MinutesText, Paper, PaperKind
from storage.person import Person

# With its resolutions it has to fit into a circular.
TEXT_LIMIT = 9_000


def write(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> MinutesText:
    """Write one half, and it is not stale; changing one that is right makes the other stale.

    Raises NotActive, NotAllowed (others than secretariat and contact office), UnknownConference,
    NotInvited, NotBegun, BadValue (text: empty, control, too-long beyond 9,000 characters).
    """
    conference = writable(session, actor, conference_id, now)
    clean = wording.text("text", text, TEXT_LIMIT)
    halves = texts(session, conference)
    half = halves.get(language) or MinutesText(
        conference_id=conference.key,
        language=language,
        text="",
        written_at=now,
        written_by=actor.key,
    )
    if pair.change(halves, half, actor, now, text=clean, stale=False).changed:
        session.add(half)
        touched(session, conference)
    return half


def confirm_half(
    session: Session, actor: Person, conference_id: int, language: Language, now: datetime
) -> MinutesText:
    """Declare a stale half checked and still right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownConference, NotInvited, NotBegun, NothingWritten.
    """
    conference = writable(session, actor, conference_id, now)
    halves = texts(session, conference)
    if pair.confirm(halves, language):
        touched(session, conference)
    return halves[language]


def writable(session: Session, actor: Person, conference_id: int, now: datetime) -> Conference:
    """Return a conference that has begun, locked, for somebody who may write its minutes.

    Raises NotActive, NotAllowed, UnknownConference, NotInvited, NotBegun.
    """
    rights.require_editor(actor)
    conference = conferences.locked(session, conference_id)
    conferences.require_invited(conference)
    assert conference.starts_at is not None
    if now < conference.starts_at:
        raise NotBegun(conference.starts_at)
    return conference


def touched(session: Session, conference: Conference) -> None:
    """Note that circulars made of the minutes do not show them as they are, and redraw."""
    session.flush()
    session.execute(
        sa.update(Paper)
        .where(col(Paper.conference_id) == conference.key, col(Paper.kind) == PaperKind.MINUTES)
        .values(stale=True)
    )
    notice.redraw(session, conference.subject, f"minutes:{conference.key}")
