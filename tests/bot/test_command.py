"""The command line as an operator meets it: exit status, sentences, and one run at a time."""

import asyncio
import os
import signal
import sys
import tarfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from playground.server import Playground
from storage.engine import make_engine
from tests.bot.stand import PATIENCE, TOKEN

ROOT = Path(__file__).parents[2]
REGISTER = str(ROOT / "data" / "alliance-2017.toml")


@dataclass
class Shell:
    """A folder to work in, and the settings."""

    folder: Path
    environment: dict[str, str]

    async def begin(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder, env=self.environment, stdout=PIPE, stderr=PIPE,
        )  # fmt: skip

    async def run(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        """Return exit status, lines on stdout, and sentences on stderr."""
        process = await self.begin(*arguments)
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        sentences = [line for line in err.decode().splitlines() if line.startswith("stadtbote")]
        assert process.returncode is not None
        return process.returncode, out.decode().splitlines(), sentences


@asynccontextmanager
async def telegram(shell: Shell) -> AsyncIterator[Playground]:
    playground = Playground()
    async with playground.serve() as base:
        shell.environment |= {"STADTBOTE_API_URL": base, "STADTBOTE_TOKEN": TOKEN}
        yield playground


@asynccontextmanager
async def running(shell: Shell) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot until the end of the block, from the moment when it is at work."""
    process = await shell.begin("run")
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while b"at work" not in (line := await process.stderr.readline()):
                assert line, "the bot ended by itself"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell in an empty folder, on an SQLite that does not exist yet."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "STADTBOTE_LISTEN": "127.0.0.1:0",
    }
    return Shell(tmp_path, environment)


@pytest.mark.parametrize(
    "arguments",
    [[], ["dance"], ["load"], ["invite"], ["invite", "--secretariat", "--responsible"]],
)
async def test_wrong_usage_is_two(shell: Shell, arguments: list[str]) -> None:
    assert (await shell.run(*arguments))[0] == 2


async def test_help_loads_nothing_heavy(shell: Shell) -> None:
    program = (
        "import sys; from bot.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print({'telegram', 'sqlmodel', 'aiohttp', 'pydantic'} & set(sys.modules))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=shell.environment, stdout=PIPE
    )
    out, _ = await process.communicate()
    assert out.decode().splitlines()[-1] == "set()"


async def test_all_wrong_settings_are_told_at_once(shell: Shell) -> None:
    shell.environment |= {"STADTBOTE_RATE": "fast", "STADTBOTE_LISTEN": "here"}
    status, _, sentences = await shell.run("run")
    assert status == 1
    assert [sentence.split()[1] for sentence in sentences] == [
        "STADTBOTE_TOKEN",
        "STADTBOTE_LISTEN",
        "STADTBOTE_RATE",
    ]


async def test_output_that_nobody_reads_to_its_end_is_said(shell: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "load", REGISTER),
        cwd=shell.folder, env=shell.environment, stdout=writer, stderr=PIPE,
    )  # fmt: skip
    os.close(writer)
    _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, err.decode().splitlines()) == (
        1,
        ["stadtbote: whoever reads the output closed it before its end."],
    )
    status, out, _ = await shell.run("load", REGISTER)
    assert (status, out) == (0, ["0 cities added, 0 changed, 24 as before."])


async def test_commands_make_an_empty_database(shell: Shell) -> None:
    async with telegram(shell):
        status, out, _ = await shell.run("load", REGISTER)
        assert (status, out[0].split(",")[0]) == (0, "24 cities added")
        status, out, _ = await shell.run("load", REGISTER)
        assert (status, out) == (0, ["0 cities added, 0 changed, 24 as before."])
        status, out, _ = await shell.run("invite", "--every-city", "--responsible")
        links = [line.split("\thttps://t.me/stadtbote_bot?start=") for line in out]
        assert (status, len(links), {len(token) for _, token in links}) == (0, 23, {22})
        status, out, _ = await shell.run("invite", "--contact-office")
        assert (status, out[-1].split("=")[0]) == (0, "https://t.me/stadtbote_bot?start")
        assert (await shell.run("check"))[0] == 0
        assert (await shell.run("migrate"))[:2] == (0, ["The database is up to date."])


BEHIND = "the database is behind this program: run `stadtbote migrate` first."
NO_MEMBER = "there is no member city: run `stadtbote load FILE` first."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["load", "none.toml"], "there is no file none.toml."),
        (["load", "broken.toml"], "broken.toml, line 1: Expected ']' at the end of a table"),
        (["check"], BEHIND),
        (["backup", "b.tar"], "there is nothing to back up: the database is empty."),
        (["restore", "b.tar"], "there is no archive b.tar."),
        (["invite", "--city", "atlantis"], "the register has no city atlantis."),
        (["invite", "--every-city"], NO_MEMBER),
    ],
)
async def test_trouble_is_one_sentence(shell: Shell, arguments: list[str], sentence: str) -> None:
    (shell.folder / "broken.toml").write_text("[alliance\n")
    async with telegram(shell):
        status, out, sentences = await shell.run(*arguments)
    assert (status, out, len(sentences)) == (1, [], 1)
    assert sentences[0].startswith(f"stadtbote: {sentence}")


@pytest.mark.parametrize("command", ["check", "migrate"])
async def test_file_that_is_no_database_is_said(shell: Shell, command: str) -> None:
    (shell.folder / "text.db").write_text("no database at all\n" * 100)
    shell.environment["STADTBOTE_DATABASE_URL"] = f"sqlite:///{shell.folder / 'text.db'}"
    assert await shell.run(command) == (
        1,
        [],
        ["stadtbote: the database cannot be used: file is not a database."],
    )


async def test_unknown_token_is_said(shell: Shell) -> None:
    async with telegram(shell):
        shell.environment["STADTBOTE_TOKEN"] = "1:of-a-bot-that-nobody-knows-here"
        await shell.run("migrate")
        shell.environment["STADTBOTE_API_URL"] += "/nowhere"
        for arguments in (["invite", "--secretariat"], ["run"]):
            assert await shell.run(*arguments) == (
                1,
                [],
                ["stadtbote: Telegram does not know this token: check it with @BotFather."],
            )


async def test_second_run_is_refused_and_the_rest_works_beside(shell: Shell) -> None:
    async with telegram(shell), running(shell):
        assert await shell.run("run") == (
            1,
            [],
            ["stadtbote: another `stadtbote run` serves this database: stop it first."],
        )
        for arguments in (["load", REGISTER], ["check"], ["migrate"], ["backup", "b.tar"]):
            assert (await shell.run(*arguments))[0] == 0
        assert (await shell.run("invite", "--secretariat"))[0] == 0


async def test_second_run_on_postgres_is_refused(shell: Shell, fresh_postgres: str) -> None:
    shell.environment["STADTBOTE_DATABASE_URL"] = fresh_postgres
    async with telegram(shell):
        async with running(shell) as process:
            assert (await shell.run("run"))[0] == 1
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 10) == 0
        async with running(shell):
            assert (await shell.run("check"))[0] == 0


async def test_occupied_address_is_said(shell: Shell, unused_tcp_port: int) -> None:
    shell.environment["STADTBOTE_LISTEN"] = f"127.0.0.1:{unused_tcp_port}"
    async with telegram(shell), running(shell):
        shell.environment["STADTBOTE_DATABASE_URL"] = "sqlite:///other.db"
        status, _, sentences = await shell.run("run")
    place = f"127.0.0.1:{unused_tcp_port}: Address already in use"
    assert (status, sentences) == (
        1,
        [f"stadtbote: cannot listen on {place}: change STADTBOTE_LISTEN."],
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signal_ends_the_bot_in_time(shell: Shell, number: signal.Signals) -> None:
    async with telegram(shell), running(shell) as process:
        process.send_signal(number)
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_bot_idles_in_little_memory(shell: Shell) -> None:
    async with telegram(shell), running(shell) as process:
        status = _status(process.pid)
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 150 * 1024


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_backup_is_restored(shell: Shell, kind: str, request: pytest.FixtureRequest) -> None:
    if kind == "postgresql":
        shell.environment["STADTBOTE_DATABASE_URL"] = request.getfixturevalue("fresh_postgres")
    async with telegram(shell):
        assert (await shell.run("load", REGISTER))[0] == 0
        files = shell.folder / "var" / "files"
        files.mkdir(parents=True)
        name = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        (files / name).write_text("hello")
        assert (await shell.run("backup", "b.tar"))[0] == 0
        (files / name).unlink()
        _execute(shell, "DELETE FROM city WHERE code = 'koeln'", "UPDATE city SET name_de = 'X'")
        status, _, sentences = await shell.run("restore", "b.tar")
        assert (status, sentences) == (0, [])
        assert (await shell.run("load", REGISTER))[1] == [
            "0 cities added, 0 changed, 24 as before."
        ]
        assert (files / name).read_text() == "hello"


async def test_damaged_archive_changes_nothing(shell: Shell) -> None:
    async with telegram(shell):
        await shell.run("load", REGISTER)
        await shell.run("backup", "b.tar")
        whole = (shell.folder / "b.tar").read_bytes()
        (shell.folder / "b.tar").write_bytes(whole[: len(whole) // 2])
        status, _, sentences = await shell.run("restore", "b.tar")
        assert (status, len(sentences)) == (1, 1)
        with tarfile.open(shell.folder / "other.tar", "w:gz") as other:
            other.add(REGISTER, "../../escape.toml")
        assert (await shell.run("restore", "other.tar"))[0] == 1
        assert (await shell.run("load", REGISTER))[1] == [
            "0 cities added, 0 changed, 24 as before."
        ]


def _status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


def _execute(shell: Shell, *statements: str) -> None:
    default = f"sqlite:///{shell.folder}/var/stadtbote.db"
    engine = make_engine(shell.environment.get("STADTBOTE_DATABASE_URL", default))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()
