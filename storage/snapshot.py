"""A copy of an SQLite file in use, made whole and proven before it takes its name."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


class Damaged(Exception):
    """A file is no sound SQLite database; `problems` are SQLite's own sentences."""

    def __init__(self, file: Path, problems: list[str]) -> None:
        super().__init__(f"{file} is damaged: {'; '.join(problems)}")
        self.file = file
        self.problems = problems


def copy(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to; an older `target` is replaced at the end.

    Raises FileNotFoundError without a source, Damaged when the copy is not sound.
    """
    if not source.is_file():
        raise FileNotFoundError(source)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        _vacuum(source, partial)
        partial.chmod(0o600)
        if problems := examine(partial):
            raise Damaged(source, problems)
        settle(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def examine(file: Path, *, thorough: bool = False) -> list[str]:
    """Return what SQLite finds wrong in a file, [] when it is sound. It is only read.

    `thorough` also compares every index with its table and every reference with its row.
    """
    if not file.is_file():
        return [f"there is no database at {file}"]
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        # Opened with mode=ro, SQLite skips every CHECK.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as found:
            found.execute("PRAGMA query_only = ON")
            lines = [str(line) for (line,) in found.execute(f"PRAGMA {pragma}")]
            orphans = found.execute("PRAGMA foreign_key_check").fetchall() if thorough else []
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in lines if line != "ok"] + [
        f"row {row} of {table} refers to a missing row of {parent}"
        for table, row, parent, _key in orphans
    ]


def settle(partial: Path, target: Path) -> None:
    """Give a finished file its name, so that a power cut leaves the old one or the new one."""
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _vacuum(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source, timeout=5)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.OperationalError:
        # A full disk, say: that is no damage.
        raise
    except sqlite3.DatabaseError as error:
        raise Damaged(source, [str(error)]) from error
