"""SQLite's one writer: acts that wait at the same time share a transaction and its commit."""

import asyncio
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from storage.delivery import Lane

T = TypeVar("T")

# How much a group may hold: a press that comes meanwhile waits for its commit.
ACTS: Final = 64
SECONDS: Final = 0.03
WORST: Final = max(Lane)


@dataclass(slots=True, order=True)
class Job:
    """An act that waits, in the order of lanes and of coming, and what came of it."""

    lane: Lane
    number: int
    act: Callable[[Session], Any] = field(compare=False)
    future: asyncio.Future[Any] = field(compare=False)
    result: Any = field(default=None, compare=False)
    error: BaseException | None = field(default=None, compare=False)


class Group:
    """Runs acts in one thread, best lane first, several in one transaction.

    Each has a savepoint, so that one which raises undoes only itself. Nobody hears of success
    before the commit; when that fails, all of the group have failed. A group ends when what
    waits next is of a worse lane than anything in it, so that a press waits for presses only,
    and after so many `seconds`.
    """

    def __init__(self, engine: sa.Engine, seconds: float = SECONDS) -> None:
        self._engine = engine
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._lock = threading.Lock()
        self._waiting: list[Job] = []
        self._order = itertools.count()
        self._working = False

    def submit(self, act: Callable[[Session], T], lane: Lane) -> asyncio.Future[T]:
        """Return a future of what `act` returns, in the running loop."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._lock:
            if not self._working:
                self._thread.submit(self._work)
                self._working = True
            heapq.heappush(self._waiting, Job(lane, next(self._order), act, future))
        return future

    def close(self) -> None:
        """Wait for what was submitted and end the thread."""
        self._thread.shutdown()

    # ---- in the thread

    def _work(self) -> None:
        """Run groups until nothing waits."""
        while (first := self._take_first()) is not None:
            jobs = [first]
            try:
                self._transact(jobs)
            except BaseException as error:  # noqa: BLE001 - whoever waits for an act hears of it
                for job in jobs:
                    job.error = job.error or error
            first.future.get_loop().call_soon_threadsafe(_tell, jobs)

    def _take_first(self) -> Job | None:
        with self._lock:
            job = self._take(WORST)
            self._working = job is not None
            return job

    def _take(self, worst: Lane) -> Job | None:
        """Return what waits first, unless its lane is worse; the lock is held."""
        while self._waiting and self._waiting[0].lane <= worst:
            job = heapq.heappop(self._waiting)
            if not job.future.cancelled():
                return job
        return None

    def _transact(self, jobs: list[Job]) -> None:
        """Run the first job and what may go with it, adding that to `jobs`; commit them."""
        end = time.monotonic() + self._seconds
        with self._engine.connect() as connection, self._begun(connection, jobs):
            best = jobs[0].lane
            while True:
                job = jobs[-1]
                if not _run(connection, job):
                    self._return(jobs)
                    return
                best = min(best, job.lane)
                if len(jobs) == ACTS or time.monotonic() > end:
                    return
                with self._lock:
                    following = self._take(best)
                if following is None:
                    return
                jobs.append(following)

    def _begun(self, connection: sa.Connection, jobs: list[Job]) -> sa.RootTransaction:
        """Return a transaction; a locked database is told to all that wait, not to one by one."""
        try:
            return connection.begin()
        except DBAPIError:
            with self._lock:
                while (job := self._take(WORST)) is not None:
                    jobs.append(job)
            raise

    def _return(self, jobs: list[Job]) -> None:
        """Have all but the last run again: its error has undone what they did."""
        with self._lock:
            for job in jobs[:-1]:
                heapq.heappush(self._waiting, replace(job, result=None))
        del jobs[:-1]


def _run(connection: sa.Connection, job: Job) -> bool:
    """Run one act in a savepoint and return whether the transaction goes on.

    After some errors, such as a full disk, SQLite itself rolls back all of it.
    """
    session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        job.result = job.act(session)
        session.commit()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the act hears of it
        job.error = error
    if connection.connection.in_transaction:
        session.close()
        return True
    session.invalidate()
    return False


def _tell(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
