"""Backup and restore: database and files in one archive, each proven before it takes its place."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import URL
from sqlmodel import col

from bot.files import store
from storage import migrate, snapshot
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine, parse, sqlite_file

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SQLITE: Final = "stadtbote.db"
POSTGRES: Final = "stadtbote.dump"
FILES: Final = "files"
MAYBE_SENT: Final = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


class ArchiveError(Exception):
    """No backup, or no restore: the sentence says why and what to do."""


def back_up(url: str, files: Path, target: Path, now: datetime) -> None:
    """Write database and files into an archive, beside a running bot too. Raises ArchiveError."""
    engine = make_engine(url)
    try:
        revision = migrate.current(engine)
    finally:
        engine.dispose()
    if revision is None:
        raise ArchiveError("there is nothing to back up: the database is empty.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        folder = Path(name)
        database = _dump(url, folder)
        manifest = {
            "format": FORMAT,
            "database": database.name,
            "revision": revision,
            "made": now.isoformat(),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest))
        partial = folder / "archive"
        with tarfile.open(partial, "w:gz") as archive:
            archive.add(folder / MANIFEST, MANIFEST)
            archive.add(database, database.name)
            # After the database, whose files are all there by then.
            for file in sorted(files.glob("*")):
                if file.is_file() and not file.name.startswith("."):
                    archive.add(file, f"{FILES}/{file.name}")
        partial.chmod(0o600)
        snapshot.settle(partial, target)


def restore(url: str, files: Path, source: Path) -> Path | None:
    """Take database and files from an archive; return the copy of what was there before, if any.

    Everything is proven first; what it holds of unsent deliveries may have been sent since, so
    they say so when they are sent. Raises ArchiveError.
    """
    if not source.is_file():
        raise ArchiveError(f"there is no archive {source}.")
    file = sqlite_file(url)
    with tempfile.TemporaryDirectory(prefix="stadtbote-") as name:
        folder = Path(name)
        try:
            manifest = _unpack(source, folder)
        except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
            raise ArchiveError(f"{source} is no whole archive of this program: {error}.") from None
        expected = POSTGRES if file is None else SQLITE
        if manifest["database"] != expected:
            raise ArchiveError(f"the archive holds {manifest['database']}, not {expected}.")
        if not migrate.knows(manifest["revision"]):
            raise ArchiveError("the archive was made by a newer program: update this one.")
        files.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in (folder / FILES).glob("*"):
            store(files, one.read_bytes())
        if file is None:
            _postgres("pg_restore", parse(url), "--clean", "--if-exists", "--no-owner",
                      "--single-transaction", str(folder / POSTGRES))  # fmt: skip
            migrate.upgrade(url)
            _doubt(url)
            return None
        return _restore_sqlite(folder / SQLITE, file)


def _dump(url: str, folder: Path) -> Path:
    file = sqlite_file(url)
    if file is not None:
        try:
            snapshot.copy(file, folder / SQLITE)
        except snapshot.Damaged as damage:
            raise ArchiveError(f"{damage}. Older backups stay as they are.") from None
        return folder / SQLITE
    target = folder / POSTGRES
    _postgres("pg_dump", parse(url), "--format=custom", "--no-owner", f"--file={target}")
    return target


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack what belongs to an archive, and check that each file is what its name says."""
    (folder / FILES).mkdir()
    with tarfile.open(source, "r:gz") as archive:
        manifest = json.load(_member(archive, MANIFEST))
        if manifest["format"] != FORMAT or manifest["database"] not in (SQLITE, POSTGRES):
            raise ValueError("its format is unknown")
        for member in archive.getmembers():
            place, _, name = member.name.rpartition("/")
            if (place, name) == ("", manifest["database"]) or place == FILES:
                target = folder / place / name
                with target.open("wb") as unpacked:
                    shutil.copyfileobj(_member(archive, member.name), unpacked)
                if place == FILES and _digest(target) != name:
                    raise ValueError(f"{member.name} is damaged")
    if not (folder / manifest["database"]).is_file():
        raise ValueError("the database is missing")
    return dict(manifest)


def _member(archive: tarfile.TarFile, name: str) -> Any:  # noqa: ANN401 - tarfile's private type
    found = archive.extractfile(name)
    if found is None:
        raise ValueError(f"{name} is no file")
    return found


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _restore_sqlite(found: Path, file: Path) -> Path | None:
    if problems := snapshot.examine(found):
        raise ArchiveError(f"the archive's database is damaged: {problems[0]}.")
    url = f"sqlite:///{found}"
    migrate.upgrade(url)
    _doubt(url)
    before = None
    if file.exists() and file.stat().st_size:
        before = _set_aside(file)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Page by page in one transaction: a bot that runs sees the old state, then the new one.
    with closing(sqlite3.connect(found)) as source, closing(sqlite3.connect(file)) as target:
        target.execute("PRAGMA busy_timeout=10000")
        target.execute("PRAGMA journal_mode=WAL")
        source.backup(target)
    file.chmod(0o600)
    return before


def _set_aside(file: Path) -> Path:
    """Keep what was there before; a damaged database is moved away as it is, journal and all."""
    before = file.with_name(f"{file.name}.before-restore")
    try:
        snapshot.copy(file, before)
    except snapshot.Damaged:
        for ending in ("", "-wal", "-shm"):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.replace(before.with_name(before.name + ending))
    return before


def _doubt(url: str) -> None:
    """Have every open delivery say that it may come twice."""
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(
                sa.update(Delivery)
                .where(col(Delivery.state).in_(MAYBE_SENT))
                .values(state=DeliveryState.UNCERTAIN, repeat=True)
            )
    finally:
        engine.dispose()


def _postgres(program: str, url: URL, *arguments: str) -> None:
    """Run PostgreSQL's own program; the password goes by the environment, not the command line."""
    path = shutil.which(program)
    if path is None:
        raise ArchiveError(f"{program} is missing: install PostgreSQL's client programs.")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {"PGPASSWORD": url.password} if isinstance(url.password, str) else {}
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, the arguments are ours
        [path, f"--dbname={plain}", *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ArchiveError(f"{program} failed: {reason}")
