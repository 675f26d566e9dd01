"""Texts and captions: what Telegram takes, and the exact words with which it refuses."""

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from tests.playground.rig import CHAT, OTHER_TOKEN, TOKEN, Json, Rig, bad, keyboard, refusal


async def test_token_of_wrong_shape_is_unauthorized(rig: Rig) -> None:
    assert await rig.bot("getMe", token="12:short") == refusal(401, "Unauthorized")


async def test_unknown_method_is_not_found(rig: Rig) -> None:
    assert await rig.bot("sendTelegram") == refusal(404, "Not Found: method not found")


async def test_method_names_ignore_case(rig: Rig) -> None:
    assert (await rig.done("SENDmessage", chat_id=CHAT, text="x"))["text"] == "x"


async def test_two_bots_live_side_by_side(rig: Rig) -> None:
    other = await rig.bot("getMe", token=OTHER_TOKEN)
    await rig.bot("sendMessage", token=OTHER_TOKEN, chat_id=CHAT, text="vom anderen")
    own = await rig.get(f"people/{CHAT}/chat")
    theirs = await rig.get(f"people/{CHAT}/chat", bot=other["result"]["id"])
    assert (own["messages"], [m["text"] for m in theirs["messages"]]) == ([], ["vom anderen"])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "汉" * 4097}, "message is too long"),
        ({"text": "a" * 32769}, "text is too long"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 4711}, "chat not found"),
        ({"text": "x", "chat_id": "@stadt"}, "chat not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": keyboard("z" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard("汉" * 22)}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y"}]]}},
            (
                "can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            ),
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "y", "url": "a b"}]]}},
            "inline keyboard button URL 'a b' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "reply_markup": keyboard(*"a" * 101)}, "reply markup is too long"),
    ],
)
async def test_send_message_refuses_in_telegrams_words(
    rig: Rig, values: dict[str, object], text: str
) -> None:
    assert await rig.bot("sendMessage", **({"chat_id": CHAT} | values)) == bad(text)


async def test_text_is_measured_after_parsing_in_code_points(rig: Rig) -> None:
    body = "𝄞" * 4096
    sent = await rig.done("sendMessage", chat_id=CHAT, text=f"<b>{body}</b>", parse_mode="HTML")
    assert sent["text"] == body
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 8192}]


async def test_data_of_64_bytes_is_taken(rig: Rig) -> None:
    data = "汉" * 21 + "x"
    sent = await rig.done("sendMessage", chat_id=CHAT, text="x", reply_markup=keyboard(data))
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == data


async def test_buttons_keep_style_link_and_copied_text(rig: Rig) -> None:
    row = [
        {"text": "Zustimmen", "style": "success", "callback_data": "y"},
        {"text": "Nummer", "copy_text": {"text": "ISA-RS 2026/03"}},
        {"text": "Seite", "url": "https://example.org/"},
    ]
    sent = await rig.done(
        "sendMessage", chat_id=CHAT, text="x", reply_markup={"inline_keyboard": [row]}
    )
    assert sent["reply_markup"] == {"inline_keyboard": [row]}


async def test_form_multipart_and_query_bodies_are_read_alike(rig: Rig) -> None:
    fields = {"chat_id": str(CHAT), "text": "<i>x</i>", "parse_mode": "HTML"}
    path = f"/bot{TOKEN}/sendMessage"
    texts = []
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    for calling in (
        rig.http.post(path, data=fields),
        rig.http.post(path, data=multipart),
        rig.http.post(path, params=fields),
        rig.http.get(path, params=fields),
    ):
        async with calling as response:
            texts.append((await response.json())["result"]["entities"])
    assert texts == [[{"type": "italic", "offset": 0, "length": 1}]] * 4


async def test_reply_shows_what_it_answers(rig: Rig) -> None:
    first = await rig.say("Frage")
    sent = await rig.done(
        "sendMessage",
        chat_id=CHAT,
        text="Antwort",
        reply_parameters={"message_id": first["message_id"]},
    )
    assert sent["reply_to_message"]["text"] == "Frage"


async def test_copy_and_forward_carry_the_content(rig: Rig) -> None:
    original = await rig.message("<b>Rundschreiben</b>", parse_mode="HTML")
    target = await rig.person(CHAT + 1)
    arguments: Json = {"chat_id": target, "from_chat_id": CHAT, "message_id": original}
    copied = await rig.done("copyMessage", **arguments)
    forwarded = await rig.done("forwardMessage", **arguments)
    shown = (await rig.get(f"people/{target}/chat"))["messages"]
    assert copied == {"message_id": shown[0]["message_id"]}
    assert [m["html"] for m in shown] == ["<b>Rundschreiben</b>"] * 2
    assert forwarded["forward_origin"]["sender_user"]["is_bot"] is True
    assert await rig.bot("copyMessage", **(arguments | {"message_id": 999})) == bad(
        "message to copy not found"
    )


async def test_people_who_cannot_be_written_to_are_told_apart(rig: Rig) -> None:
    new = await rig.person(CHAT + 1, started=False)
    gone = await rig.person(CHAT + 2)
    blocker = await rig.person(CHAT + 3)
    await rig.api("POST", f"people/{gone}/deactivate")
    await rig.api("POST", f"people/{blocker}/block")
    answers = [await rig.bot("sendMessage", chat_id=one, text="x") for one in (new, gone, blocker)]
    assert answers == [
        refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        refusal(403, "Forbidden: user is deactivated"),
        refusal(403, "Forbidden: bot was blocked by the user"),
    ]


async def test_blocking_and_unblocking_are_told_to_the_bot(rig: Rig) -> None:
    await rig.api("POST", f"people/{CHAT}/block")
    refused = await rig.api("POST", f"people/{CHAT}/text", text="x")
    await rig.api("POST", f"people/{CHAT}/unblock")
    await rig.say()
    updates = await rig.updates()
    statuses = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates[:2]]
    assert refused == {
        "ok": False,
        "error": "this person has blocked the bot: unblock it first",
    }
    assert statuses == ["kicked", "member"]
    assert updates[2]["message"]["text"] == "Guten Tag"


async def test_long_typed_text_comes_in_several_messages(rig: Rig) -> None:
    await rig.api("POST", f"people/{CHAT}/text", text="城" * 5000)
    assert [len(u["message"]["text"]) for u in await rig.updates()] == [4096, 904]


async def test_group_hears_a_sentence_and_the_bot_leaves(rig: Rig) -> None:
    group = (await rig.api("POST", "groups", title="Runde", by=CHAT))["group"]
    member, added = await rig.updates()
    await rig.done("sendMessage", chat_id=group["id"], text="Nur im Einzelgespräch.")
    await rig.done("leaveChat", chat_id=group["id"])
    seen = await rig.get(f"groups/{group['id']}")
    assert member["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert added["message"]["new_chat_members"][0]["is_bot"] is True
    assert added["message"]["chat"]["type"] == "group"
    assert seen["group"] == group | {"member": False}
    assert seen["messages"][1]["text"] == "Nur im Einzelgespräch."
    assert await rig.bot("sendMessage", chat_id=group["id"], text="x") == refusal(
        403, "Forbidden: bot is not a member of the group chat"
    )


async def test_ptb_reads_what_it_sent(ptb: telegram.Bot) -> None:
    source = '<b>Stadt <i>Köln</i></b> &lt;ü&gt; <a href="https://example.org/">𝄞</a>'
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Weiter", callback_data="w")]])
    sent = await ptb.send_message(CHAT, source, parse_mode="HTML", reply_markup=markup)
    chat = await ptb.get_chat(CHAT)
    assert (sent.text_html, sent.reply_markup) == (source, markup)
    assert (chat.type, chat.first_name) == ("private", "Anna")


async def test_ptb_raises_its_own_errors(ptb: telegram.Bot, rig: Rig) -> None:
    await rig.api("POST", f"people/{CHAT}/block")
    with pytest.raises(
        telegram.error.Forbidden, match=r"^Forbidden: bot was blocked by the user$"
    ):
        await ptb.send_message(CHAT, "x")
    with pytest.raises(telegram.error.BadRequest, match=r"^Chat not found$"):
        await ptb.send_message(4711, "x")
