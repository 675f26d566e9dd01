"""Which drafts there are, what they lack, and whether the sides take turns (S-30)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from alliance import register
from alliance.conference import times
from alliance.conference.asking import hosts, items, texts, titles_of
from alliance.conference.refusals import Gap
from storage.city import City, Side
from storage.conference import Conference, ConferenceState, ConferenceText, EventKind
from storage.language import Language
from storage.person import Person


@dataclass(frozen=True)
class Draft:
    """A draft with who edited it last and what it is called."""

    conference: Conference
    editor: Person
    titles: dict[Language, str]


def open_drafts(session: Session) -> list[Draft]:
    """Return the drafts, last edited first."""
    query = (
        select(Conference, Person)
        .join(Person, col(Person.id) == col(Conference.editor_id))
        .where(Conference.state == ConferenceState.DRAFT)
        .order_by(col(Conference.edited_at).desc(), col(Conference.id).desc())
    )
    found = session.exec(query).all()
    titles = titles_of(session, [conference.key for conference, _ in found])
    return [Draft(one, editor, titles[one.key]) for one, editor in found]


def turn_now(session: Session, conference: Conference | None = None) -> Side | None:
    """Return whose turn it is to host the next half-yearly conference (S-30), None at first.

    Of a conference with a time: after those before it.
    """
    before = [
        city.side
        for other, city in hosts(session)
        if conference is None or (other.key != conference.key and _earlier(other, conference))
    ]
    return times.turn(before)


def same_side(session: Session, conference: Conference) -> list[tuple[Conference, City]]:
    """Return the conferences just before and after that the same side hosts too.

    That deviates from S-30 and is only told. Empty for other events, and without host and time.
    """
    if (
        conference.kind is not EventKind.CONFERENCE
        or conference.host_code is None
        or conference.starts_at is None
    ):
        return []
    others = [one for one in hosts(session) if one[0].key != conference.key]
    before = [one for one in others if _earlier(one[0], conference)]
    after = others[len(before) :]
    side = register.city(session, conference.host_code).side
    return [one for one in (*before[-1:], *after[:1]) if one[1].side is side]


def gaps(session: Session, conference: Conference, now: datetime) -> list[Gap]:
    """Return why nobody can be invited yet: texts first, German first, then what is planned."""
    return [
        *_texts(texts(session, conference)),
        *_agenda(session, conference),
        *_plan(conference, now),
    ]


def _texts(halves: dict[Language, ConferenceText]) -> Iterator[Gap]:
    costly = any(half.costs for half in halves.values())
    for language in Language:
        half = halves.get(language)
        if half is None or not half.title:
            yield Gap("title", "missing", language)
        if half is None or not half.venue:
            yield Gap("venue", "missing", language)
        if costly and (half is None or not half.costs):
            yield Gap("costs", "missing", language)
        if half is not None and half.stale:
            yield Gap("half", "stale", language)


def _agenda(session: Session, conference: Conference) -> Iterator[Gap]:
    written = [item for item in items(session, conference) if item.accession_id is None]
    for language in Language:
        titles = [item.title_de if language is Language.DE else item.title_zh for item in written]
        if not all(titles):
            yield Gap("agenda", "missing", language)


def _plan(conference: Conference, now: datetime) -> Iterator[Gap]:
    if conference.host_code is None:
        yield Gap("host", "missing")
    if conference.starts_at is None:
        yield Gap("times", "missing")
    elif conference.starts_at <= now:
        yield Gap("times", "past")
    if conference.deadline_at is None:
        return
    if conference.deadline_at <= now:
        yield Gap("deadline", "past")
    elif conference.starts_at is not None and conference.deadline_at > conference.starts_at:
        yield Gap("deadline", "late")


def _earlier(other: Conference, conference: Conference) -> bool:
    """Return whether another conference with a time is before one that may have none yet."""
    assert other.starts_at is not None
    if conference.starts_at is None:
        return True
    return (other.starts_at, other.key) < (conference.starts_at, conference.key)
