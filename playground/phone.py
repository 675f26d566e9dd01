"""What a person can do with their phone: type, press, send a file, block the bot."""

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

from playground.chats import Bot, Chat, Message, Person, Query
from playground.entities import Entity, find, given, trim
from playground.keyboard import Button, buttons
from playground.limits import ACCESSIBLE_SECONDS, CAPTION_POINTS, TEXT_POINTS
from playground.world import World

BEFORE_LABEL: Final = re.compile(r"^[\W_]+")
AFTER_LABEL: Final = re.compile(r"\s*[((]\d+[))]$")


class Refused(Exception):
    """Something a person cannot do, with an HTTP status and a sentence for the page."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(slots=True, frozen=True)
class Phone:
    """One person's chat with one bot, seen from the person's side."""

    world: World
    bot: Bot
    person: Person

    @property
    def chat(self) -> Chat:
        return self.world.private_chat(self.bot, self.person)

    def type(self, text: str, entities: object = None, reply_to: int = 0) -> list[Message]:
        """Send a text, in several messages when it is longer than one may be."""
        self._must_be_able()
        text, known = trim(text, given(text, entities))
        if not text:
            raise Refused(400, "an empty text cannot be sent")
        if len(text) <= TEXT_POINTS:
            return [self._send(_text(text, known) | self._reply(reply_to))]
        parts = [text[at : at + TEXT_POINTS] for at in range(0, len(text), TEXT_POINTS)]
        return [self._send(_text(part, [])) for part in parts]

    def _reply(self, number: int) -> dict[str, Any]:
        if not number:
            return {}
        return {"reply_to_message": self.message(number).body}

    def attach(
        self, kind: str, name: str, mime_type: str, data: bytes, caption: str = ""
    ) -> Message:
        """Send a file as "document" or "photo"; raise when Telegram would not take it."""
        self._must_be_able()
        file = self.world.files.add(kind, name, mime_type, data)
        if len(caption) > CAPTION_POINTS:
            raise Refused(400, f"a caption has at most {CAPTION_POINTS} characters")
        content = file.body
        if caption := caption.strip():
            content["caption"] = caption
            if entities := find(caption, []):
                content["caption_entities"] = entities
        return self._send(content)

    def _send(self, content: dict[str, Any]) -> Message:
        if not self.person.started:
            self.person.started = True
            self.world.person_changed(self.person)
        message = self.world.post(self.chat, self.person.user, content)
        self.bot.queue.add("message", message.body, f"chat {self.chat.id}")
        return message

    def message(self, number: int) -> Message:
        """Return a message of the chat; raise when the person does not see it."""
        message = self.chat.messages.get(number)
        if message is None:
            raise Refused(404, f"there is no message {number} in this chat")
        return message

    def press(self, message: Message, data: str) -> Query:
        """Press a button; the bot gets the query, with the message unless that is too old."""
        self._must_be_able()
        number = str(secrets.randbits(62))
        now = self.world.clock.now()
        answer = asyncio.get_running_loop().create_future()
        query = Query(number, self.person, message, data, now, answer)
        self.bot.queries[number] = query
        near = self.world.accessible(message, ACCESSIBLE_SECONDS)
        self.bot.queue.add(
            "callback_query",
            {
                "id": number,
                "from": self.person.user,
                "message": message.body if near else message.inaccessible,
                "chat_instance": str(self.bot.id * 31 + self.person.id),
                "data": data,
            },
            f"query {self.person.id}",
        )
        pressed = {"message_id": message.id, "data": data, "query_id": number}
        self.world.feed.publish("pressed", message.chat.id, lambda: pressed)
        return query

    def block(self) -> None:
        if not self.person.blocked:
            self.person.blocked = True
            self._told("member", "kicked")

    def unblock(self) -> None:
        if self.person.blocked:
            self.person.blocked = False
            self._told("kicked", "member")

    def _told(self, before: str, after: str) -> None:
        self.world.membership(self.bot, self.chat, self.person.user, before, after)
        self.world.person_changed(self.person)

    def _must_be_able(self) -> None:
        if self.person.deactivated:
            raise Refused(409, "this account is deactivated")
        if self.person.blocked:
            raise Refused(409, "this person has blocked the bot: unblock it first")


def _text(text: str, known: list[Entity]) -> dict[str, Any]:
    entities = find(text, known)
    return {"text": text} | ({"entities": entities} if entities else {})


def bare(label: str) -> str:
    """Return a button's label without an icon before it and a count behind it."""
    return AFTER_LABEL.sub("", BEFORE_LABEL.sub("", label.strip()))


def labelled(message: Message, *labels: str) -> Button | None:
    """Return the message's button with one of these labels, exact ones first."""
    all_buttons = [button for _, _, button in buttons(message.body.get("reply_markup"))]
    for button in all_buttons:
        if button["text"] in labels:
            return button
    wanted = {bare(label) for label in labels}
    for button in all_buttons:
        if bare(button["text"]) in wanted:
            return button
    return None


def create_group(world: World, bot: Bot, person: Person, title: str) -> Chat:
    """Let a person open a group and add the bot; the bot is told as Telegram tells it."""
    chat = Chat(next(world.group_ids), None, title)
    bot.chats[chat.id] = chat
    world.membership(bot, chat, person.user, "left", "member")
    added = world.post(chat, person.user, {"new_chat_members": [bot.user]})
    bot.queue.add("message", added.body, f"chat {chat.id}")
    return chat


def say_in_group(world: World, bot: Bot, chat: Chat, person: Person, text: str) -> Message:
    """Let a person write in a group; a bot in privacy mode hears commands only."""
    message = world.post(chat, person.user, _text(text, []))
    if chat.member and text.startswith("/"):
        bot.queue.add("message", message.body, f"chat {chat.id}")
    return message
