"""The page fits its window, is legible in light and dark, and keeps in step with its server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from tests.playground.scene import (
    AACHEN,
    COLOGNE,
    FOSHAN,
    NANNING,
    SECRETARY,
    Json,
    Scene,
    button,
    keyboard,
    opened,
    required_browser,
)

NARROW: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
REQUEST = keyboard(
    [button("Zustimmen", "c", style="success")],
    [button("Mit Anmerkung zustimmen", "r"), button("Rückfrage", "q", style="primary")],
    [button("Nicht zustimmen", "o", style="danger")],
    [button("Antrag lesen", "d"), button("Nr.", copy_text={"text": "3"}), button("Zurück", "b")],
)
STEPS = [
    {"id": "read", "de": "Lesen Sie den Antrag.", "zh": "请查看申请材料。", "done": False},
    {"id": "consent", "de": "Stimmen Sie für Köln zu.", "zh": "请代表科隆同意。", "done": False},
]
OVERFLOW = """() => [...document.querySelectorAll(
  'body, .bar, .guide, .phone, .bubble, .key, .city')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className)"""
# Text against the nearest painted background, as WCAG 2 computes it.
CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (part) => {
    const colour = getComputedStyle(part).backgroundColor;
    return (numbers(colour)[3] ?? 1) > 0.9 ? colour : behind(part.parentElement);
  };
  const weak = [];
  for (const part of document.querySelectorAll('body *')) {
    const words = [...part.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!words || part.disabled || !part.checkVisibility({ visibilityProperty: true })) continue;
    if (part.closest('.spoiler, option')) continue;
    const pair = [light(getComputedStyle(part).color), light(behind(part))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) weak.push([part.className, part.textContent, ratio.toFixed(2)]);
  }
  return weak;
}"""


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    return required_browser(request)


async def _fill(scene: Scene) -> None:
    """Give every phone something long, something coloured and something typed."""
    await scene.post("guide", {"steps": STEPS})
    long = "die Bewerberstadt Rhein-Kreis Neuss hat den Beitritt beantragt. " * 12
    await scene.bot.send(COLOGNE, f"<b>Bitte um Stellungnahme</b>\n{long}", REQUEST)
    await scene.bot.send(FOSHAN, "根据《联盟基本文件》第二章第5.1条，" * 20, REQUEST)
    await scene.bot.send(SECRETARY, "<code>ISA-RS-2026-03-" + "0" * 80 + "</code>", REQUEST)
    for person in (SECRETARY, COLOGNE, FOSHAN):
        await expect(scene.phone(person).locator(".key")).to_have_count(7)


async def test_wide_window_shows_three_phones_side_by_side(browser: Browser) -> None:
    async with opened(browser) as scene:
        await _fill(scene)
        boxes = [await scene.phone(p).bounding_box() for p in (SECRETARY, COLOGNE, FOSHAN)]
        placed = [box for box in boxes if box]
        assert len({(box["y"], round(box["width"]), box["height"]) for box in placed}) == 1
        ends = [(box["x"], box["x"] + box["width"]) for box in placed]
        assert ends == sorted(ends)
        assert all(left[1] < right[0] for left, right in pairwise(ends))
        assert (ends[0][0] >= 0, ends[-1][1] <= 1440) == (True, True)
        assert await scene.page.evaluate(OVERFLOW) == []
        languages = [
            await scene.phone(p).get_attribute("lang") for p in (SECRETARY, COLOGNE, FOSHAN)
        ]
        assert languages == ["de", "de", "zh-Hans"]


async def test_narrow_window_shows_one_phone_and_tabs_lead_to_the_others(browser: Browser) -> None:
    async with opened(browser, **NARROW) as scene:
        await _fill(scene)
        tabs = scene.page.locator(".tab")
        # Messages that came while another phone was in front are counted on its tab.
        await expect(tabs).to_have_text(["Sekretariat", "Köln1", "佛山市1", "Weitere Städte"])
        await expect(scene.phone(SECRETARY)).to_be_in_viewport(ratio=1)
        await expect(scene.phone(COLOGNE)).not_to_be_in_viewport(ratio=0.1)
        await tabs.nth(2).click()
        await expect(scene.phone(FOSHAN)).to_be_in_viewport(ratio=1)
        await expect(tabs.nth(2)).to_have_attribute("aria-current", "true")
        await expect(tabs).to_have_text(["Sekretariat", "Köln1", "佛山市", "Weitere Städte"])
        await tabs.nth(3).click()
        await expect(scene.page.locator("#crowd")).to_be_in_viewport(ratio=1)
        assert await scene.page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["de-DE", "zh-CN"])
async def test_every_text_stands_out_from_its_ground(
    browser: Browser, scheme: str, locale: str
) -> None:
    async with opened(browser, color_scheme=scheme, locale=locale) as scene:
        await _fill(scene)
        await scene.phone(COLOGNE).locator(".more summary").click()
        await scene.page.locator(".steps summary").click()
        assert await scene.page.evaluate(CONTRAST) == []


async def test_theme_button_overrules_the_system(browser: Browser) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    async with opened(browser, color_scheme="light") as scene:
        seen = [await scene.page.evaluate(ground)]
        for _ in ("light", "dark", "auto"):
            await scene.page.locator("#theme").click()
            seen.append(await scene.page.evaluate(ground))
        assert (seen[0] == seen[1] == seen[3], seen[2] == seen[0]) == (True, False)
        await scene.page.locator("#theme").click(click_count=2)
        await scene.open()
        assert await scene.page.evaluate(ground) == seen[2]


async def test_guide_says_the_next_step_in_the_language_of_the_page(browser: Browser) -> None:
    async with opened(browser) as scene:
        await expect(scene.page.locator("#guide")).to_be_hidden()
        await scene.post("guide", {"steps": STEPS})
        now = scene.page.locator(".step-words")
        await expect(now).to_have_text("Lesen Sie den Antrag.")
        await scene.post("guide/read/done", {})
        await expect(now).to_have_text("Stimmen Sie für Köln zu.")
        await scene.page.get_by_role("button", name="中文").click()
        await expect(now).to_have_text("请代表科隆同意。")
        await expect(scene.page.locator("html")).to_have_attribute("lang", "zh-Hans")
        await scene.page.get_by_role("button", name="标记为已完成").click()
        await expect(now).to_have_text("所有步骤均已完成")
        await expect(scene.page.locator(".steps-count")).to_have_text("2/2")


async def _consents(scene: Scene, wanted: set[int]) -> set[int]:
    """Play the bot's part of a consent for each wanted person; return who submitted."""
    submitted: set[int] = set()
    while submitted != wanted:
        query = await scene.bot.next("callback_query")
        person, message = query["from"]["id"], query["message"]["message_id"]
        await scene.bot.answer(query)
        chinese = query["from"]["language_code"].startswith("zh")
        change: Json = {"text": "Eingangsbestätigung"}
        if query["data"] == "consent":
            label = "正式提交" if chinese else "Verbindlich abgeben"
            change = {"text": "Erklärung", "reply_markup": keyboard([button(label, "submit")])}
        else:
            submitted.add(person)
        await scene.bot.call("editMessageText", chat_id=person, message_id=message, **change)
    return submitted


async def test_crowd_answers_one_by_one_and_all_at_once(browser: Browser) -> None:
    async with opened(browser) as scene:
        await scene.bot.send(AACHEN, "Bitte", keyboard([button("Zustimmen", "consent")]))
        await scene.bot.send(NANNING, "敬请函复", keyboard([button("同意", "consent")]))
        count = scene.page.locator(".crowd-count")
        await expect(count).to_have_text("2 warten · 0 haben geantwortet")
        await scene.page.get_by_role("button", name="Aachen antworten lassen").click()
        assert await _consents(scene, {AACHEN}) == {AACHEN}
        await expect(count).to_have_text("1 warten · 1 haben geantwortet")
        await scene.page.get_by_role("button", name="Alle antworten lassen").click()
        assert await _consents(scene, {NANNING}) == {NANNING}
        await expect(count).to_have_text("0 warten · 2 haben geantwortet")
        await expect(scene.page.locator(".state")).to_have_text(["geantwortet", "geantwortet"])


@asynccontextmanager
async def _wire(
    target: str,
) -> AsyncIterator[tuple[str, asyncio.Event, set[asyncio.StreamWriter]]]:
    """Lead a port to the target; clearing the event refuses new connections."""
    goal = urlsplit(target)
    whole = asyncio.Event()
    whole.set()
    ends: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while content := await reader.read(65536):
                writer.write(content)
                await writer.drain()
        writer.close()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not whole.is_set():
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(goal.hostname, goal.port)
        ends.update((writer, far_writer))
        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
        ends.difference_update((writer, far_writer))

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", whole, ends
    finally:
        server.close()
        for end in set(ends):
            end.transport.abort()


async def test_broken_stream_resumes_without_loss_or_duplicate(browser: Browser) -> None:
    async with opened(browser) as scene, _wire(scene.base) as (address, whole, ends):
        await scene.open(address)
        words = scene.phone(COLOGNE).locator(".theirs .words")
        first = await scene.bot.send(COLOGNE, "vor dem Bruch")
        await expect(words).to_have_text(["vor dem Bruch"])
        whole.clear()
        for end in set(ends):
            end.transport.abort()
        await expect(scene.page.locator("#offline")).to_be_visible()
        await scene.bot.send(COLOGNE, "während des Bruchs")
        await scene.bot.call(
            "editMessageText", chat_id=COLOGNE, message_id=first, text="berichtigt"
        )
        whole.set()
        await expect(scene.page.locator("#offline")).to_be_hidden(timeout=20_000)
        await scene.bot.send(COLOGNE, "nach dem Bruch")
        await expect(words).to_have_text(["berichtigt", "während des Bruchs", "nach dem Bruch"])
        # The browser itself complains about the connection that this test tore.
        torn = [line for line in scene.complaints if "net::ERR_" in line]
        assert scene.complaints == torn
        scene.complaints.clear()
        await scene.page.goto("about:blank")


async def test_keyboard_alone_reaches_and_presses_every_button(browser: Browser) -> None:
    async with opened(browser) as scene:
        await scene.bot.send(COLOGNE, "Stimmen Sie zu?", REQUEST)
        phone = scene.phone(COLOGNE)
        await phone.locator(".key").first.wait_for()
        await phone.get_by_role("log").focus()
        reached = []
        for _ in range(8):
            await scene.page.keyboard.press("Tab")
            focused = scene.page.locator(":focus")
            reached.append(await focused.inner_text())
            assert await focused.evaluate("(key) => getComputedStyle(key).outlineStyle") == "solid"
        assert reached == [
            "/start", "Zustimmen", "Mit Anmerkung zustimmen", "Rückfrage", "Nicht zustimmen",
            "Antrag lesen", "Nr.", "Zurück",
        ]  # fmt: skip
        await scene.page.keyboard.press("Enter")
        assert (await scene.bot.next("callback_query"))["data"] == "b"


async def test_moving_parts_rest_for_those_who_ask(browser: Browser) -> None:
    async with opened(browser, reduced_motion="reduce") as scene:
        await scene.bot.send(COLOGNE, "Ruhig", REQUEST)
        row = scene.phone(COLOGNE).locator(".row.theirs")
        assert await row.evaluate("(row) => getComputedStyle(row).animationName") == "none"
        assert await row.evaluate("(row) => getComputedStyle(row).transitionDuration") == "0s"
