"""Runs `stadtbote run` with a profiler in every thread; the profiles are written at its end.

The event loop is profiled from SIGUSR1 on, so that the start does not count.
"""

import cProfile
import signal
import sys
import threading
from pstats import Stats
from types import FrameType
from typing import Any

from bot.__main__ import main


def profiled(file: str) -> None:
    """Serve until a signal; write what the event loop did to file.loop, all else to file.rest."""
    loop, others = cProfile.Profile(), list[cProfile.Profile]()

    def begin(_frame: FrameType, _event: str, _argument: Any) -> None:  # noqa: ANN401 - Python's
        sys.setprofile(None)
        others.append(cProfile.Profile())
        others[-1].enable()

    threading.setprofile(begin)
    signal.signal(signal.SIGUSR1, lambda *_: loop.enable())
    try:
        main(["run"])
    finally:
        loop.disable()
        loop.dump_stats(f"{file}.loop")
        rest = Stats(others[0])
        for one in others[1:]:
            rest.add(one)
        rest.dump_stats(f"{file}.rest")


if __name__ == "__main__":
    profiled(sys.argv[1])
