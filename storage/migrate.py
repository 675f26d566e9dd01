"""Brings a database to a revision of the schema, in one transaction, and says where it stands."""

import logging
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from storage import snapshot
from storage.engine import make_engine, sqlite_file

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "migrations"
# Any number that no other lock of the database has.
LOCK = 7_386_001


class MigrationError(Exception):
    """A database was not migrated and is as it was; says why."""


def upgrade(url: str, revision: str = "head") -> list[str]:
    """Bring a database to a later revision and return what was applied, oldest first.

    An SQLite file with anything in it is copied beside itself before. Everything or nothing
    happens; raises MigrationError, or what the database raised.
    """
    engine = make_engine(url, foreign_keys=False)
    try:
        before = current(engine)
        if before is not None and not knows(before):
            raise MigrationError(
                f"the database is of a newer version ({before}) than this program"
            )
        steps = _steps(before, revision)
        if not steps:
            return []
        file = sqlite_file(url)
        if file is not None and before is not None:
            copy = file.with_name(f"{file.name}.before-{steps[0]}")
            snapshot.copy(file, copy)
            logger.info("Copied the database to %s before migrating it.", copy)
        _run(engine, partial(command.upgrade, revision=revision))
        return steps
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Bring a database back to an earlier revision, `base` for an empty one; as `upgrade`."""
    engine = make_engine(url, foreign_keys=False)
    try:
        _run(engine, partial(command.downgrade, revision=revision))
    finally:
        engine.dispose()


def draft(message: str) -> Path:
    """Write the revision that leads from the newest one to the models; return its file.

    What it holds is a proposal: CHECKs and triggers are not noticed by Alembic.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        upgrade(url)
        engine = make_engine(url)
        number = f"{int(head()) + 1:04d}"
        write = partial(command.revision, message=message, autogenerate=True, rev_id=number)
        _run(engine, write)
        engine.dispose()
    script = ScriptDirectory.from_config(_config()).get_revision(number)
    return Path(script.path)


def current(engine: Engine) -> str | None:
    """Return the revision that a database stands at, None when nothing was migrated yet."""
    with engine.connect().execution_options(read_only=True) as connection:
        return standing(connection)


def standing(connection: Connection) -> str | None:
    """Return the same as `current`, on a connection that is open already."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Return whether a database stands at the newest revision of this program."""
    return current(engine) == head()


def head() -> str:
    """Return the newest revision that this program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def knows(revision: str) -> bool:
    """Return whether a revision is one of this program's; a newer program's is not."""
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def _steps(before: str | None, revision: str) -> list[str]:
    scripts = ScriptDirectory.from_config(_config())
    steps = scripts.iterate_revisions(revision, before or "base")
    return [script.revision for script in steps if script.revision != before][::-1]


def _run(engine: Engine, action: Callable[[Config], object]) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        config = _config()
        config.attributes["connection"] = connection
        action(config)
        _check_references(connection)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = sorted({orphan[0] for orphan in orphans})
        raise MigrationError(f"{len(orphans)} rows refer to nothing, in: {', '.join(tables)}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
