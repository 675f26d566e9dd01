"""Updates: in order, once, answered whatever happens."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from sqlmodel import col, select

from bot.answers import Owed, Sheet
from storage.dialog import Dialog
from storage.inbox import Update, UpdateState
from storage.person import Channel, Person, Role
from tests.bot import small
from tests.bot.stand import BOT_ID, Stand


def rows(stand: Stand) -> list[Update]:
    with stand.session() as session:
        return list(session.exec(select(Update).order_by(col(Update.update_id))))


def did(stand: Stand, what: str) -> int:
    with stand.session() as session:
        return small.times(session, what)


async def test_text_is_answered_and_forgotten(stand: Stand) -> None:
    anna = await stand.phone()
    assert await anna.says("Hallo") == "Hallo for @stadtbote_bot"
    await stand.stop()
    (row,) = rows(stand)
    assert (row.state, row.payload, row.answer, row.telegram_id, row.attempts) == (
        UpdateState.DONE,
        None,
        None,
        None,
        1,
    )


async def test_press_edits_in_place_with_a_toast(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    toast = await anna.press(shown)
    edited = await anna.next()
    assert toast == {"text": "push 1", "show_alert": False}
    assert (edited["message_id"], edited["text"]) == (shown["message_id"], "Pushed 1")


async def test_person_is_served_in_order(stand: Stand) -> None:
    anna = await stand.phone()
    await asyncio.gather(*(anna.type(f"nr {number}") for number in range(8)))
    for _ in range(8):
        await anna.next()
    assert await anna.chat() == [f"nr {number} for @stadtbote_bot" for number in range(8)]


async def test_people_do_not_wait_for_each_other(stand: Stand) -> None:
    anna, bo = await stand.phone("Anna"), await stand.phone("Bo")
    await stand.fault("sendMessage", "stall", chat=anna.id, seconds=3)
    await anna.type("slow")
    assert await bo.says("quick") == "quick for @stadtbote_bot"
    assert await anna.chat() in ([], ["slow for @stadtbote_bot"])
    assert [one["status"] for one in stand.calls("sendMessage") if one["chat"] == anna.id] == [0]


async def test_owed_answer_is_shown_after_a_restart_and_not_done_again(quiet: Stand) -> None:
    anna = await quiet.phone()
    answer = Owed(first=Sheet("Owed since", []), toast="late")
    await _leave_behind(quiet, anna.id, UpdateState.OWED, answer.dumps())
    await quiet.start()
    assert (await anna.next())["text"] == "Owed since"
    await quiet.stop()
    assert [row.state for row in rows(quiet)] == [UpdateState.DONE]
    assert did(quiet, "left behind") == 0


async def test_update_left_behind_is_done_after_a_restart(quiet: Stand) -> None:
    anna = await quiet.phone()
    await _leave_behind(quiet, anna.id, UpdateState.NEW, None)
    await quiet.start()
    assert (await anna.next())["text"] == "left behind for @stadtbote_bot"


async def _leave_behind(
    stand: Stand, telegram_id: int, state: UpdateState, answer: str | None
) -> None:
    person = {"id": telegram_id, "is_bot": False, "first_name": "Anna"}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": telegram_id, "type": "private"},
        "from": person,
        "text": "left behind",
    }
    await _keep(stand, telegram_id, {"update_id": 7, "message": message}, state, answer)


async def _keep(
    stand: Stand,
    telegram_id: int,
    update: dict[str, Any],
    state: UpdateState,
    answer: str | None,
    at: datetime | None = None,
) -> None:
    with stand.session() as session:
        session.add(
            Update(
                bot_id=BOT_ID,
                update_id=update["update_id"],
                telegram_id=telegram_id,
                payload=json.dumps(update),
                answer=answer,
                state=state,
                received_at=at or datetime.now(UTC),
            )
        )


async def test_press_of_long_ago_gets_no_toast(quiet: Stand) -> None:
    anna = await quiet.phone()
    query = {
        "id": "5",
        "from": {"id": anna.id, "is_bot": False, "first_name": "Anna"},
        "message": {
            "message_id": 3,
            "date": 0,
            "chat": {"id": anna.id, "type": "private"},
        },
        "data": "push",
    }
    before = datetime.now(UTC) - timedelta(seconds=20)
    update = {"update_id": 9, "callback_query": query}
    await _keep(quiet, anna.id, update, UpdateState.NEW, None, before)
    await quiet.start()
    assert (await anna.next())["text"] == "Pushed 1"
    await quiet.stop()
    assert quiet.calls("answerCallbackQuery") == []


async def test_toast_comes_in_time_when_the_person_waits_for_an_earlier_answer(
    stand: Stand,
) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    await stand.fault("sendMessage", "stall", seconds=6)
    await anna.type("slow")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    toast = await anna.press(shown)
    assert toast == {"text": "", "show_alert": False}
    assert 2.0 < loop.time() - begun < 3.0


async def test_bug_is_set_aside_logged_once_and_told(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    anna, bo = await stand.phone(), await stand.person("Bo")
    said = await anna.says("boom")
    fault = said.removeprefix("Sorry: ")
    assert await anna.says("next") == "next for @stadtbote_bot"
    await bo.says("boom")
    await stand.stop()
    logged = [one for one in caplog.records if fault in one.getMessage()]
    assert [(one.levelname, one.exc_info is not None) for one in logged] == [("ERROR", True)]
    kept = [(row.state, row.payload is None, row.telegram_id) for row in rows(stand)]
    assert kept == [
        (UpdateState.FAILED, True, None),
        (UpdateState.DONE, True, None),
        (UpdateState.FAILED, False, bo.id),
    ]
    assert [row.fault for row in rows(stand)][:2] == [fault, None]


async def test_bug_without_apology_ends_the_update(stand: Stand) -> None:
    anna = await stand.phone("no apology")
    await anna.type("boom")
    assert await anna.says("next") == "next for @stadtbote_bot"
    await stand.stop()
    assert [row.state for row in rows(stand)] == [UpdateState.FAILED, UpdateState.DONE]


async def test_answer_that_telegram_refuses_becomes_an_apology(stand: Stand) -> None:
    anna = await stand.phone()
    said = await anna.says("refused")
    await stand.stop()
    (row,) = rows(stand)
    assert (said, row.state) == (f"Sorry: {row.fault}", UpdateState.FAILED)


async def test_message_too_old_is_answered_anew(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    await stand.post("/api/time", advance=3 * 24 * 3600)
    await anna.press(shown)
    anew = await anna.next()
    assert (anew["text"], anew["message_id"] > shown["message_id"]) == ("Pushed 1", True)
    assert stand.calls("editMessageText") == []


async def test_edit_that_changes_nothing_is_fine(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    for _ in range(2):
        await anna.press(shown, data="again", forge=True, row=None, column=None)
    await stand.stop()
    assert [one["status"] for one in stand.calls("editMessageText")] == [200, 400]
    assert [row.state for row in rows(stand)] == [UpdateState.DONE] * 3
    assert await anna.chat() == ["Pushed 1"]


async def test_network_trouble_is_waited_out(stand: Stand) -> None:
    anna = await stand.phone()
    await stand.fault("sendMessage", "drop_before", times=2)
    await stand.fault("sendMessage", "429", retry_after=1)
    assert await anna.says("Hallo") == "Hallo for @stadtbote_bot"
    assert [one["status"] for one in stand.calls("sendMessage")] == [0, 0, 429, 200]


async def test_old_keyboard_is_stripped(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("Hallo")
    shown = await anna.next()
    assert await anna.says(f"strip {shown['message_id']}") == "Stripped"
    await stand.stop()
    messages = (await stand.get(f"/api/people/{anna.id}/chat"))["messages"]
    assert [one.get("reply_markup") for one in messages if not one["from_me"]] == [None, None]


async def test_form_knows_its_message(stand: Stand) -> None:
    anna = await stand.phone()
    await anna.type("form")
    shown = await anna.next()
    await stand.stop()
    with stand.session() as session:
        dialog = session.exec(select(Dialog)).one()
    assert dialog.message_id == shown["message_id"]


async def test_menu_is_set_for_the_person(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await anna.says("menu")
    await stand.stop()
    commands = (await stand.get(f"/api/people/{anna.id}/commands"))["commands"]
    assert commands == [{"command": "start", "description": "Anna de"}]


async def test_group_hears_one_sentence_and_is_left(stand: Stand) -> None:
    anna = await stand.phone()
    made = await stand.post("/api/groups", by=anna.id, title="Rathaus")
    place = f"/api/groups/{made['group']['id']}"
    seen = await stand.get(f"{place}?timeout=20")
    assert seen["group"]["member"] is False
    texts = [one.get("text") for one in seen["messages"] if not one["from_me"]]
    assert [text for text in texts if text] == ["Not in groups."]


async def test_blocking_is_noted_and_told_each_time_it_begins(stand: Stand) -> None:
    anna, secretary = await stand.person("Anna"), await stand.person("Sek", Role.SECRETARIAT)
    for act in ("block", "unblock", "block"):
        await stand.post(f"/api/people/{anna.id}/{act}")
    assert (await secretary.next())["text"] == "channel-lost for Sek"
    assert await secretary.says("next") == "next for @stadtbote_bot"
    await stand.stop()
    assert (await secretary.chat())[:1] == ["channel-lost for Sek"]
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
    assert person.channel is Channel.BLOCKED


async def test_unblocking_opens_the_channel(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await stand.post(f"/api/people/{anna.id}/block")
    await stand.post(f"/api/people/{anna.id}/unblock")
    assert await anna.says("back") == "back for @stadtbote_bot"
    await stand.stop()
    with stand.session() as session:
        person = session.exec(select(Person).where(Person.telegram_id == anna.id)).one()
    assert person.channel is Channel.OPEN


async def test_file_of_a_person_is_fetched(stand: Stand) -> None:
    anna, stranger = await stand.person("Anna"), await stand.phone("Fremd")
    for phone in (anna, stranger):
        await _send_file(stand, phone.id, b"Guten Tag")
    assert (await anna.next())["text"] == "Got Guten Tag"
    assert (await stranger.next())["text"] == "Got nothing"
    assert [file.read_bytes() for file in stand.settings.files.iterdir()] == [b"Guten Tag"]


async def test_what_comes_after_a_file_waits_for_it(stand: Stand) -> None:
    anna = await stand.person("Anna")
    await stand.fault("getFile", "stall", seconds=1)
    await _send_file(stand, anna.id, b"slow")
    await anna.type("later")
    assert [(await anna.next())["text"] for _ in range(2)] == [
        "Got slow",
        "later for @stadtbote_bot",
    ]


async def _send_file(stand: Stand, person: int, content: bytes) -> None:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="brief.txt", content_type="text/plain")
    async with stand.http.post(f"/api/people/{person}/file", data=form) as answer:
        assert (await answer.json())["ok"]
