"""The web front: health, metrics, and the webhook on the same inbox."""

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest
from sqlmodel import select

from bot.app import App
from storage.fact import Fact
from storage.inbox import Update
from tests.bot import small
from tests.bot.stand import PATIENCE, SECRET, Stand

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def update(telegram_id: int, number: int, text: str) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": telegram_id, "type": "private"},
            "from": {"id": telegram_id, "is_bot": False, "first_name": "Anna"},
            "text": text,
        },
    }


def app_of(stand: Stand) -> App:
    return stand.apps[0][0]


async def post(stand: Stand, body: object, secret: str | None = SECRET) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    url = f"{app_of(stand).address}/hook"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=content, headers=headers) as answer,
    ):
        return answer.status


async def get(stand: Stand, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(app_of(stand).address + path) as answer,
    ):
        return answer.status, await answer.text()


async def test_webhook_carries_presses(hooked: Stand) -> None:
    anna = await hooked.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    assert await anna.press(shown) == {"text": "push 1", "show_alert": False}
    assert (await anna.next())["text"] == "Pushed 1"
    assert hooked.calls("getUpdates") == []


async def test_update_that_comes_twice_acts_once(hooked: Stand) -> None:
    anna = await hooked.phone()
    body = update(anna.id, 77, "once")
    assert [await post(hooked, body) for _ in range(2)] == [200, 200]
    assert (await anna.next())["text"] == "once for @stadtbote_bot"
    assert await post(hooked, body) == 200
    await hooked.stop()
    with hooked.session() as session:
        assert (small.times(session, "once"), len(session.exec(select(Update)).all())) == (1, 1)


@pytest.mark.parametrize("secret", [None, "", SECRET + "x", "ß"])
async def test_call_without_the_secret_is_refused(hooked: Stand, secret: str | None) -> None:
    assert await post(hooked, update(1, 1, "forged"), secret) == 403
    await hooked.stop()
    with hooked.session() as session:
        assert session.exec(select(Update)).all() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"update_id": "1"}', b"\xff"])
async def test_call_that_is_no_update_is_refused(hooked: Stand, body: bytes) -> None:
    assert await post(hooked, body) == 400


async def test_update_that_cannot_be_handled_is_taken(hooked: Stand) -> None:
    assert await post(hooked, {"update_id": 5, "something_new": {"x": 1}}) == 200


async def test_health_is_good(stand: Stand) -> None:
    assert await get(stand, "/healthz") == (200, '{"ok": true, "troubles": []}')
    assert (await get(stand, "/hook"))[0] == 404


async def test_metrics_count_rows_and_tries(stand: Stand) -> None:
    anna = await stand.person()
    await anna.says("tell news pointless")
    await anna.next()
    wanted = {
        'stadtbote_deliveries{state="sent"} 1.0',
        'stadtbote_delivery_tries_total{outcome="sent"} 1.0',
        "stadtbote_pacer_rate 0.0",
        "stadtbote_pacer_waiting 0.0",
    }
    async with asyncio.timeout(PATIENCE):
        while True:  # what has arrived is noted a moment later
            status, text = await get(stand, "/metrics")
            if wanted <= set(text.splitlines()):
                break
    assert status == 200


async def test_metrics_do_not_wait_for_the_writer(stand: Stand) -> None:
    with stand.session() as session:
        session.add(Fact(name="a", value="1"))
        session.flush()  # the database is locked until the end of the block
        status, _ = await get(stand, "/metrics")
    assert status == 200


async def test_file_beyond_twenty_megabytes_is_refused(hooked: Stand) -> None:
    anna = await hooked.person()
    body = update(anna.id, 5, "")
    body["message"]["document"] = {"file_id": "x", "file_size": 20 * 1024 * 1024 + 1}
    assert await post(hooked, body) == 200
    assert (await anna.next())["text"] == "Refused: too big"
    assert hooked.calls("getFile") == []


async def test_file_that_telegram_lost_is_refused(hooked: Stand) -> None:
    anna = await hooked.person()
    body = update(anna.id, 5, "")
    body["message"]["document"] = {"file_id": "x"}
    assert await post(hooked, body) == 200
    assert (await anna.next())["text"] == "Refused: not fetched"
