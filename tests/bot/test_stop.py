"""The bot stops whatever is in its way, and goes on with it at the next start."""

import asyncio

from storage.fact import Fact
from tests.bot.stand import PATIENCE, Stand


async def test_bot_stops_in_front_of_a_locked_database_and_goes_on_after(stand: Stand) -> None:
    anna = await stand.phone()
    with stand.session() as session:
        session.add(Fact(name="locks", value="the database"))
        session.flush()
        asked = len(stand.calls("getUpdates"))
        await anna.type("Hallo")
        async with asyncio.timeout(PATIENCE):
            while not stand.calls("getUpdates")[asked - 1]["status"]:  # noqa: ASYNC110 - no bell
                await asyncio.sleep(0.001)
        await stand.stop()
    await stand.start()
    assert (await anna.next())["text"] == "Hallo for @stadtbote_bot"
