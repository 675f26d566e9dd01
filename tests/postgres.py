"""A throw-away PostgreSQL: $TEST_DATABASE_URL, else Debian's binaries on a Unix socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

HINT = "no PostgreSQL here. Debian, Ubuntu: sudo apt-get install -y postgresql"


@contextmanager
def serve() -> Iterator[str]:
    """Run a server and yield its URL, `postgresql+psycopg://postgres@/postgres?host=DIR`.

    Skips where there is none. $TEST_DATABASE_URL names a running one instead; its user must be
    allowed to make databases.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield _text(make_url(given).set(drivername="postgresql+psycopg"))
        return
    binaries = _binaries()
    # /tmp, since a socket's path may have 107 bytes and the user postgres must reach it.
    home = Path(tempfile.mkdtemp(prefix="stadtbote-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chown(home, postgres.pw_uid, postgres.pw_gid)
        _run(
            *(binaries / "initdb", "-D", home / "data", "-U", "postgres", "--auth=trust"),
            *("--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"),
        )
        options = f"-F -c listen_addresses='' -c unix_socket_directories={home}"
        control = (binaries / "pg_ctl", "-D", home / "data")
        _run(*control, "start", "-w", "-l", home / "log", "-o", options)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run(*control, "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(home)


def create_database(server: str, template: str = "template0") -> str:
    """Make a database as a copy of `template` in the server at URL `server`; return its URL."""
    name = f"stadtbote_{uuid4().hex}"
    _execute(
        make_url(server),
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    return _text(make_url(server).set(database=name))


def drop_database(database: str) -> None:
    """Drop the database at URL `database`, whoever is still connected."""
    url = make_url(database)
    assert url.database is not None
    _execute(
        url.set(database="postgres"),
        sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(url.database)),
    )


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _execute(server: URL, statement: sql.Composed) -> None:
    with psycopg.connect(
        _text(server.set(drivername="postgresql")), autocommit=True
    ) as connection:
        connection.execute(statement)


def _binaries() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    pytest.skip(HINT)


def _run(*command: str | Path) -> None:
    # PostgreSQL refuses to run as root.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*user, *command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}"
