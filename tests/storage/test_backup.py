"""Backups: whole under a writer, replaced only by a sound one, and brought back with care."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import backup, lock, migrate, snapshot
from storage.backup import BackupError
from storage.circular import Series
from storage.engine import make_engine, make_session, sqlite_file
from storage.lock import Held
from storage.snapshot import Damaged


@pytest.fixture
def file(sqlite_database: str) -> Path:
    """Return the database's file."""
    found = sqlite_file(sqlite_database)
    assert found is not None
    return found


def write(url: str, *names: str) -> None:
    engine = make_engine(url)
    with make_session(engine) as session:
        session.add_all(Series(name=name, year=2026) for name in names)
        session.commit()
    engine.dispose()


def names(file: Path) -> list[str]:
    connection = sqlite3.connect(file)
    found = [name for (name,) in connection.execute("SELECT name FROM series ORDER BY name")]
    connection.close()
    return found


def spoil(file: Path) -> None:
    """Overwrite a page in the middle of a file."""
    with file.open("r+b") as opened:
        opened.seek(4096 * 3)
        opened.write(b"\xff" * 4096)


def test_backup_is_whole_while_somebody_writes(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    engine = make_engine(sqlite_database)
    done = threading.Event()

    def work() -> None:
        number = 0
        while not done.is_set():
            with make_session(engine) as session:
                session.add_all(Series(name=f"{number}-{part}", year=2026) for part in "ab")
                session.commit()
            number += 1

    writer = threading.Thread(target=work)
    writer.start()
    copies = [tmp_path / "backups" / f"{number}.db" for number in range(5)]
    try:
        for copy in copies:
            backup.backup(sqlite_database, copy)
    finally:
        done.set()
        writer.join()
        engine.dispose()
    for copy in copies:
        kept = names(copy)
        assert [name for name in kept if name.replace("-a", "-b") not in kept] == []
        assert len(kept) % 2 == 0
        assert snapshot.examine(copy, thorough=True) == []
    assert len(names(file)) >= len(names(copies[-1])) > 0


def test_backup_belongs_to_its_owner_and_leaves_nothing_else(
    sqlite_database: str, tmp_path: Path
) -> None:
    backup.backup(sqlite_database, tmp_path / "b" / "x.db")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["x.db"]
    assert (tmp_path / "b" / "x.db").stat().st_mode & 0o777 == 0o600


def test_damaged_database_does_not_replace_a_good_backup(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "good.db"
    write(sqlite_database, "kept")
    backup.backup(sqlite_database, copy)
    spoil(file)
    with pytest.raises(Damaged) as caught:
        backup.backup(sqlite_database, copy)
    assert caught.value.file == file
    assert names(copy) == ["kept"]
    assert list(tmp_path.glob(".*")) == []


def test_copy_that_is_not_sound_does_not_replace_a_good_backup(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "good.db"
    backup.backup(sqlite_database, copy)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(
        "INSERT INTO city VALUES ('x', 'FR', 'X', 'X', 'UTC', 'member', NULL, NULL)"
    )
    connection.commit()
    connection.close()
    with pytest.raises(Damaged, match="CHECK constraint failed in city"):
        backup.backup(sqlite_database, copy)
    assert snapshot.examine(copy) == []
    assert list(tmp_path.glob(".*")) == []


def test_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backup.backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []


def test_database_is_not_its_own_backup(sqlite_database: str, file: Path) -> None:
    write(sqlite_database, "kept")
    with pytest.raises(BackupError, match="is the database itself"):
        backup.backup(sqlite_database, file)
    with pytest.raises(BackupError, match="is the database itself"):
        backup.restore(sqlite_database, file)
    assert names(file) == ["kept"]


def test_postgres_has_its_own_tools(postgres_database: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="pg_dump"):
        backup.backup(postgres_database, tmp_path / "x.db")
    with pytest.raises(BackupError, match="pg_restore"):
        backup.restore(postgres_database, tmp_path / "x.db")


def test_restored_database_is_what_was_backed_up(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "b.db"
    write(sqlite_database, "before")
    backup.backup(sqlite_database, copy)
    # Rows that are still only in the journal when the process is killed.
    program = (
        "import os, sys; from tests.storage.test_backup import *;"
        "engine = make_engine(sys.argv[1]); session = make_session(engine);"
        "session.add(Series(name='after', year=2026)); session.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, sqlite_database], check=True)
    assert file.with_name("stadtbote.db-wal").stat().st_size > 0

    kept = backup.restore(sqlite_database, copy)

    assert [name.suffix for name in file.parent.glob("stadtbote.db-*")] == []
    assert names(file) == names(copy) == ["before"]
    assert kept is not None
    assert names(kept) == ["after", "before"]
    engine = make_engine(sqlite_database)
    assert migrate.is_current(engine)
    engine.dispose()


def test_restore_makes_a_database_where_there_is_none(
    sqlite_database: str, tmp_path: Path
) -> None:
    copy, new = tmp_path / "b.db", tmp_path / "new" / "x.db"
    write(sqlite_database, "kept")
    backup.backup(sqlite_database, copy)
    assert backup.restore(f"sqlite:///{new}", copy) is None
    assert names(new) == ["kept"]


def test_restore_waits_for_no_running_bot(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "b.db"
    backup.backup(sqlite_database, copy)
    write(sqlite_database, "newer")
    with lock.sole(sqlite_database), pytest.raises(Held):
        backup.restore(sqlite_database, copy)
    assert names(file) == ["newer"]
    backup.restore(sqlite_database, copy)
    assert names(file) == []


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" * 300])
def test_restore_refuses_what_is_no_backup(
    sqlite_database: str, file: Path, tmp_path: Path, content: bytes
) -> None:
    write(sqlite_database, "kept")
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    with pytest.raises(BackupError, match="is no backup of this bot's database"):
        backup.restore(sqlite_database, wrong)
    assert names(file) == ["kept"]


def test_restore_refuses_a_damaged_backup(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    write(sqlite_database, "kept")
    copy = tmp_path / "b.db"
    backup.backup(sqlite_database, copy)
    spoil(copy)
    with pytest.raises(Damaged):
        backup.restore(sqlite_database, copy)
    assert names(file) == ["kept"]


def test_restore_refuses_a_newer_program_s_backup(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "b.db"
    backup.backup(sqlite_database, copy)
    write(sqlite_database, "kept")
    connection = sqlite3.connect(copy)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(BackupError, match=r"newer version of this program \(9999\)"):
        backup.restore(sqlite_database, copy)
    assert names(file) == ["kept"]


def test_lock_is_held_once_and_freed(database: str) -> None:
    with lock.sole(database):
        with pytest.raises(Held), lock.sole(database):
            pass
        with pytest.raises(Held), lock.sole(database):
            pass
    with lock.sole(database):
        pass


def test_lock_ends_with_its_process(database: str, engine: Engine) -> None:
    program = (
        "import sys; from storage.lock import sole\n"
        "with sole(sys.argv[1]):\n    print('held', flush=True); sys.stdin.read()"
    )
    held = subprocess.Popen(
        [sys.executable, "-c", program, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    assert held.stdout.readline() == b"held\n"
    with pytest.raises(Held), lock.sole(database):
        pass
    held.kill()
    held.communicate()
    if engine.dialect.name == "postgresql":
        _wait_until_free(engine)
    with lock.sole(database):
        pass


def _wait_until_free(engine: Engine) -> None:
    """Wait until the server has seen that the connection is gone: taking the lock waits for it."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock.LOCK})")
