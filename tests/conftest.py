"""What every test may ask for: databases, a Chromium, and no silent skip where none may be."""

import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.async_api import Browser, async_playwright
from sqlalchemy import Engine, make_url
from sqlmodel import Session

from storage import migrate
from storage.engine import make_engine, make_session
from tests.chromium import ARGUMENTS, executable
from tests.postgres import create_database, drop_database, serve

NO_SKIP = os.environ.get("STADTBOTE_NO_SKIP") == "1" or os.environ.get("CI", "") not in (
    "",
    "false",
)

# A busy machine is not a wrong rule.
hypothesis.settings.register_profile("house", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("house")

Report = pytest.TestReport | pytest.CollectReport


def _forbid_skip(report: Report) -> None:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"nothing may skip here (CI or STADTBOTE_NO_SKIP=1). {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Return the URL of a PostgreSQL in which databases may be made and dropped."""
    with serve() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template() -> str:
    """Return the database that `fresh_postgres` copies; override it with a migrated one."""
    return "template0"


@pytest.fixture
def fresh_postgres(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """Return the URL of a database of the test's own, dropped afterwards."""
    url = create_database(postgres_server, postgres_template)
    yield url
    drop_database(url)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Return a headless browser; each test opens its own context in it."""
    async with async_playwright() as playwright:
        path = executable(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "stadtbote.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    """Return the name of a migrated, empty PostgreSQL database to copy."""
    url = create_database(postgres_server)
    migrate.upgrade(url)
    name = make_url(url).database
    assert name is not None
    yield name
    drop_database(url)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a migrated SQLite file of the test's own."""
    file = shutil.copy(sqlite_template, tmp_path / "stadtbote.db")
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_database(postgres_server: str, migrated_template: str) -> Iterator[str]:
    """Return the URL of a migrated PostgreSQL database of the test's own."""
    url = create_database(postgres_server, migrated_template)
    yield url
    drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Return the URL of a migrated, empty database; the test runs once on each kind."""
    fixtures = {"sqlite": "sqlite_database", "postgresql": "postgres_database"}
    return str(request.getfixturevalue(fixtures[request.param]))


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """Return an engine on `database`."""
    engine = make_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return a session on `database`; what it did not commit is rolled back."""
    with make_session(engine) as session:
        yield session


@pytest.fixture
def postgres(postgres_database: str) -> Iterator[Engine]:
    """Return an engine on a migrated PostgreSQL, where transactions really run side by side."""
    engine = make_engine(postgres_database)
    yield engine
    engine.dispose()
