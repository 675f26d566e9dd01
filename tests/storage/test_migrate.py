"""Migrations: all or nothing, nobody's rows and no trigger lost, and a way back."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from storage import migrate
from storage.engine import make_engine, sqlite_file
from storage.migrate import MigrationError

CITY = (
    "INSERT INTO city (code, side, name_de, name_zh, zone, standing)"
    " VALUES ('foshan', 'CN', 'Foshan', '佛山市', 'Asia/Shanghai', 'member')"
)
ELECTOR = """
INSERT INTO person (id, role, city_code, responsible, name, function, language, zone, presence,
    channel, privacy_version, privacy_at, registered_at)
VALUES (1, 'contact', 'foshan', false, 'X', 'Y', 'de', 'UTC', 'active', 'open', '1',
    '2026-11-24 13:05:31.000000', '2026-11-24 13:05:31.000000')
"""
ENTRY = (
    "INSERT INTO record (seq, at, kind, subject, body, prev, hash)"
    " VALUES (1, '', 'x', '', '{}', '', 'h')"
)
NEXT = '''"""A later change."""

import sqlalchemy as sa
from alembic import op

revision = "{after}"
down_revision = "{before}"


def upgrade() -> None:
    {body}


def downgrade() -> None:
    pass
'''
BEFORE = migrate.head()
AFTER = f"{int(BEFORE) + 1:04d}"
REBUILD = """for table in ("city", "record"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("note", sa.String(8), nullable=True))
            batch.create_check_constraint("note", "note <> ''")"""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of a revision after those there are; the test writes it."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    monkeypatch.setattr(migrate, "FOLDER", folder)
    return folder / "versions" / f"{AFTER}_later.py"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database in which nothing was ever done."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/stadtbote.db"
    return str(request.getfixturevalue("fresh_postgres"))


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return found


def fill(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in (CITY, ELECTOR, ENTRY):
            connection.exec_driver_sql(statement)


def test_there_and_back_and_there_again(empty: str) -> None:
    engine = make_engine(empty)
    stood = [migrate.current(engine)]
    every = [f"{number:04d}" for number in range(1, int(BEFORE) + 1)]
    assert migrate.upgrade(empty) == every
    stood.append(migrate.current(engine))
    assert migrate.is_current(engine)
    made = tables(empty)
    migrate.downgrade(empty, "base")
    assert tables(empty) == {"alembic_version"}
    stood.append(migrate.current(engine))
    assert migrate.upgrade(empty) == every
    assert (tables(empty), stood) == (made, [None, migrate.head(), None])
    engine.dispose()


def test_second_time_does_nothing(database: str) -> None:
    assert migrate.upgrade(database) == []
    file = sqlite_file(database)
    if file is not None:
        assert list(file.parent.glob("*.before-*")) == []


def test_rebuilt_table_keeps_its_rows_children_and_triggers(
    database: str, engine: Engine, later: Path
) -> None:
    fill(engine)
    later.write_text(NEXT.format(before=BEFORE, after=AFTER, body=REBUILD))

    assert migrate.upgrade(database) == [AFTER]

    with engine.connect() as connection:
        people = connection.exec_driver_sql(
            "SELECT person.name, city.code FROM person JOIN city ON city_code = code"
        ).all()
        assert [tuple(row) for row in people] == [("X", "foshan")]
    for change in (
        "UPDATE record SET kind = 'y'",
        "DELETE FROM record",
        "UPDATE city SET note = ''",
    ):
        with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.exec_driver_sql(change)


def test_trigger_that_a_migration_drops_by_name_stays_dropped(
    sqlite_database: str, later: Path
) -> None:
    body = f'op.execute("DROP TRIGGER record_no_update")\n    {REBUILD}'
    later.write_text(NEXT.format(before=BEFORE, after=AFTER, body=body))
    migrate.upgrade(sqlite_database)
    engine = make_engine(sqlite_database)
    with engine.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        ).scalars()
        assert left.all() == ["record_no_delete", "record_no_replace"]
    engine.dispose()


def test_failing_migration_leaves_everything_as_it_was(
    database: str, engine: Engine, later: Path
) -> None:
    fill(engine)
    before = tables(database)
    body = (
        'op.create_table("half", sa.Column("x", sa.Integer()))\n    raise RuntimeError("broken")'
    )
    later.write_text(NEXT.format(before=BEFORE, after=AFTER, body=f"{REBUILD}\n    {body}"))

    with pytest.raises(RuntimeError, match="broken"):
        migrate.upgrade(database)

    assert (tables(database), migrate.current(engine)) == (before, BEFORE)
    with engine.connect() as connection:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("city")}
    assert "note" not in columns


def test_migration_that_orphans_rows_is_undone(sqlite_database: str, later: Path) -> None:
    engine = make_engine(sqlite_database)
    fill(engine)
    later.write_text(
        NEXT.format(before=BEFORE, after=AFTER, body='op.execute("DELETE FROM city")')
    )

    with pytest.raises(MigrationError, match="1 rows refer to nothing, in: person"):
        migrate.upgrade(sqlite_database)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT code FROM city").scalars().all() == ["foshan"]
    engine.dispose()


def test_sqlite_is_copied_before_it_is_changed(sqlite_database: str, later: Path) -> None:
    engine = make_engine(sqlite_database)
    fill(engine)
    later.write_text(NEXT.format(before=BEFORE, after=AFTER, body=REBUILD))
    migrate.upgrade(sqlite_database)
    engine.dispose()

    file = sqlite_file(sqlite_database)
    assert file is not None
    copy = make_engine(f"sqlite:///{file}.before-{AFTER}")
    assert migrate.current(copy) == BEFORE
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM person").scalars().all() == ["X"]
    copy.dispose()


def test_database_of_a_newer_program_is_left_alone(database: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(MigrationError, match="newer version"):
        migrate.upgrade(database)
    assert (migrate.current(engine), migrate.knows("9999")) == ("9999", False)


def test_processes_that_start_at_once_migrate_once(empty: str) -> None:
    program = "import sys; from storage import migrate; migrate.upgrade(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", program, empty]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    engine = make_engine(empty)
    assert migrate.is_current(engine)
    engine.dispose()


def test_loggers_live_on(tmp_path: Path) -> None:
    logger, level = logging.getLogger("somebody.else"), logging.getLogger().level
    migrate.upgrade(f"sqlite:///{tmp_path}/x.db")
    assert (logger.disabled, logging.getLogger().level) == (False, level)


def test_draft_of_unchanged_models_is_empty(later: Path) -> None:
    written = migrate.draft("nothing new")
    assert written == later.with_name(f"{AFTER}_nothing_new.py")
    assert written.read_text() == EMPTY


EMPTY = f'''"""nothing new"""

import sqlalchemy as sa
from alembic import op

revision = '{AFTER}'
down_revision = '{BEFORE}'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    pass
    # ### end Alembic commands ###


def downgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    pass
    # ### end Alembic commands ###
'''
