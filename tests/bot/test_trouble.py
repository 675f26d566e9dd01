"""Trouble of the database and odd updates: waited out, and nothing stays behind."""

import asyncio
import logging

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from bot import keeping
from bot.log import Redacting
from bot.source import source
from bot.writer import Writer
from storage.engine import make_engine
from storage.fact import Fact
from tests.bot.stand import BOT_ID, NOW, TOKEN, Stand


def text(update_id: int, what: str) -> dict[str, object]:
    chat = {"id": 7, "type": "private"}
    person = {"id": 7, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": what}
    return {"update_id": update_id, "message": message}


def test_update_kept_before_is_returned_until_it_is_done(session: Session) -> None:
    update = text(5, "Hallo")
    both = [(one, source(one)) for one in (update, text(6, "more"))]
    first = keeping.keep(session, BOT_ID, both[:1], NOW)
    again = keeping.keep(session, BOT_ID, both, NOW)
    assert [[one.update_id for one in kept] for kept in (first, again)] == [[5], [5, 6]]


def test_update_of_unknown_form_is_logged_and_keeps_no_other_away(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    odd: dict[str, object] = {"update_id": 4, "message": {"from": {"id": 7}, "text": "geheim"}}
    both = [(one, keeping.source_of(one)) for one in (odd, text(5, "Hallo"))]
    kept = keeping.keep(session, BOT_ID, both, NOW)
    (logged,) = [Redacting().format(one) for one in caplog.records if one.levelname == "ERROR"]
    assert ([one.update_id for one in kept], logged.count("geheim")) == ([5], 0)


async def test_error_of_the_database_repeats_nothing_that_was_to_be_written(
    engine: Engine,
) -> None:
    writer = Writer(engine)
    statement = sa.text("INSERT INTO nowhere (name) VALUES (:name)")
    with pytest.raises(DBAPIError) as caught:
        await writer.run(lambda session: session.execute(statement, {"name": "geheim"}))
    assert str(caught.value).count("geheim") == 0
    writer.close()


def test_log_repeats_no_row_that_the_database_quotes(engine: Engine) -> None:
    row = {"name": "\n\n".join(("ganz", "geheim")), "value": "1"}  # noqa: FLY002 - shown in tracebacks
    with Session(engine) as session:
        session.execute(sa.insert(Fact), [row])
        with pytest.raises(IntegrityError) as caught:
            session.execute(sa.insert(Fact), [row])
    info = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("bot", logging.ERROR, "x", 1, "Oh: %s", (caught.value,), info)
    logged = Redacting().format(record)
    assert [logged.count(word) for word in ("ganz", "geheim")] == [0, 0]
    assert logged.count("[SQL: INSERT INTO fact") == 2


async def test_what_has_happened_is_noted_when_the_database_takes_it_again(
    sqlite_database: str,
) -> None:
    engine = make_engine(sqlite_database)
    refusals: list[str] = []

    def full(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute("PRAGMA query_only=1")

    def emptied(context: ExceptionContext) -> None:
        refusals.append(str(context.original_exception))
        assert context.connection is not None
        context.connection.connection.cursor().execute("PRAGMA query_only=0")

    sa.event.listen(engine, "connect", full)
    sa.event.listen(engine, "handle_error", emptied)
    writer = Writer(engine)
    await writer.insist(lambda session: session.add(Fact(name="a", value="1")))
    with Session(engine) as session:
        assert session.get_one(Fact, "a").value == "1"
    assert refusals == ["attempt to write a readonly database"]
    writer.close()
    engine.dispose()


async def test_bug_is_not_insisted_on(engine: Engine) -> None:
    writer = Writer(engine)
    await writer.run(lambda session: session.add(Fact(name="a", value="1")))
    with pytest.raises(IntegrityError):
        await writer.insist(lambda session: session.add(Fact(name="a", value="1")))
    writer.close()


async def test_press_that_waits_when_the_bot_stops_gets_its_toast(stand: Stand) -> None:
    anna, bo = await stand.phone(), await stand.phone("Bo")
    await anna.type("Hallo")
    shown = await anna.next()
    await stand.fault("sendMessage", "stall", chat=anna.id, seconds=1)
    await anna.type("slow")
    await anna.press(shown, wait=0)
    (query,) = stand.playground.world.bots[TOKEN].queries.values()
    assert await bo.says("and I?") == "and I? for @stadtbote_bot"
    await stand.stop()
    assert query.answer.result() == {"text": "push 1", "show_alert": False}


async def test_refused_menu_holds_nobody_up(stand: Stand) -> None:
    anna = await stand.phone()
    await stand.fault("setMyCommands", "429", retry_after=30, times=100)
    assert await anna.says("menu") == "Menu"
    begun = asyncio.get_running_loop().time()
    assert await anna.says("next") == "next for @stadtbote_bot"
    assert asyncio.get_running_loop().time() - begun < 2.0
