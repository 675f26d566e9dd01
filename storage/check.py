"""Whether a database is sound: its pages, its references, its schema and its guards."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from storage import migrate, snapshot
from storage.record import GUARDS

TRIGGERS = {
    "sqlite": sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'"),
    "postgresql": sa.text(
        "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgrelid = to_regclass('record')"
    ),
}


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; `what` is a sentence for the operator."""

    part: Literal["file", "schema", "record", "facts"]
    what: str


def findings(engine: Engine) -> list[Finding]:
    """Return what is wrong with a database, [] when it is sound; the record is not read."""
    if engine.dialect.name == "sqlite":
        problems = snapshot.examine(Path(engine.url.database or ""), thorough=True)
        if problems:
            return [Finding("file", problem) for problem in problems]
    with engine.connect().execution_options(read_only=True) as connection:
        return _schema(migrate.standing(connection)) or _guards(connection)


def _schema(revision: str | None) -> list[Finding]:
    head = migrate.head()
    if revision == head:
        return []
    if revision is None:
        what = "the database was never migrated; run `stadtbote migrate`"
    elif migrate.knows(revision):
        what = f"the schema stands at {revision} and not at {head}; run `stadtbote migrate`"
    else:
        what = f"the schema ({revision}) is of a newer version than this program ({head})"
    return [Finding("schema", what)]


def _guards(connection: Connection) -> list[Finding]:
    dialect = connection.dialect.name
    there = set(connection.scalars(TRIGGERS[dialect]))
    wanted = [words[2] for words in map(str.split, GUARDS[dialect]) if words[1] == "TRIGGER"]
    return [
        Finding("schema", f"the trigger {name} that guards the record is missing")
        for name in wanted
        if name not in there
    ]
