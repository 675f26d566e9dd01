"""What the webhook's acknowledgement says: kept, done, and the toast that goes along."""

import asyncio
from typing import Any

import aiohttp
import orjson
import pytest
import sqlalchemy as sa

from bot import inbox
from storage.inbox import UpdateState
from tests.bot import small
from tests.bot.kept import rows
from tests.bot.stand import PATIENCE, SECRET, Message, Phone, Stand

NUMBER = 2**40  # beyond those that the playground gives
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
REFUSE = """CREATE TRIGGER refuse BEFORE INSERT ON "update"
BEGIN SELECT RAISE(ABORT, 'not now'); END"""


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a busy machine take its time: a press that waits long is answered otherwise."""
    monkeypatch.setattr(inbox, "SPINNER", PATIENCE)


def pressed(phone: Phone, message: Message, query: str = "q1", number: int = NUMBER) -> bytes:
    """Return the update of a press as Telegram posts it."""
    sender = {"id": phone.id, "is_bot": False, "first_name": "Anna", "language_code": "de"}
    press = {
        "id": query,
        "from": sender,
        "message": {
            "message_id": message["message_id"],
            "date": 1,
            "chat": {"id": phone.id, "type": "private"},
        },
        "data": "push",
    }
    return orjson.dumps({"update_id": number, "callback_query": press})


async def post(stand: Stand, body: bytes) -> tuple[int, Any]:
    """Post an update and return status and content of the acknowledgement."""
    app, _ = stand.apps[0]
    async with (
        aiohttp.ClientSession(app.address, headers=HEADERS) as http,
        http.post("/hook", data=body) as answer,
    ):
        content = await answer.read()
        return answer.status, orjson.loads(content) if content[:1] == b"{" else content


async def shown(phone: Phone) -> Message:
    """Return a screen of the bot with a button, once nothing of the person is in work."""
    await phone.type("Hallo")
    message = await phone.next()
    await idle(phone.stand)
    return message


async def idle(stand: Stand) -> None:
    """Wait until every update is done."""
    async with asyncio.timeout(PATIENCE):
        while any(row.state is not UpdateState.DONE for row in rows(stand)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_acknowledgement_carries_the_toast_of_what_was_done(hooked: Stand) -> None:
    anna = await hooked.phone()
    body = pressed(anna, await shown(anna))
    call = {"method": "answerCallbackQuery", "callback_query_id": "q1", "text": "push 1"}
    assert await post(hooked, body) == (200, call)
    with hooked.session() as session:
        assert small.times(session, "push") == 1
    assert (await anna.next())["text"] == "Pushed 1"
    await hooked.stop()
    assert hooked.calls("answerCallbackQuery") == []


async def test_press_that_comes_again_stops_waiting_and_is_done_once(hooked: Stand) -> None:
    anna = await hooked.phone()
    body = pressed(anna, await shown(anna))
    await post(hooked, body)
    await anna.next()
    await idle(hooked)
    call = {"method": "answerCallbackQuery", "callback_query_id": "q1"}
    assert await post(hooked, body) == (200, call)
    await hooked.stop()
    with hooked.session() as session:
        assert small.times(session, "push") == 1


async def test_press_behind_an_earlier_answer_is_acknowledged_at_once(hooked: Stand) -> None:
    anna = await hooked.phone()
    body = pressed(anna, await shown(anna))
    await hooked.fault("sendMessage", "stall", seconds=6)
    await anna.type("slow")
    while not hooked.calls("sendMessage")[1:]:  # noqa: ASYNC110 - the playground has no bell
        await asyncio.sleep(0.01)
    assert await post(hooked, body) == (200, b"")
    assert rows(hooked)[-1].state is UpdateState.NEW


async def test_bug_in_a_press_is_kept_and_told(hooked: Stand) -> None:
    anna = await hooked.phone()
    message = await shown(anna)
    body = pressed(anna, message).replace(b'"push"', b'"boom"')
    assert await post(hooked, body) == (200, b"")
    said = (await anna.next())["text"]
    await hooked.stop()
    row = rows(hooked)[-1]
    assert (said, row.state) == (f"Sorry: {row.fault}", UpdateState.FAILED)


async def test_press_that_cannot_be_kept_is_not_acknowledged_and_comes_again(
    hooked: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await hooked.phone()
    body = pressed(anna, await shown(anna))
    with hooked.session() as session:
        session.execute(sa.text(REFUSE))
    assert await post(hooked, body) == (503, b"503: Service Unavailable")
    with hooked.session() as session:
        assert small.times(session, "push") == 0
        session.execute(sa.text("DROP TRIGGER refuse"))
    call = {"method": "answerCallbackQuery", "callback_query_id": "q1", "text": "push 1"}
    assert await post(hooked, body) == (200, call)
    logged = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert logged == ["An update was not kept; Telegram sends it again."]
