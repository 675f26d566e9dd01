"""Messages changed in place and deleted, young and old."""

import pytest

from tests.playground.rig import CHAT, Rig, bad, keyboard

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TWO_DAYS = 48 * 3600


async def test_edit_replaces_text_and_drops_the_keyboard(rig: Rig) -> None:
    number = await rig.message("alt", reply_markup=keyboard("Weiter"))
    edited = await rig.done(
        "editMessageText", chat_id=CHAT, message_id=number, text="<u>neu</u>", parse_mode="HTML"
    )
    (shown,) = (await rig.get(f"people/{CHAT}/chat"))["messages"]
    assert (edited["text"], "reply_markup" in edited) == ("neu", False)
    assert (shown["html"], shown["edited"]) == ("<u>neu</u>", True)


@pytest.mark.parametrize("method", ["editMessageText", "editMessageReplyMarkup"])
async def test_same_content_is_not_modified(rig: Rig, method: str) -> None:
    number = await rig.message("gleich", reply_markup=keyboard("Weiter"))
    answer = await rig.bot(
        method, chat_id=CHAT, message_id=number, text="gleich", reply_markup=keyboard("Weiter")
    )
    assert answer == bad(NOT_MODIFIED)


async def test_markup_alone_can_be_taken_away(rig: Rig) -> None:
    number = await rig.message("Text", reply_markup=keyboard("Weiter"))
    edited = await rig.done("editMessageReplyMarkup", chat_id=CHAT, message_id=number)
    (shown,) = (await rig.get(f"people/{CHAT}/chat"))["messages"]
    assert (edited["text"], "reply_markup" in edited) == ("Text", False)
    assert shown["edited"] is False


async def test_what_cannot_be_edited_is_refused(rig: Rig) -> None:
    theirs = (await rig.say())["message_id"]
    own = await rig.message()
    below = await rig.message(reply_markup={"keyboard": [["Ja"]]})
    edits = [
        await rig.bot("editMessageText", chat_id=CHAT, message_id=number, text="x")
        for number in (999, theirs, below)
    ]
    caption = await rig.bot("editMessageCaption", chat_id=CHAT, message_id=own, caption="x")
    assert edits == [
        bad("message to edit not found"),
        bad("message can't be edited"),
        bad("message can't be edited"),
    ]
    assert caption == bad("there is no caption in the message to edit")


async def test_old_messages_can_be_neither_edited_nor_deleted(rig: Rig) -> None:
    number = await rig.message()
    await rig.api("POST", "time", advance=TWO_DAYS)
    message = {"chat_id": CHAT, "message_id": number}
    assert await rig.bot("editMessageText", text="x", **message) == bad(
        "message to edit not found"
    )
    assert await rig.bot("deleteMessage", **message) == bad(
        "message can't be deleted for everyone"
    )


async def test_deleted_message_is_gone_for_both(rig: Rig) -> None:
    number = await rig.message()
    kept = await rig.message("bleibt")
    message = {"chat_id": CHAT, "message_id": number}
    assert await rig.done("deleteMessage", **message) is True
    assert await rig.bot("deleteMessage", **message) == bad("message to delete not found")
    shown = (await rig.get(f"people/{CHAT}/chat"))["messages"]
    assert [m["message_id"] for m in shown] == [kept]


async def test_many_deletions_pass_over_what_is_gone(rig: Rig) -> None:
    numbers = [await rig.message(), 999, await rig.message()]
    assert await rig.done("deleteMessages", chat_id=CHAT, message_ids=numbers) is True
    assert (await rig.get(f"people/{CHAT}/chat"))["messages"] == []


async def test_messages_follow_the_playgrounds_clock(rig: Rig) -> None:
    before = (await rig.say())["date"]
    await rig.api("POST", "time", advance=3600)
    after = (await rig.say())["date"]
    assert 3600 <= after - before < 3630
