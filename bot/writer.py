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

from storage import models as _  # noqa: F401 - every table is known before the first statement
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


class Writer:
    """One thread on SQLite, which has one writer; a few on PostgreSQL."""

    def __init__(self, engine: sa.Engine) -> None:
        threads = 1 if engine.dialect.name == "sqlite" else POOL
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    async def run(self, act: Callable[[Session], T]) -> T:
        """Return what `act` returns, after its transaction was committed.

        Passing errors (busy, serialization, deadlock, connection lost) are met by running `act`
        again from the start, within ten seconds in all; it must not do anything but database work.
        Everything it raises rolls back and is raised.
        """
        loop = asyncio.get_running_loop()
        end = time.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while True:
            try:
                return await loop.run_in_executor(self._threads, self._transact, act)
            except DBAPIError as error:
                if not passing(error) or time.monotonic() + pause > end:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def insist(self, act: Callable[[Session], T]) -> T:
        """Do as `run`, however long the database is in trouble: locked, full, or away.

        For what has happened already, and would happen twice if it were not noted.
        """
        pause = LONGEST_PAUSE
        while True:
            try:
                return await self.run(act)
            except DBAPIError as error:
                if not isinstance(error, OperationalError) and not passing(error):
                    raise
                logger.error(  # noqa: TRY400 - the traceback says nothing more
                    "The database is in trouble, again in %.0f s: %s", pause, error.orig
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_TROUBLE)

    def close(self) -> None:
        """Wait for what runs and end the threads."""
        self._threads.shutdown()

    def _transact(self, act: Callable[[Session], T]) -> T:
        with make_session(self._engine) as session:
            result = act(session)
            session.commit()
            return result


def passing(error: DBAPIError) -> bool:
    """Return whether the same work may succeed in a moment."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    name = getattr(error.orig, "sqlite_errorname", "")
    return state in PASSING_STATES or name.startswith(PASSING_SQLITE)
