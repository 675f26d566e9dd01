"""Buttons pressed by people, and the answers to them."""

import asyncio

import pytest

from tests.playground.rig import CHAT, Json, Rig, bad, keyboard

EXPIRED = bad("query is too old and response timeout expired or query ID is invalid")


async def _press(rig: Rig, number: int, **how: object) -> Json:
    return await rig.api("POST", f"people/{CHAT}/press", message_id=number, **how)


async def _query(rig: Rig) -> Json:
    query: Json = (await rig.updates())[-1]["callback_query"]
    return query


@pytest.mark.parametrize(
    "how",
    [{"data": "📋 Beitritte (2)"}, {"row": 1, "column": 0}, {"label": "Beitritte"}],
)
async def test_button_is_found_by_data_place_or_label(rig: Rig, how: Json) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter", "📋 Beitritte (2)"))
    pressed = await _press(rig, number, **how)
    query = await _query(rig)
    assert (query["id"], query["data"]) == (pressed["query_id"], "📋 Beitritte (2)")
    assert query["from"]["id"] == CHAT
    assert query["message"]["message_id"] == number


async def test_exact_label_wins_over_a_longer_one(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("✅ Zustimmen", "Zustimmen"))
    await _press(rig, number, label="Zustimmen")
    assert (await _query(rig))["data"] == "Zustimmen"


async def test_foreign_data_is_refused_unless_forged(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    refused = await _press(rig, number, data="gefälscht")
    await _press(rig, number, data="gefälscht", forge=True)
    assert refused == {"ok": False, "error": "DATA_INVALID"}
    assert (await _query(rig))["data"] == "gefälscht"


async def test_button_that_is_not_there_is_refused(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    assert await _press(rig, number, label="Zurück") == {
        "ok": False,
        "error": "this message has no such button",
    }
    assert await _press(rig, 999, label="Weiter") == {
        "ok": False,
        "error": "there is no message 999 in this chat",
    }


async def test_press_can_wait_for_its_answer(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    async with asyncio.TaskGroup() as tasks:
        pressing = tasks.create_task(_press(rig, number, data="Weiter", wait=10))
        (update,) = await rig.updates(seconds=10)
        query = update["callback_query"]["id"]
        await rig.done("answerCallbackQuery", callback_query_id=query, text="Da.", show_alert=True)
    assert pressing.result() == {
        "ok": True,
        "query_id": query,
        "answer": {"text": "Da.", "show_alert": True},
    }


async def test_press_without_an_answer_says_so(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    assert (await _press(rig, number, data="Weiter", wait=0.01))["answer"] is None


async def test_query_is_answered_once(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    query = (await _press(rig, number, data="Weiter"))["query_id"]
    answers = [await rig.bot("answerCallbackQuery", callback_query_id=query) for _ in range(2)]
    assert answers == [{"ok": True, "result": True}, EXPIRED]


async def test_late_and_unknown_queries_are_refused(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    query = (await _press(rig, number, data="Weiter"))["query_id"]
    await rig.api("POST", "time", advance=16)
    assert await rig.bot("answerCallbackQuery", callback_query_id=query) == EXPIRED
    assert await rig.bot("answerCallbackQuery", callback_query_id="1") == EXPIRED


async def test_toast_of_more_than_200_characters_is_refused(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    query = (await _press(rig, number, data="Weiter"))["query_id"]
    answer = await rig.bot("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert answer == bad("MESSAGE_TOO_LONG")


async def test_press_on_an_old_message_brings_it_inaccessible(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    await rig.api("POST", "time", advance=3 * 24 * 3600)
    await _press(rig, number, data="Weiter")
    assert (await _query(rig))["message"] == {
        "chat": {"id": CHAT, "first_name": "Anna", "type": "private"},
        "message_id": number,
        "date": 0,
    }


async def test_forgotten_press_expires_before_a_text_does(rig: Rig) -> None:
    number = await rig.message(reply_markup=keyboard("Weiter"))
    await _press(rig, number, data="Weiter")
    await rig.say("bleibt")
    await rig.api("POST", "time", advance=151)
    kept = [update["message"]["text"] for update in await rig.updates()]
    await rig.api("POST", "time", advance=24 * 3600)
    assert (kept, await rig.updates()) == (["bleibt"], [])
