"""The tests' side: the clock, faults, limits, the log of calls, groups, a fresh start."""

from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from playground.api import bot_of
from playground.chats import Chat
from playground.limits import KINDS, Fault, Limits
from playground.people import Crowd
from playground.phone import Refused, create_group, say_in_group
from playground.web import answering, body_of, number, seconds
from playground.world import World

SET_LIMITS: Final = {
    "latency_ms": float,
    "per_second": int,
    "per_chat": int,
    "retry_after": int,
    "retry_scale": float,
}


@dataclass(slots=True)
class Control:
    """The handlers below /api/ that tests use."""

    world: World
    crowd: Crowd

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.post("/api/time", answering(self.time)),
            web.post("/api/faults", answering(self.add_fault)),
            web.delete("/api/faults", answering(self.clear_faults)),
            web.post("/api/limits", answering(self.limits)),
            web.get("/api/log", answering(self.log)),
            web.post("/api/reset", answering(self.reset)),
            web.post("/api/groups", answering(self.group)),
            web.get("/api/groups/{id:-\\d+}", answering(self.see_group)),
            web.post("/api/groups/{id:-\\d+}/text", answering(self.group_text)),
        ]

    async def time(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        self.world.clock.advance(seconds(body.get("advance"), "advance"))
        return {"now": int(self.world.clock.now())}

    async def add_fault(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        if body.get("kind") not in KINDS:
            raise Refused(400, f"kind is one of {', '.join(KINDS)}")
        chat = body.get("chat")
        self.world.faults.waiting.append(
            Fault(
                method=str(body.get("method", "*")),
                kind=body["kind"],
                times=number(body.get("times", 1), "times"),
                chat=None if chat is None else number(chat, "chat"),
                retry_after=number(body.get("retry_after", 1), "retry_after"),
                seconds=seconds(body.get("seconds", 0), "seconds"),
            )
        )
        return {"waiting": len(self.world.faults.waiting)}

    async def clear_faults(self, _: web.Request) -> dict[str, Any]:
        self.world.faults.waiting.clear()
        return {"waiting": 0}

    async def limits(self, request: web.Request) -> dict[str, Any]:
        limits = self.world.limits
        for key, value in (await body_of(request)).items():
            if key not in SET_LIMITS:
                raise Refused(400, f"there is no limit {key}")
            setattr(limits, key, SET_LIMITS[key](seconds(value, key)))
        return {key: getattr(limits, key) for key in SET_LIMITS}

    async def log(self, request: web.Request) -> dict[str, Any]:
        after = number(request.query.get("after", 0), "after")
        calls = [entry for entry in self.world.log if entry["n"] > after]
        return {"calls": calls, "last": self.world.calls}

    async def reset(self, _: web.Request) -> dict[str, Any]:
        """Forget people, chats, files and orders; the bots stay known, their queues go on."""
        world = self.world
        world.people.clear()
        world.guide.clear()
        world.log.clear()
        world.files.by_id.clear()
        world.files.by_path.clear()
        world.faults.waiting.clear()
        world.limits = Limits()
        world.clock.offset = 0.0
        self.crowd.forget()
        for bot in world.bots.values():
            bot.queue.drop(list(bot.queue.waiting))
            bot.chats.clear()
            bot.queries.clear()
            bot.commands = {key: value for key, value in bot.commands.items() if ":" not in key[0]}
        world.feed.publish("resync", None, dict)
        return {"event": world.feed.number}

    async def group(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        person = self.world.people.get(number(body.get("by"), "by"))
        if person is None:
            raise Refused(404, "«by» is no known person")
        bot = bot_of(self.world, request)
        return _seen(create_group(self.world, bot, person, str(body.get("title", "Gruppe"))))

    def _group(self, request: web.Request) -> Chat:
        chat = bot_of(self.world, request).chats.get(int(request.match_info["id"]))
        if chat is None:
            raise Refused(404, "there is no such group")
        return chat

    async def see_group(self, request: web.Request) -> dict[str, Any]:
        """Show a group; with `?timeout=S`, once the bot has left it."""
        chat = self._group(request)
        patience = seconds(request.query.get("timeout", 0), "timeout")
        while chat.member and await chat.bell.wait(patience):
            pass
        return _seen(chat)

    async def group_text(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        person = self.world.people.get(number(body.get("person"), "person"))
        if person is None:
            raise Refused(404, "«person» is no known person")
        bot = bot_of(self.world, request)
        chat = self._group(request)
        said = say_in_group(self.world, bot, chat, person, str(body.get("text", "")))
        return {"message": said.page()}


def _seen(chat: Chat) -> dict[str, Any]:
    return {
        "group": {"id": chat.id, "title": chat.title, "member": chat.member},
        "messages": [message.page() for message in chat.messages.values()],
    }
