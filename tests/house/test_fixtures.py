"""The tests' own PostgreSQL, browser and fences do what the other tests lean on."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import Browser
from sqlalchemy import make_url

from tests.postgres import create_database, drop_database


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql")
    return psycopg.connect(plain.render_as_string(hide_password=False))


def test_fresh_postgres_speaks_utf8_and_is_empty(fresh_postgres: str) -> None:
    with _connect(fresh_postgres) as connection:
        encoding = connection.execute("SHOW server_encoding").fetchone()
        tables = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    assert (encoding, tables) == (("UTF8",), (0,))


def test_database_copies_its_template(postgres_server: str, fresh_postgres: str) -> None:
    with _connect(fresh_postgres) as connection:
        connection.execute("CREATE TABLE city (name text)")
        connection.execute("INSERT INTO city VALUES ('佛山'), ('Rhein-Kreis Neuss')")
    template = make_url(fresh_postgres).database
    assert template is not None
    copy = create_database(postgres_server, template)
    try:
        with _connect(copy) as connection:
            names = connection.execute("SELECT name FROM city ORDER BY name").fetchall()
    finally:
        drop_database(copy)
    assert names == [("Rhein-Kreis Neuss",), ("佛山",)]
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        _connect(copy)


async def test_chromium_renders_both_languages(chromium: Browser) -> None:
    page = await chromium.new_page()
    try:
        await page.set_content("<button>Verbindlich abgeben · 正式提交</button>")
        await page.get_by_role("button").click()
        text = await page.get_by_role("button").inner_text()
    finally:
        await page.close()
    assert text == "Verbindlich abgeben · 正式提交"


async def test_network_loopback_is_open() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()


def test_network_beyond_loopback_is_refused() -> None:
    with (
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        socket.socket() as outside,
        pytest.raises(RuntimeError),
    ):
        outside.connect(("192.0.2.1", 80))


SKIPPING = """
import pytest

def test_that_skips():
    pytest.skip("no such thing here")

@pytest.mark.xfail(reason="known")
def test_that_is_known_to_fail():
    raise AssertionError
"""


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [
        ({}, "1 skipped, 1 xfailed"),
        ({"STADTBOTE_NO_SKIP": "1"}, "1 failed, 1 xfailed"),
        ({"CI": "true"}, "1 failed, 1 xfailed"),
    ],
)
def test_skip_fails_where_nothing_may_skip(
    tmp_path: Path, setting: dict[str, str], outcome: str
) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "STADTBOTE_NO_SKIP")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-q", str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env={**kept, **setting},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1].startswith(outcome)
