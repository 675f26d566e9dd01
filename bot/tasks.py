"""Tasks that nobody awaits, of which none is forgotten when the bot stops."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """Starts tasks in a group, and ends them in good order."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something besides; once the bot stops it is not begun any more."""
        if self._closed:
            work.close()
            return
        task = self._group.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Let what runs come to its end for a while, then break it off; nothing new begins."""
        self._closed = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
