"""Acts at the same instant, each in a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine
from sqlmodel import Session

from alliance.refusal import (
    Refusal,
)


def together(engine: Engine, *acts: Callable[[Session], object]) -> list[object]:
    """Run acts at the same instant, each in a transaction of its own; return what came of each."""
    gate = Barrier(len(acts))

    def run(act: Callable[[Session], object]) -> object:
        gate.wait()
        with Session(engine, expire_on_commit=False) as session:
            try:
                done = act(session)
            except Refusal as refusal:
                return refusal
            session.commit()
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
