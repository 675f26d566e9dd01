"""Deliveries are drawn as their readers see them now; those that look the same only once."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from types import ModuleType
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.answers import Following, Sheet, following, sheet
from handlers.kit.screen import NotNow
from handlers.kit.shared import Look, Reader
from storage.delivery import Delivery, DeliveryState
from storage.person import Person

Found = sa.Row[*tuple[Any, ...]]
Key = tuple[Hashable, ...]

WHOLE: Final = select(Delivery, Person).where(
    Delivery.person_id == Person.id, col(Delivery.id).in_(sa.bindparam("ids", expanding=True))
)
# What a look's key does not name, as the names that `stadtbote load` brings, is so late at most.
KEPT_FOR: Final = timedelta(seconds=2)
KEPT: Final = 256


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
        drawn = {row.id: NO_CHAT for row in rows if row.telegram_id is None}
        there = [row for row in rows if row.telegram_id is not None]
        alone: list[int] = []
        alike: dict[Key, list[tuple[int, Look]]] = defaultdict(list)
        for (kind, subject), group in groupby(there, _matter):
            some = list(group)
            looks = self.registry.shared(session, kind, subject, list(map(_reader, some)), now)
            if looks is None:
                alone += [row.id for row in some]
                continue
            for row, look in zip(some, looks, strict=True):
                key = kind, subject, row.params, row.repeat, row.language, row.zone, look.key
                alike[key].append((row.id, look))
        known = {key: one for key in alike if (one := self._look_up(key, now)) is not None}
        first = {some[0][0]: key for key, some in alike.items() if key not in known}
        for number, one in self._draw(session, [*alone, *first], now):
            drawn[number] = one
            if number in first:
                known[first[number]] = one
                self._keep(first[number], one, now)
        for shown, readers in alike.items():
            theirs = {look: _for(known[shown], look) for look in {look for _, look in readers}}
            drawn |= {number: theirs[look] for number, look in readers}
        return drawn

    def _look_up(self, key: Key, now: datetime) -> Drawn | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] <= now < found[0] + KEPT_FOR else None

    def _keep(self, key: Key, one: Drawn, now: datetime) -> None:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = now, one

    def _draw(
        self, session: Session, ids: Sequence[int], now: datetime
    ) -> list[tuple[int, Drawn]]:
        if not ids:
            return []
        return [
            (delivery.id, self._draw_one(session, delivery, person, now))
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


def _reader(row: Found) -> Reader:
    return Reader(row.person_id, row.language, row.zone, row.presence, row.city_code)


def _for(one: Drawn, look: Look) -> Drawn:
    return replace(one, follow=following(look.follow))
