"""The inbox: each update in its own transaction, in order for a person, people side by side."""

import asyncio
import heapq
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.error import TelegramError

from bot import channel, closing, work
from bot.chats import Chats
from bot.errors import Fate, fate
from bot.files import Fetcher
from bot.giving import Given, Unshowable, give
from bot.turns import Turns
from bot.work import Due, House, Kept, now_utc
from bot.writer import Writer, passing

# Telegram shows a spinner until its query is answered, and forgets the query after 15 s.
SPINNER: Final = 2.5
QUERY_LASTS: Final = 15.0
BUSY_PAUSE: Final = 5.0

Spawn = Callable[[Coroutine[Any, Any, None]], object]

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Entry:
    """An update in memory; `toasted` once its query was answered, or is beyond it."""

    kept: Kept
    toasted: bool = False
    timer: asyncio.TimerHandle | None = None

    def __lt__(self, other: "Entry") -> bool:
        return self.kept.update_id < other.kept.update_id


@dataclass
class Inbox:
    """Keeps updates and sees each of them through; `spawn` runs a task that nobody awaits.

    `changed` is called after every act: there may be something to deliver or to draw again.
    """

    writer: Writer
    chats: Chats
    house: House
    fetcher: Fetcher
    turns: Turns
    spawn: Spawn
    changed: Callable[[], None]
    _lines: dict[int, list[Entry]] = field(default_factory=dict)
    _known: set[int] = field(default_factory=set)

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Keep updates and begin with them; they are safe when this returns."""
        now, bot_id = now_utc(), self.house.bot_id
        self._admit(
            await self.writer.run(lambda session: work.keep(session, bot_id, updates, now))
        )

    async def recover(self) -> None:
        """Go on with what the last run left open."""
        bot_id = self.house.bot_id
        left = await self.writer.run(lambda session: work.unfinished(session, bot_id))
        if left:
            logger.info("Going on with %d updates of the last run.", len(left))
        self._admit(left)

    @property
    def open(self) -> int:
        """Return how many people's updates are being worked on."""
        return len(self._lines)

    # ---- one line for each person

    def _admit(self, updates: Iterable[Kept]) -> None:
        for kept in updates:
            if kept.update_id in self._known:
                continue
            self._known.add(kept.update_id)
            entry = Entry(kept)
            self._watch(entry)
            line = self._lines.get(kept.telegram_id)
            if line is not None:
                heapq.heappush(line, entry)
                continue
            self._lines[kept.telegram_id] = [entry]
            self.spawn(self._serve(kept.telegram_id))

    async def _serve(self, telegram_id: int) -> None:
        """See one person's updates through, one after the other."""
        line = self._lines[telegram_id]
        try:
            while line:
                entry = heapq.heappop(line)
                try:
                    async with self.turns.of(telegram_id):
                        await self._see_through(entry)
                except Exception:
                    # It stays open in the database, and the next start goes on with it.
                    fault = work.new_fault()
                    logger.exception("Fault %s: update %d.", fault, entry.kept.update_id)
                finally:
                    self._known.discard(entry.kept.update_id)
        finally:
            del self._lines[telegram_id]

    async def _see_through(self, entry: Entry) -> None:
        due = await self._act(entry.kept.update_id)
        if due is not None and due.attachment is not None:
            await self.fetcher.fetch(due.attachment)
            due = await self._act(entry.kept.update_id)
        self.changed()
        if due is None:
            self._beyond(entry)
        else:
            await self._show(entry, due)

    async def _act(self, update_id: int) -> Due | None:
        """Do what an update asks for; a bug sets it aside at once, a busy database does not."""
        while True:
            try:
                return await self.writer.run(
                    lambda session: work.act(session, self.house, update_id, now_utc())
                )
            except Exception as error:  # noqa: BLE001 - a bug in any handler ends here, with an id
                if not isinstance(error, DBAPIError) or not passing(error):
                    return await self._set_aside(update_id, error)
                logger.warning("The database is busy, update %d waits: %s", update_id, error)
            await asyncio.sleep(BUSY_PAUSE)

    async def _set_aside(self, update_id: int, error: Exception) -> Due | None:
        """Log an error and return the apology."""
        fault = work.new_fault()
        logger.error("Fault %s: update %d was set aside.", fault, update_id, exc_info=error)
        return await self.writer.insist(
            lambda session: work.set_aside(session, self.house, update_id, fault, now_utc())
        )

    # ---- showing

    async def _show(self, entry: Entry, due: Due) -> None:
        answer, update_id = due.owed, entry.kept.update_id
        assert answer is not None
        self.spawn(self._toast(entry, answer.toast, alert=answer.alert))
        try:
            given = await give(self.chats, due.source, answer)
        except Unshowable as error:
            if not due.failed:
                apology = await self._set_aside(update_id, error)
                if apology is not None:
                    await self._show(entry, apology)
                return
            logger.exception("Not even the apology for update %d could be shown.", update_id)
            given = Given()
        await self.writer.insist(lambda session: self._close(session, entry.kept, due, given))
        self.changed()

    def _close(self, session: Session, kept: Kept, due: Due, given: Given) -> None:
        assert due.owed is not None
        now, chat = now_utc(), due.source.chat_id
        for index, (message_id, sheet) in enumerate(given.shown):
            place = closing.place_of_answer(kept.update_id, index)
            closing.note_shown(session, chat, place, message_id, sheet)
        if due.owed.dialog is not None and given.shown:
            closing.note_dialog(session, due.owed.dialog, given.shown[0][0])
        if given.lost is not None and due.source.private:
            channel.lost(session, kept.telegram_id, given.lost, now)
        closing.close(session, self.house.bot_id, kept.update_id, failed=due.failed)

    # ---- toasts

    def _watch(self, entry: Entry) -> None:
        """See to it that a press is answered in time, whatever else takes long."""
        if entry.kept.query is None:
            return
        age = (now_utc() - entry.kept.received_at).total_seconds()
        if age > QUERY_LASTS:
            entry.toasted = True
            return
        entry.timer = asyncio.get_running_loop().call_later(
            max(0.0, SPINNER - age), lambda: self.spawn(self._toast(entry, None, alert=False))
        )

    async def _toast(self, entry: Entry, text: str | None, *, alert: bool) -> None:
        """Answer a press, once."""
        query = entry.kept.query
        if query is None or entry.toasted:
            return
        self._beyond(entry)
        try:
            await self.chats.toast(query, text, alert=alert)
        except TelegramError as error:
            if fate(error) is not Fate.QUERY_OLD:
                logger.info("A press was not answered: %s", error)

    def _beyond(self, entry: Entry) -> None:
        entry.toasted = True
        if entry.timer is not None:
            entry.timer.cancel()
