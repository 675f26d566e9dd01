"""The stand on which the bot is tested."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.bot.stand import SECRET, Stand, standing


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


@pytest.fixture
def hook(unused_tcp_port: int) -> dict[str, Any]:
    """Return the settings of a bot that is reached by webhook."""
    address = f"127.0.0.1:{unused_tcp_port}"
    return {
        "listen": address,
        "webhook_url": f"http://{address}/hook",
        "webhook_secret": SecretStr(SECRET),
    }


@pytest.fixture
async def hooked(
    sqlite_database: str, tmp_path: Path, hook: dict[str, Any]
) -> AsyncIterator[Stand]:
    """Return a stand whose bot is reached by webhook."""
    async with standing(sqlite_database, tmp_path / "files", **hook) as stand:
        yield stand
