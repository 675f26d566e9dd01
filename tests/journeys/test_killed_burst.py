"""All cities answer at once while the bot is killed again and again: each answer counts once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.cast import SMALL_TOWN, move_in, small_asked, with_database
from tests.journeys.harness import PATIENCE, Town, town
from tests.journeys.message import data_of

CONSENT = {"de": ("Zustimmen", "Verbindlich abgeben"), "zh": ("同意", "正式提交")}
CHINESE = ("foshan", "jieyang", "nanning", "jiangmen")
GERMAN = ("aachen", "koeln")
COUNT = "SELECT count(*) FROM statement"


@pytest.fixture(params=["polling", "webhook"])
async def place(
    request: pytest.FixtureRequest, sqlite_database: str, tmp_path: Path, unused_tcp_port: int
) -> AsyncIterator[Town]:
    """Open a small town that is asked about a candidate; its bot is reached in either way."""
    address = f"127.0.0.1:{unused_tcp_port}"
    hook = {
        "STADTBOTE_LISTEN": address,
        "STADTBOTE_WEBHOOK_URL": f"http://{address}/hook",
        "STADTBOTE_WEBHOOK_SECRET": "webhook-secret-of-the-journey",
    }
    settings = hook if request.param == "webhook" else {}
    await asyncio.to_thread(with_database, sqlite_database, small_asked("rhein-kreis-neuss"))
    async with town(tmp_path, sqlite_database, **settings) as place:
        await place.post("/api/limits", retry_scale=0.02)
        yield place


async def test_answers_of_a_burst_count_once_over_kills(place: Town) -> None:
    phones = await move_in(place, SMALL_TOWN)
    await place.start()
    await place.quiet()
    spoken = [(phones[city], "zh") for city in CHINESE] + [(phones[city], "de") for city in GERMAN]
    declared = [
        (phone, await phone.press(CONSENT[language][0], shows=CONSENT[language][1]), language)
        for phone, language in spoken
    ]
    await place.quiet()
    seen = (await place.get("/api/log"))["last"]
    presses = [
        phone.touch(shown, data_of(shown, CONSENT[language][1]))
        for phone, shown, language in declared
    ]
    await asyncio.gather(*presses)
    for edits in (1, 3):
        if place.rows(COUNT) != [(len(spoken),)]:
            await place.called("editMessageText", after=seen, times=edits)
        await place.stop(signal.SIGKILL)
        await place.start()
    async with asyncio.timeout(PATIENCE):
        while place.rows(COUNT) != [(len(spoken),)]:  # noqa: ASYNC110 - seen from outside only
            await asyncio.sleep(0.02)
    await place.quiet()
    assert place.rows("SELECT city_code, count(*) FROM statement GROUP BY 1 ORDER BY 1") == [
        (city, 1) for city in sorted((*CHINESE, *GERMAN))
    ]
    assert place.rows("SELECT state FROM accession") == [("admitted",)]
    await place.check()
