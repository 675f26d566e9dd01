"""What gathers while the database works: outcomes to note, deliveries to claim, in lots."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot import parcel, settling
from bot.drawing import Drawer
from bot.due import Candidate
from bot.parcel import Ready
from bot.settling import Outcome
from bot.tasks import Spawn
from bot.work import new_fault, now_utc
from bot.writer import Writer, passing
from storage.delivery import DeliveryState, Lane

T = TypeVar("T")

# So many of a lane are marked as being sent at once, enough for a fast server far away.
ON_THE_WIRE: Final = 192
# When so many are, a lot waits a moment until it is half of them: a larger one costs hardly more,
# and the other half keeps the wire busy while this one is written.
BUSY: Final = 32
LINGER: Final = 0.01

logger = logging.getLogger(__name__)


class Trouble(Exception):
    """A row could not be written, which is logged already; it may be tried again later."""


@dataclass(slots=True, eq=False)
class Claim:
    """A delivery that has its slot; None for its sender when it is not to be sent."""

    candidate: Candidate
    future: asyncio.Future[Ready | None]


@dataclass(slots=True, eq=False)
class Note:
    """What became of a delivery."""

    outcome: Outcome
    future: asyncio.Future[DeliveryState]


@dataclass
class Turnover:
    """Claims deliveries, and notes what became of those before, in one transaction.

    A row is marked as being sent only while there is room on the wire, and it leaves that room
    in the transaction that notes its outcome.
    """

    writer: Writer
    registry: ModuleType
    spawn: Spawn
    _claims: list[Claim] = field(default_factory=list)
    _notes: list[Note] = field(default_factory=list)
    _on_the_wire: dict[int, Lane] = field(default_factory=dict)
    _working: bool = False
    _many: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._drawer = Drawer(self.registry)

    async def claim(self, candidate: Candidate) -> Ready | None:
        """Return a delivery, marked as being sent; None when it is not to be sent.

        Raises Trouble.
        """
        claim = Claim(candidate, asyncio.get_running_loop().create_future())
        self._claims.append(claim)
        self._begin()
        return await claim.future

    async def settle(self, outcome: Outcome) -> DeliveryState:
        """Note what became of a delivery, and return its state. Raises Trouble."""
        note = Note(outcome, asyncio.get_running_loop().create_future())
        self._notes.append(note)
        if self._half_is_back:
            self._many.set()
        self._begin()
        return await note.future

    def leave(self, delivery_id: int) -> None:
        """Give up the room of a delivery whose outcome is not noted; the next sweep finds it."""
        if self._on_the_wire.pop(delivery_id, None) is not None:
            self._begin()

    # ---- lots

    def _begin(self) -> None:
        if not self._working:
            self._working = True
            self.spawn(self._work())

    async def _work(self) -> None:
        """Turn over what has gathered, until nothing has."""
        while True:
            if len(self._on_the_wire) > BUSY:
                await self._linger()
            notes, self._notes = self._notes, []
            claims = self._that_fit(notes)
            if not notes and not claims:
                self._working = False
                return
            await self._turn(notes, claims)

    @property
    def _half_is_back(self) -> bool:
        return 2 * len(self._notes) >= len(self._on_the_wire)

    async def _linger(self) -> None:
        """Wait a moment for more outcomes."""
        self._many.clear()
        if not self._half_is_back:
            with suppress(TimeoutError):
                async with asyncio.timeout(LINGER):
                    await self._many.wait()

    def _that_fit(self, notes: Sequence[Note]) -> list[Claim]:
        """Take the claims, best lanes first, for which there is room once `notes` are noted."""
        leaving = {note.outcome.ready.delivery_id for note in notes}
        taken = Counter(
            lane for number, lane in self._on_the_wire.items() if number not in leaving
        )
        fit: list[Claim] = []
        rest: list[Claim] = []
        for claim in self._claims:
            lane = claim.candidate.lane
            taken[lane] += 1
            (fit if taken[lane] <= ON_THE_WIRE else rest).append(claim)
        self._claims = rest
        return fit

    async def _turn(self, notes: Sequence[Note], claims: Sequence[Claim]) -> None:
        outcomes = [note.outcome for note in notes]
        ids = [claim.candidate.delivery_id for claim in claims]
        lanes = [claim.candidate.lane for claim in claims]
        lane = min(lanes + [one.ready.lane for one in outcomes])

        def act(session: Session) -> tuple[list[DeliveryState], list[Ready]]:
            now = now_utc()
            states = settling.settle(session, outcomes, now)
            return states, parcel.claim(session, self._drawer, ids, now)

        try:
            states, ready = await self.writer.run(act, lane=lane)
        except Exception as error:  # noqa: BLE001 - a bug in a renderer, or the database
            await self._note(notes)
            await self._claim(claims, error, alone=not notes)
            return
        self._noted(notes, states)
        self._claimed(claims, ready)

    def _noted(self, notes: Sequence[Note], states: Sequence[DeliveryState]) -> None:
        for note, state in zip(notes, states, strict=True):
            self._on_the_wire.pop(note.outcome.ready.delivery_id, None)
            _tell(note.future, state)

    def _claimed(self, claims: Sequence[Claim], ready: Sequence[Ready]) -> None:
        found = {one.delivery_id: one for one in ready}
        for claim in claims:
            one = found.get(claim.candidate.delivery_id)
            if one is not None:
                self._on_the_wire[one.delivery_id] = one.lane
            _tell(claim.future, one)

    # ---- when a lot fails

    async def _note(self, notes: Sequence[Note]) -> None:
        """Note outcomes however long the database is in trouble, if need be one by one."""
        if not notes:
            return
        outcomes = [note.outcome for note in notes]
        try:
            states = await self.writer.insist(
                lambda session: settling.settle(session, outcomes, now_utc())
            )
        except Exception:
            if len(notes) > 1:
                for note in notes:
                    await self._note([note])
                return
            number = outcomes[0].ready.delivery_id
            logger.exception("Fault %s: delivery %d.", new_fault(), number)
            _fail(notes[0].future)
            return
        self._noted(notes, states)

    async def _claim(self, claims: Sequence[Claim], error: Exception, *, alone: bool) -> None:
        """Put claims off while the database is in trouble; else find out what cannot be drawn."""
        if isinstance(error, DBAPIError) and passing(error):
            logger.error("Fault %s: %d deliveries wait.", new_fault(), len(claims), exc_info=error)
            for claim in claims:
                _fail(claim.future)
        elif alone and len(claims) == 1:
            await self._failed(claims[0], error)
        else:
            for claim in claims:
                await self._turn([], [claim])

    async def _failed(self, claim: Claim, error: Exception) -> None:
        """Let one delivery be what the error of its renderer fails."""
        fault, number = new_fault(), claim.candidate.delivery_id
        logger.error("Fault %s: delivery %d.", fault, number, exc_info=error)
        text = f"Fault {fault}: {type(error).__name__}"
        await self.writer.insist(lambda session: settling.failed(session, number, text, now_utc()))
        _tell(claim.future, None)


def _tell(future: asyncio.Future[T], result: T) -> None:
    """Set a result, unless whoever waited has been cancelled."""
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Ready | None] | asyncio.Future[DeliveryState]) -> None:
    if not future.done():
        future.set_exception(Trouble())
