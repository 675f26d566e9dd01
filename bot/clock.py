"""The clock: wakes what may be due; the database alone knows what is."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import Session, col

from alliance import mandate
from alliance.circular import sending
from alliance.conference import asking, delegation, reminders
from alliance.minutes import following
from bot.work import now_utc
from bot.writer import Writer
from handlers.conference import delegating
from handlers.kit import making
from storage.delivery import Lane
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.person import Person
from storage.view import View

Act = Callable[[Session, datetime], object]

KNOWN_FOR: Final = timedelta(hours=48)
# As long as an invitation lasts: whoever has not registered by then cannot any more.
UNREGISTERED_FOR: Final = timedelta(days=14)


def retire(session: Session, now: datetime) -> None:
    """Delete what is kept for a time only.

    The ids of old updates, ended views, what people left who never registered, the names of
    delegations some time after the event, and lists of them that were left unfinished.
    """
    done = (UpdateState.DONE, UpdateState.FAILED)
    session.execute(
        sa.delete(Update).where(
            col(Update.state).in_(done), col(Update.received_at) < now - KNOWN_FOR
        )
    )
    session.execute(sa.delete(View).where(col(View.until) <= now))
    registered = sa.exists().where(col(Person.telegram_id) == col(Dialog.telegram_id))
    session.execute(
        sa.delete(Dialog).where(~registered, col(Dialog.touched_at) < now - UNREGISTERED_FOR)
    )
    delegation.erase_old(session, now)
    session.execute(
        sa.delete(Dialog).where(
            col(Dialog.form) == delegating.NAME, col(Dialog.touched_at) < now - making.KEPT
        )
    )


# What is done as time goes by, and every how many seconds it is looked.
ACTS: Final[tuple[tuple[Act, int], ...]] = (
    (sending.send_due, 3),
    (following.send_due, 60),
    (mandate.expire_loans, 60),
    (retire, 3600),
)


class Every(IntervalTrigger):  # type: ignore[misc] # ships no types
    """Every so many seconds; what a clock that was put forward passed over is left out.

    A machine may wake after weeks, or start without a clock in 1970: to count through all the
    seconds in between would keep the loop busy for minutes.
    """

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return when it is time again, not before `now`."""
        if previous is not None and now - previous > self.interval:
            previous = None  # count from the start, by division
        found: datetime | None = super().get_next_fire_time(previous, now)
        return found


async def remind(writer: Writer) -> None:
    """Send what is due, one conference after the other: no press waits for all of them."""
    due: int | None = 0
    while due is not None:
        due = await writer.run(
            lambda session: reminders.send_next(session, now_utc()), lane=Lane.REMINDER
        )


async def replan(writer: Writer) -> None:
    """Plan the reminders of each conference ahead anew."""
    ahead = await writer.run(lambda session: asking.coming(session, now_utc()))
    for one in ahead:
        plan = partial(reminders.replan, conference_id=one.key, now=now_utc())
        await writer.run(plan, lane=Lane.REFRESH)


def make_clock(writer: Writer, wake: Callable[[], None], files: Path) -> AsyncIOScheduler:
    """Return a clock, not yet started.

    It will `wake` each second; from the start on it will do ACTS, send reminders that are due
    every few seconds, and plan them anew each hour.
    """
    # A job that comes late is still due, and once is enough however late.
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    clock = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    def every(seconds: int, name: str, job: Callable[[], Coroutine[Any, Any, object]]) -> None:
        async def run() -> None:  # a plain function would run in another thread
            with suppress(asyncio.CancelledError):  # the bot stops; what is due stays due
                await job()

        trigger = Every(seconds=seconds, timezone="UTC")
        clock.add_job(run, trigger, next_run_time=now_utc(), name=name)

    async def tick() -> None:
        wake()

    async def do(act: Act) -> None:
        await writer.run(lambda session: act(session, now_utc()))

    def forget_files(session: Session, now: datetime) -> None:
        making.forget_old(session, files, now)

    every(1, "tick", tick)
    every(5, "remind", partial(remind, writer))
    every(3600, "replan", partial(replan, writer))
    for act, seconds in (*ACTS, (forget_files, 3600)):
        every(seconds, f"{act.__module__}.{act.__name__}", partial(do, act))
    return clock
