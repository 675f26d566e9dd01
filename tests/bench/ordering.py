"""The bench's hand on its server: starts it in a process of its own, and orders it about."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import orjson

from tests.bench.rules import Entry

TOKEN: Final = "1234567890:bench-AAHdqTcvCH1vGWJxfSeofSAs0K5PALD"
PATIENCE: Final = 120.0


class TooSlow(Exception):
    """What was waited for did not come."""


@dataclass(frozen=True)
class Server:
    """A running server; `base` is what bots take for api.telegram.org."""

    base: str
    pid: int
    http: aiohttp.ClientSession

    async def order(self, **rules: Any) -> None:  # noqa: ANN401 - JSON
        """Change limits, latency, faults (see server.py)."""
        await self._post("/control", rules)

    async def clear(self) -> None:
        """Begin anew with the webhook that is set: nothing logged, nothing limited."""
        await self._post("/control/clear", {})

    async def reset(self, **rules: Any) -> None:  # noqa: ANN401 - JSON
        """Begin anew: no webhook, nothing logged, nothing limited but by `rules`."""
        await self._post("/control/reset", {})
        await self.order(**rules)

    async def inject(self, updates: list[dict[str, Any]], spacing: float = 0.0) -> None:
        """Have updates happen, now or every `spacing` seconds."""
        await self._post("/control/inject", {"updates": updates, "spacing": spacing})

    async def wait(self, count: int, *methods: str, seconds: float = PATIENCE) -> None:
        """Wait until so many calls of the methods took effect. Raises TooSlow."""
        body = {"methods": methods, "count": count, "seconds": seconds}
        if not (await self._post("/control/wait", body))["reached"]:
            raise TooSlow(f"{count} x {', '.join(methods)} did not come within {seconds:.0f} s")

    async def wait_in(self, chats: Iterable[int], *methods: str) -> None:
        """Wait until each chat had a call of one of the methods. Raises TooSlow."""
        body = {"methods": methods, "chats": list(chats), "seconds": PATIENCE}
        if not (await self._post("/control/wait", body))["reached"]:
            raise TooSlow(f"{', '.join(methods)} did not come everywhere in {PATIENCE:.0f} s")

    async def log(self, after: int = 0) -> list[Entry]:
        """Return the calls from the `after`-th on."""
        answer = await self._post("/control/log", {"after": after})
        return [Entry(*one) for one in answer["entries"]]

    async def summary(self) -> dict[str, Any]:
        """Return counts, and the most messages and edits in any one second."""
        return dict(await self._post("/control/summary", {}))

    async def updates(self) -> list[dict[str, Any]]:
        """Return when each update was injected, handed and acknowledged."""
        return list(await self._post("/control/updates", {}))

    async def _post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        async with self.http.post(path, data=orjson.dumps(body), headers=JSON) as answer:
            return orjson.loads(await answer.read())


JSON: Final = {"Content-Type": "application/json"}


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """Run a server; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.server"), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        base = (await process.stdout.readline()).decode().strip()
        forever = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(
            base, timeout=forever, raise_for_status=True, read_bufsize=2**20
        ) as http:
            yield Server(base, process.pid, http)
    finally:
        process.terminate()
        await process.wait()
