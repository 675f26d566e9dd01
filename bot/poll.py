"""Long polling: what Telegram has is kept before the next question acknowledges it."""

import asyncio
import logging
import time
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from sqlalchemy.exc import DBAPIError
from telegram.error import Conflict, TelegramError

from bot.inbox import Inbox
from bot.source import WANTED
from bot.transport import AiohttpRequest

WAIT: Final = 30
GRACE: Final = 10.0
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0

logger = logging.getLogger(__name__)


class Poller:
    """Asks for updates for ever; `url` is the bot's own, with its token."""

    def __init__(self, request: AiohttpRequest, url: str, inbox: Inbox) -> None:
        self._request = request
        self._url = f"{url}/getUpdates"
        self._inbox = inbox
        self._offset: int | None = None
        self._answered_at = time.monotonic()

    @property
    def silence(self) -> float:
        """Return the seconds since Telegram answered last."""
        return time.monotonic() - self._answered_at

    async def run(self) -> None:
        """Ask, keep, ask for what comes after; troubles are waited out."""
        pause = FIRST_PAUSE
        while True:
            try:
                updates = await self._ask()
                self._answered_at = time.monotonic()
                if updates:
                    await self._inbox.keep(updates)
                    self._offset = max(update["update_id"] for update in updates) + 1
            except Conflict:
                logger.error(  # noqa: TRY400 - the traceback says nothing more
                    "Another program polls with this token: stop it, or take another token."
                )
            except (TelegramError, DBAPIError) as error:
                logger.warning("No updates for %.0f s: %s", pause, error)
            else:
                pause = FIRST_PAUSE
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _ask(self) -> list[dict[str, Any]]:
        """Return the next updates as Telegram's JSON."""
        query = {"timeout": str(WAIT), "allowed_updates": orjson.dumps(WANTED).decode()}
        if self._offset is not None:
            query["offset"] = str(self._offset)
        updates: Any = await self._request.post(
            f"{self._url}?{urlencode(query)}", read_timeout=WAIT + GRACE
        )
        return list(updates)
