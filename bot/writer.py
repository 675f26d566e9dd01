"""Runs a function in a transaction on the database thread, so that nothing else blocks."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from bot.group import Group
from storage import models as _  # noqa: F401 - every table is known before the first statement
from storage.delivery import Lane
from storage.engine import make_session

T = TypeVar("T")

PATIENCE: Final = 10.0
FIRST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 1.0
LONGEST_TROUBLE: Final = 30.0
POOL: Final = 4
# Serialization failure, deadlock, lock not available, and the server going away or coming up.
PASSING_STATES: Final = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300")
PASSING_SQLITE: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")

logger = logging.getLogger(__name__)


class Pool:
    """Runs each act in a transaction of its own, in a few threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(POOL, thread_name_prefix="database")

    def submit(self, act: Callable[[Session], T], _lane: Lane) -> asyncio.Future[T]:
        """Return a future of what `act` returns; the threads are enough for every lane."""
        return asyncio.get_running_loop().run_in_executor(self._threads, self._transact, act)

    def close(self) -> None:
        """Wait for what was submitted and end the threads."""
        self._threads.shutdown()

    def _transact(self, act: Callable[[Session], T]) -> T:
        with make_session(self._engine) as session:
            result = act(session)
            session.commit()
            return result


class Writer:
    """Runs acts off the event loop: one group after the other on SQLite, a few on PostgreSQL."""

    def __init__(self, engine: sa.Engine) -> None:
        sqlite = engine.dialect.name == "sqlite"
        self._threads: Group | Pool = Group(engine) if sqlite else Pool(engine)

    async def run(self, act: Callable[[Session], T], *, lane: Lane = Lane.NOTICE) -> T:
        """Return what `act` returns, after its transaction was committed.

        On SQLite acts of better lanes go first, and those that wait together are committed
        together; an act that raises undoes only itself, a commit that fails all of them.

        Passing errors (busy, serialization, deadlock, connection lost) are met by running `act`
        again from the start, within ten seconds in all; it must not do anything but database work.
        Everything it raises rolls back and is raised.
        """
        end = time.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._threads.submit(act, lane)
            except DBAPIError as error:
                if not passing(error) or time.monotonic() + pause > end:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def insist(self, act: Callable[[Session], T], *, lane: Lane = Lane.NOTICE) -> T:
        """Do as `run`, however long the database is in trouble: locked, full, or away.

        For what has happened already, and would happen twice if it were not noted.
        """
        pause = LONGEST_PAUSE
        while True:
            try:
                return await self.run(act, lane=lane)
            except DBAPIError as error:
                if not isinstance(error, OperationalError) and not passing(error):
                    raise
                logger.error(  # noqa: TRY400 - the traceback says nothing more
                    "The database is in trouble, again in %.0f s: %s", pause, error.orig
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_TROUBLE)

    def close(self) -> None:
        """Wait for what was begun and end the threads."""
        self._threads.close()


def passing(error: DBAPIError) -> bool:
    """Return whether the same work may succeed in a moment."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    name = getattr(error.orig, "sqlite_errorname", "")
    return state in PASSING_STATES or name.startswith(PASSING_SQLITE)
