"""Makes engines and sessions, and keeps SQLite honest: one writer, durable, with foreign keys."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)

ROWS = "rows"
WAL = "PRAGMA journal_mode=WAL"
POSTGRES = "postgresql+psycopg"


def parse(url: str) -> URL:
    """Return the URL of a database with the driver that is used for it.

    Raises ValueError for anything but an SQLite file or a PostgreSQL.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        # Neither this message nor its cause may repeat the URL, which can hold a password.
        raise ValueError("this is not a database URL") from None
    if parsed.drivername in ("postgres", "postgresql", POSTGRES):
        return parsed.set(drivername=POSTGRES)
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ValueError(
            f"{parsed.drivername} is not known here: use sqlite:///FILE or {POSTGRES}://…"
        )
    if parsed.database in (None, "", ":memory:") or parsed.query:
        raise ValueError("an SQLite database is a file here: sqlite:///FILE, without parameters")
    return parsed


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database, None for a PostgreSQL; ValueError as `parse`."""
    parsed = parse(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def make_engine(url: str, *, foreign_keys: bool = True, busy_seconds: float = 5.0) -> Engine:
    """Return an engine; the folder of an SQLite file is made when it is missing.

    A transaction on SQLite takes the write lock at once, or waits so long for it. With the
    execution option `read_only` it sees one snapshot and lets others write. Raises ValueError as
    `parse`. Only migrations turn `foreign_keys` off, since a rebuilt table would take its
    children with it. Errors do not repeat what was to be written: they end in logs, and people's
    words must not.
    """
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        Path(parsed.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, hide_parameters=True)
        _govern_sqlite(engine, foreign_keys=foreign_keys, busy_seconds=busy_seconds)
    else:
        engine = sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "begin", _begin_postgres)
    return engine


def make_session(engine: Engine | Connection) -> Session:
    """Return a session whose rows stay readable after the commit; it asks for none twice by key.

    It is for one transaction: what it has read is what it goes on with.
    """
    return Session(engine, expire_on_commit=False)


def held(session: Session, table: type[Row]) -> Iterator[Row]:
    """Yield the rows of a table that this session has read already."""
    return (row for row in session.info.get(ROWS, ()) if isinstance(row, table))


@event.listens_for(Session, "loaded_as_persistent")
def _hold(session: Session, row: SQLModel) -> None:
    # The session alone would forget a row as soon as nobody looks at it, and read it again.
    session.info.setdefault(ROWS, []).append(row)


@event.listens_for(Session, "after_soft_rollback")
def _let_go(session: Session, _transaction: SessionTransaction) -> None:
    # What was read since the savepoint may never have been.
    session.info.clear()


def _govern_sqlite(engine: Engine, *, foreign_keys: bool, busy_seconds: float) -> None:
    _speed_savepoints(engine.dialect)
    pragmas = (
        f"busy_timeout={busy_seconds * 1000:.0f}",
        "synchronous=FULL",
        f"foreign_keys={int(foreign_keys)}",
    )

    @event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver no longer begins by itself, as it would before the first write only.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        _write_ahead(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Locked before an act reads: what it has read could otherwise change before it writes.
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _speed_savepoints(dialect: Dialect) -> None:
    """Hand savepoints to the driver: as SQLAlchemy's statements they cost more than an act."""

    def spoken(word: str) -> Callable[[Connection, str], None]:
        def speak(connection: Connection, name: str) -> None:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute(f"{word} {name}")

        return speak

    dialect.do_savepoint = spoken("SAVEPOINT")  # type: ignore[assignment]
    dialect.do_rollback_to_savepoint = spoken("ROLLBACK TO")  # type: ignore[assignment]
    dialect.do_release_savepoint = spoken("RELEASE")  # type: ignore[assignment]


def _write_ahead(cursor: DBAPICursor) -> None:
    try:
        cursor.execute(WAL)
    except sqlite3.OperationalError:
        # Two processes open a new file at once. The switch does not wait, the write lock does.
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("COMMIT")
        cursor.execute(WAL)


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("read_only", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
