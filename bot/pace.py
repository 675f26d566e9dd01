"""The learnt rate lies in a row, so that a restart does not learn it again."""

import asyncio

from sqlmodel import Session

from bot.rate import Learnt, Rate
from bot.tasks import Spawn
from bot.work import now_utc
from bot.writer import Writer
from storage.pace import Pace


async def follow(writer: Writer, bot_id: int, rate: Rate, spawn: Spawn) -> None:
    """Begin with what the last run had learnt; keep from now on what is learnt."""

    def keep(session: Session) -> None:
        learnt = rate.learnt
        session.merge(
            Pace(bot_id=bot_id, rate=learnt.rate, patience=learnt.patience, learnt_at=now_utc())
        )

    kept = await writer.run(lambda session: session.get(Pace, bot_id))
    if kept is not None:
        rate.resume(Learnt(kept.rate, kept.patience), asyncio.get_running_loop().time())
    rate.when_changed(lambda: spawn(writer.insist(keep)))
