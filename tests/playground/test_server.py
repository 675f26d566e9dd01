"""The program itself: loopback only, one line when it is up, down within two seconds."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from playground.server import Playground
from tests.playground.rig import OTHER_TOKEN, TOKEN, Rig

ROOT = Path(__file__).parents[2]


async def _start(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", *arguments, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[tuple[Process, str]]:
    process = await _start("--port", "0", *arguments)
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        start, url, end = line.split(" ", 2)
        assert (start, end) == ("playground:", "(loopback only)\n")
        yield process, url.rstrip("/")
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104
async def test_other_hosts_than_loopback_are_refused(host: str) -> None:
    process = await _start("--host", host)
    out, err = await process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.decode() == f"The playground binds to loopback only, not to {host}.\n"


async def test_server_in_the_loop_refuses_other_hosts_too() -> None:
    with pytest.raises(ValueError, match=r"not to 0\.0\.0\.0"):
        async with Playground().serve(host="0.0.0.0"):  # noqa: S104
            pass


async def test_termination_takes_less_than_two_seconds_with_everything_open() -> None:
    async with running() as (process, url), aiohttp.ClientSession(url) as http:
        await http.get(f"/bot{TOKEN}/getMe")
        await http.post("/api/people", json={"id": 1, "first_name": "A", "started": True})
        stall = {"method": "sendMessage", "kind": "stall", "seconds": 60}
        await http.post("/api/faults", json=stall)
        async with http.get("/api/events", params={"after": 0}) as events:
            await events.content.readuntil(b"data: ")
            async with asyncio.TaskGroup() as tasks:
                for path in (
                    f"/bot{TOKEN}/getUpdates?timeout=50",
                    "/api/people/1/wait?timeout=60",
                    f"/bot{TOKEN}/sendMessage?chat_id=1&text=x",
                ):
                    tasks.create_task(_ignored(http, path))
                await Rig(http, url).calls(3)
                begun = time.monotonic()
                process.terminate()
                code = await process.wait()
        assert (code, time.monotonic() - begun < 2) == (0, True)


async def _ignored(http: aiohttp.ClientSession, path: str) -> None:
    """Call, and be content with any end of it."""
    try:
        async with http.get(path) as response:
            await response.read()
    except aiohttp.ClientError:
        pass


async def _json(http: aiohttp.ClientSession, path: str) -> dict[str, list[object]]:
    async with http.get(path) as response:
        answer: dict[str, list[object]] = await response.json()
        return answer


async def test_guide_is_read_from_a_file(tmp_path: Path) -> None:
    guide = tmp_path / "guide.json"
    guide.write_text('[{"id": "a", "de": "Los", "zh": "开始"}]')
    async with running("--guide", str(guide)) as (_, url), aiohttp.ClientSession(url) as http:
        state = await _json(http, "/api/state")
    assert state["guide"] == [{"id": "a", "de": "Los", "zh": "开始", "done": False}]


async def test_broken_guide_is_told_in_one_sentence(tmp_path: Path) -> None:
    guide = tmp_path / "guide.json"
    guide.write_text('[{"id": "a"}]')
    process = await _start("--port", "0", "--guide", str(guide))
    _, err = await process.communicate()
    assert process.returncode == 1
    assert err.decode() == f"The guide {guide} cannot be used: a step has id, de and zh\n"


async def test_taken_port_is_told_in_one_sentence(rig: Rig) -> None:
    port = rig.url.rsplit(":", 1)[1]
    process = await _start("--port", port)
    _, err = await process.communicate()
    assert process.returncode == 1
    assert err.decode().startswith(f"The playground cannot listen on port {port}: ")
    assert err.decode().count("\n") == 1


async def test_nobody_can_act_before_a_bot_has_called() -> None:
    async with Playground().serve() as url, aiohttp.ClientSession(url) as http:
        rig = Rig(http, url)
        await rig.person(1)
        typed = await rig.api("POST", "people/1/text", text="x")
        chat = await rig.get("people/1/chat")
        await rig.bot("getMe", token=OTHER_TOKEN)
        later = await rig.api("POST", "people/1/text", text="x")
    assert typed == {"ok": False, "error": "no bot has called this playground yet"}
    assert (chat["messages"], later["ok"]) == ([], True)


async def test_page_is_served_and_read_anew(rig: Rig) -> None:
    async with rig.http.get("/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "a person has a first_name"),
        ({"first_name": "A", "id": 7_100_000_001}, "id 7100000001 is taken or not above 0"),
        ({"first_name": "A", "id": "x"}, "id is a whole number"),
    ],
)
async def test_wrong_people_are_refused(rig: Rig, body: dict[str, object], error: str) -> None:
    assert await rig.api("POST", "people", **body) == {"ok": False, "error": error}


async def test_person_without_an_id_gets_one_above_32_bits(rig: Rig) -> None:
    person = (await rig.api("POST", "people", first_name="Li", language_code="zh-hans"))["person"]
    assert person == {
        "id": 7_000_000_001, "first_name": "Li", "last_name": "", "language_code": "zh-hans",
        "username": "", "label": "", "shown": False, "simulated": False, "blocked": False,
        "state": "new",
    }  # fmt: skip


async def test_unknown_person_and_field_are_refused(rig: Rig) -> None:
    assert await rig.api("PATCH", "people/1", label="x") == {
        "ok": False,
        "error": "there is no person 1",
    }
    assert await rig.api("PATCH", "people/7100000001", first_name="B") == {
        "ok": False,
        "error": "first_name cannot be changed",
    }
