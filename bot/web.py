"""The web front: health, metrics, and the webhook, which writes the same inbox as polling."""

import asyncio
import hmac
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import DBAPIError

from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.poll import Poller
from bot.writer import Writer

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_UPDATE: Final = 1024 * 1024
DATABASE_PATIENCE: Final = 3.0
LONGEST_SILENCE: Final = 90.0
GRACE: Final = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Web:
    """What is served; without a `secret` there is no webhook, without a `poller` only one."""

    writer: Writer
    inbox: Inbox
    metrics: Metrics
    poller: Poller | None = None
    webhook_url: str = ""
    secret: str = ""

    @asynccontextmanager
    async def serve(self, listening: socket.socket) -> AsyncIterator[str]:
        """Serve on a socket that listens, and yield the address."""
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.add_routes([web.get("/healthz", self.health), web.get("/metrics", self.measure)])
        if self.secret:
            app.add_routes([web.post(urlsplit(self.webhook_url).path or "/", self.webhook)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            found, bound = runner.addresses[0][:2]
            yield f"http://{f'[{found}]' if ':' in found else found}:{bound}"
        finally:
            await runner.cleanup()

    async def health(self, _: web.Request) -> web.Response:
        """Say whether the database answers and Telegram does."""
        troubles = []
        try:
            async with asyncio.timeout(DATABASE_PATIENCE):
                await self.writer.run(lambda session: session.execute(sa.select(1)))
        except (TimeoutError, DBAPIError):
            troubles.append("the database does not answer")
        if self.poller is not None and self.poller.silence > LONGEST_SILENCE:
            troubles.append("Telegram does not answer")
        body = {"ok": not troubles, "troubles": troubles}
        return web.json_response(body, status=503 if troubles else 200)

    async def measure(self, _: web.Request) -> web.Response:
        """Give the metrics."""
        body = await self.metrics.exposition()
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def webhook(self, request: web.Request) -> web.Response:
        """Keep an update and do what it asks for; only then is it acknowledged.

        What answers a press goes along: Telegram makes the call that an acknowledgement names.
        """
        given = request.headers.get(HEADER, "").encode()
        if not hmac.compare_digest(given, self.secret.encode()):
            raise web.HTTPForbidden
        update = _update(await request.read())
        try:
            toast = await self.inbox.receive(update)
        except DBAPIError:
            logger.exception("An update was not kept; Telegram sends it again.")
            raise web.HTTPServiceUnavailable from None
        if toast is None:
            return web.Response()
        call = {"method": "answerCallbackQuery", **toast.parameters()}
        return web.Response(body=orjson.dumps(call), content_type="application/json")


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise web.HTTPBadRequest
    return update
