"""Starting a draft, its files, to whom it goes, what it asks for, and giving it up."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from alliance import register, rights
from alliance.circular import parts
from alliance.circular.draft import steps
from alliance.circular.draft.asking import files
from alliance.circular.refusals import NoAudience, SameAudience, TooManyFiles
from alliance.refusal import FileUnusable
from storage.attachment import Attachment, FetchState
from storage.circular import (
    Audience,
    CircularCity,
    CircularFile,
    GeneralCircular,
    GeneralState,
)
from storage.person import Person


def start(session: Session, secretary: Person, now: datetime) -> GeneralCircular:
    """Start a draft; raises NotActive, NotAllowed. Any secretary may take it over."""
    rights.require_secretary(secretary)
    draft = GeneralCircular(created_at=now, editor_id=secretary.key, edited_at=now)
    session.add(draft)
    session.flush()
    return draft


def attach(
    session: Session, secretary: Person, general_id: int, attachment_id: int, now: datetime
) -> None:
    """Add a file that has arrived; twice is once.

    Raises NotActive, NotAllowed, UnknownCircular, NotDraft, FileUnusable, TooManyFiles.
    """
    draft = steps.own(session, secretary, general_id)
    file = session.get(Attachment, attachment_id)
    if file is None or file.state is not FetchState.READY:
        raise FileUnusable(attachment_id)
    there = [one.id for one in files(session, draft)]
    if attachment_id in there:
        return
    if len(there) >= parts.FILE_LIMIT:
        raise TooManyFiles(parts.FILE_LIMIT)
    session.add(CircularFile(general_id=draft.key, attachment_id=attachment_id))
    steps.edited(session, draft, secretary, now)


def detach(
    session: Session, secretary: Person, general_id: int, attachment_id: int, now: datetime
) -> None:
    """Take a file out; raises NotActive, NotAllowed, UnknownCircular, NotDraft."""
    draft = steps.own(session, secretary, general_id)
    attached = session.get(CircularFile, (draft.key, attachment_id))
    if attached is not None:
        session.delete(attached)
        steps.edited(session, draft, secretary, now)


def set_audience(
    session: Session,
    secretary: Person,
    general_id: int,
    audience: Audience,
    now: datetime,
    *,
    cities: Iterable[str] = (),
    about: str | None = None,
) -> GeneralCircular:
    """Say to whom a circular goes: `cities` with CITIES, `about` (a subject) with OPEN.

    Raises NotActive, NotAllowed, UnknownCircular, NotDraft, NoAudience (no city, or nothing that
    OPEN is about), UnknownCity, SameAudience (a correction's audience is what it is).
    """
    draft = steps.own(session, secretary, general_id)
    if (audience is Audience.SAME) is not (draft.corrects_id is not None):
        raise SameAudience
    chosen = {register.city(session, code).code for code in cities}
    if (audience is Audience.CITIES and not chosen) or (audience is Audience.OPEN and not about):
        raise NoAudience
    draft.audience = audience
    draft.about = about if audience is Audience.OPEN else None
    session.execute(sa.delete(CircularCity).where(col(CircularCity.general_id) == draft.key))
    if audience is Audience.CITIES:
        session.add_all(CircularCity(general_id=draft.key, city_code=code) for code in chosen)
    steps.edited(session, draft, secretary, now)
    return draft


def set_observers(
    session: Session,
    secretary: Person,
    general_id: int,
    observers: bool,  # noqa: FBT001 - it is what the act is about
    now: datetime,
) -> GeneralCircular:
    """Say whether observers get it too, with MEMBERS, CN and DE; raises as `discard`."""
    draft = steps.own(session, secretary, general_id)
    draft.observers = observers
    steps.edited(session, draft, secretary, now)
    return draft


def set_acknowledge(
    session: Session,
    secretary: Person,
    general_id: int,
    wanted: bool,  # noqa: FBT001 - it is what the act is about
    now: datetime,
) -> GeneralCircular:
    """Say whether the cities are to acknowledge; raises as `discard`."""
    draft = steps.own(session, secretary, general_id)
    draft.acknowledge = wanted
    steps.edited(session, draft, secretary, now)
    return draft


def discard(
    session: Session, secretary: Person, general_id: int, now: datetime
) -> GeneralCircular:
    """Give a draft up; raises NotActive, NotAllowed, UnknownCircular, NotDraft."""
    draft = steps.own(session, secretary, general_id)
    steps.edited(session, draft, secretary, now)
    draft.state = GeneralState.DISCARDED
    return draft
