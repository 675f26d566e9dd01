"""Whatever goes wrong with an update, the person is answered."""

import pytest

from storage.inbox import UpdateState
from tests.bot.kept import rows
from tests.bot.stand import Stand


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
    assert (said, row.state) == (f"Done, but sorry: {row.fault}", UpdateState.FAILED)


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
