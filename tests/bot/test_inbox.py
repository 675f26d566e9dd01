"""Updates: in order, once, also after a restart."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.answers import Owed, Sheet
from storage.inbox import UpdateState
from tests.bot import small
from tests.bot.kept import keep, leave_behind, rows
from tests.bot.stand import Stand


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
    leave_behind(quiet, anna.id, UpdateState.OWED, answer.dumps())
    await quiet.start()
    assert (await anna.next())["text"] == "Owed since"
    await quiet.stop()
    assert [row.state for row in rows(quiet)] == [UpdateState.DONE]
    assert did(quiet, "left behind") == 0


async def test_update_left_behind_is_done_after_a_restart(quiet: Stand) -> None:
    anna = await quiet.phone()
    leave_behind(quiet, anna.id, UpdateState.NEW, None)
    await quiet.start()
    assert (await anna.next())["text"] == "left behind for @stadtbote_bot"


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
    keep(quiet, anna.id, update, UpdateState.NEW, None, before)
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
    assert toast == {"text": "Wait de", "show_alert": False}
    assert 2.0 < loop.time() - begun < 3.0
