"""What the migrations make is what the models say, on both databases, down to every CHECK."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from storage.engine import make_engine
from storage.models import metadata

SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
POSTGRES = (
    """SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable,
        column_default, is_identity FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        AND conrelid <> 'alembic_version'::regclass""",
    """SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'""",
    """SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    """SELECT 'function', proname, prosrc FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
)

ENTRY = (
    "INSERT INTO record (seq, at, kind, subject, body, prev, hash)"
    " VALUES ({}, '', 'x', '', '[]', '', '{}')"
)


def sqlite_schema(connection: Connection) -> set[tuple[object, ...]]:
    found: set[tuple[object, ...]] = set()
    for kind, name, table, text in connection.exec_driver_sql(SQLITE):
        # The order of a table's constraints means nothing.
        parts = re.sub(r"\s+", " ", text or "")
        if kind == "table":
            inner = parts[parts.index("(") + 1 : parts.rindex(")")]
            parts = " | ".join(sorted(part.strip() for part in split(inner)))
        found.add((kind, name, table, parts))
    return found


def split(text: str) -> list[str]:
    """Split at the commas outside of brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def postgres_schema(connection: Connection) -> set[tuple[object, ...]]:
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (x text)")
    return {
        tuple(re.sub(r"\s+", " ", part) if isinstance(part, str) else part for part in row)
        for query in POSTGRES
        for row in connection.exec_driver_sql(query)
    }


def created(url: str) -> Engine:
    engine = make_engine(url)
    metadata.create_all(engine)
    return engine


def test_sqlite_models_are_what_the_migrations_make(sqlite_database: str, tmp_path: Path) -> None:
    migrated, modelled = make_engine(sqlite_database), created(f"sqlite:///{tmp_path}/m.db")
    with migrated.connect() as one, modelled.connect() as other:
        made, wanted = sqlite_schema(one), sqlite_schema(other)
    migrated.dispose()
    modelled.dispose()
    assert sorted(made - wanted) == sorted(wanted - made) == []
    assert {name for kind, name, *_ in made if kind == "table"} == set(metadata.tables)


def test_postgres_models_are_what_the_migrations_make(
    postgres: Engine, fresh_postgres: str
) -> None:
    modelled = created(fresh_postgres)
    with postgres.connect() as one, modelled.connect() as other:
        made, wanted = postgres_schema(one), postgres_schema(other)
    modelled.dispose()
    assert (made - wanted, wanted - made) == (set(), set())
    assert {name for kind, name, *_ in made if kind == "column"} == set(metadata.tables)


def test_alembic_finds_no_difference(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_constraints_have_the_same_names_on_both(sqlite_database: str, postgres: Engine) -> None:
    engine = make_engine(sqlite_database)
    with engine.connect() as connection:
        texts = connection.exec_driver_sql(SQLITE).all()
    engine.dispose()
    on_sqlite = {
        name for *_, text in texts for name in re.findall(r"CONSTRAINT (\w+)", text or "")
    }
    with postgres.connect() as connection:
        on_postgres = {row[2] for row in connection.exec_driver_sql(POSTGRES[1])}
    assert on_sqlite == on_postgres
    assert max(map(len, on_sqlite)) <= 63


def test_every_constraint_has_a_name() -> None:
    nameless = [
        constraint
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET body = '[]'",
        "UPDATE record SET seq = 2",
        "DELETE FROM record",
        ENTRY.format(1, "other"),
    ],
)
def test_record_refuses_every_change(engine: Engine, change: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(ENTRY.format(1, "h"))
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.exec_driver_sql(change)


def test_record_is_not_replaced_on_sqlite(sqlite_database: str) -> None:
    engine = make_engine(sqlite_database)
    with engine.begin() as connection:
        connection.exec_driver_sql(ENTRY.format(1, "h"))
    for seq, name in ((1, "new"), (2, "h")):
        replace = ENTRY.format(seq, name).replace("INSERT", "REPLACE")
        with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError, match="append"):
            connection.exec_driver_sql(replace)
    engine.dispose()


def test_record_is_not_truncated_on_postgres(postgres: Engine) -> None:
    with postgres.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.exec_driver_sql("TRUNCATE record CASCADE")
