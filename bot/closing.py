"""The end of an update: what was shown is noted, and its row emptied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.answers import Sheet
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.person import Person
from storage.tables import table_of
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
HERE: Final = (
    VIEWS.c.telegram_id == sa.bindparam("chat"),
    VIEWS.c.message_id == sa.bindparam("place"),
)
FORGET: Final = sa.delete(VIEWS).where(*HERE)
FOLLOW: Final = sa.insert(VIEWS)
PLACE: Final = sa.update(VIEWS).where(*HERE).values(message_id=sa.bindparam("message"))
OTHER_BOARDS: Final = sa.delete(VIEWS).where(
    VIEWS.c.telegram_id == sa.bindparam("chat"),
    VIEWS.c.message_id != sa.bindparam("place"),
    VIEWS.c.screen == BOARD,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in a chat, and its place while Telegram has given it no id."""

    chat: int
    place: int
    sheet: Sheet

    @property
    def key(self) -> dict[str, int]:
        """Return where its view is found."""
        return {"chat": self.chat, "place": self.place}


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


def expect(session: Session, shown: Iterable[Shown], now: datetime) -> None:
    """Follow messages that are about to be shown: what changes meanwhile makes them stale."""
    views = [(one, one.sheet.follow) for one in shown if one.sheet.follow is not None]
    _all(session, FORGET, [one.key for one, _ in views])
    _all(
        session,
        FOLLOW,
        [
            {
                "telegram_id": one.chat,
                "message_id": one.place,
                "screen": follow.screen,
                "subject": follow.subject,
                "until": now + timedelta(seconds=follow.seconds),
                "stale": False,
            }
            for one, follow in views
        ],
    )


def note_sent(session: Session, shown: Iterable[tuple[Shown, int]]) -> None:
    """Do as `note_shown` for new messages: only what is followed can have a view."""
    note_shown(session, [(one, number) for one, number in shown if one.sheet.follow is not None])


def note_shown(session: Session, shown: Sequence[tuple[Shown, int]]) -> None:
    """Let the views at some places have their messages; of boards only the latest stays."""
    _all(session, FORGET, [{"chat": one.chat, "place": number} for one, number in shown])
    views = [(one, number, one.sheet.follow) for one, number in shown if one.sheet.follow]
    boards = [one.key for one, _, follow in views if follow.screen == BOARD]
    _all(session, OTHER_BOARDS, boards)
    _all(session, PLACE, [one.key | {"message": number} for one, number, _ in views])


def _all(
    session: Session, statement: sa.Executable, parameters: Sequence[Mapping[str, Any]]
) -> None:
    """Run a statement for each of some parameters, if there are any."""
    if parameters:
        session.connection().execute(statement, parameters)


def note_dialog(session: Session, dialog_id: int, message_id: int) -> None:
    """Remember which message shows a form, so that its keyboard can be taken away later."""
    session.execute(
        sa.update(Dialog).where(col(Dialog.id) == dialog_id).values(message_id=message_id)
    )
