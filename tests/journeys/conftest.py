"""Databases with registered people, filled once and copied."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys import cast

Copy = Callable[[Path], str]


def _copying(template: Path) -> Copy:
    def copy(folder: Path) -> str:
        return f"sqlite:///{shutil.copy(template, folder / 'stadtbote.db')}"

    return copy


@pytest.fixture(scope="session")
def drafted(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return what puts a database of 23 members and a drafted application into a folder."""
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("drafted") / "town.db"))
    cast.with_database(f"sqlite:///{file}", cast.demo_drafted)
    return _copying(file)


@pytest.fixture(scope="session")
def asked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return what puts a database whose 23 members are asked into a folder."""
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("asked") / "town.db"))
    cast.with_database(f"sqlite:///{file}", cast.demo_asked)
    return _copying(file)
