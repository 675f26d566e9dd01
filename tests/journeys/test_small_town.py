"""The ratio of 2 : 1, two last consents at one instant, and a bot that is killed midway."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.journeys.cast import SMALL_TOWN, move_in, small_asked, with_database
from tests.journeys.harness import PATIENCE, Phone, Town, town
from tests.journeys.message import GERMAN, data_of, words

MEMBERS = ["foshan", "jieyang", "nanning", "jiangmen", "aachen", "koeln"]


@asynccontextmanager
async def asked(
    folder: Path, database: str, candidate: str
) -> AsyncIterator[tuple[Town, dict[str, Phone]]]:
    """Open a town of six cities that are asked about a candidate, the bot not yet started."""
    await asyncio.to_thread(with_database, database, small_asked(candidate))
    async with town(folder, database) as place:
        yield place, await move_in(place, SMALL_TOWN)


async def all_but(place: Town, phones: dict[str, Phone], *rest: str) -> None:
    """Let every city but some consent, and wait for it."""
    await place.quiet()
    people = [phones[city].id for city in MEMBERS if city not in rest]
    started = (await place.post("/api/crowd/answer", people=people, choice="consent"))["started"]
    assert started == len(people)
    async with asyncio.timeout(PATIENCE):
        query = "SELECT count(*) FROM statement"
        while place.rows(query) != [(len(people),)]:  # noqa: ASYNC110 - seen from outside only
            await asyncio.sleep(0.05)
    await place.quiet()


async def test_chinese_candidate_beyond_the_ratio_becomes_observer(
    sqlite_database: str, tmp_path: Path
) -> None:
    async with asked(tmp_path, sqlite_database, "zhuhai") as (place, phones):
        await place.start()
        await all_but(place, phones, "koeln")
        assert place.rows("SELECT state FROM accession") == [("open",)]
        await phones["koeln"].press("Zustimmen", shows="Verbindlich abgeben")
        events = {name: await phone.now() for name, phone in phones.items()}
        await phones["koeln"].press("Verbindlich abgeben")
        told = await phones["koeln"].after(events["koeln"], "^Zhuhai wird Beobachterstadt\n")
        assert words(told).splitlines()[-1] == (
            "Verhältnis der chinesischen zu den deutschen Sitzen: 4\u202f:\u202f2"
        )
        told = await phones["foshan"].after(events["foshan"], "^珠海市.*观察员城市\n")
        assert words(told).splitlines()[-1] == "中方与德方席位之比：4:2"
        assert place.rows("SELECT state FROM accession") == [("observer",)]
        assert place.rows("SELECT standing FROM city WHERE code = 'zhuhai'") == [("observer",)]
        await place.quiet()
        await place.check()


async def test_two_last_consents_at_the_same_instant_end_it_once(
    postgres_database: str, tmp_path: Path
) -> None:
    async with asked(tmp_path, postgres_database, "rhein-kreis-neuss") as (place, phones):
        await place.start()
        await all_but(place, phones, "foshan", "aachen")
        german, chinese = phones["aachen"], phones["foshan"]
        first = await german.press("Zustimmen", shows="Verbindlich abgeben")
        second = await chinese.press("同意", shows="正式提交")
        toasts = await asyncio.gather(
            german.touch(first, data_of(first, "Verbindlich abgeben"), PATIENCE),
            chinese.touch(second, data_of(second, "正式提交"), PATIENCE),
        )
        assert [re.sub(r"20\d\d/000[56]", "NUMBER", toast or "") for toast in toasts] == [
            "Die Erklärung ist eingegangen. Eingangsbestätigung ISA-E NUMBER",
            "书面意见已收悉。收件凭证ISA-E NUMBER",
        ]
        await place.quiet()
        assert place.rows("SELECT state FROM accession") == [("admitted",)]
        assert place.rows("SELECT count(*) FROM statement") == [(6,)]
        ended = "SELECT person_id, count(*) FROM delivery WHERE kind = 'accession-ended'"
        counts = place.rows(f"{ended} GROUP BY person_id")
        assert [count for _, count in counts] == [1] * len(SMALL_TOWN)
        assert place.rows("SELECT count(*) FROM record WHERE kind LIKE '%ended%'") == [(1,)]
        await place.check()


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_killed_between_press_and_answer_the_next_start_goes_on(
    method: str, sqlite_database: str, tmp_path: Path
) -> None:
    async with asked(tmp_path, sqlite_database, "rhein-kreis-neuss") as (place, phones):
        phone = phones["aachen"]
        await place.start()
        await place.quiet()
        declaration = await phone.press("Zustimmen", shows="Verbindlich abgeben")
        before = (await place.get("/api/log"))["last"]
        await place.post("/api/faults", method=method, kind="stall", times=1, seconds=60)
        event = await phone.now()
        await phone.touch(declaration, data_of(declaration, "Verbindlich abgeben"))
        await place.called(method, after=before)
        # The receipt goes another way; it is out before the bot is killed.
        await place.quiet()
        assert place.rows("SELECT kind FROM statement") == [("consent",)]
        await place.stop(signal.SIGKILL)
        await place.start()
        await phone.after(event, "Antwort: Zustimmung", "Antwort ändern")
        receipt = await phone.after(event, "^Eingangsbestätigung ISA-E")
        await place.quiet()
        assert place.rows("SELECT kind FROM statement") == [("consent",)]
        chat = await phone.chat()
        assert len([one for one in chat if words(one) == words(receipt)]) == 1
        assert len([one for one in chat if words(one).startswith("Beitritt der Bewerber")]) == 1
        await place.check()


async def test_killed_while_a_receipt_is_on_its_way_it_comes_again_and_says_so(
    sqlite_database: str, tmp_path: Path
) -> None:
    async with asked(tmp_path, sqlite_database, "rhein-kreis-neuss") as (place, phones):
        phone = phones["aachen"]
        await place.start()
        await place.quiet()
        declaration = await phone.press("Zustimmen", shows="Verbindlich abgeben")
        stall = {"kind": "stall", "times": 1, "seconds": 60, "chat": phone.id}
        await place.post("/api/faults", method="sendMessage", **stall)
        event = await phone.now()
        await phone.touch(declaration, data_of(declaration, "Verbindlich abgeben"))
        receipt = words(await phone.after(event, "^Eingangsbestätigung ISA-E"))
        await place.stop(signal.SIGKILL)
        await place.start()
        await place.quiet()
        again = GERMAN.text(
            "We do not know whether you have this message already, so it comes again."
        )
        texts = [words(one) for one in await phone.chat()]
        assert [text for text in texts if text.endswith(receipt)] == [
            receipt,
            f"{again}\n\n{receipt}",
        ]
        assert place.rows("SELECT kind FROM statement") == [("consent",)]
        await place.check()
