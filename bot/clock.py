"""The clock: wakes what may be due; the database alone knows what is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session, col

from alliance import mandate
from bot.work import now_utc
from bot.writer import Writer
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.person import Person
from storage.view import View

KNOWN_FOR: Final = timedelta(hours=48)
# As long as an invitation lasts: whoever has not registered by then cannot any more.
UNREGISTERED_FOR: Final = timedelta(days=14)


def retire(session: Session, now: datetime) -> None:
    """Delete the ids of old updates, ended views, and what people left who never registered."""
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


def make_clock(writer: Writer, wake: Callable[[], None]) -> AsyncIOScheduler:
    """Return a clock, not yet started: `wake` each second, loans each minute, retention hourly."""
    # A job that comes late is still due, and once is enough however late.
    defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    clock = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    async def tick() -> None:  # a plain function would run in another thread
        wake()

    async def retention() -> None:
        await writer.run(lambda session: retire(session, now_utc()))

    async def loans() -> None:
        await writer.run(lambda session: mandate.expire_loans(session, now_utc()))

    clock.add_job(tick, "interval", seconds=1)
    clock.add_job(loans, "interval", minutes=1, next_run_time=now_utc())
    clock.add_job(retention, "interval", hours=1, next_run_time=now_utc())
    return clock
