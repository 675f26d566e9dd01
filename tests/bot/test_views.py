"""Screens that follow by themselves."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import select

from bot.work import now_utc
from storage.view import View
from tests.bot.stand import Message, Phone, Stand


def views(stand: Stand) -> list[tuple[int, int, bool]]:
    with stand.session() as session:
        found = session.exec(select(View)).all()
    return [(view.telegram_id, view.message_id, view.stale) for view in found]


async def following(stand: Stand, name: str) -> tuple[Phone, Message]:
    phone = await stand.person(name)
    await phone.type("follow")
    return phone, await phone.next()


async def test_board_follows_what_others_do(stand: Stand) -> None:
    anna, board = await following(stand, "Anna")
    bo = await stand.person("Bo")
    await bo.type("Hallo")
    button = await bo.next()
    await bo.press(button)
    redrawn = await anna.next()
    assert (redrawn["message_id"], redrawn["text"]) == (board["message_id"], "Number 1")


async def test_redraws_of_a_message_rest_and_the_newest_state_wins(stand: Stand) -> None:
    anna, board = await following(stand, "Anna")
    bo = await stand.person("Bo")
    await bo.type("Hallo")
    button = await bo.next()
    for _ in range(6):
        await bo.press(button)
    texts = [(await anna.next())["text"]]
    while texts[-1] != "Number 6":
        texts.append((await anna.next())["text"])
    edits = [one for one in stand.calls("editMessageText") if one["chat"] == anna.id]
    gaps = [after["at"] - before["at"] for before, after in pairwise(edits)]
    assert (len(edits), [gap for gap in gaps if gap < 3]) == (2, [])
    assert (await anna.chat()) == ["Number 6"]
    assert board["text"] == "Number 0"


async def test_only_the_latest_board_follows(stand: Stand) -> None:
    anna, _ = await following(stand, "Anna")
    await anna.type("follow")
    latest = await anna.next()
    await stand.stop()
    assert views(stand) == [(anna.id, latest["message_id"], False)]


async def test_answer_over_a_board_ends_its_following(stand: Stand) -> None:
    anna, board = await following(stand, "Anna")
    await anna.press(board)
    assert (await anna.next())["text"] == "Pushed 1"
    await stand.stop()
    assert views(stand) == []
    assert await anna.chat() == ["Pushed 1"]


async def test_view_with_nothing_to_show_is_left(stand: Stand) -> None:
    anna, _ = await following(stand, "Anna")
    bo = await stand.person("Bo")
    await bo.says("close")
    await bo.type("Hallo")
    await bo.press(await bo.next())
    while views(stand):
        await bo.says("again")
    assert await anna.chat() == ["Number 0"]


async def test_bug_in_a_renderer_ends_the_following_and_is_logged_once(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    anna, _ = await following(stand, "Anna")
    bo = await stand.person("Bo")
    await bo.says("break")
    await bo.type("Hallo")
    await bo.press(await bo.next())
    while views(stand):
        await bo.says("again")
    assert await anna.chat() == ["Number 0"]
    assert [one.levelname for one in caplog.records if "view" in one.getMessage()] == ["ERROR"]


async def test_board_is_fresh_after_a_restart(stand: Stand) -> None:
    anna, _ = await following(stand, "Anna")
    bo = await stand.person("Bo")
    await stand.fault("editMessageText", "stall", chat=anna.id, seconds=8)
    await bo.type("Hallo")
    await bo.press(await bo.next())
    await stand.stop()
    await stand.start()
    while (await anna.next())["text"] != "Number 1":
        pass


async def test_view_beyond_its_time_is_not_drawn(stand: Stand) -> None:
    anna, _ = await following(stand, "Anna")
    await stand.stop()
    with stand.session() as session:
        session.exec(select(View)).one().until = now_utc() - timedelta(seconds=1)
    await stand.start()
    bo = await stand.person("Bo")
    await bo.type("Hallo")
    await bo.press(await bo.next())
    await stand.stop()
    assert await anna.chat() == ["Number 0"]
