"""Every call passes the pacer: what counts waits, what was refused is asked for again."""

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.errors import retry_after
from bot.limiter import PAID, Args, Limiter
from bot.pacer import Pacer
from storage.delivery import Lane
from tests.bot.virtual import run


@pytest.fixture(autouse=True)
def as_the_transport_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library give pauses as it will, without a warning."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Telegram:
    """Refuses the first calls; notes when each was made."""

    def __init__(self, refusals: int = 0) -> None:
        self._refusals = refusals
        self.called: list[float] = []

    async def __call__(self) -> bool:
        self.called.append(asyncio.get_running_loop().time())
        if len(self.called) <= self._refusals:
            raise RetryAfter(2)
        return True


async def call(
    limiter: Limiter, telegram: Telegram, how: Args, endpoint: str = "sendMessage", chat: int = 1
) -> Any:  # noqa: ANN401 - the library's
    return await limiter.process_request(telegram, (), {}, endpoint, {"chat_id": chat}, how)


def test_refused_call_is_made_again_when_telegram_allows() -> None:
    telegram = Telegram(refusals=2)
    assert run(call(Limiter(Pacer(30)), telegram, Lane.PRESS)) is True
    assert telegram.called == pytest.approx([0.0, 2.05, 4.1])


def test_delivery_is_told_of_a_refusal_and_not_made_again() -> None:
    async def work(telegram: Telegram) -> list[float]:
        limiter, waits = Limiter(Pacer(30)), []
        for _ in range(2):
            with pytest.raises(RetryAfter) as refusal:
                await call(limiter, telegram, PAID)
            waits.append(retry_after(refusal.value))
            await asyncio.sleep(0.5)
        return waits

    telegram = Telegram(refusals=9)
    # The second is refused by ourselves, since Telegram would.
    assert run(work(telegram)) == pytest.approx([2.0, 1.55])
    assert telegram.called == [0.0]


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "getFile", "sendChatAction"])
def test_what_does_not_count_never_waits(endpoint: str) -> None:
    async def work(telegram: Telegram) -> None:
        pacer = Pacer(1)
        pacer.refused(1, 60)
        for _ in range(5):
            await call(Limiter(pacer), telegram, Lane.PRESS, endpoint)

    telegram = Telegram()
    run(work(telegram))
    assert telegram.called == [0.0] * 5
