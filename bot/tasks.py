"""Tasks that nobody awaits, of which none is forgotten when the bot stops."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Tasks:
    """Starts tasks in a group, and ends them in good order."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something besides; once the bot has stopped it is not begun any more."""
        if self._closed:
            work.close()
            return
        task = self._group.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Let what runs, and what it begins, come to its end for a while, then break it off."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._running and (left := end - loop.time()) > 0:
            await asyncio.wait(self._running, timeout=left)
        self._closed = True
        if late := set(self._running):
            for task in late:
                task.cancel()
            await asyncio.wait(late)
