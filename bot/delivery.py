"""Deliveries out: due rows wait for the pacer, are marked as being sent, and only then sent."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from telegram.error import RetryAfter, TelegramError

from bot import parcel, work
from bot.chats import Chats
from bot.errors import fate, retry_after
from bot.inbox import Spawn
from bot.limiter import PAID
from bot.pacer import Pacer
from bot.parcel import Candidate, Ready
from bot.work import now_utc
from bot.writer import Writer, passing
from storage.delivery import DeliveryState, Lane

# Rows that wait in memory for a slot, in each lane: enough for 30 a second over a slow line.
AT_ONCE: Final = 32
TROUBLE_PAUSE: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass
class Deliverer:
    """Sends what is due, whenever `wake` is called and a row's time has come."""

    writer: Writer
    chats: Chats
    pacer: Pacer
    registry: ModuleType
    spawn: Spawn
    outcomes: Counter[str] = field(default_factory=Counter)
    _busy: dict[int, Lane] = field(default_factory=dict)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Have the rows looked at: something is, or may be, due."""
        self._bell.set()

    async def recover(self) -> None:
        """Bring to an end what the last run left in flight."""
        number = await self.writer.run(lambda session: parcel.recover(session, now_utc()))
        if number:
            logger.warning("%d deliveries were in flight; they are sent again.", number)

    async def run(self) -> None:
        """Look for due rows for ever."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            try:
                found = await self.writer.run(self._due)
            except DBAPIError:
                logger.exception("Fault %s: no deliveries for a moment.", work.new_fault())
                await asyncio.sleep(TROUBLE_PAUSE)
                self.wake()
                continue
            for candidate in found:
                self._busy[candidate.person_id] = candidate.lane
                self.spawn(self._deliver(candidate))

    @property
    def in_flight(self) -> int:
        """Return how many wait for a slot or are being sent."""
        return len(self._busy)

    def _due(self, session: Session) -> list[Candidate]:
        """Return what to begin with now: the best lanes first, each with its own room."""
        taken = Counter(self._busy.values())
        busy = set(self._busy)
        found: list[Candidate] = []
        for lane in parcel.lanes_due(session, now_utc()):
            room = AT_ONCE - taken[lane]
            if room > 0:
                some = parcel.due(session, lane, busy, room, now_utc())
                busy |= {one.person_id for one in some}
                found += some
        return found

    async def _deliver(self, candidate: Candidate) -> None:
        rest = 0.0
        try:
            await self.pacer.slot(candidate.lane, candidate.chat)
            ready = await self._claim(candidate)
            if ready is not None:
                await self._send(candidate, ready)
        except Exception:
            # A row that stays `sending` is uncertain after the next start.
            fault = work.new_fault()
            logger.exception("Fault %s: delivery %d.", fault, candidate.delivery_id)
            rest = TROUBLE_PAUSE
        finally:
            asyncio.get_running_loop().call_later(rest, self._release, candidate.person_id)

    def _release(self, person_id: int) -> None:
        del self._busy[person_id]
        self.wake()

    async def _claim(self, candidate: Candidate) -> Ready | None:
        """Return the rendered delivery, marked as being sent; a bug in its renderer fails it."""
        try:
            return await self.writer.run(
                lambda session: parcel.claim(
                    session, self.registry, candidate.delivery_id, now_utc()
                )
            )
        except Exception as error:
            if isinstance(error, DBAPIError) and passing(error):
                raise
            fault = work.new_fault()
            logger.exception("Fault %s: delivery %d.", fault, candidate.delivery_id)
            text = f"Fault {fault}: {type(error).__name__}"
            await self.writer.insist(
                lambda session: parcel.failed(session, candidate.delivery_id, text, now_utc())
            )
            self.outcomes[DeliveryState.FAILED] += 1
            return None

    async def _send(self, candidate: Candidate, ready: Ready) -> None:
        try:
            message_id = await self.chats.send(candidate.chat, ready.sheet, PAID)
        except TelegramError as error:
            await self._not_sent(candidate, error)
            return
        await self.writer.insist(
            lambda session: parcel.sent(session, candidate, message_id, ready.sheet, now_utc())
        )
        self.outcomes[DeliveryState.SENT] += 1
        # What changes a role is told by a notice; a circular needs the line for itself.
        if candidate.lane is Lane.NOTICE:
            await self._menu(candidate.chat, ready)

    async def _menu(self, chat: int, ready: Ready) -> None:
        """Bring the reader's command menu up to date; the next message tries again."""
        try:
            await self.chats.menu(chat, ready.commands)
        except TelegramError as error:
            logger.warning("The command menu of a chat was not set: %s", error)

    async def _not_sent(self, candidate: Candidate, error: TelegramError) -> None:
        found, text = fate(error), str(error)
        wait = retry_after(error) if isinstance(error, RetryAfter) else 0.0
        state = await self.writer.insist(
            lambda session: parcel.not_sent(
                session, candidate, found, text, wait=wait, now=now_utc()
            )
        )
        level = logging.ERROR if state is DeliveryState.FAILED else logging.WARNING
        logger.log(level, "Delivery %d is %s: %s", candidate.delivery_id, state.value, text)
        self.outcomes[state] += 1
