"""The page's side: people, their chats, what they type and press, the crowd, the guide."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from playground.chats import Bot, Message, Person
from playground.keyboard import buttons
from playground.methods.profile import commands_for
from playground.people import Crowd, answered
from playground.phone import Phone, Refused, labelled
from playground.web import answering, body_of, number, seconds
from playground.world import World

PATCHED = ("label", "shown", "language_code", "simulated")
PAGE = 100
PATIENCE = 600.0


def bot_of(world: World, request: web.Request) -> Bot:
    """Return the bot that `?bot=ID` names, else the first one; raise 409 while there is none."""
    wanted = request.query.get("bot")
    for bot in world.bots.values():
        if wanted in (None, str(bot.id)):
            return bot
    raise Refused(409, "no bot has called this playground yet")


def person_of(world: World, request: web.Request) -> Person:
    """Return the person in the path; raise 404 for an unknown one."""
    person = world.people.get(int(request.match_info["id"]))
    if person is None:
        raise Refused(404, f"there is no person {request.match_info['id']}")
    return person


@dataclass(slots=True)
class Api:
    """The handlers below /api/ that people use."""

    world: World
    crowd: Crowd

    def routes(self) -> list[web.AbstractRouteDef]:
        person = "/api/people/{id:\\d+}"
        return [
            web.get("/api/state", answering(self.state)),
            web.post("/api/people", answering(self.add)),
            web.patch(person, answering(self.patch)),
            web.get(f"{person}/chat", answering(self.chat)),
            web.get(f"{person}/commands", answering(self.commands)),
            web.get(f"{person}/wait", answering(self.wait)),
            web.post(f"{person}/text", answering(self.text)),
            web.post(f"{person}/file", answering(self.file)),
            web.post(f"{person}/press", answering(self.press)),
            web.post(f"{person}/{{act:block|unblock|deactivate}}", answering(self.act)),
            web.get("/api/files/{file_id}", self.download),
            web.post("/api/crowd/answer", answering(self.answer)),
            web.post("/api/guide", answering(self.set_guide)),
            web.post("/api/guide/{step}/done", answering(self.step_done)),
        ]

    def _phone(self, request: web.Request) -> Phone:
        return Phone(self.world, bot_of(self.world, request), person_of(self.world, request))

    async def state(self, _: web.Request) -> dict[str, Any]:
        world = self.world
        bot = next(iter(world.bots.values()), None)
        return {
            "people": [person.json() for person in world.people.values()],
            "guide": world.guide,
            "now": int(world.clock.now()),
            "event": world.feed.number,
            "bot": bot
            and {"id": bot.id, "name": bot.user["first_name"], "username": bot.username},
            "crowd": self.crowd.json(bot),
        }

    async def add(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        first_name = str(body.get("first_name", "")).strip()
        if not first_name:
            raise Refused(400, "a person has a first_name")
        wanted = body.get("id")
        identity = next(self.world.person_ids) if wanted is None else number(wanted, "id")
        if identity in self.world.people or identity <= 0:
            raise Refused(409, f"id {identity} is taken or not above 0")
        person = Person(identity, first_name)
        for key in ("last_name", "language_code", "username", "label"):
            if key in body:
                setattr(person, key, str(body[key]))
        for key in ("shown", "simulated", "started"):
            setattr(person, key, bool(body.get(key)))
        self.world.add_person(person)
        return {"person": person.json()}

    async def patch(self, request: web.Request) -> dict[str, Any]:
        person = person_of(self.world, request)
        for key, value in (await body_of(request)).items():
            if key not in PATCHED:
                raise Refused(400, f"{key} cannot be changed")
            setattr(person, key, type(getattr(person, key))(value))
        self.world.person_changed(person)
        return {"person": person.json()}

    def _messages(self, request: web.Request) -> list[Message]:
        """Return the person's chat, oldest first; empty while there is no bot."""
        person = person_of(self.world, request)
        if not self.world.bots:
            return []
        chat = bot_of(self.world, request).chats.get(person.id)
        return list(chat.messages.values()) if chat else []

    async def chat(self, request: web.Request) -> dict[str, Any]:
        limit = min(max(number(request.query.get("limit", PAGE), "limit"), 1), 1000)
        messages = self._messages(request)
        if "before" in request.query:
            before = number(request.query["before"], "before")
            messages = [message for message in messages if message.id < before]
        return {
            "messages": [message.page() for message in messages[-limit:]],
            "event": self.world.feed.number,
        }

    async def commands(self, request: web.Request) -> dict[str, Any]:
        person = person_of(self.world, request)
        if not self.world.bots:
            return {"commands": []}
        table = bot_of(self.world, request).commands
        return {"commands": commands_for(table, person.id, person.language_code)}

    async def wait(self, request: web.Request) -> dict[str, Any]:
        """Wait for the bot's messages and edits whose number is above `after`."""
        phone = self._phone(request)
        after = number(request.query.get("after", 0), "after")
        patience = min(seconds(request.query.get("timeout", 10), "timeout"), PATIENCE)
        end = time.monotonic() + patience
        while True:
            found = [
                message
                for message in phone.chat.messages.values()
                if message.event > after and not message.from_me
            ]
            if found or not await phone.chat.bell.wait(end - time.monotonic()):
                break
        found.sort(key=lambda message: message.event)
        event = found[-1].event if found else after
        return {"event": event, "messages": [message.page() for message in found]}

    async def text(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        reply_to = number(body.get("reply_to") or 0, "reply_to")
        sent = self._phone(request).type(str(body.get("text", "")), body.get("entities"), reply_to)
        return {"message": sent[-1].page(), "messages": [message.page() for message in sent]}

    async def file(self, request: web.Request) -> dict[str, Any]:
        phone = self._phone(request)
        form = await request.post()
        upload = form.get("file")
        if not isinstance(upload, web.FileField):
            raise Refused(400, "the form has a file in its field «file»")
        kind = form.get("as", "document")
        if kind not in ("document", "photo"):
            raise Refused(400, "as is document or photo")
        data = upload.file.read()
        caption = str(form.get("caption", ""))
        sent = phone.attach(str(kind), upload.filename, upload.content_type, data, caption)
        return {"message": sent.page()}

    async def press(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        phone = self._phone(request)
        message = phone.message(number(body.get("message_id"), "message_id"))
        query = phone.press(message, _pressed(message, body))
        answer: dict[str, Any] = {"query_id": query.id}
        if body.get("wait"):
            answer["answer"] = await answered(query, seconds(body["wait"], "wait"))
        return answer

    async def act(self, request: web.Request) -> dict[str, Any]:
        phone = self._phone(request) if self.world.bots else None
        person = person_of(self.world, request)
        act = request.match_info["act"]
        if act == "deactivate":
            person.deactivated = True
            self.world.person_changed(person)
        elif phone is None:
            raise Refused(409, "no bot has called this playground yet")
        elif act == "block":
            phone.block()
        else:
            phone.unblock()
        return {"person": person.json()}

    async def download(self, request: web.Request) -> web.Response:
        file = self.world.files.by_id.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        # A picture may be shown by the page; anything else is only ever saved, never run.
        shown = file.kind == "photo"
        how = "inline" if shown else "attachment"
        return web.Response(
            body=file.data,
            headers={
                "Content-Type": file.mime_type if shown else "application/octet-stream",
                "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name)}",
                "X-Content-Type-Options": "nosniff",
            },
        )

    async def answer(self, request: web.Request) -> dict[str, Any]:
        body = await body_of(request)
        wanted = body.get("people", "all")
        people = self.world.people
        if wanted == "all":
            chosen = [person for person in people.values() if person.simulated]
        else:
            ids = [number(one, "people") for one in wanted]
            chosen = [people[one] for one in ids if one in people]
        pause = seconds(body.get("pause", 0), "pause")
        bot = bot_of(self.world, request)
        choice = str(body.get("choice", "consent"))
        return {"started": self.crowd.answer(bot, chosen, choice, pause)}

    async def set_guide(self, request: web.Request) -> dict[str, Any]:
        steps = (await body_of(request)).get("steps")
        self.world.guide = checked_guide(steps)
        return self._guide_changed()

    async def step_done(self, request: web.Request) -> dict[str, Any]:
        for step in self.world.guide:
            if step["id"] == request.match_info["step"]:
                step["done"] = True
                return self._guide_changed()
        raise Refused(404, f"there is no step {request.match_info['step']}")

    def _guide_changed(self) -> dict[str, Any]:
        guide = [dict(step) for step in self.world.guide]
        self.world.feed.publish("guide", None, lambda: {"guide": guide})
        return {"guide": guide}


def checked_guide(steps: object) -> list[dict[str, Any]]:
    """Return the guide's steps with every field; raise 400 when one lacks id, de or zh."""
    if not isinstance(steps, list):
        raise Refused(400, "steps is a list")
    for step in steps:
        if not isinstance(step, dict) or not {"id", "de", "zh"} <= step.keys():
            raise Refused(400, "a step has id, de and zh")
    return [
        {"id": str(one["id"]), "de": one["de"], "zh": one["zh"], "done": bool(one.get("done"))}
        for one in steps
    ]


def _pressed(message: Message, body: dict[str, Any]) -> str:
    """Return the data of the button meant; raise what Telegram or a client would refuse."""
    if "data" in body:
        data = str(body["data"])
        shown = {one.get("callback_data") for _, _, one in buttons(_markup(message))}
        if not body.get("forge") and data not in shown:
            raise Refused(400, "DATA_INVALID")
        return data
    if "label" in body:
        button = labelled(message, str(body["label"]))
    else:
        at = (number(body.get("row"), "row"), number(body.get("column"), "column"))
        found = (one for row, column, one in buttons(_markup(message)) if (row, column) == at)
        button = next(found, None)
    if button is None:
        raise Refused(404, "this message has no such button")
    if "callback_data" not in button:
        raise Refused(400, "this button sends nothing to the bot")
    return str(button["callback_data"])


def _markup(message: Message) -> dict[str, Any] | None:
    return message.body.get("reply_markup")
