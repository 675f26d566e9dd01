"""The Bot API over HTTP: bodies in every form, latency, faults, the log of calls."""

import asyncio
import inspect
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from playground.chats import Bot
from playground.limits import NO_METHOD, UPLOAD_BYTES, ApiError, Fault, bad_request, too_many
from playground.methods import METHODS
from playground.methods.call import Call, Upload
from playground.web import json_response
from playground.world import World

FORM: Final = "application/x-www-form-urlencoded"
TOO_LARGE: Final = ApiError(413, "Request Entity Too Large")
BAD_GATEWAY: Final = "<html><head><title>502 Bad Gateway</title></head></html>"


@dataclass(slots=True)
class Gateway:
    """Answers /bot<token>/<method> and /file/bot<token>/<path>."""

    world: World

    def routes(self) -> list[web.AbstractRouteDef]:
        path = "/bot{token:[^/]+}/{method:[^/]+}"
        return [
            web.get(path, self.handle, allow_head=False),
            web.post(path, self.handle),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self.download),
            web.route("*", "/bot{rest:.*}", _not_found),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        entry = self._entry(request.match_info["method"], "http")
        fault: Fault | None = None
        try:
            bot = self.world.bot(request.match_info["token"])
            values, uploads = await _arguments(request)
            call = Call(self.world, bot, entry["method"].lower(), values, uploads)
            entry |= {"bot": bot.id, "chat": call.chat_id}
            fault = self.world.faults.take(call.method, call.chat_id)
            if fault is not None and fault.kind == "drop_before":
                return _dropped(request, entry, fault)
            body = await self._answer(call, fault)
        except ApiError as error:
            entry |= {"status": error.code, "retry": error.retry_after}
            return _refusal(error)
        if fault is not None:
            entry["fault"] = fault.kind
            if fault.kind == "drop_after":
                return _dropped(request, entry, fault)
            if fault.kind == "502":
                entry["status"] = 502
                return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
        entry["status"] = 200
        return web.Response(body=body, content_type="application/json")

    def _entry(self, method: str, via: str) -> dict[str, Any]:
        """Begin the log's entry of a call; its status is 0 while there is no answer."""
        world = self.world
        world.calls += 1
        entry = {
            "n": world.calls,
            "at": time.time(),
            "via": via,
            "bot": None,
            "method": method,
            "chat": None,
            "status": 0,
            "retry": None,
        }
        world.log.append(entry)
        return entry

    async def _answer(self, call: Call, fault: Fault | None) -> bytes:
        """Run a call within its latency and its fault; return the answer's JSON."""
        way = self.world.limits.latency_ms / 2000
        if way:
            await asyncio.sleep(way)
        if fault is not None and fault.kind == "429":
            raise too_many(fault.retry_after)
        if fault is not None and fault.kind == "500":
            raise ApiError(500, "Internal Server Error")
        body = b"" if fault is not None and fault.kind == "502" else await self.run(call)
        if fault is not None and fault.kind == "stall":
            await asyncio.sleep(fault.seconds)
        if way:
            await asyncio.sleep(way)
        return body

    async def run(self, call: Call) -> bytes:
        """Run a call and return the answer's JSON; raise what Telegram refuses."""
        method = METHODS.get(call.method)
        if method is None:
            raise ApiError(404, NO_METHOD)
        result = method(call)
        if inspect.isawaitable(result):
            result = await result
        answer = {"ok": True, "result": result}
        if call.description:
            answer["description"] = call.description
        return orjson.dumps(answer)

    async def execute(self, bot: Bot, method: str, values: dict[str, Any]) -> None:
        """Run the call that a webhook's answer carried; nobody is told how it went but the log."""
        entry = self._entry(method, "webhook")
        call = Call(self.world, bot, method, values)
        entry |= {"bot": bot.id, "chat": call.chat_id}
        try:
            await self.run(call)
            entry["status"] = 200
        except ApiError as error:
            entry |= {"status": error.code, "retry": error.retry_after}

    async def download(self, request: web.Request) -> web.StreamResponse:
        try:
            self.world.bot(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        file = self.world.files.by_path.get(request.match_info["path"])
        if file is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def _refusal(error: ApiError) -> web.Response:
    headers = None if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return json_response(error.body, error.code, headers)


async def _not_found(_: web.Request) -> web.StreamResponse:
    return _refusal(ApiError(404, "Not Found"))


def _dropped(request: web.Request, entry: dict[str, Any], fault: Fault) -> web.Response:
    """Close the connection without an answer; aiohttp finds nobody to send the response to."""
    entry["fault"] = fault.kind
    if request.transport is not None:
        request.transport.close()
    return web.Response()


async def _arguments(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return the arguments from query and body, and the uploaded files."""
    values: dict[str, Any] = dict(request.query)
    if request.method == "GET" or not request.body_exists:
        return values, {}
    kind = request.content_type
    try:
        if kind == "multipart/form-data":
            fields, uploads = _split(await request.post())
            return values | fields, uploads
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise TOO_LARGE from None
    if kind == "application/json":
        return values | _json(raw), {}
    if kind == FORM:
        values.update(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))
    return values, {}


def _split(form: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Upload]]:
    fields: dict[str, Any] = {}
    uploads = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            if len(data) > UPLOAD_BYTES:
                raise TOO_LARGE
            uploads[name] = Upload(value.filename, value.content_type, data)
        else:
            fields[name] = value
    return fields, uploads


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value
