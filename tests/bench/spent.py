"""Where the time of a burst of presses goes: our bot under Python's profiler, at 0 ms."""

import signal
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from pstats import Stats
from typing import Any, Final

from tests.bench.ordering import Server, serving
from tests.bench.ours import our_bot
from tests.bench.presses import CITIES, PRESSES, WARM, Stage, chat_of, prepare
from tests.bench.running import OURS, ROOT

THREADS: Final = {"loop": "the event loop", "rest": "the database thread"}
FLOORS: Final = ("bot", "handlers", "alliance", "locales", "storage")
PACKAGES: Final = "site-packages/"
WAITING: Final = ("epoll", "acquire' of '_thread.lock", "Event' objects", "_queue.SimpleQueue")
LINES: Final = 15


async def run() -> str:
    """Return what each press cost, by layer and by function, in both threads."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serving() as server:
            stage = await prepare(folder, server, CITIES)
            file, cpu = await _profiled(server, stage, folder)
        lines = [
            f"{PRESSES + WARM} binding answers at 0 ms under Python's profiler, ms for each:",
            f"{_each(cpu):.1f} ms of CPU. It makes small functions look dearer than they are.",
        ]
        for ending, thread in THREADS.items():
            lines += _told(thread, Stats(f"{file}.{ending}"))
    return "\n".join(lines)


async def _profiled(server: Server, stage: Stage, folder: Path) -> tuple[Path, float]:
    """Return the profiles' files and the seconds of CPU that the presses took."""
    await server.reset()
    file = folder / "profile"
    command = (OURS, "-m", "tests.bench.profiled", str(file))
    presses = stage.presses(datetime.now(UTC))[:-1]
    own = folder / "profiled"
    own.mkdir()
    async with our_bot(server, own, stage.town.copy(own), webhook=True, command=command) as bot:
        bot.process.send_signal(signal.SIGUSR1)
        cpu = bot.cpu
        await server.inject(presses)
        await server.wait_in(map(chat_of, presses), "editMessageText")
        used = bot.cpu - cpu
    return file, used


def _told(thread: str, stats: Stats) -> list[str]:
    entries: dict[tuple[str, int, str], tuple[Any, ...]] = stats.stats  # type: ignore[attr-defined]
    layers: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for (file, line, function), (_, _, own, cumulative, _) in entries.items():
        if any(word in function for word in WAITING):
            continue
        layer = _layer(file, function)
        layers[layer] += own
        place = f"{layer}: {Path(file).name}:{line} {function}" if line else f"{layer}: {function}"
        functions[place] += own
        if layer in FLOORS:
            whole[place] += cumulative
    lines = ["", f"{thread}: {_each(layers.total()):.2f} ms a press"]
    for title, counted in (
        ("own time by layer", layers),
        ("own time by function", functions),
        ("our functions with all they call", whole),
    ):
        lines.append(f"  {title}")
        lines += [
            f"    {_each(seconds):7.2f}  {name}" for name, seconds in counted.most_common(LINES)
        ]
    return lines


def _each(seconds: float) -> float:
    return seconds * 1000 / (PRESSES + WARM)


def _layer(file: str, function: str) -> str:
    """Return what a function belongs to: a floor, a library, Python, or C."""
    if file == "~":
        return "sqlite3" if "sqlite3" in function else "built-in"
    if PACKAGES in file:
        return file.rpartition(PACKAGES)[2].partition("/")[0].removesuffix(".py")
    if file.startswith(str(ROOT)):
        return Path(file).relative_to(ROOT).parts[0]
    return "asyncio" if "/asyncio/" in file else "standard library"
