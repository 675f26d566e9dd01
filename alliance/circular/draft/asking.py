"""What a general circular consists of, and which ones are not sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from alliance import lock, pair
from alliance.circular.refusals import UnknownCircular
from storage.attachment import Attachment
from storage.circular import CircularFile, CircularText, GeneralCircular, GeneralState
from storage.language import Language
from storage.person import Person

UNSENT = (GeneralState.DRAFT, GeneralState.SCHEDULED)
OUT = (GeneralState.SENT, GeneralState.PAUSED, GeneralState.STOPPED)


@dataclass(frozen=True)
class Draft:
    """A draft, or one that waits for its time, with who edited it last and what it is called."""

    general: GeneralCircular
    editor: Person
    titles: dict[Language, str]


def get(session: Session, general_id: int) -> GeneralCircular:
    """Return a general circular by its id; raises UnknownCircular."""
    found = session.get(GeneralCircular, general_id)
    if found is None:
        raise UnknownCircular(general_id)
    return found


def locked(session: Session, general_id: int) -> GeneralCircular:
    """Return a general circular whose row is locked until the transaction ends.

    Before the number series and the record's head. Raises UnknownCircular.
    """
    found = lock.locked(session, GeneralCircular, general_id)
    if found is None:
        raise UnknownCircular(general_id)
    return found


def open_drafts(session: Session) -> list[Draft]:
    """Return the drafts and those that wait for their time, last edited first."""
    query = (
        select(GeneralCircular, Person)
        .join(Person, col(Person.id) == col(GeneralCircular.editor_id))
        .where(col(GeneralCircular.state).in_(UNSENT))
        .order_by(col(GeneralCircular.edited_at).desc(), col(GeneralCircular.id).desc())
    )
    found = session.exec(query).all()
    titles = titles_of(session, [general.key for general, _ in found])
    return [Draft(general, editor, titles[general.key]) for general, editor in found]


def titles_of(session: Session, general_ids: Sequence[int]) -> dict[int, dict[Language, str]]:
    """Return what general circulars are called, by id and language, as far as they are."""
    query = select(CircularText.general_id, CircularText.language, CircularText.title).where(
        col(CircularText.general_id).in_(general_ids), CircularText.title != ""
    )
    titles: dict[int, dict[Language, str]] = {general_id: {} for general_id in general_ids}
    for general_id, language, title in session.exec(query):
        titles[general_id][Language(language)] = title
    return titles


def texts(session: Session, general: GeneralCircular) -> dict[Language, CircularText]:
    """Return the halves that are there, by language, German first."""
    return pair.halves(session, CircularText, CircularText.general_id == general.key)


def files(session: Session, general: GeneralCircular) -> list[Attachment]:
    """Return the files, in the order in which they arrived."""
    query = (
        select(Attachment)
        .join(CircularFile, col(CircularFile.attachment_id) == col(Attachment.id))
        .where(CircularFile.general_id == general.key)
        .order_by(col(Attachment.id))
    )
    return list(session.exec(query))


def gaps(session: Session, general: GeneralCircular) -> list[pair.Gap]:
    """Return why a draft cannot be sent yet: halves that are missing or stale, German first."""
    halves = texts(session, general).items()
    return pair.gaps({language: half for language, half in halves if half.title and half.text})
