"""Copies of a database in use: whole under a writer, and replaced only by a sound one."""

import sqlite3
import threading
from pathlib import Path

import pytest

from storage import snapshot
from storage.circular import Series
from storage.engine import make_engine, make_session, sqlite_file
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


def test_copy_is_whole_while_somebody_writes(
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
            snapshot.copy(file, copy)
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


def test_copy_belongs_to_its_owner_and_leaves_nothing_else(file: Path, tmp_path: Path) -> None:
    snapshot.copy(file, tmp_path / "b" / "x.db")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["x.db"]
    assert (tmp_path / "b" / "x.db").stat().st_mode & 0o777 == 0o600


def test_damaged_database_does_not_replace_a_good_backup(
    sqlite_database: str, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "good.db"
    write(sqlite_database, "kept")
    snapshot.copy(file, copy)
    spoil(file)
    with pytest.raises(Damaged) as caught:
        snapshot.copy(file, copy)
    assert caught.value.file == file
    assert names(copy) == ["kept"]
    assert list(tmp_path.glob(".*")) == []


def test_copy_that_is_not_sound_does_not_replace_a_good_backup(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "good.db"
    snapshot.copy(file, copy)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(
        "INSERT INTO city VALUES ('x', 'FR', 'X', 'X', 'UTC', 'member', NULL, NULL)"
    )
    connection.commit()
    connection.close()
    with pytest.raises(Damaged, match="CHECK constraint failed in city"):
        snapshot.copy(file, copy)
    assert snapshot.examine(copy) == []
    assert list(tmp_path.glob(".*")) == []


def test_copy_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        snapshot.copy(tmp_path / "none.db", tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []
