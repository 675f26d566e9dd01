"""Writing texts and agenda of a conference that was invited to: all of a change at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from alliance.conference import words
from alliance.conference.asking import items, texts
from alliance.conference.refusals import MustBeAnnounced, TooManyItems, UnknownItem
from storage.conference import AgendaItem, Conference, ConferenceText
from storage.language import Language
from storage.person import Person

CLEAN = {"title": words.title, "venue": words.venue, "costs": words.costs}


@dataclass(frozen=True)
class ItemText:
    """An item as it is to be; `item_id` where it stands on the agenda already."""

    title_de: str
    title_zh: str
    minutes: int | None = None
    item_id: int | None = None


def write(
    session: Session,
    conference: Conference,
    secretary: Person,
    written: Mapping[str, Mapping[Language, str]],
    now: datetime,
) -> None:
    """Write the texts given, by name and language; none makes the other half stale.

    Raises BadValue.
    """
    halves = texts(session, conference)
    for name, by_language in written.items():
        for language, text in by_language.items():
            _write(halves[language], name, CLEAN[name](text), secretary, now)
    session.add_all(halves.values())
    session.flush()


def arrange(
    session: Session,
    conference: Conference,
    secretary: Person,
    wanted: Sequence[ItemText],
    now: datetime,
) -> None:
    """Make the agenda what is wanted, in this order.

    Raises TooManyItems, UnknownItem, MustBeAnnounced (an announcement is left out, S-14),
    BadValue.
    """
    if len(wanted) > words.ITEM_LIMIT:
        raise TooManyItems(words.ITEM_LIMIT)
    there = {item.key: item for item in items(session, conference)}
    for position, text in enumerate(wanted, start=1):
        item = _item(there, text, conference, secretary, now)
        clean = words.item(text.title_de, text.title_zh, text.minutes)
        if item.accession_id is None:
            words.titled(clean[0], clean[1])
        if (item.title_de, item.title_zh, item.minutes) != clean:
            item.title_de, item.title_zh, item.minutes = clean
            item.written_at, item.written_by = now, secretary.key
        item.position = position
        session.add(item)
    for left in there.values():
        if left.accession_id is not None:
            raise MustBeAnnounced(left.accession_id)
        session.delete(left)
    session.flush()


def _write(half: ConferenceText, name: str, clean: str, secretary: Person, now: datetime) -> None:
    if getattr(half, name) != clean:
        setattr(half, name, clean)
        half.written_at, half.written_by = now, secretary.key


def _item(
    there: dict[int, AgendaItem],
    text: ItemText,
    conference: Conference,
    secretary: Person,
    now: datetime,
) -> AgendaItem:
    """Return the item that a text is of, taken from those that are there, or a new one."""
    if text.item_id is None:
        return AgendaItem(
            conference_id=conference.key, position=0, written_at=now, written_by=secretary.key
        )
    if text.item_id not in there:
        raise UnknownItem(text.item_id)
    return there.pop(text.item_id)
