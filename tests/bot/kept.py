"""Rows of the bot's inbox: left behind for it, and what became of them."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from storage.inbox import Update, UpdateState
from tests.bot.stand import BOT_ID, Stand


def rows(stand: Stand) -> list[Update]:
    """Return every update, in order."""
    with stand.session() as session:
        return list(session.exec(select(Update).order_by(col(Update.update_id))))


def leave_behind(stand: Stand, telegram_id: int, state: UpdateState, answer: str | None) -> None:
    """Keep a text of somebody as an earlier run of the bot left it."""
    person = {"id": telegram_id, "is_bot": False, "first_name": "Anna"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": telegram_id, "type": "private"},
        "from": person,
        "text": "left behind",
    }
    keep(stand, telegram_id, {"update_id": 7, "message": message}, state, answer)


def keep(
    stand: Stand,
    telegram_id: int,
    update: dict[str, Any],
    state: UpdateState,
    answer: str | None,
    at: datetime | None = None,
) -> None:
    """Keep an update as an earlier run of the bot left it; it came `at` a moment, or now."""
    with stand.session() as session:
        session.add(
            Update(
                bot_id=BOT_ID,
                update_id=update["update_id"],
                telegram_id=telegram_id,
                payload=json.dumps(update),
                answer=answer,
                state=state,
                received_at=at or datetime.now(UTC),
            )
        )
