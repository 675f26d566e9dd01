"""Small helps for JSON over HTTP: bodies in, answers out, refusals as sentences."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from playground.limits import ApiError
from playground.phone import Refused

Answer = Callable[[web.Request], Awaitable[dict[str, Any]]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def json_response(
    body: object, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """Return a body as JSON."""
    return web.Response(
        body=orjson.dumps(body), status=status, headers=headers, content_type="application/json"
    )


def answering(answer: Answer) -> Handler:
    """Return a handler that adds "ok" to what a function returns or refuses."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return json_response({"ok": True} | await answer(request))
        except Refused as refusal:
            return json_response({"ok": False, "error": refusal.reason}, refusal.status)
        except ApiError as error:
            return json_response({"ok": False, "error": error.description}, error.code)

    return handle


async def body_of(request: web.Request) -> dict[str, Any]:
    """Return a request's JSON object, empty when it has no body; raise 400 for anything else."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused(400, "the body is no JSON object")
    return value


def number(value: object, what: str) -> int:
    """Return an integer; raise 400 with a sentence when it is none."""
    try:
        return int(value)  # type: ignore[call-overload,no-any-return]
    except (TypeError, ValueError):
        raise Refused(400, f"{what} is a whole number") from None


def seconds(value: object, what: str) -> float:
    """Return a number of seconds, at least 0; raise 400 with a sentence when it is none."""
    try:
        amount = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Refused(400, f"{what} is a number of seconds") from None
    if not 0 <= amount < 10**9:
        raise Refused(400, f"{what} is a number of seconds, 0 or more")
    return amount
