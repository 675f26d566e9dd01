"""getUpdates: offsets, waiting, and the conflicts of two pollers."""

import asyncio
import time

import telegram

from tests.playground.rig import TOKEN, Rig, refusal

OTHER = refusal(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)
HOOKED = refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
URL = "http://127.0.0.1:9/hook"


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_offset_confirms_what_is_below_it(rig: Rig) -> None:
    for text in "abc":
        await rig.say(text)
    first = await rig.updates()
    second = await rig.updates(first[1]["update_id"])
    third = await rig.updates(first[2]["update_id"] + 1)
    assert (_texts(first), _texts(second), third) == (["a", "b", "c"], ["b", "c"], [])


async def test_update_ids_rise_one_by_one(rig: Rig) -> None:
    for text in "abc":
        await rig.say(text)
    numbers = [update["update_id"] for update in await rig.updates()]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


async def test_negative_offset_keeps_the_last(rig: Rig) -> None:
    for text in "abc":
        await rig.say(text)
    assert _texts(await rig.updates(-1)) == ["c"]
    assert _texts(await rig.updates(1)) == ["c"]


async def test_limit_holds_the_rest_back(rig: Rig) -> None:
    for text in "abc":
        await rig.say(text)
    assert _texts(await rig.done("getUpdates", limit=2)) == ["a", "b"]


async def test_same_offset_at_once_brings_one_update(rig: Rig) -> None:
    for text in "abc":
        await rig.say(text)
    assert _texts(await rig.updates()) == ["a", "b", "c"]
    assert _texts(await rig.updates()) == ["a"]


async def test_poll_ends_when_something_comes(rig: Rig) -> None:
    async with asyncio.TaskGroup() as tasks:
        polling = tasks.create_task(rig.updates(seconds=50))
        await asyncio.sleep(0)
        await rig.say("endlich")
    assert _texts(polling.result()) == ["endlich"]


async def test_poll_comes_back_empty_in_time(rig: Rig) -> None:
    begun = time.monotonic()
    assert await rig.updates(seconds=1) == []
    assert 0.9 < time.monotonic() - begun < 3


async def test_second_poller_ends_the_first(rig: Rig) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(rig.bot("getUpdates", timeout=50, offset=1))
        await rig.calls(2)
        second = tasks.create_task(rig.bot("getUpdates", timeout=50, offset=2))
        assert await first == OTHER
        await rig.say()
    assert len(second.result()["result"]) == 1


async def test_repeated_conflicts_come_late(rig: Rig) -> None:
    await rig.done("setWebhook", url=URL)
    begun = time.monotonic()
    assert await rig.bot("getUpdates") == HOOKED
    quick = time.monotonic() - begun
    assert await rig.bot("getUpdates") == HOOKED
    assert quick < 1
    assert time.monotonic() - begun > 2.9


async def test_webhook_ends_a_poll(rig: Rig) -> None:
    async with asyncio.TaskGroup() as tasks:
        polling = tasks.create_task(rig.bot("getUpdates", timeout=50))
        await rig.calls(2)
        await rig.done("setWebhook", url=URL)
    assert polling.result() == refusal(409, "Conflict: terminated by setWebhook request")


async def test_only_allowed_kinds_are_queued(rig: Rig) -> None:
    await rig.done("getUpdates", allowed_updates=["callback_query"])
    await rig.say("ungehört")
    await rig.done("getUpdates", allowed_updates=[])
    await rig.say("gehört")
    assert _texts(await rig.updates(1)) == ["gehört"]


async def test_reset_forgets_people_but_goes_on_counting(rig: Rig) -> None:
    await rig.say("alt")
    (old,) = await rig.updates()
    await rig.api("POST", "reset")
    state = await rig.get("state")
    await rig.person()
    await rig.say("neu")
    (new,) = await rig.updates(1)
    assert state["people"] == []
    assert (new["update_id"], new["message"]["text"]) == (old["update_id"] + 1, "neu")


async def test_ptb_polls(ptb: telegram.Bot, rig: Rig) -> None:
    await rig.say("/start einladung")
    (update,) = await ptb.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.parse_entities(["bot_command"]) == {update.message.entities[0]: "/start"}
    assert ptb.token == TOKEN
