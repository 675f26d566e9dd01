"""Writing the two halves: changing one that is right makes the other one stale."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import pair, value
from alliance.circular import parts
from alliance.circular.draft import steps
from alliance.circular.draft.asking import texts
from storage.circular import CircularText, GeneralCircular
from storage.language import Language
from storage.person import Person


def write_title(
    session: Session, actor: Person, general_id: int, language: Language, title: str, now: datetime
) -> pair.Written[CircularText]:
    """Write one half's title; changing one that is not stale makes the other half stale.

    A stale half stays so, since its text is still to be written anew or confirmed. Raises
    NotActive, NotAllowed (others than secretariat and contact office), UnknownCircular,
    NotDraft, BadValue (title: empty, control, too-long beyond 200 characters).
    """
    draft = steps.writable(session, actor, general_id)
    clean = value.line("title", title, parts.TITLE_LIMIT)
    halves = texts(session, draft)
    half = _half(halves, draft, language, actor, now)
    return _kept(session, draft, pair.change(halves, half, actor, now, title=clean), actor, now)


def write_text(
    session: Session,
    actor: Person,
    general_id: int,
    language: Language,
    text: str,
    entities: Iterable[Mapping[str, Any]],
    now: datetime,
) -> pair.Written[CircularText]:
    """Write one half's text with its formatting (positions in characters), and it is not stale.

    Changing a half that is not stale makes the other one stale. Raises as `write_title`, with
    BadValue of text: empty, control, too-long beyond 12,000 characters.
    """
    draft = steps.writable(session, actor, general_id)
    clean = parts.formatted("text", text, entities, parts.TEXT_LIMIT)
    halves = texts(session, draft)
    half = _half(halves, draft, language, actor, now)
    values = {"text": clean.text, "entities": [*clean.entities]}
    return _kept(session, draft, pair.write(halves, half, actor, now, **values), actor, now)


def confirm_half(
    session: Session, actor: Person, general_id: int, language: Language, now: datetime
) -> CircularText:
    """Declare a stale half checked and still right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownCircular, NotDraft, NothingWritten.
    """
    draft = steps.writable(session, actor, general_id)
    halves = texts(session, draft)
    if pair.confirm(halves, language):
        steps.edited(session, draft, actor, now)
    return halves[language]


def _half(
    halves: Mapping[Language, CircularText],
    draft: GeneralCircular,
    language: Language,
    actor: Person,
    now: datetime,
) -> CircularText:
    return halves.get(language) or CircularText(
        general_id=draft.key, language=language, title="", written_at=now, written_by=actor.key
    )


def _kept(
    session: Session,
    draft: GeneralCircular,
    done: pair.Written[CircularText],
    actor: Person,
    now: datetime,
) -> pair.Written[CircularText]:
    if done.changed:
        session.add(done.half)
        steps.edited(session, draft, actor, now)
    return done
