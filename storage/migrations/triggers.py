"""Puts a table's triggers back after Alembic has rebuilt it: they went with the old table."""

import re
from typing import Any

import sqlalchemy as sa

DROPPED = re.compile(r'\s*DROP TABLE "?(\w+)"?\s*')
RENAMED = re.compile(r'\s*ALTER TABLE "?_alembic_tmp_(\w+)"? RENAME TO "?\1"?\s*')
TRIGGERS = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")


def keep_triggers(connection: sa.Connection) -> None:
    """Watch a connection to SQLite; what a migration drops by name stays dropped."""
    kept: dict[str, list[str]] = {}

    @sa.event.listens_for(connection, "before_cursor_execute")
    def remember(_c: object, _cursor: object, statement: str, *_more: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own signature
        if dropped := DROPPED.fullmatch(statement):
            table = dropped[1]
            kept[table] = list(connection.scalars(TRIGGERS, {"table": table}))

    @sa.event.listens_for(connection, "after_cursor_execute")
    def put_back(_c: object, _cursor: object, statement: str, *_more: Any) -> None:  # noqa: ANN401 - as above
        if renamed := RENAMED.fullmatch(statement):
            for trigger in kept.pop(renamed[1], ()):
                connection.exec_driver_sql(trigger)
