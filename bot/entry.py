"""An update in memory, from its coming until it was seen through."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.answers import Toast
from bot.keeping import Kept
from bot.source import Source


@dataclass(eq=False)
class Fresh:
    """An update that is not kept yet; `safe` is set once it is, to what the way back carries."""

    update: dict[str, Any]
    source: Source
    safe: "asyncio.Future[Toast | None]"

    def tell(self, outcome: Toast | DBAPIError | None) -> None:
        """Tell whoever waits for it what became of it; they may be gone."""
        if self.safe.done():
            return
        if isinstance(outcome, DBAPIError):
            self.safe.set_exception(outcome)
        else:
            self.safe.set_result(outcome)


@dataclass(eq=False)
class Entry:
    """An update in memory; `toasted` once its query was answered, or is beyond it."""

    kept: Kept
    fresh: Fresh | None = None
    toasted: bool = False
    timer: asyncio.TimerHandle | None = None

    def __lt__(self, other: "Entry") -> bool:
        return self.kept.update_id < other.kept.update_id
