"""python-telegram-bot's rate limiter on the one pacer: every call passes here."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.errors import retry_after
from bot.pacer import Pacer
from storage.delivery import Lane

COUNTED: Final = ("send", "edit", "copy", "forward")
NOT_COUNTED: Final = ("sendChatAction", "sendMessageDraft")
PAID: Final = "paid"  # the caller has its slot already, and deals with a 429 itself

Args = Lane | str
Result = bool | dict[str, Any] | list[dict[str, Any]]


class Limiter(BaseRateLimiter[Args]):
    """Waits for a slot before a message or an edit; tells the pacer how the call went.

    `rate_limit_args` is the lane (default: press), or PAID. A call that waited here is made
    again after a 429, for as long as Telegram asks.
    """

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

    async def initialize(self) -> None:
        """Nothing to do: the pacer needs none."""

    async def shutdown(self) -> None:
        """Nothing to do: who waits is cancelled by its caller."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401 - the library's interface
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Args | None,
    ) -> Result:
        """Return the call's result. Raises what the call raises, a 429 only for PAID."""
        chat = data.get("chat_id")
        counts = endpoint.startswith(COUNTED) and endpoint not in NOT_COUNTED
        if not counts or not isinstance(chat, int):
            return await callback(*args, **kwargs)
        paid = rate_limit_args == PAID
        # The library drops arguments that are false, as Lane.PRESS is, being 0.
        lane = rate_limit_args if isinstance(rate_limit_args, Lane) else Lane.PRESS
        while True:
            if not paid:
                await self._pacer.slot(lane, chat)
            departure = await self._pacer.depart(chat, press=not paid and lane is Lane.PRESS)
            if departure is None:
                if paid:
                    raise RetryAfter(timedelta(seconds=self._pacer.halted(chat)))
                continue
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as error:
                self._pacer.refused(chat, retry_after(error))
                if paid:
                    raise
            else:
                self._pacer.accepted(departure)
                return result
