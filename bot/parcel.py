"""A delivery is claimed: marked as being sent, and drawn as its reader sees it now."""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import ModuleType
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice
from bot import closing
from bot.answers import Commands, Sheet, sheet
from bot.closing import Shown
from bot.due import DELIVERIES, PEOPLE, WAITS
from handlers.kit.screen import NotNow
from handlers.kit.shared import Reader
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Channel, Person

Found = sa.Row[*tuple[Any, ...]]

# Run for every message: without the ORM, and built once.
FOUND: Final = (
    sa.select(
        DELIVERIES.c.id,
        DELIVERIES.c.kind,
        DELIVERIES.c.subject,
        DELIVERIES.c.params,
        DELIVERIES.c.repeat,
        DELIVERIES.c.lane,
        PEOPLE.c.id.label("person_id"),
        PEOPLE.c.telegram_id,
        PEOPLE.c.language,
        PEOPLE.c.zone,
        PEOPLE.c.presence,
        PEOPLE.c.city_code,
        PEOPLE.c.channel,
    )
    .join(PEOPLE, PEOPLE.c.id == DELIVERIES.c.person_id)
    .where(WAITS, DELIVERIES.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(DELIVERIES.c.kind, DELIVERIES.c.id)
    .with_for_update(of=DELIVERIES, skip_locked=True)
)
WHOLE: Final = select(Delivery, Person).where(
    Delivery.person_id == Person.id, col(Delivery.id).in_(sa.bindparam("ids", expanding=True))
)
SENDING: Final = (
    sa.update(DELIVERIES)
    .where(DELIVERIES.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(state=DeliveryState.SENDING, attempts=DELIVERIES.c.attempts + 1)
)
NUMBERED: Final = sa.update(DELIVERIES).where(DELIVERIES.c.id == sa.bindparam("number"))
LEFT: Final = NUMBERED.values(
    state=sa.bindparam("to", type_=DELIVERIES.c.state.type),
    settled_at=sa.bindparam("at", type_=DELIVERIES.c.settled_at.type),
    error=sa.bindparam("why"),
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery that is marked as being sent.

    `lost`: its person was out of reach. `commands`: the menu that they should have by now.
    """

    delivery_id: int
    person_id: int
    chat: int
    lane: Lane
    subject: str
    language: str
    sheet: Sheet
    checksum: str
    lost: bool
    commands: Commands | None

    @property
    def shown(self) -> Shown:
        """Return what is about to be shown, and where it stands until it was."""
        return Shown(self.chat, closing.place_of_delivery(self.delivery_id), self.sheet)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a delivery comes to: a sheet, the same for all who see the same, or its new state."""

    sheet: Sheet | None
    checksum: str = ""
    state: DeliveryState = DeliveryState.SENDING
    error: str | None = None


POINTLESS: Final = Drawn(None, state=DeliveryState.DROPPED)
NOT_NOW: Final = Drawn(None, state=DeliveryState.HELD)
NO_CHAT: Final = Drawn(None, state=DeliveryState.REFUSED, error="no chat")


def claim(
    session: Session, registry: ModuleType, ids: Sequence[int], now: datetime
) -> list[Ready]:
    """Mark deliveries as being sent and return them, without those that are not to be sent.

    Whatever a renderer raises is a bug.
    """
    if not ids:
        return []
    rows: Sequence[Found] = session.connection().execute(FOUND, {"ids": ids}).all()
    drawn = _drawn(session, registry, rows, now)
    _leave(session, [(row, drawn[row.id]) for row in rows if drawn[row.id].sheet is None], now)
    ready = [
        Ready(
            row.id,
            row.person_id,
            row.telegram_id,
            Lane(row.lane),
            row.subject,
            row.language,
            found,
            drawn[row.id].checksum,
            row.channel is not Channel.OPEN,
            _commands(session, registry, row),
        )
        for row in rows
        if (found := drawn[row.id].sheet) is not None
    ]
    if ready:
        session.connection().execute(SENDING, {"ids": [one.delivery_id for one in ready]})
        closing.expect(session, [one.shown for one in ready], now)
    return ready


def _commands(session: Session, registry: ModuleType, row: Found) -> Commands | None:
    """Return the reader's command menu with notices: they tell of what changes a role."""
    if row.lane != Lane.NOTICE:
        return None
    person = session.get_one(Person, row.person_id)
    commands: Commands = registry.commands(person, person.language)
    return commands


def _leave(session: Session, left: Sequence[tuple[Found, Drawn]], now: datetime) -> None:
    """Note what is not to be sent, and why."""
    if not left:
        return
    session.connection().execute(
        LEFT,
        [
            {
                "number": row.id,
                "to": one.state,
                "at": None if one is NOT_NOW else now,
                "why": one.error,
            }
            for row, one in left
        ],
    )
    told(session, {row.subject for row, _ in left})


def told(session: Session, subjects: set[str]) -> None:
    """Have drawn again whatever shows how far the deliveries of some subjects have come."""
    for subject in subjects - {""}:
        notice.redraw(session, f"delivery:{subject}")


# ---- drawing


def _drawn(
    session: Session, registry: ModuleType, rows: Sequence[Found], now: datetime
) -> dict[int, Drawn]:
    """Return what each delivery comes to; those that look the same are drawn once."""
    drawn = {row.id: NO_CHAT for row in rows if row.telegram_id is None}
    alike: dict[Hashable, list[int]] = {}
    for kind, group in groupby(rows, lambda row: str(row.kind)):
        some = [row for row in group if row.id not in drawn]
        for row, look in zip(some, _looks(session, registry, kind, some, now), strict=True):
            alike.setdefault(look, []).append(row.id)
    if alike:
        first = {ids[0]: ids for ids in alike.values()}
        for delivery, person in session.execute(WHOLE, {"ids": list(first)}):
            assert delivery.id is not None
            one = _draw(session, registry, delivery, person, now)
            drawn |= dict.fromkeys(first[delivery.id], one)
    return drawn


def _looks(
    session: Session, registry: ModuleType, kind: str, rows: Sequence[Found], now: datetime
) -> list[Hashable]:
    """Return for each delivery of a kind on what its look depends: nothing but itself, mostly."""
    readers = [
        Reader(row.person_id, row.language, row.zone, row.presence, row.city_code) for row in rows
    ]
    looks = registry.shared(session, kind, readers, now)
    if looks is None:
        return [row.id for row in rows]
    return [
        (kind, row.subject, orjson.dumps(row.params), row.repeat, row.language, row.zone, look)
        for row, look in zip(rows, looks, strict=True)
    ]


def _draw(
    session: Session, registry: ModuleType, delivery: Delivery, person: Person, now: datetime
) -> Drawn:
    try:
        screen = registry.notice(session, delivery, person, now)
    except NotNow:
        return NOT_NOW
    if screen is None:
        return POINTLESS
    found = sheet(session, screen)
    return Drawn(found, hashlib.sha256(found.text.encode()).hexdigest())
