"""The Bot API's methods as the bench's server answers them: fast, limited, broken on order."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson

from tests.bench.postman import Hook, Postman
from tests.bench.rules import Entry, Fault, Log, Rules, counted, digest, flood
from tests.bench.wire import Fields, Request

BOT: Final = {
    "id": 1234567890,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": False,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
FROM: Final = orjson.dumps({name: BOT[name] for name in ("id", "is_bot", "first_name")})
TRUE: Final = b'{"ok":true,"result":true}'
RESULTS: Final = {
    "getMe": BOT,
    "getMyName": {"name": ""},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getMyCommands": [],
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


class Telegram:
    """The server's state, and what it answers bots; `heard` is called when a call took effect."""

    def __init__(self, group: asyncio.TaskGroup, heard: Callable[[Entry], None]) -> None:
        self._group = group
        self._loop = asyncio.get_running_loop()
        self._heard = heard
        self._last_message = 0
        self.rules, self.faults, self.log = Rules(), list[Fault](), Log()
        self.postman = Postman(group, self._by_webhook)
        self._slow: dict[str, Callable[[Fields], Awaitable[Any]]] = {
            "getUpdates": self._updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
        }

    def clear(self) -> None:
        """Forget everything but the webhook."""
        self.rules, self.faults, self.log = Rules(), [], Log()
        self.postman.clear()

    def answer(self, request: Request) -> None:
        """Answer a bot, now or later."""
        method = request.path[request.path.rfind("/") + 1 :]
        if slow := self._slow.get(method):
            self._group.create_task(self._wait(request, slow))
        else:
            self._call(request, method)

    def _call(self, request: Request, method: str) -> None:
        now = time.monotonic()
        for fault in self.faults:
            if fault.hits(method, now):
                self._misfortune(request, method, fault, now)
                return
        pause = self._refusal(method, request.fields, now)
        if pause:
            self._note(method, request.fields, now, 429)
            body = orjson.dumps(flood(pause))
            self._later(lambda: request.reply(body, 429))
            return
        body = self._take(method, request.fields, now)
        if self.rules.latency_ms:
            self._later(lambda: request.reply(body))
        else:
            request.reply(body)

    def _refusal(self, method: str, fields: Fields, now: float) -> int:
        """Return the pause that the limits ask of a call, 0 for one that they admit."""
        return self.rules.pause(_chat(fields), now) if counted(method) else 0

    def _misfortune(self, request: Request, method: str, fault: Fault, now: float) -> None:
        answers = fault.kind == "status" or (fault.kind == "stall" and fault.seconds > 0)
        status = (fault.status if fault.kind == "status" else 200) if answers else 0
        if fault.delivered or status == 200:
            body = self._take(method, request.fields, now, status=status)
        else:
            self._note(method, request.fields, now, status)
        if fault.kind == "drop":
            self._later(request.drop)
        elif fault.kind == "status":
            body = _trouble(fault, now)
            self._later(lambda: request.reply(body, status))
        elif fault.seconds:
            self._loop.call_later(fault.seconds, request.reply, body)

    def _later(self, then: Callable[[], None]) -> None:
        self._loop.call_later(self.rules.latency_ms / 1000, then)

    def _take(
        self, method: str, fields: Fields, now: float, *, by: str = "call", status: int = 200
    ) -> bytes:
        """Let a call take effect; return its answer."""
        if not counted(method):
            self._note(method, fields, now, status, done=True, by=by)
            return b'{"ok":true,"result":%b}' % orjson.dumps(RESULTS.get(method, True))
        message_id = int(fields.get("message_id", 0))
        if not message_id:
            self._last_message += 1
            message_id = self._last_message
        self._note(method, fields, now, status, done=True, by=by, message_id=message_id)
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private",'
            b'"first_name":"Bench"},"from":%b,"text":%b}}'
            % (
                message_id,
                int(time.time()),
                _chat(fields),
                FROM,
                orjson.dumps(fields.get("text", "")),
            )
        )

    def _note(
        self,
        method: str,
        fields: Fields,
        now: float,
        status: int,
        *,
        done: bool = False,
        by: str = "call",
        message_id: int = 0,
    ) -> None:
        text = str(fields.get("text") or fields.get("caption") or "")
        entry = Entry(
            now,
            method,
            _chat(fields),
            message_id,
            str(fields.get("callback_query_id", "")),
            digest(text),
            status,
            done,
            by,
            text if self.rules.texts else "",
        )
        self.log.add(entry)
        if done:
            self._heard(entry)

    def _by_webhook(self, call: Fields) -> None:
        self._take(str(call.pop("method", "")), call, time.monotonic(), by="webhook")

    # ---- methods that wait

    async def _wait(self, request: Request, method: Callable[[Fields], Awaitable[Any]]) -> None:
        request.reply(orjson.dumps({"ok": True, "result": await method(request.fields)}))

    async def _updates(self, fields: Fields) -> list[dict[str, Any]]:
        self._take("getUpdates", fields, time.monotonic())
        return await self.postman.poll(
            int(fields.get("offset", 0)),
            int(fields.get("limit", 100)),
            float(fields.get("timeout", 0)),
        )

    async def _set_webhook(self, fields: Fields) -> bool:
        url, secret = str(fields.get("url", "")), str(fields.get("secret_token", ""))
        connections = int(fields.get("max_connections") or 40)
        await self.postman.hook(Hook.at(url, secret, connections) if url else None)
        self._take("setWebhook", fields, time.monotonic())
        return True

    async def _delete_webhook(self, fields: Fields) -> bool:
        await self.postman.hook(None)
        self._take("deleteWebhook", fields, time.monotonic())
        return True


def _chat(fields: Fields) -> int:
    return int(fields.get("chat_id") or 0)


def _trouble(fault: Fault, now: float) -> bytes:
    if fault.status == 429:
        return orjson.dumps(flood(fault.pause(now)))
    sentence = {403: "Forbidden: bot was blocked by the user"}.get(fault.status, "Trouble")
    return orjson.dumps({"ok": False, "error_code": fault.status, "description": sentence})
