"""A broadcast under limits that nobody told, on virtual time: found, kept, and nothing lost."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

import pytest
from telegram.error import RetryAfter

from bot.errors import retry_after
from bot.limiter import PAID, Limiter
from bot.pacer import Pacer
from storage.delivery import Lane
from tests.bot.virtual import run

WAY = 0.025
PAUSE = 3


@pytest.fixture(autouse=True)
def as_the_transport_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library give pauses as it will, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@dataclass
class Telegram:
    """Takes `window` messages in any second, or a bucket of `burst` filled at `rate` a second."""

    window: int = 1000
    rate: float = 1000.0
    burst: float = 1000.0
    flood: tuple[float, float] = (0.0, 0.0)
    taken: list[tuple[float, int]] = field(default_factory=list)
    tried: list[float] = field(default_factory=list)
    refused: int = 0
    _last: deque[float] = field(default_factory=deque)
    _tokens: float = -1.0
    _filled: float = 0.0

    async def __call__(self, chat: int) -> bool:
        await asyncio.sleep(WAY)
        now = asyncio.get_running_loop().time()
        self.tried.append(now)
        pause = self._pause(now)
        if pause:
            self.refused += 1
        else:
            self.taken.append((now, chat))
        await asyncio.sleep(WAY)
        if pause:
            raise RetryAfter(pause)
        return True

    def _pause(self, now: float) -> int:
        begin, end = self.flood
        if begin <= now < end:
            return int(end - now) + 1
        while self._last and self._last[0] <= now - 1:
            self._last.popleft()
        filled = (
            self.burst if self._tokens < 0 else self._tokens + (now - self._filled) * self.rate
        )
        self._tokens, self._filled = min(self.burst, filled), now
        if self._tokens < 1 or len(self._last) >= self.window:
            return PAUSE
        self._tokens -= 1
        self._last.append(now)
        return 0

    @property
    def chats(self) -> list[int]:
        return [chat for _, chat in self.taken]


def broadcast(telegram: Telegram, messages: int, seconds: float) -> Pacer:
    """Send to as many people for some time, as the deliverer does; return the pacer after it."""

    async def deliver(limiter: Limiter, pacer: Pacer, chat: int) -> None:
        while True:
            await pacer.slot(Lane.CIRCULAR, chat)
            try:
                await limiter.process_request(
                    telegram, (chat,), {}, "sendMessage", {"chat_id": chat}, PAID
                )
            except RetryAfter as error:
                await asyncio.sleep(retry_after(error))
            else:
                return

    async def work() -> Pacer:
        pacer = Pacer(30)
        limiter = Limiter(pacer)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(deliver(limiter, pacer, chat)) for chat in range(messages)]
            await asyncio.wait(tasks, timeout=seconds)
            for task in tasks:
                task.cancel()
        return pacer

    return run(work())


@pytest.mark.parametrize(
    ("telegram", "least", "most_refusals"),
    [
        (Telegram(window=25), 1700, 4),
        (Telegram(window=20), 1300, 8),
        (Telegram(rate=20, burst=5), 1150, 12),
        (Telegram(rate=20, burst=20), 1150, 12),
    ],
    ids=["25 a second", "20 a second", "small bucket", "large bucket"],
)
def test_hidden_limit_is_found(telegram: Telegram, least: int, most_refusals: int) -> None:
    broadcast(telegram, 2500, 75.0)
    assert len(telegram.taken) >= least
    assert telegram.refused <= most_refusals


def test_known_limit_is_used_and_never_overstepped() -> None:
    telegram = Telegram(window=30)
    broadcast(telegram, 3000, 200.0)
    (first, _), (last, _) = telegram.taken[0], telegram.taken[-1]
    assert (len(telegram.taken), telegram.refused) == (3000, 0)
    assert 2999 / (last - first) >= 29.4


def test_after_a_flood_wait_everything_arrives_and_no_burst() -> None:
    telegram = Telegram(flood=(8.0, 13.0))
    broadcast(telegram, 600, 60.0)
    after = [at for at in telegram.tried if at >= 8.0]
    most = max(sum(at <= other < at + 1 for other in after) for at in after)
    assert sorted(telegram.chats) == list(range(600))
    assert most <= 30
    assert telegram.refused <= 4


def test_storm_of_refusals_loses_nothing_and_costs_little_of_the_rate() -> None:
    telegram = Telegram(flood=(2.0, 62.0))
    pacer = broadcast(telegram, 300, 200.0)
    assert sorted(telegram.chats) == list(range(300))
    assert pacer.rate.value >= 25
