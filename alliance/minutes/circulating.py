"""Making circulars of an agenda and of minutes; the secretariat sends them as any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import notice, rights
from alliance.circular import draft
from alliance.conference import asking as conferences
from alliance.minutes import evidence
from alliance.minutes.asking import gaps, in_force, published, resolutions
from alliance.minutes.refusals import MinutesUnready, NoAgenda, NotBegun
from storage.circular import Audience, GeneralCircular
from storage.conference import Conference
from storage.language import Language
from storage.minutes import Paper, PaperKind
from storage.person import Person


@dataclass(frozen=True)
class Written:
    """One half of a circular as it is to be: entities are positions in characters."""

    title: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()


def publish_agenda(
    session: Session,
    secretary: Person,
    conference_id: int,
    halves: Mapping[Language, Written],
    now: datetime,
) -> GeneralCircular:
    """Make a draft of the agenda for members and observers, or bring the one there is up to date.

    `halves` is the agenda in words, in both languages. Raises NotActive, NotAllowed,
    UnknownConference, NotInvited, NoAgenda, BadValue (title, text: too-long).
    """
    rights.require_secretary(secretary)
    conference = conferences.locked(session, conference_id)
    conferences.require_invited(conference)
    if not conferences.items(session, conference):
        raise NoAgenda
    general = _made(session, secretary, conference, PaperKind.AGENDA, halves, now)
    notice.redraw(session, f"minutes:{conference.key}")
    return general


def circulate(
    session: Session,
    secretary: Person,
    conference_id: int,
    halves: Mapping[Language, Written],
    now: datetime,
) -> GeneralCircular:
    """Make a draft of minutes and resolutions, or bring the one there is up to date.

    The resolutions are in force once it has gone out. Members and observers are to acknowledge
    it. Raises as `publish_agenda`, and NotBegun, MinutesUnready instead of NoAgenda.
    """
    rights.require_secretary(secretary)
    conference = conferences.locked(session, conference_id)
    conferences.require_invited(conference)
    assert conference.starts_at is not None
    if now < conference.starts_at:
        raise NotBegun(conference.starts_at)
    if missing := gaps(session, conference):
        raise MinutesUnready(tuple(missing))
    general = _made(session, secretary, conference, PaperKind.MINUTES, halves, now)
    for one in resolutions(session, conference):
        if not in_force(session, one):
            one.general_id = general.key
            session.add(one)
    session.flush()
    # Before screens are marked: whoever marks screens after an entry in the record waits.
    evidence.circulated(session, secretary, conference, general, now)
    notice.redraw(session, f"minutes:{conference.key}")
    return general


def _made(
    session: Session,
    secretary: Person,
    conference: Conference,
    kind: PaperKind,
    halves: Mapping[Language, Written],
    now: datetime,
) -> GeneralCircular:
    """Return the unsent circular of a kind, a new one where there is none, with its texts."""
    unsent = [
        one
        for one in published(session, conference, kind)
        if one.general.state in draft.UNSENT
        and draft.locked(session, one.general.key).state in draft.UNSENT
    ]
    if unsent:
        paper, general = unsent[0].paper, unsent[0].general
    else:
        general = _started(session, secretary, kind, now)
        paper = Paper(
            general_id=general.key, conference_id=conference.key, kind=kind, composed_at=now
        )
    paper.composed_at, paper.stale = now, False
    session.add(paper)
    for language, half in halves.items():
        draft.write_title(session, secretary, general.key, language, half.title, now)
        draft.write_text(session, secretary, general.key, language, half.text, half.entities, now)
    for language in halves:
        # Both were made of a pair that belongs together.
        draft.confirm_half(session, secretary, general.key, language, now)
    return general


def _started(
    session: Session, secretary: Person, kind: PaperKind, now: datetime
) -> GeneralCircular:
    general = draft.start(session, secretary, now)
    draft.set_audience(session, secretary, general.key, Audience.MEMBERS, now)
    draft.set_observers(session, secretary, general.key, observers=True, now=now)
    wanted = kind is PaperKind.MINUTES
    return draft.set_acknowledge(session, secretary, general.key, wanted=wanted, now=now)
