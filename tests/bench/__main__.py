"""`make bench`: speed, pacing and crashes, beside python-telegram-bot and aiogram in one run."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench import (
    crash,
    footprint,
    pacing,
    picture,
    presses,
    queued,
    report,
    sends,
    spent,
)
from tests.bench.figures import Figure, Options
from tests.bench.running import AIOGRAM, ROOT

SCENARIOS: Final[dict[str, Callable[[Options], Awaitable[list[Figure]]]]] = {
    "sends": sends.run,
    "queue": queued.run,
    "presses": presses.run,
    "footprint": footprint.run,
    "pacing": pacing.run,
    "crash": crash.run,
}
# They take minutes for each figure; a usual run does less of them.
LONG: Final = ("pacing", "crash")
FOLDER: Final = ROOT / "docs" / "performance"
FILE: Final = "figures.json"
PICTURE: Final = "figures.svg"
PAGE: Final = ROOT / "docs" / "performance.md"
MOST_ROUNDS: Final = 50


async def main(names: list[str], options: Options, folder: Path, *, full: bool) -> None:
    """Measure one scenario after the other; print and write what is there after each."""
    figures: list[Figure] = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        begun = time.monotonic()
        less = name in LONG and not full
        some = await SCENARIOS[name](replace(options, quick=options.quick or less))
        print(report.table(some), flush=True)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        figures += some
        publish(figures, folder)
    print(f"\nWritten to {folder}: {FILE}, {PICTURE}")


def publish(figures: list[Figure], folder: Path) -> None:
    """Write the figures and their picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    report.write(folder / FILE, report.taken(figures, datetime.now(UTC)))
    (folder / PICTURE).write_text(picture.draw(figures), encoding="utf-8")


def document() -> None:
    """Write docs/performance.md and its picture anew from the figures that lie there."""
    run = report.read(FOLDER / FILE)
    (FOLDER / PICTURE).write_text(picture.draw(run.figures), encoding="utf-8")
    page = report.document(PAGE.read_text(encoding="utf-8"), run)
    PAGE.write_text(page, encoding="utf-8")


def rounds(text: str) -> int:
    """Return a number of rounds; argparse tells when it is none."""
    number = int(text)
    if not 1 <= number <= MOST_ROUNDS:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_ROUNDS}, not {number}")
    return number


def arguments(words: list[str]) -> argparse.Namespace:
    """Return what the command line asks for; it ends the program where that makes no sense."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=SCENARIOS, help="one scenario; may be repeated"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="less of everything, one round")
    size.add_argument(
        "--full",
        action="store_true",
        help="100 kills, 3,000 paced messages and all; a whole run writes docs/performance",
    )
    parser.add_argument("--rounds", type=rounds, help="taken in turns; the median counts (3)")
    parser.add_argument(
        "--to", type=Path, help="folder for figures.json and figures.svg (var/bench)"
    )
    parser.add_argument(
        "--profile",
        action="store_true",
        help="say where the time of a burst of presses goes, and measure nothing else",
    )
    parser.add_argument(
        "--document",
        action="store_true",
        help="write docs/performance.md anew from its figures.json, and measure nothing",
    )
    chosen = parser.parse_args(words)
    if (chosen.profile or chosen.document) and len(words) > 1:
        parser.error("--profile and --document go alone")
    if chosen.quick and chosen.rounds:
        parser.error("--quick is one round: without --rounds")
    if chosen.to and chosen.to.exists() and not chosen.to.is_dir():
        parser.error(f"--to {chosen.to} is no folder")
    return chosen


if __name__ == "__main__":
    asked = arguments(sys.argv[1:])
    if asked.document:
        document()
        sys.exit()
    if not Path(AIOGRAM).exists():
        sys.exit("stadtbote: .venv-bench is missing; `make bench` makes it.")
    if asked.profile:
        print(asyncio.run(spent.run()))
        sys.exit()
    options = Options(quick=asked.quick, rounds=1 if asked.quick else asked.rounds or 3)
    whole = asked.full and not asked.only and not asked.to
    to = asked.to or (FOLDER if whole else ROOT / "var" / "bench")
    asyncio.run(main(asked.only or list(SCENARIOS), options, to, full=asked.full))
    if whole:
        (FOLDER / "profile.txt").write_text(asyncio.run(spent.run()) + "\n", encoding="utf-8")
        document()
