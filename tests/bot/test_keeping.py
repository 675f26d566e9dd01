"""An update that is kept and done at once: in one transaction, and once however often it comes."""

from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bot import keeping
from bot.source import source
from bot.work import House
from storage.inbox import Update, UpdateState
from tests.bot import small
from tests.bot.stand import BOT_ID, NOW

HOUSE = House(small, BOT_ID, "stadtbote_bot", Path())
PRESS: dict[str, Any] = {
    "update_id": 5,
    "callback_query": {
        "id": "q",
        "from": {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "zh-hans"},
        "message": {"message_id": 3, "date": 1, "chat": {"id": 7, "type": "private"}},
        "data": "push",
    },
}


def take(session: Session) -> str | None:
    """Take the press and return the toast that is owed for it."""
    origin = source(PRESS)
    assert origin is not None
    due = keeping.take(session, HOUSE, PRESS, origin, NOW)
    return due.owed.toast if due is not None and due.owed is not None else None


def test_press_is_kept_and_done_in_one_transaction(session: Session) -> None:
    assert (take(session), small.times(session, "push")) == ("push 1", 1)
    (row,) = session.exec(select(Update))
    assert (row.state, row.telegram_id, row.attempts) == (UpdateState.OWED, 7, 1)


def test_press_that_comes_again_is_owed_the_same_and_not_done_again(session: Session) -> None:
    assert [take(session) for _ in range(3)] == ["push 1"] * 3
    assert small.times(session, "push") == 1


def test_press_that_was_answered_is_owed_nothing(session: Session) -> None:
    take(session)
    (row,) = session.exec(select(Update))
    row.state, row.answer = UpdateState.DONE, None
    session.add(row)
    session.flush()
    assert (take(session), small.times(session, "push")) == (None, 1)


def test_kept_update_knows_its_query_and_language(session: Session) -> None:
    (kept,) = keeping.keep(session, BOT_ID, [(PRESS, source(PRESS))], NOW)
    assert kept == keeping.Kept(5, 7, "q", NOW, "zh-hans")
    assert keeping.unfinished(session, BOT_ID) == [kept]
