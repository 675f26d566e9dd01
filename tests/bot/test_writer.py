"""The database thread: all or nothing, and again after passing trouble."""

import asyncio
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from bot.writer import Writer, passing
from storage.engine import make_engine
from storage.fact import Fact


def put(session: Session, name: str, value: str = "1") -> None:
    session.add(Fact(name=name, value=value))


async def test_result_comes_after_the_commit(engine: Engine) -> None:
    writer = Writer(engine)
    fact = await writer.run(lambda session: session.merge(Fact(name="a", value="1")))
    with Session(engine) as session:
        assert session.get_one(Fact, "a").value == fact.value
    writer.close()


async def test_error_rolls_everything_back(engine: Engine) -> None:
    writer = Writer(engine)

    def act(session: Session) -> None:
        put(session, "a")
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        await writer.run(act)
    with Session(engine) as session:
        assert session.get(Fact, "a") is None
    writer.close()


async def test_wrong_rows_are_no_passing_trouble(engine: Engine) -> None:
    writer = Writer(engine)
    await writer.run(lambda session: put(session, "a"))
    tries = []

    def again(session: Session) -> None:
        tries.append(1)
        put(session, "a")

    with pytest.raises(IntegrityError) as caught:
        await writer.run(again)
    assert (passing(caught.value), len(tries)) == (False, 1)
    writer.close()


async def test_busy_database_is_waited_for(sqlite_database: str) -> None:
    engine, other = make_engine(sqlite_database), make_engine(sqlite_database)
    refused = threading.Event()
    sa.event.listen(engine, "connect", _impatient)
    sa.event.listen(engine, "handle_error", lambda _: refused.set())
    writer = Writer(engine)
    async with asyncio.TaskGroup() as group:
        with other.connect() as connection, connection.begin():
            writing = group.create_task(writer.run(lambda session: put(session, "a")))
            assert await asyncio.to_thread(refused.wait, 10)
            assert not writing.done()
    with Session(engine) as session:
        assert session.get_one(Fact, "a").value == "1"
    writer.close()
    for one in (engine, other):
        one.dispose()


def _impatient(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.cursor().execute("PRAGMA busy_timeout=0")


async def test_deadlock_is_tried_again(postgres: Engine) -> None:
    writer = Writer(postgres)
    await writer.run(
        lambda session: session.add_all([Fact(name="a", value="0"), Fact(name="b", value="0")])
    )
    both = threading.Barrier(2)
    tries: list[str] = []

    def raising(names: str) -> Callable[[Session], None]:
        def act(session: Session) -> None:
            tries.append(names)
            for name in names:
                session.get_one(Fact, name, with_for_update=True)
                if name == names[0] and tries.count(names) == 1:
                    both.wait(10)
            for name in names:
                fact = session.get_one(Fact, name)
                fact.value = str(int(fact.value) + 1)

        return act

    async with asyncio.TaskGroup() as group:
        for names in ("ab", "ba"):
            group.create_task(writer.run(raising(names)))
    with Session(postgres) as session:
        assert [session.get_one(Fact, name).value for name in "ab"] == ["2", "2"]
    assert len(tries) == 3
    writer.close()
