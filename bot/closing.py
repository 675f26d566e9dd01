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


def note_shown(session: Session, chat: int, message_id: int, shown: Sheet, now: datetime) -> None:
    """Remember whether a message follows its subject; of boards only the latest does."""
    session.connection().execute(FORGET, {"chat": chat, "message": message_id})
    follow = shown.follow
    if follow is None:
        return
    if follow.screen == BOARD:
        boards = col(View.telegram_id) == chat, col(View.screen) == BOARD
        session.execute(sa.delete(View).where(*boards))
    session.add(
        View(
            telegram_id=chat,
            message_id=message_id,
            screen=follow.screen,
            subject=follow.subject,
            until=now + timedelta(seconds=follow.seconds),
        )
    )


def note_dialog(session: Session, dialog_id: int, message_id: int) -> None:
    """Remember which message shows a form, so that its keyboard can be taken away later."""
    session.execute(
        sa.update(Dialog).where(col(Dialog.id) == dialog_id).values(message_id=message_id)
    )
