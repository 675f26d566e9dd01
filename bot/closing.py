"""The end of an update: what was shown is noted, and its row emptied."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.answers import Following
from storage import many
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
PLACES: Final = many.table(chat=sa.BigInteger, place=sa.BigInteger)
FORGET: Final = sa.delete(VIEWS).where(
    sa.tuple_(VIEWS.c.telegram_id, VIEWS.c.message_id).in_(
        sa.select(PLACES.c.chat, PLACES.c.place)
    )
)
FOLLOWED: Final = many.table(chat=sa.BigInteger, place=sa.BigInteger, subject=sa.Text)
FOLLOW: Final = sa.insert(VIEWS).from_select(
    ["telegram_id", "message_id", "subject", "screen", "until", "stale"],
    sa.select(
        *FOLLOWED.c,
        sa.bindparam("screen", type_=VIEWS.c.screen.type),
        sa.bindparam("until", type_=VIEWS.c.until.type),
        sa.false(),
    ),
)
PLACED: Final = many.table(chat=sa.BigInteger, place=sa.BigInteger, message=sa.BigInteger)
PLACE: Final = (
    sa.update(VIEWS)
    .where(VIEWS.c.telegram_id == PLACED.c.chat, VIEWS.c.message_id == PLACED.c.place)
    .values(message_id=PLACED.c.message)
)
OTHER_BOARDS: Final = sa.delete(VIEWS).where(
    VIEWS.c.telegram_id == sa.bindparam("chat"),
    VIEWS.c.message_id != sa.bindparam("place"),
    VIEWS.c.screen == BOARD,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in a chat, its place while Telegram has given it no id, and what it follows."""

    chat: int
    place: int
    follow: Following | None


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
    views: dict[tuple[str, float], list[list[Any]]] = defaultdict(list)
    for one in shown:
        if one.follow is not None:
            key = one.follow.screen, one.follow.seconds
            views[key].append([one.chat, one.place, one.follow.subject])
    _all(session, FORGET, [[chat, place] for rows in views.values() for chat, place, _ in rows])
    for (screen, seconds), rows in views.items():
        until = now + timedelta(seconds=seconds)
        _all(session, FOLLOW, rows, screen=screen, until=until)


def note_sent(session: Session, shown: Iterable[tuple[Shown, int]]) -> None:
    """Do as `note_shown` for new messages: only what is followed can have a view."""
    note_shown(session, [(one, number) for one, number in shown if one.follow is not None])


def note_shown(session: Session, shown: Sequence[tuple[Shown, int]]) -> None:
    """Let the views at some places have their messages; of boards only the latest stays."""
    _all(session, FORGET, [[one.chat, number] for one, number in shown])
    views = [(one, number, one.follow) for one, number in shown if one.follow is not None]
    for one, _, follow in views:
        if follow.screen == BOARD:
            session.connection().execute(OTHER_BOARDS, {"chat": one.chat, "place": one.place})
    _all(session, PLACE, [[one.chat, one.place, number] for one, number, _ in views])


def _all(
    session: Session, statement: sa.Executable, rows: list[list[Any]], **more: str | datetime
) -> None:
    """Run a statement over some rows, if there are any."""
    if rows:
        session.connection().execute(statement, {**many.bound(rows), **more})


def note_dialog(session: Session, dialog_id: int, message_id: int) -> None:
    """Remember which message shows a form, so that its keyboard can be taken away later."""
    session.execute(
        sa.update(Dialog).where(col(Dialog.id) == dialog_id).values(message_id=message_id)
    )
