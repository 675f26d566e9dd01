"""Writing the two halves: changing one that is right makes the other one stale."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alliance.conference import words
from alliance.conference.asking import texts
from alliance.conference.draft import steps
from alliance.conference.refusals import NothingWritten
from storage.conference import ConferenceText
from storage.language import Language
from storage.person import Person


@dataclass(frozen=True)
class Written:
    """A half that was written; `other_stale`: the other half has to be checked or rewritten."""

    half: ConferenceText
    other_stale: bool


def write_title(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> Written:
    """Write one half's title.

    Changing a text that was there, in a half that is not stale, makes the other half stale; a
    stale half stays so until it is confirmed. Raises NotActive, NotAllowed (others than
    secretariat and contact office), UnknownConference, NotDraft, BadValue.
    """
    return _write(session, actor, conference_id, language, "title", words.title(text), now)


def write_venue(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> Written:
    """Write one half's venue, as `write_title`."""
    return _write(session, actor, conference_id, language, "venue", words.venue(text), now)


def write_costs(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> Written:
    """Write who bears special events (S-40), nothing where there are none; as `write_title`."""
    return _write(session, actor, conference_id, language, "costs", words.costs(text), now)


def confirm_half(
    session: Session, actor: Person, conference_id: int, language: Language, now: datetime
) -> ConferenceText:
    """Declare a stale half checked and right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, NothingWritten.
    """
    draft = steps.writable(session, actor, conference_id)
    half = texts(session, draft).get(language)
    if half is None:
        raise NothingWritten
    if half.stale:
        half.stale = False
        session.add(half)
        steps.edited(session, draft, actor, now)
    return half


def _write(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    field: str,
    clean: str,
    now: datetime,
) -> Written:
    draft = steps.writable(session, actor, conference_id)
    halves = texts(session, draft)
    other = halves.get(language.other)
    half = halves.get(language) or ConferenceText(
        conference_id=draft.key,
        language=language,
        title="",
        written_at=now,
        written_by=actor.key,
    )
    present = getattr(half, field)
    if present != clean:
        if other is not None and present and not half.stale:
            other.stale = True
        setattr(half, field, clean)
        half.written_at = now
        half.written_by = actor.key
        session.add(half)
        steps.edited(session, draft, actor, now)
    return Written(half, other_stale=other is not None and other.stale)
