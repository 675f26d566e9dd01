"""Python's garbage collector, set for a server: what is there at the start stays anyway."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# The default, 700, has a quarter of the processor's time go into looking for cycles.
THRESHOLDS: Final = (5_000, 20, 50)


@contextmanager
def settled() -> Iterator[None]:
    """Leave what exists out of all collections, and collect less often, for a while."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
