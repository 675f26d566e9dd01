"""At most one bot works on a database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from storage.engine import make_engine, sqlite_file

# Any number that no other lock of the database has.
LOCK = 7_386_003


class Held(Exception):
    """Another process works on the database."""


@contextmanager
def sole(url: str) -> Iterator[None]:
    """Hold the database's one lock; Held where another process has it.

    It ends with the process however that ends. On PostgreSQL it ends with its connection, too.
    """
    file = sqlite_file(url)
    with _postgres(url) if file is None else _beside(file):
        yield


@contextmanager
def _beside(file: Path) -> Iterator[None]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(f"another process works on {file}") from None
        yield
    finally:
        os.close(lock)


@contextmanager
def _postgres(url: str) -> Iterator[None]:
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LOCK))):
                raise Held("another process works on this PostgreSQL database")
            yield
    finally:
        engine.dispose()
