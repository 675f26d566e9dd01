"""Writing the two halves: changing one that is right makes the other one stale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import value
from alliance.circular import parts
from alliance.circular.draft import steps
from alliance.circular.draft.asking import texts
from alliance.circular.refusals import NothingWritten
from storage.circular import CircularText, GeneralCircular
from storage.language import Language
from storage.person import Person


@dataclass(frozen=True)
class Written:
    """A half that was written; `other_stale`: the other half has to be checked or rewritten."""

    half: CircularText
    other_stale: bool


@dataclass(frozen=True)
class _Pair:
    """A half that is being written, a new one where it was not there, and the other half."""

    draft: GeneralCircular
    half: CircularText
    other: CircularText | None

    def change(self, *, anew: bool) -> None:
        """Make the other half stale, unless what is written now was empty before."""
        if self.other is not None and not (self.half.stale or anew):
            self.other.stale = True

    @property
    def outcome(self) -> Written:
        return Written(self.half, other_stale=self.other is not None and self.other.stale)


def write_title(
    session: Session, actor: Person, general_id: int, language: Language, title: str, now: datetime
) -> Written:
    """Write one half's title; changing one that is not stale makes the other half stale.

    A stale half stays so, since its text is still to be written anew or confirmed. Raises
    NotActive, NotAllowed (others than secretariat and contact office), UnknownCircular,
    NotDraft, BadValue (title: empty, control, too-long beyond 200 characters).
    """
    pair = _pair(session, actor, general_id, language, now)
    clean = value.line("title", title, parts.TITLE_LIMIT)
    if pair.half.title != clean:
        pair.change(anew=not pair.half.title)
        pair.half.title = clean
        _written(session, pair, actor, now)
    return pair.outcome


def write_text(
    session: Session,
    actor: Person,
    general_id: int,
    language: Language,
    text: str,
    entities: Iterable[Mapping[str, Any]],
    now: datetime,
) -> Written:
    """Write one half's text with its formatting (positions in characters), and it is not stale.

    Changing a half that is not stale makes the other one stale. Raises as `write_title`, with
    BadValue of text: empty, control, too-long beyond 12,000 characters.
    """
    pair = _pair(session, actor, general_id, language, now)
    clean = parts.formatted("text", text, entities, parts.TEXT_LIMIT)
    half = pair.half
    if (half.text, half.entities) != (clean.text, [*clean.entities]):
        pair.change(anew=not half.text)
        half.text, half.entities = clean.text, [*clean.entities]
        half.stale = False
        _written(session, pair, actor, now)
    return pair.outcome


def confirm_half(
    session: Session, actor: Person, general_id: int, language: Language, now: datetime
) -> CircularText:
    """Declare a stale half checked and still right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownCircular, NotDraft, NothingWritten.
    """
    draft = steps.writable(session, actor, general_id)
    half = texts(session, draft).get(language)
    if half is None:
        raise NothingWritten
    if half.stale:
        half.stale = False
        session.add(half)
        steps.edited(session, draft, actor, now)
    return half


def _pair(
    session: Session, actor: Person, general_id: int, language: Language, now: datetime
) -> "_Pair":
    draft = steps.writable(session, actor, general_id)
    halves = texts(session, draft)
    half = halves.get(language) or CircularText(
        general_id=draft.key, language=language, title="", written_at=now, written_by=actor.key
    )
    return _Pair(draft, half, halves.get(language.other))


def _written(session: Session, pair: "_Pair", actor: Person, now: datetime) -> None:
    pair.half.written_at = now
    pair.half.written_by = actor.key
    session.add(pair.half)
    steps.edited(session, pair.draft, actor, now)
