"""Shows a person what is owed: the toast and the screen at once, then what comes after."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from telegram.error import TelegramError

from bot.answers import Commands, Owed, Sheet
from bot.chats import Chats
from bot.errors import Fate, fate
from bot.source import Source
from bot.tasks import Spawn
from storage.delivery import Lane
from storage.person import Channel

T = TypeVar("T")

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
AGAIN: Final = (Fate.WAIT, Fate.NOT_SENT, Fate.UNCERTAIN)
UNREACHABLE: Final = {Fate.BLOCKED: Channel.BLOCKED, Fate.GONE: Channel.GONE}

logger = logging.getLogger(__name__)


@dataclass
class Given:
    """What was shown where; `lost` when the person cannot be reached."""

    shown: list[tuple[int, Sheet]] = field(default_factory=list)
    lost: Channel | None = None


class Unshowable(Exception):
    """Telegram refuses what was to be shown: a bug of ours."""


@dataclass
class Menus:
    """Sets the command menus of chats one after the other, in nobody's way."""

    chats: Chats
    spawn: Spawn
    _wanted: dict[int, Commands] = field(default_factory=dict)
    _working: bool = False

    def want(self, chat: int, commands: Commands) -> None:
        """Have a chat's menu set; the newest wish wins."""
        self._wanted[chat] = commands
        if not self._working:
            self._working = True
            self.spawn(self._work())

    async def _work(self) -> None:
        try:
            while self._wanted:
                chat = next(iter(self._wanted))
                await self._set(chat, self._wanted.pop(chat))
        finally:
            self._working = False

    async def _set(self, chat: int, commands: Commands) -> None:
        try:
            await _persist(
                lambda: self.chats.menu(chat, commands), again=(Fate.NOT_SENT, Fate.UNCERTAIN)
            )
        except TelegramError as error:
            logger.warning("The command menu of a chat was not set: %s", error)


async def give(chats: Chats, source: Source, answer: Owed) -> Given:
    """Show an answer and return what was shown; passing troubles are waited out.

    Toast and menu are another's matter (bot/inbox.py). Raises Unshowable.
    """
    given = Given()
    try:
        if answer.first is not None:
            message_id = await _first(chats, source, answer)
            given.shown.append((message_id, answer.first))
        for sheet in answer.more:
            message_id = await _sent(chats, source.chat_id, sheet)
            given.shown.append((message_id, sheet))
        if answer.strip is not None:
            await _strip(chats, source.chat_id, answer.strip)
    except TelegramError as error:
        given.lost = UNREACHABLE.get(fate(error))
        if given.lost is None and not answer.leave:
            raise Unshowable(str(error)) from error
    if answer.leave:
        await _leave(chats, source.chat_id)
    return given


async def _first(chats: Chats, source: Source, answer: Owed) -> int:
    """Edit the pressed message, or send anew where that cannot be; return the message's id."""
    sheet, message_id = answer.first, source.message_id
    assert sheet is not None
    if not answer.edit or not source.editable or message_id is None:
        return await _sent(chats, source.chat_id, sheet)
    if sheet.document is None:
        try:
            await _persist(lambda: chats.edit(source.chat_id, message_id, sheet, Lane.PRESS))
        except TelegramError as error:
            found = fate(error)
            if found is Fate.SAME:
                return message_id
            if found is not Fate.EDIT_GONE:
                raise
        else:
            return message_id
    # A message with a file has no text to edit, and one with text cannot get a file.
    sent = await _sent(chats, source.chat_id, sheet)
    await _strip(chats, source.chat_id, message_id)
    return sent


async def _sent(chats: Chats, chat: int, sheet: Sheet) -> int:
    return await _persist(lambda: chats.send(chat, sheet, Lane.PRESS))


async def _strip(chats: Chats, chat: int, message_id: int) -> None:
    """Take a keyboard away; a message that is gone or has none is as good."""
    try:
        await chats.strip(chat, message_id, Lane.PRESS)
    except TelegramError as error:
        if fate(error) not in (Fate.SAME, Fate.EDIT_GONE):
            logger.info("An old keyboard stays: %s", error)


async def _leave(chats: Chats, chat: int) -> None:
    try:
        await _persist(lambda: chats.leave(chat))
    except TelegramError as error:
        # Somebody removed the bot before it could leave by itself.
        logger.info("A group was not left: %s", error)


async def _persist(call: Callable[[], Awaitable[T]], again: tuple[Fate, ...] = AGAIN) -> T:
    """Return what a call returns, however long Telegram or the way to it makes it wait."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await call()
        except TelegramError as error:
            if fate(error) not in again:
                raise
            logger.warning("Telegram did not take an answer, again in %.1f s: %s", pause, error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
