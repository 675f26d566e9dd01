"""The inbox: each update in its own transaction, in order for a person, people side by side."""

import asyncio
import heapq
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.error import TelegramError

from bot import channel, closing, keeping, work
from bot.answers import Toast
from bot.chats import Chats
from bot.closing import Shown
from bot.entry import Entry, Fresh
from bot.errors import Fate, fate
from bot.files import Fetcher
from bot.giving import Given, Menus, Unshowable, give
from bot.keeping import Kept
from bot.source import Source
from bot.tasks import Spawn
from bot.turns import Turns
from bot.work import Due, House, now_utc
from bot.writer import Writer, passing
from storage.delivery import Lane

# Telegram shows a spinner until its query is answered, and forgets the query after 15 s.
SPINNER: Final = 2.5
QUERY_LASTS: Final = 15.0
BUSY_PAUSE: Final = 5.0
# Acts that wait in the writer: enough to share a commit, few enough that what is kept does not
# stand behind hundreds of them.
AT_ONCE: Final = 16

logger = logging.getLogger(__name__)


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
    menus: Menus
    _acting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _lines: dict[int, list[Entry]] = field(default_factory=dict)
    _known: set[int] = field(default_factory=set)

    async def receive(self, update: dict[str, Any]) -> Toast | None:
        """Keep an update and do what it asks for; return the toast, for the way back to carry.

        The update is safe when this returns; the toast is None where it goes another way. Raises
        DBAPIError when the update was not kept.
        """
        source = keeping.source_of(update)
        if source is None or self._busy(source.telegram_id):
            await self._keep([(update, source)])
            return None
        kept = keeping.kept_of(update["update_id"], source, now_utc())
        fresh = Fresh(update, source, asyncio.get_running_loop().create_future())
        self._admit([Entry(kept, fresh)])
        return await fresh.safe

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Keep updates and begin with them; they are safe when this returns."""
        await self._keep([(update, keeping.source_of(update)) for update in updates])

    async def _keep(self, updates: list[tuple[dict[str, Any], Source | None]]) -> None:
        now, bot_id = now_utc(), self.house.bot_id
        kept = await self.writer.run(
            lambda session: keeping.keep(session, bot_id, updates, now), lane=Lane.PRESS
        )
        self._admit(map(Entry, kept))

    async def recover(self) -> None:
        """Go on with what the last run left open."""
        bot_id = self.house.bot_id
        left = await self.writer.run(lambda session: keeping.unfinished(session, bot_id))
        if left:
            logger.info("Going on with %d updates of the last run.", len(left))
        self._admit(map(Entry, left))

    @property
    def open(self) -> int:
        """Return how many people's updates are being worked on."""
        return len(self._lines)

    # ---- one line for each person

    def _busy(self, telegram_id: int) -> bool:
        """Return whether somebody's next update has to wait."""
        return telegram_id in self._lines or self.turns.of(telegram_id).locked()

    def _admit(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            kept = entry.kept
            if kept.update_id in self._known:
                continue
            self._known.add(kept.update_id)
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
                    if entry.fresh is not None:
                        # Whoever still waits learns nothing, and the update comes again.
                        entry.fresh.safe.cancel()
        finally:
            del self._lines[telegram_id]

    async def _see_through(self, entry: Entry) -> None:
        if entry.fresh is None:
            due = await self._act(entry.kept.update_id)
        else:
            due = await self._take(entry, entry.fresh)
        if due is not None and due.attachment is not None:
            await self.fetcher.fetch(due.attachment)
            due = await self._act(entry.kept.update_id)
        self.changed()
        if due is None:
            self._beyond(entry)
        else:
            await self._show(entry, due)

    async def _take(self, entry: Entry, fresh: Fresh) -> Due | None:
        """Keep an update and do what it asks for at once; in trouble only keep it first."""
        update_id = entry.kept.update_id
        try:
            async with self._acting:
                due = await self.writer.run(
                    lambda session: keeping.take(
                        session, self.house, fresh.update, fresh.source, now_utc()
                    ),
                    lane=Lane.PRESS,
                )
        except Exception as error:  # noqa: BLE001 - as in `_act`
            try:
                await self._keep([(fresh.update, fresh.source)])
            except DBAPIError as trouble:
                # Whoever waits for it knows that it has to come again.
                fresh.tell(trouble)
                return None
            fresh.tell(None)
            if isinstance(error, DBAPIError) and passing(error):
                return await self._act(update_id)
            return await self._set_aside(update_id, error)
        fresh.tell(None if fresh.safe.done() else self._carried(entry, due))
        return due

    async def _act(self, update_id: int) -> Due | None:
        """Do what an update asks for; a bug sets it aside at once, a busy database does not."""
        while True:
            try:
                async with self._acting:
                    return await self.writer.run(
                        lambda session: work.act(session, self.house, update_id, now_utc()),
                        lane=Lane.PRESS,
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
            lambda session: work.set_aside(session, self.house, update_id, fault, now_utc()),
            lane=Lane.PRESS,
        )

    # ---- showing

    async def _show(self, entry: Entry, due: Due) -> None:
        answer, update_id = due.owed, entry.kept.update_id
        assert answer is not None
        if not entry.toasted:
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
        if answer.commands is not None:
            self.menus.want(due.source.chat_id, answer.commands)
        await self.writer.insist(lambda session: self._close(session, entry.kept, due, given))
        self.changed()

    def _close(self, session: Session, kept: Kept, due: Due, given: Given) -> None:
        assert due.owed is not None
        now, chat = now_utc(), due.source.chat_id
        shown = [
            (Shown(chat, closing.place_of_answer(kept.update_id, index), sheet.follow), message_id)
            for index, (message_id, sheet) in enumerate(given.shown)
        ]
        closing.note_shown(session, shown)
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
            max(0.0, SPINNER - age), self._ask_for_patience, entry
        )

    def _ask_for_patience(self, entry: Entry) -> None:
        patience: str = self.house.registry.patience(entry.kept.code)
        self.spawn(self._toast(entry, patience, alert=False))

    def _carried(self, entry: Entry, due: Due | None) -> Toast | None:
        """Return the toast that the way back shall carry, if the press still waits for one.

        A press that was done before came again since the way back was cut: it only stops waiting.
        """
        query, answer = entry.kept.query, due.owed if due else None
        if query is None or entry.toasted:
            return None
        self._beyond(entry)
        return Toast(query, answer.toast, answer.alert) if answer else Toast(query)

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
