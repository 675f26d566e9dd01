"""The playground as one aiohttp application on loopback."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from playground.api import Api
from playground.control import Control
from playground.gateway import Gateway
from playground.limits import UPLOAD_BYTES
from playground.methods.polling import is_loopback
from playground.people import Crowd
from playground.stream import events
from playground.webhook import Webhooks
from playground.world import World

PAGE: Final = Path(__file__).parent / "page"
GRACE_SECONDS: Final = 0.5
LARGEST_BODY: Final = UPLOAD_BYTES + 16 * 1024 * 1024


class Playground:
    """An emulated Telegram with its page; one object is one world."""

    def __init__(self) -> None:
        self.world = World()

    @asynccontextmanager
    async def serve(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Run in the current loop and yield the base URL, without a slash at its end.

        Raises ValueError for a host that is not this machine's loopback.
        """
        if not is_loopback(host):
            raise ValueError(f"the playground binds to loopback only, not to {host}")
        # Entered by hand: `async with` would wrap an error of our user's body in a group.
        tasks = asyncio.TaskGroup()
        await tasks.__aenter__()
        running: set[asyncio.Task[None]] = set()

        def spawn(work: Coroutine[Any, Any, None]) -> None:
            task = tasks.create_task(work)
            running.add(task)
            task.add_done_callback(running.discard)

        gateway = Gateway(self.world)
        webhooks = Webhooks(self.world, gateway.execute, spawn)
        runner = web.AppRunner(
            self._app(gateway, Crowd(self.world, spawn)),
            access_log=None,
            shutdown_timeout=GRACE_SECONDS,
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            bound = runner.addresses[0][1]
            yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
        finally:
            for task in running:
                task.cancel()
            await runner.cleanup()
            await webhooks.close()
            await tasks.__aexit__(None, None, None)

    def _app(self, gateway: Gateway, crowd: Crowd) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(gateway.routes())
        app.add_routes(Api(self.world, crowd).routes())
        app.add_routes(Control(self.world, crowd).routes())
        app.add_routes(
            [
                web.get("/api/events", events(self.world)),
                web.get("/", _index),
                web.static("/page", PAGE),
            ]
        )
        app.on_response_prepare.append(_fresh)
        app.on_shutdown.append(self._stop)
        return app

    async def _stop(self, _: web.Application) -> None:
        self.world.close()


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


async def _fresh(request: web.Request, response: web.StreamResponse) -> None:
    """Let a browser ask again for the page's files: they change with the program."""
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers["Cache-Control"] = "no-cache"
