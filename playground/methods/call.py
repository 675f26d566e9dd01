"""One call of a Bot API method: its arguments as Telegram reads them, and its chat."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from playground.chats import Bot, Chat, Message
from playground.limits import (
    BLOCKED,
    DEACTIVATED,
    NO_MEMBER,
    NOT_STARTED,
    ApiError,
    bad_request,
)
from playground.world import World


@dataclass(slots=True, frozen=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    mime_type: str
    data: bytes


@dataclass(slots=True)
class Call:
    """A method's arguments; form fields are strings, JSON bodies bring their own types."""

    world: World
    bot: Bot
    method: str
    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)
    description: str = ""

    def text(self, name: str) -> str:
        """Return a string argument, "" when it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return an integer argument; what is no number counts as missing, as in Telegram."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "yes", "1")

    def json(self, name: str) -> Any:  # noqa: ANN401  whatever JSON the caller wrote
        """Return a nested argument, decoded when it came as a form field; None when missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            what = name.replace("_", " ")
            raise bad_request(f"can't parse {what} JSON object") from None

    @property
    def chat_id(self) -> int | None:
        """The chat the call is about, None when it names none."""
        return self.integer("chat_id") or None

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat, whether or not the bot may write there; raise 400 if there is none."""
        if not self.text(name):
            raise bad_request("chat_id is empty")
        number = self.integer(name)
        chat = self.bot.chats.get(number)
        if chat is not None:
            return chat
        person = self.world.people.get(number)
        if person is None:
            raise bad_request("chat not found")
        return self.world.private_chat(self.bot, person)

    def writable(self) -> Chat:
        """Return the chat if the bot may write there now; raise Telegram's 403 if not."""
        chat = self.chat()
        person = chat.person
        if person is None:
            if not chat.member:
                raise ApiError(403, NO_MEMBER)
        elif person.deactivated:
            raise ApiError(403, DEACTIVATED)
        elif person.blocked:
            raise ApiError(403, BLOCKED)
        elif not person.started:
            raise ApiError(403, NOT_STARTED)
        return chat

    def admitted(self, count: int = 1) -> Chat:
        """Return the writable chat once the rates allow `count` messages more; raise 429."""
        chat = self.writable()
        self.world.limits.admit((self.bot.id, chat.id), count)
        return chat

    def message(self, chat: Chat, what: str, name: str = "message_id") -> Message:
        """Return the chat's message; raise «<what> not found»."""
        message = chat.messages.get(self.integer(name))
        if message is None:
            raise bad_request(f"{what} not found")
        return message
