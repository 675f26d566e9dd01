"""Server-sent events: everything in order, resumable, filtered by chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import orjson

from tests.playground.rig import CHAT, Json, Rig, keyboard


class Stream:
    """The events of one connection, one after the other."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.number = 0

    async def next(self) -> Json:
        async with asyncio.timeout(10):
            while line := await self.response.content.readline():
                if line.startswith(b"id: "):
                    self.number = int(line[4:])
                elif line.startswith(b"data: "):
                    event: Json = orjson.loads(line[6:])
                    return event
        raise AssertionError("the stream ended")

    async def kinds(self, count: int) -> list[str]:
        return [(await self.next())["type"] for _ in range(count)]


@asynccontextmanager
async def following(
    rig: Rig, last: int | None = None, **query: str | int
) -> AsyncIterator[Stream]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async with rig.http.get("/api/events", headers=headers, params=query) as response:
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_stream_tells_everything_in_order(rig: Rig) -> None:
    async with following(rig) as stream:
        number = await rig.message("<b>Köln</b>", parse_mode="HTML", reply_markup=keyboard("Ja"))
        query = (await rig.api("POST", f"people/{CHAT}/press", message_id=number, data="Ja"))[
            "query_id"
        ]
        await rig.done("sendChatAction", chat_id=CHAT, action="typing")
        await rig.done("answerCallbackQuery", callback_query_id=query, text="Gut.")
        await rig.done("editMessageText", chat_id=CHAT, message_id=number, text="neu")
        await rig.done("deleteMessage", chat_id=CHAT, message_id=number)
        await rig.done("setMyCommands", commands=[])
        await rig.api("PATCH", f"people/{CHAT}", label="Köln")
        await rig.api("POST", "guide", steps=[{"id": "a", "de": "Los", "zh": "开始"}])
        events = [await stream.next() for _ in range(9)]
    told = dict(zip([event["type"] for event in events], events, strict=True))
    assert list(told) == [
        "message", "pressed", "typing", "toast", "edit", "delete", "commands", "person", "guide",
    ]  # fmt: skip
    assert told["message"]["chat"] == CHAT
    assert told["pressed"] == {
        "type": "pressed", "chat": CHAT, "message_id": number, "data": "Ja", "query_id": query,
    }  # fmt: skip
    assert told["toast"] == {
        "type": "toast", "chat": CHAT, "query_id": query, "text": "Gut.", "alert": False,
        "message_id": number, "data": "Ja",
    }  # fmt: skip
    assert told["delete"] == {"type": "delete", "chat": CHAT, "message_id": number}
    assert told["person"]["person"]["label"] == "Köln"
    assert told["guide"]["guide"] == [{"id": "a", "de": "Los", "zh": "开始", "done": False}]


async def test_stream_resumes_after_the_last_event_seen(rig: Rig) -> None:
    async with following(rig) as stream:
        await rig.message("eins")
        await stream.next()
        last = stream.number
    await rig.message("zwei")
    await rig.message("drei")
    async with following(rig, last) as stream:
        texts = [(await stream.next())["message"]["text"] for _ in range(2)]
    assert texts == ["zwei", "drei"]


async def test_stream_can_begin_where_the_state_was_read(rig: Rig) -> None:
    event = (await rig.get("state"))["event"]
    await rig.message("danach")
    async with following(rig, after=event) as stream:
        assert (await stream.next())["message"]["text"] == "danach"


async def test_stream_of_some_chats_leaves_out_the_others(rig: Rig) -> None:
    other = await rig.person(CHAT + 1)
    async with following(rig, chats=str(other)) as stream:
        await rig.message("für Anna")
        await rig.done("sendMessage", chat_id=other, text="für die andere")
        assert (await stream.next())["message"]["text"] == "für die andere"


async def test_unknown_past_asks_to_read_anew(rig: Rig) -> None:
    async with following(rig, 10**9) as stream:
        first = await stream.next()
        await rig.message("weiter")
        second = await stream.next()
    assert first == {"type": "resync"}
    assert second["type"] == "message"


async def test_wait_brings_messages_and_edits_above_a_number(rig: Rig) -> None:
    said = await rig.say("Frage")
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(
            rig.get(f"people/{CHAT}/wait", after=said["event"], timeout=10)
        )
        number = await rig.message("Antwort")
    seen = waiting.result()
    await rig.done("editMessageText", chat_id=CHAT, message_id=number, text="Bessere Antwort")
    again = await rig.get(f"people/{CHAT}/wait", after=seen["event"], timeout=10)
    nothing = await rig.get(f"people/{CHAT}/wait", after=again["event"], timeout=0.01)
    assert [m["text"] for m in seen["messages"]] == ["Antwort"]
    assert [m["text"] for m in again["messages"]] == ["Bessere Antwort"]
    assert nothing == {"ok": True, "event": again["event"], "messages": []}


async def test_chat_is_paged_backwards(rig: Rig) -> None:
    for number in range(5):
        await rig.message(str(number))
    newest = (await rig.get(f"people/{CHAT}/chat", limit=2))["messages"]
    older = await rig.get(f"people/{CHAT}/chat", limit=2, before=newest[0]["message_id"])
    assert [m["text"] for m in newest] == ["3", "4"]
    assert [m["text"] for m in older["messages"]] == ["1", "2"]


async def test_guide_steps_are_marked_done(rig: Rig) -> None:
    await rig.api("POST", "guide", steps=[{"id": "a", "de": "Los", "zh": "开始"}])
    done = await rig.api("POST", "guide/a/done")
    assert done["guide"] == [{"id": "a", "de": "Los", "zh": "开始", "done": True}]
    assert await rig.api("POST", "guide/b/done") == {"ok": False, "error": "there is no step b"}
    assert (await rig.get("state"))["guide"] == done["guide"]
