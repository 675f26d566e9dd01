"""A session for the tests of acts: since acts never commit, all tests share one database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from storage.engine import make_engine
from tests.postgres import create_database, drop_database


@pytest.fixture(scope="session")
def shared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a migrated SQLite file in which nothing is ever committed."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("shared") / "stadtbote.db")
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def shared_postgres(postgres_server: str, migrated_template: str) -> Iterator[str]:
    """Return the URL of a migrated PostgreSQL database in which nothing is ever committed."""
    url = create_database(postgres_server, migrated_template)
    yield url
    drop_database(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Return an engine on a shared database; the tests run once on each kind."""
    fixtures = {"sqlite": "shared_sqlite", "postgresql": "shared_postgres"}
    engine = make_engine(str(request.getfixturevalue(fixtures[request.param])))
    yield engine
    engine.dispose()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """Return a session whose every change is rolled back after the test, committed or not."""
    with shared_engine.connect() as connection, connection.begin() as transaction:
        with Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        transaction.rollback()
