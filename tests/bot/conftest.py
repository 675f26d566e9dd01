"""The stand on which the bot is tested."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stand import Stand, standing


@pytest.fixture
async def stand(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Stand]:
    """Return a stand with the bot at work on SQLite."""
    async with standing(sqlite_database, tmp_path / "files") as stand:
        yield stand


@pytest.fixture
async def quiet(sqlite_database: str, tmp_path: Path) -> AsyncIterator[Stand]:
    """Return a stand whose bot has not been started."""
    async with standing(sqlite_database, tmp_path / "files", start=False) as stand:
        yield stand
