"""The end of an update: what was shown is noted, and its row emptied."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.answers import Sheet
from bot.tables import table_of
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.person import Person
from storage.view import View

BOARD: Final = "board"
MESSAGES: Final = 64  # more than one answer ever has
# Run for every update: spoken without the ORM, and built once.
UPDATES: Final = table_of(Update)
VIEWS: Final = table_of(View)
OURS: Final = (
    UPDATES.c.bot_id == sa.bindparam("bot"),
    UPDATES.c.update_id == sa.bindparam("number"),
)
DONE: Final = (
    sa.update(UPDATES)
    .where(*OURS)
    .values(state=UpdateState.DONE, payload=None, answer=None, telegram_id=None)
)
FORGET: Final = sa.delete(VIEWS).where(
    VIEWS.c.telegram_id == sa.bindparam("chat"), VIEWS.c.message_id == sa.bindparam("message")
)


def close(session: Session, bot_id: int, update_id: int, *, failed: bool = False) -> None:
    """End an update: only its id stays, and of a failed one of a registered person its payload."""
    key = {"bot": bot_id, "number": update_id}
    if not failed:
        session.connection().execute(DONE, key)
        return
    registered = sa.exists().where(col(Person.telegram_id) == UPDATES.c.telegram_id)
    session.connection().execute(
        sa.update(UPDATES)
        .where(*OURS)
        .values(
            state=UpdateState.FAILED,
            answer=None,
            payload=sa.case((registered, UPDATES.c.payload), else_=None),
            telegram_id=sa.case((registered, UPDATES.c.telegram_id), else_=None),
        ),
        key,
    )


def place_of_answer(update_id: int, index: int) -> int:
    """Return the place of an answer's message while Telegram has given it no id."""
    return -2 * (update_id * MESSAGES + index) - 2


def place_of_delivery(delivery_id: int) -> int:
    """Return the place of a delivery's message while Telegram has given it no id."""
    return -2 * delivery_id - 1


def expect(session: Session, chat: int, place: int, shown: Sheet, now: datetime) -> None:
    """Follow a message that is about to be shown: what changes meanwhile makes it stale."""
    if shown.follow is not None:
        session.connection().execute(FORGET, {"chat": chat, "message": place})
        session.add(
            View(
                telegram_id=chat,
                message_id=place,
                screen=shown.follow.screen,
                subject=shown.follow.subject,
                until=now + timedelta(seconds=shown.follow.seconds),
            )
        )


def note_shown(session: Session, chat: int, place: int, message_id: int, shown: Sheet) -> None:
    """Let the view at a place have its message; of boards only the latest stays."""
    session.connection().execute(FORGET, {"chat": chat, "message": message_id})
    if shown.follow is None:
        return
    if shown.follow.screen == BOARD:
        others = (col(View.telegram_id) == chat, col(View.screen) == BOARD)
        session.execute(sa.delete(View).where(*others, col(View.message_id) != place))
    here = (col(View.telegram_id) == chat, col(View.message_id) == place)
    session.execute(sa.update(View).where(*here).values(message_id=message_id))


def note_dialog(session: Session, dialog_id: int, message_id: int) -> None:
    """Remember which message shows a form, so that its keyboard can be taken away later."""
    session.execute(
        sa.update(Dialog).where(col(Dialog.id) == dialog_id).values(message_id=message_id)
    )
