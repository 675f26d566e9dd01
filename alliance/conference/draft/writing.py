"""Writing the two halves: changing one that is right makes the other one stale."""

from datetime import datetime

from sqlmodel import Session

from alliance import pair
from alliance.conference import words
from alliance.conference.asking import texts
from alliance.conference.draft import steps
from storage.conference import ConferenceText
from storage.language import Language
from storage.person import Person


def write_title(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> pair.Written[ConferenceText]:
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
) -> pair.Written[ConferenceText]:
    """Write one half's venue, as `write_title`."""
    return _write(session, actor, conference_id, language, "venue", words.venue(text), now)


def write_costs(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    text: str,
    now: datetime,
) -> pair.Written[ConferenceText]:
    """Write who bears special events (S-40), nothing where there are none; as `write_title`."""
    return _write(session, actor, conference_id, language, "costs", words.costs(text), now)


def confirm_half(
    session: Session, actor: Person, conference_id: int, language: Language, now: datetime
) -> ConferenceText:
    """Declare a stale half checked and right; pressing twice changes nothing.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, NothingWritten.
    """
    draft = steps.writable(session, actor, conference_id)
    halves = texts(session, draft)
    if pair.confirm(halves, language):
        steps.edited(session, draft, actor, now)
    return halves[language]


def _write(
    session: Session,
    actor: Person,
    conference_id: int,
    language: Language,
    field: str,
    clean: str,
    now: datetime,
) -> pair.Written[ConferenceText]:
    draft = steps.writable(session, actor, conference_id)
    halves = texts(session, draft)
    half = halves.get(language) or ConferenceText(
        conference_id=draft.key,
        language=language,
        title="",
        written_at=now,
        written_by=actor.key,
    )
    done = pair.change(halves, half, actor, now, **{field: clean})
    if done.changed:
        session.add(half)
        steps.edited(session, draft, actor, now)
    return done
