"""A loop whose time passes only while nothing else is to be done."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Selector(selectors.DefaultSelector):
    """Jumps to the next timer instead of waiting for it."""

    now = 0.0
    on_jump: Callable[[], None] | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; move the time on when nothing is."""
        assert timeout is not None, "everything waits for something that will not come"
        self.now += max(0.0, timeout)
        if timeout > 0 and self.on_jump is not None:
            self.on_jump()
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time, which begins at 0."""

    def __init__(self) -> None:
        self._virtual = Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    def on_jump(self, heard: Callable[[], None]) -> None:
        """Have something called whenever the time has moved on."""
        self._virtual.on_jump = heard


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns, however much virtual time it takes."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()
