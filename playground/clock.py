"""The playground's clock: the machine's, plus what a test has moved it forward."""

import time


class Clock:
    """Ages messages, queries and waiting updates; rates are measured in real time instead."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Return the playground's time, in Unix seconds."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += seconds
