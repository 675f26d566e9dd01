"""Acts that share a transaction: one commit for all, each act all or nothing, presses first."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from bot.group import Group
from storage.delivery import Lane
from storage.engine import make_engine
from storage.fact import Fact

Act = Callable[[Session], object]


def put(name: str) -> Act:
    return lambda session: session.add(Fact(name=name, value="1"))


def orphan(session: Session) -> None:
    """Leave a row whose parent is missing, which SQLite notices at the commit."""
    session.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
    session.execute(
        sa.text(
            "INSERT INTO delivery (kind, person_id, subject, params, lane, state, repeat,"
            " attempts, not_before, queued_at)"
            " VALUES ('news', 99, '', '{}', 1, 'queued', 0, 0, '', '')"
        )
    )


@dataclass
class Work:
    """A group that is held while acts are submitted, and what came of them."""

    engine: Engine
    group: Group
    held: threading.Event = field(default_factory=threading.Event)
    futures: list[asyncio.Future[object]] = field(default_factory=list)
    commits: int = 0

    def submit(self, act: Act, lane: Lane = Lane.NOTICE) -> asyncio.Future[object]:
        self.futures.append(self.group.submit(act, lane))
        return self.futures[-1]

    async def outcomes(self) -> list[object]:
        """Let the acts run and return what came of each: a result, or an error's class."""
        self.held.set()
        done = await asyncio.gather(*self.futures, return_exceptions=True)
        return [type(one) if isinstance(one, BaseException) else one for one in done]

    def kept(self) -> list[str]:
        with Session(self.engine) as session:
            return list(session.exec(select(Fact.name).order_by(col(Fact.name))))


@asynccontextmanager
async def at_work(database: str) -> AsyncIterator[Work]:
    """Open a group whose thread is busy until the outcomes are asked for."""
    engine = make_engine(database)
    work = Work(engine, Group(engine, seconds=60.0))

    def count(_: sa.Connection) -> None:
        work.commits += 1

    begun = threading.Event()

    def hold(_: Session) -> None:
        begun.set()
        assert work.held.wait(10)

    holding = work.group.submit(hold, Lane.PRESS)
    assert await asyncio.to_thread(begun.wait, 10)
    sa.event.listen(engine, "commit", count)
    try:
        yield work
    finally:
        work.held.set()
        await holding
        work.group.close()
        engine.dispose()


async def test_acts_that_wait_share_one_commit(sqlite_database: str) -> None:
    async with at_work(sqlite_database) as work:
        for name in "abc":
            work.submit(put(name))
        assert await work.outcomes() == [None, None, None]
        assert (work.kept(), work.commits) == (["a", "b", "c"], 2)


async def test_act_that_raises_undoes_only_itself(sqlite_database: str) -> None:
    def wrong(session: Session) -> None:
        put("wrong")(session)
        session.flush()
        raise LookupError

    async with at_work(sqlite_database) as work:
        for act in (put("a"), wrong, put("a"), put("b")):
            work.submit(act)
        assert await work.outcomes() == [None, LookupError, IntegrityError, None]
        assert (work.kept(), work.commits) == (["a", "b"], 2)


async def test_act_may_undo_a_part_of_itself(sqlite_database: str) -> None:
    def half(session: Session) -> None:
        put("a")(session)
        with suppress(LookupError), session.begin_nested():
            put("b")(session)
            session.flush()
            raise LookupError

    async with at_work(sqlite_database) as work:
        work.submit(half)
        assert (await work.outcomes(), work.kept()) == ([None], ["a"])


async def test_best_lane_goes_first(sqlite_database: str) -> None:
    ran: list[str] = []

    async with at_work(sqlite_database) as work:
        for lane in (Lane.CIRCULAR, Lane.PRESS, Lane.NOTICE, Lane.PRESS):
            name = lane.name
            work.submit(lambda _, name=name: ran.append(name), lane)  # type: ignore[misc]
        await work.outcomes()
        assert ran == ["PRESS", "PRESS", "NOTICE", "CIRCULAR"]


async def test_press_is_committed_before_a_circular_begins(sqlite_database: str) -> None:
    seen: list[int] = []

    async with at_work(sqlite_database) as work:
        work.submit(lambda _: seen.append(work.commits), Lane.CIRCULAR)
        work.submit(put("a"), Lane.PRESS)
        await work.outcomes()
        assert (seen, work.commits) == ([1], 2)


async def test_commit_that_fails_fails_all_of_the_group(sqlite_database: str) -> None:
    async with at_work(sqlite_database) as work:
        work.submit(put("a"))
        work.submit(orphan)
        work.submit(put("b"), Lane.CIRCULAR)
        assert await work.outcomes() == [IntegrityError, IntegrityError, None]
        assert work.kept() == ["b"]


async def test_act_that_takes_the_transaction_with_it_harms_no_other(
    sqlite_database: str,
) -> None:
    def ruin(session: Session) -> None:
        session.execute(sa.text("INSERT OR ROLLBACK INTO fact VALUES ('a', '2')"))

    async with at_work(sqlite_database) as work:
        for act in (put("a"), put("b"), ruin, put("c")):
            work.submit(act)
        assert await work.outcomes() == [None, None, IntegrityError, None]
        assert work.kept() == ["a", "b", "c"]


async def test_cancelled_act_is_not_run(sqlite_database: str) -> None:
    async with at_work(sqlite_database) as work:
        work.submit(put("a")).cancel()
        work.submit(put("b"))
        assert await work.outcomes() == [asyncio.CancelledError, None]
        assert work.kept() == ["b"]


async def test_locked_database_is_told_to_all_that_wait(sqlite_database: str) -> None:
    other = make_engine(sqlite_database)
    locks: list[sa.Connection] = []

    def lock(connection: DBAPIConnection, *_: object) -> None:
        connection.cursor().execute("PRAGMA busy_timeout=0")
        if not locks:
            locks.append(other.connect())
            locks[0].begin()

    async with at_work(sqlite_database) as work:
        sa.event.listen(work.engine, "checkout", lock)
        for lane in (Lane.NOTICE, Lane.REMINDER, Lane.CIRCULAR):
            work.submit(put(lane.name), lane)
        assert await work.outcomes() == [OperationalError] * 3
        locks[0].close()
        work.submit(put("a"))
        assert (await work.outcomes(), work.kept()) == ([OperationalError] * 3 + [None], ["a"])
    other.dispose()
