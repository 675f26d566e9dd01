"""Backups of an SQLite database while the bot runs, and bringing one back while it does not."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import migrate, snapshot
from storage.engine import sqlite_file
from storage.lock import sole

POSTGRES = "this is a PostgreSQL: please use pg_dump for a backup, pg_restore to bring it back"


class BackupError(Exception):
    """A backup could not be made or brought back, and nothing was changed; says why."""


def backup(url: str, file: Path) -> None:
    """Copy a database into a file, which is replaced only by a copy that was proven sound.

    Raises BackupError, FileNotFoundError without a database, snapshot.Damaged.
    """
    source = sqlite_file(url)
    if source is None:
        raise BackupError(POSTGRES)
    if file.resolve() == source.resolve():
        raise BackupError(f"{file} is the database itself")
    snapshot.copy(source, file)


def restore(url: str, file: Path) -> Path | None:
    """Put a backup in the database's place; return where the former database is kept, if any.

    Raises BackupError when the file is no backup for this program, FileNotFoundError,
    snapshot.Damaged, and lock.Held while a bot runs.
    """
    target = sqlite_file(url)
    if target is None:
        raise BackupError(POSTGRES)
    if file.resolve() == target.resolve():
        raise BackupError(f"{file} is the database itself")
    with sole(url):
        _require_ours(file)
        arrived = target.with_name(f".{target.name}.restored")
        snapshot.copy(file, arrived)
        kept = _keep(target)
        snapshot.settle(arrived, target)
    return kept


def _require_ours(file: Path) -> None:
    if not file.is_file():
        raise FileNotFoundError(file)
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as found:
            (revision,) = found.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.DatabaseError, TypeError):
        raise BackupError(f"{file} is no backup of this bot's database") from None
    if not migrate.knows(revision):
        raise BackupError(f"{file} was made by a newer version of this program ({revision})")


def _keep(target: Path) -> Path | None:
    """Put the former database aside, as it is: it may be damaged, and its journal holds rows."""
    if not target.is_file():
        return None
    kept = target.with_name(f"{target.name}.before-restore")
    journals = ("-wal", "-shm")
    for name in journals:
        kept.with_name(kept.name + name).unlink(missing_ok=True)
    shutil.copy2(target, kept)
    for name in journals:
        journal = target.with_name(target.name + name)
        if journal.is_file():
            shutil.copy2(journal, kept.with_name(kept.name + name))
            # It would be played into the database that takes this place.
            journal.unlink()
    return kept
