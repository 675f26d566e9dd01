"""The engine: one writer at a time on SQLite, nothing lost, and only databases that are known."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from storage.circular import Series
from storage.engine import held, make_engine, make_session, parse, sqlite_file
from storage.models import metadata
from storage.view import View


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("sqlite:///var/x.db", "sqlite:///var/x.db"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg:///d?host=h", "postgresql+psycopg:///d?host=h"),
    ],
)
def test_url_names_a_file_or_a_postgres(url: str, made: str) -> None:
    assert parse(url).render_as_string(hide_password=False) == made


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
        "sqlite+aiosqlite:///x.db",
        "postgresql+asyncpg://u:hidden@h/d",
        "mysql://u:hidden@h/d",
        "hidden",
    ],
)
def test_url_of_another_kind_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*hidden)") as caught:
        parse(url)
    assert caught.value.__cause__ is None


def test_sqlite_file_is_known_by_its_url() -> None:
    assert sqlite_file("sqlite:////srv/x.db") == Path("/srv/x.db")
    assert sqlite_file("postgresql:///x") is None


def test_sqlite_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/x.db")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x INTEGER)")
    engine.dispose()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_sqlite_is_durable_and_watches_references(sqlite_database: str) -> None:
    engine = make_engine(sqlite_database)
    with engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
    engine.dispose()
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_adding_at_once_loses_nothing(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(Series(name="x", year=2026))
        session.commit()

    def add(_: int) -> None:
        for _ in range(10):
            with make_session(engine) as session:
                row = session.get_one(Series, ("x", 2026), with_for_update=True)
                row.last += 1
                session.commit()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))
    with make_session(engine) as session:
        assert session.get_one(Series, ("x", 2026)).last == 40


def test_reader_sees_one_snapshot_and_holds_nobody_up(engine: Engine) -> None:
    count = sa.select(sa.func.count()).select_from(Series)
    with make_session(engine.execution_options(read_only=True)) as reader:
        before = reader.scalar(count)
        writing = threading.Thread(target=_write, args=(engine,))
        writing.start()
        writing.join(timeout=30)
        assert not writing.is_alive()
        assert (before, reader.scalar(count)) == (0, 0)
    with make_session(engine) as session:
        assert session.scalar(count) == 1


def _write(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(Series(name="x", year=2026))
        session.commit()


def test_reference_to_nothing_is_refused(engine: Engine) -> None:
    with make_session(engine) as session, pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.text("INSERT INTO commitment (digest, seq) VALUES ('d', 1)"),
        )


def test_unknown_value_of_a_choice_is_refused(session: Session) -> None:
    city = "INSERT INTO city (code, side, name_de, name_zh, zone, standing)"
    with pytest.raises(sa.exc.IntegrityError, match="ck_city_side"):
        session.execute(sa.text(f"{city} VALUES ('x', 'FR', 'X', 'X', 'UTC', 'member')"))


def test_rows_stay_readable_after_the_commit(engine: Engine) -> None:
    row = Series(name="x", year=2026, last=7)
    with make_session(engine) as session:
        session.add(row)
        session.commit()
    assert row.last == 7


def test_rolled_back_savepoint_leaves_the_transaction_whole(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(Series(name="kept", year=2026))
        savepoint = session.begin_nested()
        session.add(Series(name="undone", year=2026))
        session.flush()
        savepoint.rollback()
        session.commit()
    with make_session(engine) as session:
        assert session.scalars(sa.text("SELECT name FROM series")).all() == ["kept"]


def test_telegram_ids_of_52_bits_fit(session: Session) -> None:
    long = 2**52 - 1
    now = datetime(2026, 11, 24, 13, 5, 31, 123456, tzinfo=UTC)
    view = View(telegram_id=long, message_id=long, screen="board", subject="x", until=now)
    session.add(view)
    session.flush()
    session.expire(view)
    assert (view.telegram_id, view.message_id, view.until) == (long, long, now)


def test_ids_of_telegram_are_wide_everywhere() -> None:
    narrow = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if column.name in ("telegram_id", "update_id", "bot_id")
        and not isinstance(column.type, sa.BigInteger)
    ]
    assert narrow == []


def test_transaction_reads_a_row_once(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(Series(name="receipt", year=2026))
        session.commit()
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with make_session(engine) as session:
        for _ in range(3):
            assert session.get_one(Series, ("receipt", 2026)).last == 0
        assert [one.year for one in held(session, Series)] == [2026]
        assert list(held(session, View)) == []
    assert len([one for one in asked if one.startswith("SELECT series")]) == 1


def test_row_read_since_a_savepoint_is_read_again_after_it_is_undone(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(Series(name="receipt", year=2026))
        session.flush()
        attempt = session.begin_nested()
        session.connection().execute(sa.update(Series).values(last=7))
        session.expunge_all()
        assert session.get_one(Series, ("receipt", 2026)).last == 7
        attempt.rollback()
        assert list(held(session, Series)) == []
        assert session.get_one(Series, ("receipt", 2026)).last == 0
