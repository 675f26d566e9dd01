"""A delivery is claimed: marked as being sent, and drawn as its reader sees it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session

from alliance import notice
from bot import closing
from bot.answers import Commands, Following, Sheet
from bot.closing import Shown
from bot.drawing import NOT_NOW, Drawer, Drawn, Found, found
from bot.due import DELIVERIES, PEOPLE, WAITS
from storage import many
from storage.delivery import DeliveryState, Lane
from storage.person import Channel, Person

# Run for every message: without the ORM, and built once.
CLAIMED: Final = many.table(number=sa.Integer)
FOUND: Final = many.gathered(
    sa.select(
        DELIVERIES.c.id,
        DELIVERIES.c.kind,
        DELIVERIES.c.subject,
        sa.cast(DELIVERIES.c.params, sa.Text).label("params"),
        DELIVERIES.c.repeat,
        DELIVERIES.c.lane,
        PEOPLE.c.telegram_id,
        PEOPLE.c.channel,
        PEOPLE.c.id.label("person_id"),
        PEOPLE.c.language,
        PEOPLE.c.zone,
        PEOPLE.c.presence,
        PEOPLE.c.city_code,
    )
    .join(CLAIMED, CLAIMED.c.number == DELIVERIES.c.id)
    .join(PEOPLE, PEOPLE.c.id == DELIVERIES.c.person_id)
    .where(WAITS)
    .order_by(DELIVERIES.c.kind, DELIVERIES.c.subject, DELIVERIES.c.id)
    .with_for_update(of=DELIVERIES, skip_locked=True)
)
SENDING: Final = (
    sa.update(DELIVERIES)
    .where(DELIVERIES.c.id == CLAIMED.c.number)
    .values(state=DeliveryState.SENDING, attempts=DELIVERIES.c.attempts + 1)
)
LEFT: Final = (
    sa.update(DELIVERIES)
    .where(DELIVERIES.c.id == sa.bindparam("number"))
    .values(
        state=sa.bindparam("to", type_=DELIVERIES.c.state.type),
        settled_at=sa.bindparam("at", type_=DELIVERIES.c.settled_at.type),
        error=sa.bindparam("why"),
    )
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
    follow: Following | None
    checksum: str
    lost: bool
    commands: Commands | None

    @property
    def shown(self) -> Shown:
        """Return what is about to be shown, and where it stands until it was."""
        return Shown(self.chat, closing.place_of_delivery(self.delivery_id), self.follow)


def claim(session: Session, drawer: Drawer, ids: Sequence[int], now: datetime) -> list[Ready]:
    """Mark deliveries as being sent and return them, without those that are not to be sent.

    Whatever a renderer raises is a bug.
    """
    if not ids:
        return []
    wanted = many.bound([[number] for number in ids])
    rows = [found(row) for row in many.read(session, FOUND, wanted)]
    drawn = drawer.drawn(session, rows, now)
    _leave(session, [(row, drawn[row.id]) for row in rows if drawn[row.id].sheet is None], now)
    ready = [
        _ready(row, row.chat, one.sheet, one, _commands(session, drawer, row))
        for row in rows
        if (one := drawn[row.id]).sheet is not None and row.chat is not None
    ]
    if ready:
        numbers = many.bound([[one.delivery_id] for one in ready])
        session.connection().execute(SENDING, numbers)
        closing.expect(session, [one.shown for one in ready], now)
    return ready


def _ready(row: Found, chat: int, shown: Sheet, one: Drawn, commands: Commands | None) -> Ready:
    return Ready(
        row.id,
        row.reader.person_id,
        chat,
        Lane(row.lane),
        row.subject,
        row.reader.language,
        shown,
        one.follow,
        one.checksum,
        row.channel != Channel.OPEN,
        commands,
    )


def _commands(session: Session, drawer: Drawer, row: Found) -> Commands | None:
    """Return the reader's command menu with notices: they tell of what changes a role."""
    if row.lane != Lane.NOTICE:
        return None
    person = session.get_one(Person, row.reader.person_id)
    commands: Commands = drawer.registry.commands(person, person.language)
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
