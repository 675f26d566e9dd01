"""Screens that follow: a stale one is drawn again, at most once in three seconds a message."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select
from telegram.error import TelegramError

from bot import work
from bot.answers import Sheet, sheet
from bot.chats import Chats
from bot.errors import Fate, fate
from bot.limiter import PAID
from bot.pacer import Pacer
from bot.tasks import Spawn
from bot.turns import Turns
from bot.work import now_utc
from bot.writer import Writer, passing
from storage.delivery import Lane
from storage.view import View

REST: Final = 3.0
AT_ONCE: Final = 32
TROUBLE_PAUSE: Final = 5.0
LATER: Final = (Fate.WAIT, Fate.NOT_SENT, Fate.UNCERTAIN)

logger = logging.getLogger(__name__)


@dataclass
class Redrawer:
    """Draws stale views again; the newest state wins, since it is drawn when its turn comes."""

    writer: Writer
    chats: Chats
    pacer: Pacer
    turns: Turns
    registry: ModuleType
    spawn: Spawn
    _busy: set[int] = field(default_factory=set)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Have the views looked at: some may be stale."""
        self._bell.set()

    async def recover(self) -> None:
        """Have everything drawn again: the last run may have ended before it drew."""
        await self.writer.run(lambda session: session.execute(sa.update(View).values(stale=True)))

    async def run(self) -> None:
        """Look for stale views for ever."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            try:
                found = await self.writer.run(self._stale, lane=Lane.REFRESH)
            except DBAPIError:
                logger.exception("Fault %s: nothing redrawn for a moment.", work.new_fault())
                await asyncio.sleep(TROUBLE_PAUSE)
                self.wake()
                continue
            for view_id, chat in found:
                self._busy.add(view_id)
                self.spawn(self._redraw(view_id, chat))

    def _stale(self, session: Session) -> list[tuple[int, int]]:
        query = (
            sa.select(col(View.id), col(View.telegram_id))
            .where(
                col(View.stale),
                col(View.message_id) > 0,
                col(View.until) > now_utc(),
                col(View.id).not_in(self._busy),
            )
            .order_by(col(View.id))
            .limit(max(0, AT_ONCE - len(self._busy)))
        )
        return [(view_id, chat) for view_id, chat in session.execute(query)]

    async def _redraw(self, view_id: int, chat: int) -> None:
        """Draw one view again and let it rest."""
        rest = REST
        try:
            await self.pacer.slot(Lane.REFRESH, chat)
            # In turn with the person's presses: a redraw never covers the answer to one.
            async with self.turns.of(chat):
                drawn = await self._drawn(view_id)
                if drawn is not None:
                    await self._edit(view_id, chat, *drawn)
        except Exception:
            logger.exception("Fault %s: view %d.", work.new_fault(), view_id)
            rest = TROUBLE_PAUSE
        finally:
            asyncio.get_running_loop().call_later(rest, self._release, view_id)

    def _release(self, view_id: int) -> None:
        self._busy.discard(view_id)
        self.wake()

    async def _drawn(self, view_id: int) -> tuple[int, Sheet] | None:
        """Return what `_draw` does; a bug in a view's renderer ends its following."""
        try:
            return await self.writer.run(
                lambda session: self._draw(session, view_id, now_utc()), lane=Lane.REFRESH
            )
        except Exception as error:
            if isinstance(error, DBAPIError) and passing(error):
                raise
            logger.exception("Fault %s: view %d is left.", work.new_fault(), view_id)
            await self.writer.run(lambda session: _settle(session, view_id, Fate.REFUSED))
            return None

    def _draw(self, session: Session, view_id: int, now: datetime) -> tuple[int, Sheet] | None:
        """Return message id and sheet of a view, which is fresh from now on; None to leave it."""
        view = session.exec(
            select(View).where(View.id == view_id).with_for_update(skip_locked=True)
        ).one_or_none()
        if view is None or not view.stale:
            return None
        screen = self.registry.view(session, view, now)
        if screen is None:
            session.delete(view)
            return None
        view.stale = False
        session.add(view)
        return view.message_id, sheet(session, screen)

    async def _edit(self, view_id: int, chat: int, message_id: int, drawn: Sheet) -> None:
        try:
            await self.chats.edit(chat, message_id, drawn, PAID)
        except TelegramError as error:
            found = fate(error)
            if found is Fate.SAME:
                return
            if found not in LATER:
                logger.info("View %d is no longer followed: %s", view_id, error)
            await self.writer.run(lambda session: _settle(session, view_id, found))


def _settle(session: Session, view_id: int, found: Fate) -> None:
    """Draw a view again later, or no longer."""
    if found in LATER:
        session.execute(sa.update(View).where(col(View.id) == view_id).values(stale=True))
    else:
        session.execute(sa.delete(View).where(col(View.id) == view_id))
