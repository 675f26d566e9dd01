"""One thing at a time in a chat: an answer and a redraw of the same screen never cross."""

import asyncio
from weakref import WeakValueDictionary


class Turns:
    """Locks by chat, gone when nobody holds or awaits them."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat: int) -> asyncio.Lock:
        """Return the chat's lock."""
        lock = self._locks.get(chat)
        if lock is None:
            lock = self._locks[chat] = asyncio.Lock()
        return lock
