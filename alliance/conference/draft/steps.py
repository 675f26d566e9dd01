"""Steps that the acts on a draft share: who may change it, and what every change does."""

from datetime import datetime

from sqlmodel import Session

from alliance import notice, rights
from alliance.conference.asking import locked
from alliance.conference.refusals import NotDraft
from storage.conference import Conference, ConferenceState
from storage.person import Person


def writable(session: Session, actor: Person, conference_id: int) -> Conference:
    """Return a draft, locked, for somebody who may write its texts."""
    rights.require_editor(actor)
    draft = locked(session, conference_id)
    if draft.state is not ConferenceState.DRAFT:
        raise NotDraft(draft.state)
    return draft


def own(session: Session, secretary: Person, conference_id: int) -> Conference:
    """Return a draft, locked, for the secretariat."""
    rights.require_secretary(secretary)
    return writable(session, secretary, conference_id)


def edited(session: Session, conference: Conference, actor: Person, now: datetime) -> None:
    """Note who changed a conference, and redraw the screens that show it."""
    conference.editor_id = actor.key
    conference.edited_at = now
    session.add(conference)
    session.flush()
    notice.redraw(session, conference.subject)
