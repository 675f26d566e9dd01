"""The page does with messages, buttons, files and commands what a chat app does."""

import re
import struct
import zlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.playground.scene import (
    AACHEN,
    COLOGNE,
    FOSHAN,
    SECRETARY,
    TOKEN,
    Scene,
    button,
    keyboard,
    opened,
    required_browser,
)


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    return required_browser(request)


@pytest.fixture
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    async with opened(browser) as scene:
        yield scene


def _png(width: int, height: int) -> bytes:
    """Return a real picture of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    lines = (b"\0" + b"\x1d\x4f\x7c" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return (
        signature
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


async def test_message_appears_as_a_bubble_with_its_formatting(scene: Scene) -> None:
    await scene.bot.send(COLOGNE, "<b>Bitte um Stellungnahme</b>\n&lt;Köln&gt; bis <i>morgen</i>")
    words = scene.phone(COLOGNE).locator(".theirs .words")
    await expect(words).to_have_text("Bitte um Stellungnahme\n<Köln> bis morgen")
    await expect(words.locator("b, strong")).to_have_text("Bitte um Stellungnahme")
    await expect(scene.phone(SECRETARY).locator(".theirs")).to_have_count(0)


async def test_pressed_button_turns_until_its_toast(scene: Scene) -> None:
    await scene.bot.send(COLOGNE, "Stimmen Sie zu?", keyboard([button("Zustimmen", "consent")]))
    pressed = scene.phone(COLOGNE).get_by_role("button", name="Zustimmen")
    await pressed.click()
    query = await scene.bot.next("callback_query")
    await expect(pressed).to_have_attribute("aria-busy", "true")
    await scene.bot.answer(query, "Notiert.")
    await expect(scene.phone(COLOGNE).get_by_role("status")).to_have_text("Notiert.")
    await expect(pressed).to_have_attribute("aria-busy", "false")
    assert (query["data"], query["from"]["id"]) == ("consent", COLOGNE)


async def test_alert_waits_for_ok_and_gives_the_focus_back(scene: Scene) -> None:
    await scene.bot.send(FOSHAN, "是否同意？", keyboard([button("同意", "consent")]))
    phone = scene.phone(FOSHAN)
    await phone.get_by_role("button", name="同意").press("Enter")
    query = await scene.bot.next("callback_query")
    await scene.bot.answer(query, "尚有 3 个城市未答复。", alert=True)
    await expect(phone.get_by_role("alertdialog")).to_contain_text("尚有 3 个城市未答复。")
    await expect(phone.get_by_role("button", name="好")).to_be_focused()
    await scene.page.keyboard.press("Enter")
    await expect(phone.get_by_role("alertdialog")).to_have_count(0)
    await expect(phone.get_by_role("button", name="同意")).to_be_focused()


async def test_edit_changes_the_bubble_in_place(scene: Scene) -> None:
    phone = scene.phone(COLOGNE)
    first = await scene.bot.send(COLOGNE, "Erste Fassung", keyboard([button("Weiter", "go")]))
    await scene.bot.send(COLOGNE, "Danach")
    await expect(phone.locator(".theirs")).to_have_count(2)
    await scene.bot.call(
        "editMessageText", chat_id=COLOGNE, message_id=first, text="Zweite Fassung"
    )
    row = phone.locator(f"[data-message='{first}']")
    await expect(row.locator(".words")).to_have_text("Zweite Fassung")
    await expect(row.locator(".edited")).to_have_text("bearbeitet")
    await expect(row.get_by_role("button")).to_have_count(0)
    await expect(phone.locator(".theirs .words")).to_have_text(["Zweite Fassung", "Danach"])


async def test_deleted_message_goes(scene: Scene) -> None:
    sent = await scene.bot.send(COLOGNE, "Versehen")
    await expect(scene.phone(COLOGNE).locator(".theirs")).to_have_count(1)
    await scene.bot.call("deleteMessage", chat_id=COLOGNE, message_id=sent)
    await expect(scene.phone(COLOGNE).locator(".theirs")).to_have_count(0)


async def test_copy_button_copies_and_says_so(scene: Scene) -> None:
    number = "中德工盟函〔2026〕3号"
    keys = keyboard([button("复制文号", copy_text={"text": number})])
    await scene.bot.send(FOSHAN, "通函", keys)
    await scene.phone(FOSHAN).get_by_role("button", name="复制文号").click()
    await expect(scene.phone(FOSHAN).get_by_role("status")).to_have_text(f"已复制：{number}")
    assert await scene.page.evaluate("navigator.clipboard.readText()") == number


async def test_link_button_leads_out_and_a_start_link_stays_in_the_phone(scene: Scene) -> None:
    keys = keyboard(
        [button("Satzung", url="https://example.org/satzung")],
        [button("Einladung", url="https://t.me/stadtbote_bot?start=abc-123_X")],
    )
    await scene.bot.send(COLOGNE, "Links", keys)
    link = scene.phone(COLOGNE).get_by_role("link", name="Satzung")
    await expect(link).to_have_attribute("href", "https://example.org/satzung")
    await expect(link).to_have_attribute("target", "_blank")
    await scene.phone(COLOGNE).get_by_role("button", name="Einladung").click()
    assert (await scene.bot.next("message"))["text"] == "/start abc-123_X"


async def test_enter_sends_and_shift_enter_breaks_the_line(scene: Scene) -> None:
    line = scene.phone(COLOGNE).get_by_role("textbox", name="Nachricht")
    await line.press_sequentially("Guten Tag,")
    await line.press("Shift+Enter")
    await line.press_sequentially("wir stimmen zu.")
    await line.press("Enter")
    message = await scene.bot.next("message")
    assert (message["text"], message["from"]["id"]) == ("Guten Tag,\nwir stimmen zu.", COLOGNE)
    await expect(line).to_have_value("")
    await expect(scene.phone(COLOGNE).locator(".mine .words").last).to_have_text(
        "Guten Tag,\nwir stimmen zu."
    )


async def test_long_paste_arrives_whole_in_several_messages(scene: Scene) -> None:
    paragraphs = [f"{n}. " + "产业园区与合作项目。" * 60 for n in range(30)]
    line = scene.phone(FOSHAN).get_by_role("textbox", name="消息")
    await line.fill("\n".join(paragraphs))
    await line.press("Enter")
    parts = [(await scene.bot.next("message"))["text"] for _ in range(5)]
    assert "\n".join(parts).split("\n") == paragraphs
    assert max(len(part) for part in parts) <= 4096


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("kurz", ["kurz"]),
        ("  \n ", []),
        ("a" * 4097, ["a" * 4096, "a"]),
        ("😀" * 5000, ["😀" * 4096, "😀" * 904]),
        ("wort " * 1000, [("wort " * 819).rstrip(), ("wort " * 181).rstrip()]),
    ],
)
async def test_texts_split_as_telegram_s_apps_split_them(
    scene: Scene, text: str, parts: list[str]
) -> None:
    script = "async (text) => (await import('/page/composer.js')).pieces(text)"
    assert await scene.page.evaluate(script, text) == parts


async def test_attached_file_reaches_the_bot(scene: Scene) -> None:
    content = "Kooperationswünsche 合作意向".encode("gb18030", errors="replace")
    phone = scene.phone(SECRETARY)
    await phone.locator("input[type=file]").set_input_files(
        {"name": "合作意向.txt", "mimeType": "text/plain", "buffer": content}
    )
    line = phone.get_by_role("textbox", name="Nachricht")
    await line.fill("Teil vier")
    await line.press("Enter")
    message = await scene.bot.next("message")
    assert (message["document"]["file_name"], message["caption"]) == ("合作意向.txt", "Teil vier")
    file = await scene.bot.call("getFile", file_id=message["document"]["file_id"])
    url = f"{scene.base.rstrip('/')}/file/bot{TOKEN}/{file['file_path']}"
    async with scene.http.get(url) as response:
        assert await response.read() == content


async def test_document_downloads_under_its_name(scene: Scene) -> None:
    content = b"%PDF-1.7 " + bytes(range(256)) * 40
    await scene.bot.upload("sendDocument", "document", FOSHAN, "收件凭证.pdf", content)
    async with scene.page.expect_download() as waiting:
        await scene.phone(FOSHAN).get_by_role("link", name="下载收件凭证.pdf").click()
    download = await waiting.value
    assert download.suggested_filename == "收件凭证.pdf"
    assert (await download.path()).read_bytes() == content


async def test_photo_is_shown_as_a_picture(scene: Scene) -> None:
    await scene.bot.upload("sendPhoto", "photo", COLOGNE, "rathaus.png", _png(320, 180))
    picture = scene.phone(COLOGNE).get_by_role("img", name="Anlage: rathaus.png")
    await picture.wait_for()
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("(image) => image.naturalWidth") == 320


async def test_commands_menu_speaks_the_person_s_language_and_follows(scene: Scene) -> None:
    german, chinese = scene.phone(COLOGNE), scene.phone(FOSHAN)
    await expect(german.get_by_role("button", name="Menü")).to_have_count(0)
    for tongue, words in (("", "Hauptmenü"), ("zh", "主菜单")):
        await scene.bot.call(
            "setMyCommands",
            commands=[{"command": "menu", "description": words}],
            language_code=tongue,
        )
    await german.get_by_role("button", name="Menü").click()
    await expect(german.locator(".choice")).to_have_text(["Hauptmenü/menu"])
    await scene.page.keyboard.press("Escape")
    await chinese.get_by_role("button", name="菜单").click()
    await expect(chinese.locator(".choice")).to_be_focused()
    await scene.page.keyboard.press("Enter")
    message = await scene.bot.next("message")
    assert (message["text"], message["from"]["id"]) == ("/menu", FOSHAN)
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 5}]


async def test_reader_who_scrolled_up_keeps_the_place_until_the_pill(scene: Scene) -> None:
    phone = scene.phone(COLOGNE)
    for number in range(30):
        await scene.bot.send(COLOGNE, f"Zeile {number}\nund noch eine")
    await expect(phone.locator(".theirs").last).to_be_in_viewport()
    log = phone.get_by_role("log")
    await log.evaluate("(log) => { log.scrollTop = 200; }")
    await expect(phone.get_by_role("button", name="Zum Ende")).to_be_visible()
    await scene.bot.send(COLOGNE, "Ganz neu")
    pill = phone.get_by_role("button", name="Neue Nachrichten")
    await expect(pill).to_have_text("Neue Nachrichten (1)")
    assert await log.evaluate("(log) => log.scrollTop") == 200
    await pill.click()
    await expect(phone.locator(".words", has_text=re.compile("^Ganz neu$"))).to_be_in_viewport()
    await expect(pill).to_be_hidden()


async def test_simulated_contact_becomes_a_phone_and_goes_again(scene: Scene) -> None:
    await scene.bot.send(AACHEN, "Willkommen in Aachen")
    show = scene.page.get_by_role("button", name="Aachen als Telefon zeigen")
    await show.click()
    await expect(scene.phone(AACHEN).locator(".theirs .words")).to_have_text(
        "Willkommen in Aachen"
    )
    await scene.phone(AACHEN).get_by_label("Mehr").click()
    await scene.phone(AACHEN).get_by_role("button", name="Telefon ausblenden").click()
    await expect(scene.phone(AACHEN)).to_have_count(0)
    await expect(show).to_have_attribute("aria-pressed", "false")


async def test_person_who_blocked_the_bot_can_only_take_it_back(scene: Scene) -> None:
    phone = scene.phone(COLOGNE)
    await phone.get_by_label("Mehr").click()
    await phone.get_by_role("button", name="Bot blockieren").click()
    await expect(phone.get_by_role("textbox")).to_have_count(0)
    change = await scene.bot.next("my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    await phone.locator(".unblock").click()
    await expect(phone.get_by_role("textbox", name="Nachricht")).to_be_visible()
    change = await scene.bot.next("my_chat_member")
    assert change["new_chat_member"]["status"] == "member"


async def test_spoilers_and_long_quotations_open_and_commands_are_sent(scene: Scene) -> None:
    lines = "\n".join(f"Stadt {number}" for number in range(12))
    await scene.bot.send(
        COLOGNE,
        f"<tg-spoiler>geheim</tg-spoiler> <blockquote expandable>{lines}</blockquote> /help",
    )
    phone = scene.phone(COLOGNE)
    quote, spoiler = phone.locator("blockquote"), phone.locator(".spoiler")
    hidden = await spoiler.evaluate("(part) => getComputedStyle(part).color")
    await spoiler.click()
    assert (hidden, await spoiler.evaluate("(part) => part.className")) == (
        "rgba(0, 0, 0, 0)",
        "spoiler open",
    )
    folded = await quote.evaluate("(part) => part.clientHeight < part.scrollHeight")
    await phone.get_by_role("button", name="Ganz anzeigen").click()
    whole = await quote.evaluate("(part) => part.clientHeight === part.scrollHeight")
    assert (folded, whole) == (True, True)
    await phone.locator(".theirs .command").click()
    assert (await scene.bot.next("message"))["text"] == "/help"


async def test_reset_playground_empties_the_page(scene: Scene) -> None:
    await scene.post("reset", {})
    await expect(scene.page.locator(".phone")).to_have_count(0)
    await expect(scene.page.locator(".no-phones")).to_be_visible()
