"""Fetches the files that people send; their bytes lie in one folder, named by their hash."""

import asyncio
import logging
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import Fate, fate
from bot.limiter import Args
from bot.writer import Writer
from handlers.kit import making
from storage.attachment import Attachment, FetchState

LIMIT: Final = 20 * 1024 * 1024
PATIENCE: Final = 60.0
PAUSE: Final = 2.0
AT_ONCE: Final = 2

logger = logging.getLogger(__name__)


class TooBig(Exception):
    """The file is larger than what Telegram hands to bots."""


class Fetcher:
    """Brings attachments to the state READY or REFUSED within a minute."""

    def __init__(self, bot: ExtBot[Args], writer: Writer, folder: Path) -> None:
        self._bot = bot
        self._writer = writer
        self._folder = folder
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, attachment: Attachment) -> None:
        """Fetch an attachment and note in its row how that went."""
        found: dict[str, object]
        try:
            async with asyncio.timeout(PATIENCE):
                content = await self._download(attachment)
            found = await asyncio.to_thread(store, self._folder, content)
        except TooBig:
            found = {"state": FetchState.REFUSED, "refused": "too big"}
        except (TelegramError, TimeoutError, OSError) as error:
            logger.warning("A file was not fetched: %s", error)
            found = {"state": FetchState.REFUSED, "refused": "not fetched"}
        await self._writer.insist(lambda session: _note(session, attachment, found))

    async def _download(self, attachment: Attachment) -> bytes:
        """Return the file's bytes. Raises TooBig, TelegramError for what will not pass."""
        if attachment.size > LIMIT:
            raise TooBig
        async with self._turn:
            while True:
                try:
                    file = await self._bot.get_file(attachment.file_id)
                    if (file.file_size or 0) > LIMIT:
                        raise TooBig
                    return bytes(await file.download_as_bytearray())
                except TelegramError as error:
                    if "file is too big" in error.message.casefold():
                        raise TooBig from error
                    if fate(error) not in (Fate.NOT_SENT, Fate.UNCERTAIN, Fate.WAIT):
                        raise
                await asyncio.sleep(PAUSE)


def store(folder: Path, content: bytes) -> dict[str, object]:
    """Write bytes under their hash, whole or not at all; return the row's new values."""
    digest = making.store(folder, content)
    return {"state": FetchState.READY, "sha256": digest, "size": len(content)}


def _note(session: Session, attachment: Attachment, found: dict[str, object]) -> None:
    session.execute(sa.update(Attachment).where(col(Attachment.id) == attachment.id).values(found))
