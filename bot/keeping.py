"""What is done to an update's row before anybody acts upon it: kept, and found again."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot import work
from bot.closing import UPDATES
from bot.source import Source, source
from bot.work import OPEN, Due, House
from storage.inbox import Update, UpdateState

# Run for every update: spoken without the ORM, and built once.
INSERT: Final = {
    name: dialect.insert(UPDATES).on_conflict_do_nothing().returning(UPDATES.c.update_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """An update that waits for its turn; `code` is the language that Telegram names."""

    update_id: int
    telegram_id: int
    query: str | None
    received_at: datetime
    code: str | None = None


def keep(
    session: Session,
    bot_id: int,
    updates: Iterable[tuple[dict[str, Any], Source | None]],
    now: datetime,
) -> list[Kept]:
    """Insert updates, each with its source, and return those that are open and that somebody did.

    One that was kept before counts too: it was kept, and yet the caller may not have heard so.
    """
    rows, waiting = [], {}
    for update, origin in updates:
        number = update["update_id"]
        rows.append(_row(bot_id, update, origin, now))
        if origin:
            waiting[number] = kept_of(number, origin, now)
    if not rows:
        return []
    kept = _insert(session, rows)
    if before := waiting.keys() - kept:
        query = sa.select(UPDATES.c.update_id).where(
            UPDATES.c.bot_id == bot_id,
            UPDATES.c.update_id.in_(before),
            UPDATES.c.state.in_(OPEN),
        )
        kept |= set(session.connection().scalars(query))
    return [waiting[number] for number in sorted(kept) if number in waiting]


def kept_of(update_id: int, origin: Source, now: datetime) -> Kept:
    """Return an update that came at a moment, as it waits for its turn."""
    return Kept(update_id, origin.telegram_id, origin.query, now, origin.code)


def _row(
    bot_id: int, update: dict[str, Any], origin: Source | None, now: datetime
) -> dict[str, Any]:
    return {
        "bot_id": bot_id,
        "update_id": update["update_id"],
        "telegram_id": origin.telegram_id if origin else None,
        "payload": orjson.dumps(update).decode() if origin else None,
        "state": UpdateState.NEW if origin else UpdateState.DONE,
        "attempts": 0,
        "received_at": now,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> set[int]:
    """Insert updates and return the ids of those that are new."""
    statement = INSERT[session.get_bind().dialect.name]
    # One by one the driver is called directly, without the machinery for many.
    given = rows if len(rows) > 1 else rows[0]
    return set(session.connection().execute(statement, given).scalars())


def source_of(update: dict[str, Any]) -> Source | None:
    """Return where an update comes from; an odd one must not keep the others away."""
    try:
        return source(update)
    except (KeyError, TypeError, AttributeError):
        logger.exception(
            "Fault %s: update %d has an unknown form.", work.new_fault(), update["update_id"]
        )
        return None


def unfinished(session: Session, bot_id: int) -> list[Kept]:
    """Return what the last run left open, oldest first."""
    query = select(Update).where(Update.bot_id == bot_id, col(Update.state).in_(OPEN))
    kept = []
    for row in session.exec(query.order_by(col(Update.update_id))):
        origin = source(orjson.loads(row.payload or "{}"))
        assert origin is not None
        kept.append(kept_of(row.update_id, origin, row.received_at))
    return kept


def take(
    session: Session, house: House, update: dict[str, Any], origin: Source, now: datetime
) -> Due | None:
    """Keep an update and do what it asks for, in one transaction; then as `act`."""
    if not _insert(session, [_row(house.bot_id, update, origin, now)]):
        return work.act(session, house, update["update_id"], now)
    return work.do(session, house, update, origin, now)
