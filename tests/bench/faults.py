"""A broadcast through what Telegram and the way to it can do: each fault in a run of its own."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from storage.delivery import DeliveryState
from tests.bench.arrivals import Arrivals, all_settled, arrivals, states
from tests.bench.mailing import Mailing
from tests.bench.ordering import serving
from tests.bench.ours import our_bot

LATENCY: Final = 20.0
WITHIN: Final = 180.0
HITS: Final = 60
REFUSALS: Final = 300
# The bot waits 20 s for each answer, so this lasts 40 s; of ten minutes it is the beginning.
UNANSWERED: Final = 100


@dataclass(frozen=True)
class Misfortune:
    """A fault as the bench's server understands it."""

    words: str
    fault: dict[str, Any]


def _sometimes(words: str, **fault: Any) -> Misfortune:  # noqa: ANN401 - JSON
    return Misfortune(f"{words}, {HITS} x", {"every": 5, "count": HITS} | fault)


MISFORTUNES: Final = (
    _sometimes("connection cut before delivery", kind="drop"),
    _sometimes("connection cut after delivery", kind="drop", delivered=True),
    _sometimes("500 before delivery", kind="status", status=500),
    _sometimes("500 after delivery", kind="status", status=500, delivered=True),
    _sometimes("502 before delivery", kind="status", status=502),
    _sometimes("502 after delivery", kind="status", status=502, delivered=True),
    Misfortune(
        f"429 for the first {REFUSALS}", {"kind": "status", "status": 429, "count": REFUSALS}
    ),
    Misfortune(
        f"no answer, not delivered, {UNANSWERED} x", {"kind": "stall", "count": UNANSWERED}
    ),
    Misfortune(
        f"no answer, yet delivered, {UNANSWERED} x",
        {"kind": "stall", "count": UNANSWERED, "delivered": True},
    ),
)


@dataclass(frozen=True)
class Survived:
    """What arrived in spite of a misfortune; `hit` are the messages it hit after delivery."""

    misfortune: Misfortune
    arrived: Arrivals
    hit: int
    sent: int


async def survive(misfortune: Misfortune, mailing: Mailing) -> Survived:
    """Send a circular through a misfortune; return what arrived in the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = mailing.copy(folder)
        async with serving() as server:
            await server.reset(latency_ms=LATENCY, texts=True, faults=[misfortune.fault])
            async with our_bot(server, folder, database, webhook=False):
                await all_settled(database, WITHIN)
            log = await server.log()
        hit = sum(one.done and one.status != 200 for one in log if one.method == "sendMessage")
        sent = states(database).get(DeliveryState.SENT, 0)
        return Survived(misfortune, arrivals(log, mailing.chats), hit, sent)
