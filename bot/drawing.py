"""Deliveries are drawn as their readers see them now; those that look the same only once."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from types import ModuleType
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.answers import Following, Sheet, following, sheet
from handlers.kit.screen import NotNow
from handlers.kit.shared import Look, Reader
from storage.delivery import Delivery, DeliveryState
from storage.language import Language
from storage.person import Person, Presence

WHOLE: Final = select(Delivery, Person).where(
    Delivery.person_id == Person.id, col(Delivery.id).in_(sa.bindparam("ids", expanding=True))
)
# What a look's key does not name, as the names that `stadtbote load` brings, is so late at most.
KEPT_FOR: Final = timedelta(seconds=2)
KEPT: Final = 256


class Found(NamedTuple):
    """A delivery that waits and who is to read it; `params` as they are stored."""

    id: int
    kind: str
    subject: str
    params: str
    repeat: bool
    lane: int
    chat: int | None
    channel: str
    reader: Reader


def found(row: Sequence[Any]) -> Found:
    """Return a row as the database gathers it: a delivery, then its reader."""
    person_id, language, zone, presence, city_code = row[8:]
    reader = Reader(person_id, Language(language), zone, Presence(presence), city_code)
    return Found._make((*row[:8], reader))


class Key(NamedTuple):
    """All that a delivery looks like: those of the same key are the same message."""

    kind: str
    subject: str
    params: str
    repeat: bool
    language: str
    zone: str
    look: Hashable


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a delivery comes to: a sheet and what its message follows, or its new state."""

    sheet: Sheet | None
    checksum: str = ""
    follow: Following | None = None
    state: DeliveryState = DeliveryState.SENDING
    error: str | None = None


POINTLESS: Final = Drawn(None, state=DeliveryState.DROPPED)
NOT_NOW: Final = Drawn(None, state=DeliveryState.HELD)
NO_CHAT: Final = Drawn(None, state=DeliveryState.REFUSED, error="no chat")


@dataclass
class Drawer:
    """Draws deliveries, and keeps for a moment what looks the same to many."""

    registry: ModuleType
    _kept: dict[Key, tuple[datetime, Drawn]] = field(default_factory=dict)

    def drawn(self, session: Session, rows: Sequence[Found], now: datetime) -> dict[int, Drawn]:
        """Return what deliveries come to, by id; `rows` are in order of kind and subject.

        Whatever a renderer raises is a bug.
        """
        drawn = {row.id: NO_CHAT for row in rows if row.chat is None}
        alone, alike = self._looks(session, [row for row in rows if row.chat is not None], now)
        known = {key: one for key in alike if (one := self._look_up(key, now)) is not None}
        first = {some[0][0]: key for key, some in alike.items() if key not in known}
        for number, person, one in self._draw(session, [*alone, *first], now):
            drawn[number] = one
            if number in first and self._as_before(session, first[number], person, now):
                known[first[number]] = one
                self._keep(first[number], one, now)
        for key, some in alike.items():
            if key in known:
                theirs = {look: _for(known[key], look) for look in {look for _, look in some}}
                drawn |= {number: theirs[look] for number, look in some}
            else:
                rest = [number for number, _ in some if number not in drawn]
                drawn |= {number: one for number, _, one in self._draw(session, rest, now)}
        return drawn

    def _as_before(self, session: Session, key: Key, person: Person, now: datetime) -> bool:
        """Return whether a person whose message was drawn still is whom the key was asked for.

        On PostgreSQL others may commit between the question and the drawing.
        """
        reader = Reader(
            person.key, person.language, person.zone, person.presence, person.city_code
        )
        (look,) = self.registry.shared(session, key.kind, key.subject, [reader], now)
        there = person.language, person.zone, look.key
        return there == (key.language, key.zone, key.look)

    def _looks(
        self, session: Session, rows: Sequence[Found], now: datetime
    ) -> tuple[list[int], dict[Key, list[tuple[int, Look]]]]:
        """Return which deliveries look like no other, and those that look the same together."""
        alone: list[int] = []
        alike: dict[Key, list[tuple[int, Look]]] = defaultdict(list)
        for (kind, subject), group in groupby(rows, _matter):
            some = list(group)
            readers = [row.reader for row in some]
            looks = self.registry.shared(session, kind, subject, readers, now)
            if looks is None:
                alone += [row.id for row in some]
                continue
            for row, look in zip(some, looks, strict=True):
                spoken = row.reader.language, row.reader.zone
                key = Key(kind, subject, row.params, row.repeat, *spoken, look.key)
                alike[key].append((row.id, look))
        return alone, alike

    def _look_up(self, key: Key, now: datetime) -> Drawn | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] <= now < found[0] + KEPT_FOR else None

    def _keep(self, key: Key, one: Drawn, now: datetime) -> None:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = now, one

    def _draw(
        self, session: Session, ids: Sequence[int], now: datetime
    ) -> list[tuple[int, Person, Drawn]]:
        if not ids:
            return []
        return [
            (delivery.id, person, self._draw_one(session, delivery, person, now))
            for delivery, person in session.execute(WHOLE, {"ids": ids})
        ]

    def _draw_one(
        self, session: Session, delivery: Delivery, person: Person, now: datetime
    ) -> Drawn:
        try:
            screen = self.registry.notice(session, delivery, person, now)
        except NotNow:
            return NOT_NOW
        if screen is None:
            return POINTLESS
        found = sheet(session, screen)
        return Drawn(found, hashlib.sha256(found.text.encode()).hexdigest(), found.follow)


def _matter(row: Found) -> tuple[str, str]:
    return row.kind, row.subject


def _for(one: Drawn, look: Look) -> Drawn:
    """Return what was drawn for another reader; what follows nothing does so for everybody."""
    return replace(one, follow=following(look.follow)) if one.follow is not None else one
