"""Webhooks: order, secret, retries, and calls carried in the answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.playground.rig import CHAT, Json, Rig, bad, keyboard, refusal

Answer = Callable[[Json], Awaitable[web.Response]]


@dataclass(slots=True)
class Hook:
    """A bot's web server that notes what it is given."""

    url: str = ""
    seen: list[Json] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    arrived: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    async def next(self) -> Json:
        async with asyncio.timeout(10):
            return await self.arrived.get()


@asynccontextmanager
async def hooked(answer: Answer) -> AsyncIterator[Hook]:
    hook = Hook()

    async def handle(request: web.Request) -> web.Response:
        update = await request.json()
        hook.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        hook.seen.append(update)
        hook.arrived.put_nowait(update)
        return await answer(update)

    app = web.Application()
    app.router.add_post("/hook", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def accept(_: Json) -> web.Response:
    return web.Response()


async def test_updates_waiting_and_new_arrive_with_the_secret(rig: Rig) -> None:
    await rig.say("vorher")
    async with hooked(accept) as hook:
        await rig.done("setWebhook", url=hook.url, secret_token="geheim_1")
        first = await hook.next()
        await rig.say("nachher")
        second = await hook.next()
        await rig.done("deleteWebhook")
    assert [first["message"]["text"], second["message"]["text"]] == ["vorher", "nachher"]
    assert second["update_id"] == first["update_id"] + 1
    assert hook.secrets == {"geheim_1"}
    assert await rig.updates() == []


async def test_refused_update_comes_again_before_the_next(rig: Rig) -> None:
    answers = iter([500, 503, 200, 200])

    async def answer(_: Json) -> web.Response:
        return web.Response(status=next(answers))

    await rig.api("POST", "limits", retry_scale=0)
    async with hooked(answer) as hook:
        await rig.done("setWebhook", url=hook.url)
        await rig.say("eins")
        await rig.say("zwei")
        texts = [(await hook.next())["message"]["text"] for _ in range(4)]
        info = await rig.done("getWebhookInfo")
    assert texts == ["eins", "eins", "eins", "zwei"]
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_closed_connection_counts_as_a_refusal(rig: Rig) -> None:
    async with hooked(accept) as hook:
        closed = hook.url
    await rig.api("POST", "limits", retry_scale=0.0001)
    await rig.done("setWebhook", url=closed)
    await rig.say()
    async with asyncio.timeout(10):
        while "last_error_message" not in (info := await rig.done("getWebhookInfo")):
            pass
    assert info["pending_update_count"] == 1


async def test_slow_chat_holds_up_nobody_else(rig: Rig) -> None:
    release = asyncio.Event()

    async def answer(update: Json) -> web.Response:
        if update["message"]["text"] == "langsam":
            await release.wait()
        return web.Response()

    other = await rig.person(CHAT + 1)
    async with hooked(answer) as hook:
        await rig.done("setWebhook", url=hook.url)
        await rig.say("langsam")
        await rig.say("dahinter")
        await rig.say("schnell", other)
        early = [(await hook.next())["message"]["text"] for _ in range(2)]
        release.set()
        late = (await hook.next())["message"]["text"]
    assert (sorted(early), late) == (["langsam", "schnell"], "dahinter")


async def test_press_does_not_wait_for_a_text_of_the_same_person(rig: Rig) -> None:
    release = asyncio.Event()

    async def answer(update: Json) -> web.Response:
        if "message" in update:
            await release.wait()
        return web.Response()

    number = await rig.message(reply_markup=keyboard("Weiter"))
    async with hooked(answer) as hook:
        await rig.done("setWebhook", url=hook.url)
        await rig.say("langsam")
        await hook.next()
        await rig.api("POST", f"people/{CHAT}/press", message_id=number, data="Weiter")
        assert (await hook.next())["callback_query"]["data"] == "Weiter"
        release.set()


async def test_call_in_the_answer_is_carried_out(rig: Rig) -> None:
    async def answer(update: Json) -> web.Response:
        query = update["callback_query"]["id"]
        return web.json_response(
            {"method": "answerCallbackQuery", "callback_query_id": query, "text": "Gezählt."}
        )

    number = await rig.message(reply_markup=keyboard("Weiter"))
    async with hooked(answer) as hook:
        await rig.done("setWebhook", url=hook.url)
        pressed = await rig.api(
            "POST", f"people/{CHAT}/press", message_id=number, data="Weiter", wait=10
        )
    (call,) = [c for c in (await rig.get("log"))["calls"] if c["via"] == "webhook"]
    assert pressed["answer"] == {"text": "Gezählt.", "show_alert": False}
    assert (call["method"], call["status"]) == ("answercallbackquery", 200)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"url": "ftp://x"}, "invalid webhook URL specified"),
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "ä"}, "secret token contains unallowed characters"),
        (
            {"url": "https://example.org/"},
            "bad webhook: the playground delivers to loopback only",
        ),
    ],
)
async def test_wrong_webhooks_are_refused(rig: Rig, values: Json, text: str) -> None:
    arguments = {"url": "http://127.0.0.1:9/"} | values
    assert await rig.bot("setWebhook", **arguments) == bad(text)


async def test_second_webhook_within_a_second_has_to_wait(rig: Rig) -> None:
    await rig.done("setWebhook", url="http://127.0.0.1:9/")
    assert await rig.bot("setWebhook", url="http://127.0.0.1:9/b") == refusal(
        429, "Too Many Requests: retry after 1", 1
    )
