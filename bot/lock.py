"""One `run` for each database; every other command works beside it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from storage.engine import make_engine, sqlite_file

# Any number that no other lock of the database has.
KEY: Final = 7_386_010


class AlreadyRunning(Exception):
    """Another process serves this database."""


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Hold the right to serve a database. Raises AlreadyRunning."""
    file = sqlite_file(url)
    with _of_file(file) if file is not None else _of_postgres(url):
        yield


@contextmanager
def _of_file(database: Path) -> Iterator[None]:
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.with_name(f"{database.name}.lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


@contextmanager
def _of_postgres(url: str) -> Iterator[None]:
    engine = make_engine(url)
    try:
        # Outside of a transaction, which would hold back vacuum for as long as the bot runs.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(KEY))):
                raise AlreadyRunning
            yield
    finally:
        engine.dispose()
