"""The agenda of a draft: items in both languages, in an order of their own."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from alliance import lock, rights
from alliance.conference import words
from alliance.conference.asking import items
from alliance.conference.draft import steps
from alliance.conference.refusals import MustBeAnnounced, TooManyItems, UnknownItem
from alliance.refusal import NotAllowed
from storage.conference import AgendaItem, Conference
from storage.person import Person


def add_item(
    session: Session,
    secretary: Person,
    conference_id: int,
    title_de: str,
    title_zh: str,
    minutes: int | None,
    now: datetime,
) -> AgendaItem:
    """Add an item at the end; one title may be missing for now, `minutes` is how long it takes.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, TooManyItems, BadValue.
    """
    draft = steps.own(session, secretary, conference_id)
    clean_de, clean_zh, taken = words.item(title_de, title_zh, minutes)
    words.titled(clean_de, clean_zh)
    there = items(session, draft)
    if len(there) >= words.ITEM_LIMIT:
        raise TooManyItems(words.ITEM_LIMIT)
    item = AgendaItem(
        conference_id=draft.key,
        position=len(there) + 1,
        title_de=clean_de,
        title_zh=clean_zh,
        minutes=taken,
        written_at=now,
        written_by=secretary.key,
    )
    _keep(session, [*there, item])
    steps.edited(session, draft, secretary, now)
    return item


def change_item(
    session: Session,
    actor: Person,
    item_id: int,
    title_de: str,
    title_zh: str,
    minutes: int | None,
    now: datetime,
) -> AgendaItem:
    """Write an item anew; an announcement (S-14) without titles is called what it announces.

    Contact offices change titles only. Raises as `add_item`, and UnknownItem.
    """
    draft, item = _found(session, actor, item_id)
    clean_de, clean_zh, taken = words.item(title_de, title_zh, minutes)
    if item.accession_id is None:
        words.titled(clean_de, clean_zh)
    if taken != item.minutes and not actor.secretary:
        raise NotAllowed
    if (item.title_de, item.title_zh, item.minutes) != (clean_de, clean_zh, taken):
        item.title_de, item.title_zh, item.minutes = clean_de, clean_zh, taken
        item.written_at, item.written_by = now, actor.key
        session.add(item)
        steps.edited(session, draft, actor, now)
    return item


def move_item(
    session: Session,
    secretary: Person,
    item_id: int,
    position: int,
    now: datetime,
) -> list[AgendaItem]:
    """Make an item the one of a number (from 1; beyond the end the last), and return all.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, UnknownItem.
    """
    rights.require_secretary(secretary)
    draft, item = _found(session, secretary, item_id)
    others = [one for one in items(session, draft) if one.key != item.key]
    others.insert(max(position, 1) - 1, item)
    _keep(session, others)
    steps.edited(session, draft, secretary, now)
    return others


def remove_item(session: Session, secretary: Person, item_id: int, now: datetime) -> None:
    """Take an item out.

    Raises NotActive, NotAllowed, UnknownConference, NotDraft, UnknownItem, MustBeAnnounced (S-14).
    """
    rights.require_secretary(secretary)
    draft, item = _found(session, secretary, item_id)
    if item.accession_id is not None:
        raise MustBeAnnounced(item.accession_id)
    session.delete(item)
    session.flush()
    _keep(session, items(session, draft))
    steps.edited(session, draft, secretary, now)


def _found(session: Session, actor: Person, item_id: int) -> tuple[Conference, AgendaItem]:
    """Return an item and its draft, locked, for somebody who may write its texts."""
    rights.require_active(actor)
    item = session.get(AgendaItem, item_id)
    if item is None:
        raise UnknownItem(item_id)
    draft = steps.writable(session, actor, item.conference_id)
    if lock.reread(session, AgendaItem, item_id) is None:
        raise UnknownItem(item_id)
    return draft, item


def _keep(session: Session, in_order: Iterable[AgendaItem]) -> None:
    for position, item in enumerate(in_order, start=1):
        item.position = position
        session.add(item)
    session.flush()
