"""Presses: binding answers with our real act, others' bots with one trivial durable write."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.bench.bots import BOTS, Bot, at_work
from tests.bench.figures import Figure, Options, Stack, figure, percentile
from tests.bench.ordering import Server, serving
from tests.bench.ours import our_bot
from tests.bench.rules import Entry
from tests.bench.running import Program
from tests.bench.town import Town, build, messages, press, unsent

SCENARIO: Final = "presses"
WARM: Final = 8
PRESSES: Final = 200
SPACING: Final = 0.02
LATENCY: Final = 0.05
# One city never answers: the last consent would end the procedure and write to everybody.
CITIES: Final = WARM + PRESSES + 1
BURST_GOAL: Final = 1.5


@dataclass(frozen=True)
class Setting:
    """How the presses come, and how long a call to Telegram takes."""

    latency: float
    spacing: float

    @property
    def words(self) -> str:
        """Return the setting for a reader."""
        come = "50 a second" if self.spacing else f"burst of {PRESSES}"
        return f"{come} at {self.latency * 1000:.0f} ms"


SETTINGS: Final = (Setting(0, 0), Setting(LATENCY, 0), Setting(LATENCY, SPACING))


@dataclass(frozen=True)
class Sample:
    """One round, in seconds: until all is answered; the toasts' and the screens' delays; CPU.

    A delay ends when the call reaches the server.
    """

    whole: float
    toasts: list[float]
    screens: list[float]
    cpu: float


async def run(options: Options) -> list[Figure]:
    """Return how fast bursts and a steady stream of presses are answered."""
    samples: dict[tuple[Setting, Bot], list[Sample]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        async with serving() as server:
            stage = await prepare(Path(folder), server, CITIES)
            for number in range(options.rounds):
                for bot in BOTS:
                    settings = [one for one in SETTINGS if _worth_a_round(bot, one, number)]
                    for setting, sample in zip(
                        settings, await measure(bot, settings, server, stage), strict=True
                    ):
                        samples[setting, bot].append(sample)
    return [
        made for (setting, bot), taken in samples.items() for made in _told(setting, bot, taken)
    ]


def _worth_a_round(bot: Bot, setting: Setting, number: int) -> bool:
    """Return whether a round is measured: one of python-telegram-bot's at 50 ms takes 22 s."""
    return number == 0 or not (bot.stack is Stack.PTB and setting.latency)


@dataclass(frozen=True)
class Stage:
    """A town in which everybody has the request on the screen: messages by chat."""

    town: Town
    shown: dict[int, int]

    def presses(self, now: datetime) -> list[dict[str, Any]]:
        """Return a press on Submit bindingly for each city, in order."""
        town = self.town
        return [
            press(town.holders[code], self.shown[town.holders[code]], data, now)
            for code, data in town.submits.items()
        ]


async def prepare(folder: Path, server: Server, cities: int) -> Stage:
    """Build the town and let our bot send the requests; a secretary opens the board."""
    now = datetime.now(UTC)
    town = build(folder, cities, now)
    async with our_bot(server, folder, town.url, webhook=False):
        await server.inject([press(town.secretary, 1, town.board, now)])
        await server.wait(cities, "sendMessage")
        await server.wait(1, "editMessageText")
    assert unsent(town.url) == 0
    return Stage(town, messages(await server.log()))


async def measure(bot: Bot, settings: list[Setting], server: Server, stage: Stage) -> list[Sample]:
    """Return one round in each setting; ours answers once only, and is started for each."""
    samples = []
    alone = [[one] for one in settings] if bot.stack is Stack.OURS else [settings]
    for some in alone:
        await server.reset()
        async with at_work(bot, server, stage.town) as running:
            for setting in some:
                await server.clear()
                samples.append(await _sample(setting, server, stage, running))
            await running.kill()  # how long it takes to stop is nobody's concern here
    return samples


async def _sample(setting: Setting, server: Server, stage: Stage, running: Program) -> Sample:
    presses = stage.presses(datetime.now(UTC))
    warm, timed = presses[:WARM], presses[WARM : WARM + PRESSES]
    await server.inject(warm)
    await server.wait(WARM, "answerCallbackQuery")
    await server.wait_in(map(chat_of, warm), "editMessageText")
    await server.order(latency_ms=setting.latency * 1000)
    cpu = running.cpu
    await server.inject(timed, setting.spacing)
    await server.wait(WARM + PRESSES, "answerCallbackQuery")
    await server.wait_in(map(chat_of, timed), "editMessageText")
    return _read(await server.log(), await server.updates(), timed, running.cpu - cpu)


def chat_of(update: dict[str, Any]) -> int:
    """Return whose press an update is."""
    return int(update["callback_query"]["from"]["id"])


def _read(
    log: list[Entry], updates: list[dict[str, Any]], timed: list[dict[str, Any]], cpu: float
) -> Sample:
    pressed = {one["query"]: one["injected"] for one in updates}
    toasted = {one.query: one.at for one in reversed(log) if one.method == "answerCallbackQuery"}
    shown = {one.chat: one.at for one in reversed(log) if one.method == "editMessageText"}
    queries = {one["callback_query"]["id"]: chat_of(one) for one in timed}
    toasts = [toasted[query] - pressed[query] for query in queries]
    screens = [shown[chat] - pressed[query] for query, chat in queries.items()]
    first = min(pressed[query] for query in queries)
    last = max(*(toasted[query] for query in queries), *(shown[one] for one in queries.values()))
    return Sample(last - first, toasts, screens, cpu)


def _told(setting: Setting, bot: Bot, taken: list[Sample]) -> list[Figure]:
    def milliseconds(measure: str, values: list[float]) -> Figure:
        some = [one * 1000 for one in values]
        return figure(SCENARIO, setting.words, measure, "ms", bot.words, some, more=False)

    cpu = milliseconds("CPU for one", [one.cpu / PRESSES for one in taken])
    if setting.spacing:
        return [
            milliseconds(f"{name}, p{share}", [percentile(some, share / 100) for some in columns])
            for name, columns in (
                ("toast", [one.toasts for one in taken]),
                ("screen", [one.screens for one in taken]),
            )
            for share in (50, 95)
        ] + [cpu]
    whole = [one.whole for one in taken]
    asked = bot.stack is Stack.OURS and setting.latency
    return [
        figure(
            *(SCENARIO, setting.words, "all answered after", "s", bot.words, whole),
            more=False,
            goal=BURST_GOAL if asked else None,
        ),
        figure(
            *(SCENARIO, setting.words, "answered", "/s", bot.words),
            [PRESSES / one for one in whole],
        ),
        milliseconds("toast, p95", [percentile(one.toasts, 0.95) for one in taken]),
        milliseconds("screen, p95", [percentile(one.screens, 0.95) for one in taken]),
        cpu,
    ]
