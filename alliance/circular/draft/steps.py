"""Steps that the acts on a draft share: who may change it, and what every change does."""

from datetime import datetime

from sqlmodel import Session

from alliance import rights
from alliance.circular.draft.asking import UNSENT, locked
from alliance.circular.refusals import NotDraft
from storage.circular import GeneralCircular, GeneralState
from storage.person import Person


def writable(session: Session, actor: Person, general_id: int) -> GeneralCircular:
    """Return a draft, locked, for somebody who may write its texts."""
    rights.require_editor(actor)
    draft = locked(session, general_id)
    require_unsent(draft)
    return draft


def own(session: Session, secretary: Person, general_id: int) -> GeneralCircular:
    """Return a draft, locked, for the secretariat."""
    rights.require_secretary(secretary)
    return writable(session, secretary, general_id)


def require_unsent(general: GeneralCircular) -> None:
    """Raise NotDraft for a circular that was sent or discarded."""
    if general.state not in UNSENT:
        raise NotDraft(general.state)


def edited(session: Session, draft: GeneralCircular, actor: Person, now: datetime) -> None:
    """Note who changed a draft; one that waited for its time is a mere draft again."""
    draft.state = GeneralState.DRAFT
    draft.send_at = None
    draft.editor_id = actor.key
    draft.edited_at = now
    session.add(draft)
    session.flush()
