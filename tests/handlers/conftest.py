"""The stage on which handlers are tested."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from storage.engine import make_engine, make_session
from tests.handlers.stage import Stage, stage_of


@pytest.fixture
def session(sqlite_database: str) -> Iterator[Session]:
    """Return a session on SQLite alone: the acts below are tested on both databases."""
    engine = make_engine(sqlite_database)
    with make_session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def stage(session: Session, tmp_path: Path) -> Stage:
    """Return a stage with four member cities."""
    return stage_of(session, tmp_path)
