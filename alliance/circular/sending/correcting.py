"""Correcting a circular: a new one to exactly those who got it; both stay in the archive."""

from datetime import datetime

from sqlmodel import Session, col, select

from alliance import rights
from alliance.circular import draft
from alliance.circular.refusals import NotOut
from storage.circular import (
    Audience,
    CircularFile,
    CircularText,
    GeneralCircular,
)
from storage.person import Person


def correct(
    session: Session, secretary: Person, general_id: int, now: datetime
) -> GeneralCircular:
    """Return a draft that corrects a circular, with its texts and files; the one that is there.

    Raises NotActive, NotAllowed, UnknownCircular, NotOut.
    """
    rights.require_secretary(secretary)
    general = draft.locked(session, general_id)
    if general.state not in draft.OUT:
        raise NotOut(general.state)
    begun = _begun(session, general)
    return begun if begun is not None else _copy(session, secretary, general, now)


def _begun(session: Session, general: GeneralCircular) -> GeneralCircular | None:
    query = select(GeneralCircular).where(
        GeneralCircular.corrects_id == general.key,
        col(GeneralCircular.state).in_(draft.UNSENT),
    )
    return session.exec(query).first()


def _copy(
    session: Session, secretary: Person, general: GeneralCircular, now: datetime
) -> GeneralCircular:
    copied = draft.start(session, secretary, now)
    copied.audience = Audience.SAME
    copied.acknowledge = general.acknowledge
    copied.corrects_id = general.key
    session.add(copied)
    for half in draft.texts(session, general).values():
        changed = {"general_id": copied.key, "written_at": now, "written_by": secretary.key}
        session.add(CircularText.model_validate({**half.model_dump(), **changed}))
    files = select(CircularFile.attachment_id).where(CircularFile.general_id == general.key)
    for file in session.exec(files).all():
        session.add(CircularFile(general_id=copied.key, attachment_id=file))
    session.flush()
    return copied
