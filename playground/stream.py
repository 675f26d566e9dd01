"""Server-sent events: the feed as pages follow it, resumable by number."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

import orjson
from aiohttp import ClientConnectionResetError, web

from playground.feed import Event
from playground.world import World

HEARTBEAT_SECONDS: Final = 15.0


def events(
    world: World,
) -> Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]:
    """Return the handler of /api/events?chats=1,2&after=N.

    A stream starts after Last-Event-ID or `after`, else with what happens next. One that asks for
    what is no longer known gets {"type": "resync"} first and should read the state anew.
    """

    async def handle(request: web.Request) -> web.StreamResponse:
        wanted = request.query.get("chats")
        chats = {int(one) for one in wanted.split(",")} if wanted else None
        asked = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        number = int(asked) if asked.isdigit() else world.feed.number
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        try:
            await response.write(b": open\n\n")
            while not world.feed.bell.closed:
                number = await _send(response, world, number, chats)
                if not await world.feed.bell.wait(HEARTBEAT_SECONDS):
                    await response.write(b": still here\n\n")
        except ClientConnectionResetError:
            pass  # the page was closed, which is its good right
        return response

    return handle


async def _send(
    response: web.StreamResponse, world: World, number: int, chats: set[int] | None
) -> int:
    """Write all events above a number; return the number reached."""
    news = world.feed.since(number)
    if news is None:
        latest = world.feed.number
        await response.write(b'id: %d\ndata: {"type":"resync"}\n\n' % latest)
        return latest
    parts = [_frame(event) for event in news if chats is None or event.chat in (None, *chats)]
    if parts:
        await response.write(b"".join(parts))
    return news[-1].number if news else number


def _frame(event: Event) -> bytes:
    return b"id: %d\ndata: %s\n\n" % (event.number, orjson.dumps(event.json()))
