"""A fast Bot API for measuring: `python -m tests.bench.server`, ordered about through /control.

It prints its address. Bots use <address>/bot<token>/<method>. Orders are JSON, by POST:

    /control          the fields of rules.Rules to change; "faults": a list of rules.Fault fields
    /control/clear    no limits, faults or updates; an empty log
    /control/reset    that, and no webhook
    /control/inject   {"updates": […], "spacing": seconds between them}; update_id may be left out
    /control/wait     {"methods": […], "count": n, "seconds": s}: once n such calls took effect;
                      with "chats": […] instead of a count, once each of them had one
    /control/log      {"after": n}: the calls as rules.Entry fields, from the n-th on
    /control/summary  counts, and the most messages and edits in any one second
    /control/updates  each update: injected, handed, acked (null when not), tries
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from tests.bench.emulated import TRUE, Telegram
from tests.bench.postman import Item
from tests.bench.rules import Entry, Fault, Rules
from tests.bench.wire import Connection, Request

NOT_FOUND: Final = b'{"ok":false,"error_code":404,"description":"Not Found"}'
HOUR: Final = 3600.0
RULES: Final = {name for name in Rules.__dataclass_fields__ if not name.startswith("_")}

Order = Callable[[Request], None]


@dataclass
class Waiter:
    """Somebody who waits for so many calls of some methods, or for one in each of `chats`."""

    request: Request
    methods: list[str]
    count: int
    chats: set[int]
    timer: asyncio.TimerHandle


class Control:
    """What the bench orders, and the bots' way to the server's state."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._telegram = Telegram(group, self._heard)
        self._waiters: list[Waiter] = []
        self._last_update = 0
        self._orders: dict[str, Order] = {
            "/control": self._order,
            "/control/clear": self._clear,
            "/control/reset": self._reset,
            "/control/inject": self._inject,
            "/control/wait": self._wait,
            "/control/log": self._read_log,
            "/control/summary": self._summary,
            "/control/updates": self._read_updates,
        }

    def handle(self, request: Request) -> None:
        """Answer a bot, or do what the bench orders."""
        if request.path.startswith("/bot"):
            self._telegram.answer(request)
        elif order := self._orders.get(request.path):
            order(request)
        else:
            request.reply(NOT_FOUND, 404)

    def _order(self, request: Request) -> None:
        fields, now = dict(request.fields), time.monotonic()
        faults = fields.pop("faults", [])
        if unknown := fields.keys() - RULES:
            request.reply(orjson.dumps({"ok": False, "unknown": sorted(unknown)}), 400)
            return
        for name, value in fields.items():
            setattr(self._telegram.rules, name, value)
        self._telegram.faults += [Fault(**one, since=now) for one in faults]
        request.reply(TRUE)

    def _clear(self, request: Request) -> None:
        self._telegram.clear()
        request.reply(TRUE)

    def _reset(self, request: Request) -> None:
        self._group.create_task(self._begin_anew(request))

    async def _begin_anew(self, request: Request) -> None:
        self._telegram.clear()
        await self._telegram.postman.hook(None)
        request.reply(TRUE)

    def _inject(self, request: Request) -> None:
        updates = request.fields["updates"]
        for update in updates:
            self._last_update = update.setdefault("update_id", self._last_update + 1)
        self._telegram.postman.inject(updates, float(request.fields.get("spacing", 0)))
        request.reply(TRUE)

    def _read_log(self, request: Request) -> None:
        entries = self._telegram.log.entries[int(request.fields.get("after", 0)) :]
        request.reply(orjson.dumps({"fields": Entry._fields, "entries": entries}, default=list))

    def _read_updates(self, request: Request) -> None:
        request.reply(orjson.dumps([_told(item) for item in self._telegram.postman.items]))

    def _summary(self, request: Request) -> None:
        request.reply(orjson.dumps(self._telegram.log.summary()))

    def _wait(self, request: Request) -> None:
        fields = request.fields
        waiter = Waiter(
            request,
            list(fields["methods"]),
            int(fields.get("count", 0)),
            set(fields.get("chats", ())),
            asyncio.get_running_loop().call_later(
                float(fields.get("seconds", HOUR)), self._give_up, request
            ),
        )
        self._waiters.append(waiter)
        for entry in self._telegram.log.entries if waiter.chats else ():
            if entry.done and entry.method in waiter.methods:
                waiter.chats.discard(entry.chat)
        self._look(waiter)

    def _heard(self, entry: Entry) -> None:
        for waiter in list(self._waiters):
            if entry.method in waiter.methods:
                waiter.chats.discard(entry.chat)
                self._look(waiter)

    def _look(self, waiter: Waiter) -> None:
        """Tell somebody when what they wait for has come."""
        came = sum(self._telegram.log.done[method] for method in waiter.methods)
        if came >= waiter.count and not waiter.chats:
            waiter.timer.cancel()
            self._waiters.remove(waiter)
            waiter.request.reply(b'{"reached":true}')

    def _give_up(self, request: Request) -> None:
        self._waiters = [one for one in self._waiters if one.request is not request]
        request.reply(b'{"reached":false}')


def _told(item: Item) -> dict[str, Any]:
    return {
        "update_id": item.update["update_id"],
        "query": item.update.get("callback_query", {}).get("id"),
        "injected": item.injected,
        "handed": item.handed,
        "acked": item.acked,
        "tries": item.tries,
    }


async def main() -> None:
    """Serve on a free port of this machine until a signal."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with contextlib.suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            control = Control(group)
            server = await loop.create_server(
                lambda: Connection(control.handle), "127.0.0.1", 0, backlog=1024
            )
            host, port = server.sockets[0].getsockname()[:2]
            print(f"http://{host}:{port}", flush=True)
            await stop.wait()
            server.close()
            raise asyncio.CancelledError


if __name__ == "__main__":
    asyncio.run(main())
