"""What was learnt of Telegram's limit is known after a restart."""

import asyncio
from pathlib import Path

from sqlmodel import select

from storage.delivery import Delivery, Lane
from storage.pace import Pace
from storage.person import Person
from tests.bot.stand import BOT_ID, NOW, PATIENCE, Stand, standing

RATE = 20.0


def queue(stand: Stand) -> None:
    with stand.session() as session:
        for person in session.exec(select(Person)):
            session.add(
                Delivery(
                    kind="news",
                    person_id=person.key,
                    lane=Lane.CIRCULAR,
                    not_before=NOW,
                    queued_at=NOW,
                )
            )


async def kept(stand: Stand) -> Pace:
    """Wait until something is kept."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with stand.session() as session:
                found = session.get(Pace, BOT_ID)
            if found is not None:
                return found
            await asyncio.sleep(0.02)


async def test_learnt_rate_is_kept_over_a_restart(sqlite_database: str, tmp_path: Path) -> None:
    async with standing(sqlite_database, tmp_path / "files", start=False, rate=RATE) as stand:
        for number in range(40):
            await stand.person(f"P{number}")
        queue(stand)
        await stand.post("/api/limits", per_second=8)
        await stand.start()
        await kept(stand)
        await stand.stop()
        learnt = await kept(stand)
        app = await stand.start()
        async with stand.http.get(f"{app.address}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        assert learnt.rate < RATE * 0.985
        assert [line for line in lines if line.startswith("stadtbote_pacer_rate ")] == [
            f"stadtbote_pacer_rate {learnt.rate}"
        ]
