"""The demo as a visitor sees it: every guided step in a real browser, to the admission."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.demotown import FIRST_ID
from tests.journeys.harness import PATIENCE, ROOT
from tests.journeys.message import GERMAN
from tests.playground.scene import listen, required_browser

SECRETARY, AACHEN, FOSHAN = FIRST_ID, FIRST_ID + 2, FIRST_ID + 3
DRAFT = GERMAN.plain("Draft: {city}", city="Rhein-Kreis Neuss")
TO_BOARD = GERMAN.label("more", "To the board")
LONG = PATIENCE * 1000
WIDE, NARROW = (1440, 900), (390, 844)


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    """Return the browser; without one this journey fails."""
    return required_browser(request)


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[tuple[str, Process]]:
    """Run the demo with an empty home; yield the page's address and the process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
        stdout=PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while not (line := (await process.stdout.readline()).decode()).startswith("Open "):
                assert line, "the demo ended"
        yield line.split()[1], process
    finally:
        if process.returncode is None:
            # Killed outright it would leave its playground behind.
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), PATIENCE)


async def tap(phone: Locator, *labels: str) -> None:
    """Press buttons one after the other, each on the newest message that bears it."""
    for label in labels:
        await phone.get_by_role("button", name=label, exact=True).last.click()


def keep(file: Path, folder: Path) -> None:
    """Copy a file into a folder, which may have to be made."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder)


def databases(folder: Path) -> list[Path]:
    """Return the databases of the demos that run below a folder."""
    return list(folder.glob("stadtbote-demo-*/stadtbote.db"))


async def photograph(page: Page, folder: Path, name: str, size: tuple[int, int]) -> None:
    """Save what the page shows in a window of a size; nothing of it may stick out."""
    width, height = size
    await page.set_viewport_size({"width": width, "height": height})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    file = folder / f"demo-{name}-{width}x{height}.png"
    await page.screenshot(path=file, animations="disabled")
    if wanted := os.environ.get("STADTBOTE_SCREENSHOTS"):
        keep(file, Path(wanted))


async def test_visitor_follows_the_guide_to_the_admission(
    browser: Browser, tmp_path: Path
) -> None:
    window = await browser.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, locale="de-DE"
    )
    page = await window.new_page()
    page.set_default_timeout(LONG)
    complaints = listen(page)
    async with demo(tmp_path) as (address, process):
        await page.goto(address)
        secretary, aachen, foshan = (
            page.locator(f"#phone-{one}") for one in (SECRETARY, AACHEN, FOSHAN)
        )
        steps = page.locator(".steps-count")
        await expect(steps).to_have_text("0 von 4", timeout=LONG)
        await expect(foshan.get_by_role("button", name="成员城市")).to_be_visible(timeout=LONG)
        await photograph(page, tmp_path, "start", WIDE)

        line = secretary.get_by_role("textbox", name="Nachricht")
        await line.fill("/desk")
        await line.press("Enter")
        await tap(secretary, "Neuer Antrag", DRAFT)
        await tap(secretary, "Stellungnahmen einholen", "Bestätigen", "Zum Verfahrensstand")
        await expect(steps).to_have_text("1 von 4", timeout=LONG)

        await tap(aachen, "Zustimmen", "Verbindlich abgeben")
        await expect(steps).to_have_text("2 von 4", timeout=LONG)
        await tap(foshan, "同意", "正式提交")
        await expect(steps).to_have_text("3 von 4", timeout=LONG)
        await photograph(page, tmp_path, "asked", WIDE)

        await page.get_by_role("button", name="Alle antworten lassen").click()
        await expect(steps).to_have_text("4 von 4", timeout=LONG)
        await expect(page.locator(".step-words")).to_have_text(
            "Alle Schritte sind erledigt", timeout=LONG
        )
        await expect(page.locator(".crowd-count")).to_have_text(
            "0 warten · 21 haben geantwortet", timeout=LONG
        )
        for phone, sentence in (
            (secretary, "Rhein-Kreis Neuss ist aufgenommen\n"),
            (aachen, "Rhein-Kreis Neuss ist aufgenommen\n"),
            (foshan, "莱茵-诺伊斯县已获接纳\n"),
        ):
            await expect(phone.locator(".theirs .words").last).to_contain_text(
                sentence, timeout=LONG
            )
        board = secretary.locator(".theirs .words").filter(has_text="23 von 23")
        await expect(board).to_have_count(1, timeout=LONG)
        await photograph(page, tmp_path, "admitted", WIDE)
        await photograph(page, tmp_path, "admitted", NARROW)
        await window.close()
        assert complaints == []

        (database,) = databases(tmp_path)
        with closing(sqlite3.connect(database)) as connection:
            states = connection.execute("SELECT state FROM accession").fetchall()
        assert states == [("admitted",)]
        await check(database, tmp_path)
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        assert databases(tmp_path) == []


async def check(database: Path, folder: Path) -> None:
    """Assert that `stadtbote check` finds nothing wrong with the demo's database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "check",
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "STADTBOTE_DATABASE_URL": f"sqlite:///{database}",
            "STADTBOTE_FILES": str(database.parent / "files"),
        },
        stdout=PIPE,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, out.decode().splitlines()[-1]) == (0, "Nothing is wrong.")
