"""The bench's server does to bots what Telegram does, and what the bench orders."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.bench.ordering import TOKEN, Server, TooSlow, serving
from tests.bench.rules import digest

Update = dict[str, Any]


@pytest_asyncio.fixture(scope="module")
async def running() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest_asyncio.fixture
async def server(running: Server) -> Server:
    await running.reset()
    return running


async def call(server: Server, method: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
    async with (
        aiohttp.ClientSession(server.base) as http,
        http.post(f"/bot{TOKEN}/{method}", json=fields) as answer,
    ):
        return await answer.json()


def press(person: int, query: str) -> Update:
    return {"callback_query": {"id": query, "from": {"id": person}, "data": "yes"}}


async def test_message_is_answered_and_logged(server: Server) -> None:
    await server.order(texts=True)
    sent = await call(server, "sendMessage", chat_id=7, text="诺伊斯 & mehr")
    edited = await call(
        server, "editMessageText", chat_id=7, message_id=sent["result"]["message_id"], text="b"
    )
    await call(server, "answerCallbackQuery", callback_query_id="q", text="toast")
    assert (sent["result"]["text"], sent["result"]["chat"]["id"]) == ("诺伊斯 & mehr", 7)
    assert edited["result"]["message_id"] == sent["result"]["message_id"]
    seen = [(one.method, one.chat, one.query, one.text, one.digest) for one in await server.log()]
    assert seen == [
        ("sendMessage", 7, "", "诺伊斯 & mehr", digest("诺伊斯 & mehr")),
        ("editMessageText", 7, "", "b", digest("b")),
        ("answerCallbackQuery", 0, "q", "toast", digest("toast")),
    ]


@pytest.mark.parametrize("kind", ["form", "multipart", "json", "query"])
async def test_fields_are_read_from_any_body(server: Server, kind: str) -> None:
    await server.order(texts=True)
    fields = {"chat_id": "7", "caption": "für 佛山 + =&"}
    body: dict[str, Any] = {"json": fields} if kind == "json" else {"data": fields}
    if kind == "multipart":
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field("document", b"\r\n--x\r\n", filename="a.pdf")
        body = {"data": form}
    if kind == "query":
        body = {"params": fields}
    async with (
        aiohttp.ClientSession(server.base) as http,
        http.post(f"/bot{TOKEN}/sendDocument", **body) as answer,
    ):
        assert (await answer.json())["ok"]
    assert [(one.chat, one.text) for one in await server.log()] == [(7, "für 佛山 + =&")]


async def test_limit_refuses_and_says_for_how_long(server: Server) -> None:
    await server.order(rate=0.001, burst=2, retry_after=3)
    answers = [await call(server, "sendMessage", chat_id=1, text="a") for _ in range(3)]
    toast = await call(server, "answerCallbackQuery", callback_query_id="q")
    assert [one["ok"] for one in answers] == [True, True, False]
    assert answers[2]["parameters"] == {"retry_after": 3}
    assert toast["ok"]
    assert [(one.status, one.done) for one in await server.log()] == [
        *((200, True), (200, True)),
        *((429, False), (200, True)),
    ]


@pytest.mark.parametrize("delivered", [True, False])
async def test_dropped_call_took_effect_or_not(server: Server, *, delivered: bool) -> None:
    await server.order(faults=[{"kind": "drop", "delivered": delivered}])
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await call(server, "sendMessage", chat_id=1, text="a")
    assert (await call(server, "sendMessage", chat_id=1, text="a"))["ok"]
    assert [(one.status, one.done) for one in await server.log()] == [(0, delivered), (200, True)]


async def test_trouble_is_answered_with_its_status(server: Server) -> None:
    await server.order(faults=[{"kind": "status", "status": 403}])
    answer = await call(server, "sendMessage", chat_id=1, text="a")
    assert answer == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }


async def test_unknown_order_is_refused(server: Server) -> None:
    with pytest.raises(aiohttp.ClientResponseError, match="400"):
        await server.order(latency=50)


async def test_polled_updates_stay_until_the_offset_passes_them(server: Server) -> None:
    await server.inject([{"update_id": 5} | press(1, "a"), {"update_id": 6} | press(2, "b")])
    first = await call(server, "getUpdates", limit=1)
    again = await call(server, "getUpdates")
    after = await call(server, "getUpdates", offset=6)
    assert [
        [one["update_id"] for one in answer["result"]] for answer in (first, again, after)
    ] == [
        *([5], [5, 6], [6]),
    ]
    assert [one["acked"] is not None for one in await server.updates()] == [True, False]


@asynccontextmanager
async def bot(answer: Callable[[Update], web.Response]) -> AsyncIterator[str]:
    """Serve a webhook and yield its address."""

    async def hook(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "secret"
        return answer(await request.json())

    app = web.Application()
    app.add_routes([web.post("/hook", hook)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/hook"
    finally:
        await runner.cleanup()


async def test_hook_is_posted_in_order_and_again_until_it_succeeds(server: Server) -> None:
    seen: list[tuple[int, str]] = []
    done = asyncio.Event()

    def answer(update: Update) -> web.Response:
        query = update["callback_query"]
        seen.append((query["from"]["id"], query["id"]))
        if seen.count((1, "first")) == 1 and query["id"] == "first":
            raise web.HTTPServiceUnavailable
        if query["id"] == "second":
            done.set()
        return web.Response()

    async with bot(answer) as url:
        await call(server, "setWebhook", url=url, secret_token="secret")
        await server.inject([press(1, "first"), press(1, "second"), press(2, "other")])
        async with asyncio.timeout(20):
            await done.wait()
        await call(server, "deleteWebhook")
    assert [query for person, query in seen if person == 1] == ["first", "first", "second"]
    assert seen.count((2, "other")) == 1
    first = next(one for one in await server.updates() if one["query"] == "first")
    assert first["tries"] == 2


async def test_method_in_the_hook_s_answer_is_executed(server: Server) -> None:
    def answer(update: Update) -> web.Response:
        query = update["callback_query"]["id"]
        return web.json_response({"method": "answerCallbackQuery", "callback_query_id": query})

    async with bot(answer) as url:
        await call(server, "setWebhook", url=url, secret_token="secret")
        await server.inject([press(1, "q")])
        await server.wait(1, "answerCallbackQuery")
    toasts = [one for one in await server.log() if one.method == "answerCallbackQuery"]
    assert [(one.query, one.by) for one in toasts] == [("q", "webhook")]


async def test_waiting_ends_with_its_patience(server: Server) -> None:
    with pytest.raises(TooSlow):
        await server.wait(1, "sendMessage", seconds=0.01)
