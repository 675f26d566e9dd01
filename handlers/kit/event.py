"""What an update of Telegram says, read from its JSON: who did what, in which chat."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from handlers.kit import formatted
from handlers.kit.formatted import Entity

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


class Kind(Enum):
    """What somebody did."""

    PRESS = auto()
    COMMAND = auto()
    TEXT = auto()
    FILE = auto()
    EDITED = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Event:
    """One update. `content` is a button's data, a text, a caption or a command's payload.

    `entities` is the formatting of a text or caption, in characters.
    """

    kind: Kind
    telegram_id: int
    private: bool
    language_code: str | None
    message_id: int
    content: str = ""
    command: str = ""
    entities: tuple[Entity, ...] = ()


def read(update: dict[str, Any]) -> Event | None:
    """Return what somebody did; None where nobody did anything that wants an answer."""
    if "callback_query" in update:
        return _press(update["callback_query"])
    for key in ("message", "edited_message"):
        if key in update:
            return _message(update[key], edited=key == "edited_message")
    return None


def document(update: dict[str, Any]) -> bool:
    """Return whether the update brings a file: a document or a photo."""
    message = update.get("message") or {}
    return bool(message.get("document") or message.get("photo"))


def _press(query: dict[str, Any]) -> Event | None:
    """Return a press; None for one on an inline message, of which this bot has none."""
    if "message" not in query:
        return None
    return Event(
        Kind.PRESS,
        telegram_id=query["from"]["id"],
        private=query["message"]["chat"]["type"] == "private",
        language_code=query["from"].get("language_code"),
        message_id=query["message"]["message_id"],
        content=query.get("data", ""),
    )


def _message(message: dict[str, Any], *, edited: bool) -> Event | None:
    """Return what a message says; None for a channel's post or another bot's message."""
    sender = message.get("from")
    if sender is None or sender.get("is_bot"):
        return None
    kind, content, command = _what(message)
    return Event(
        Kind.EDITED if edited else kind,
        telegram_id=sender["id"],
        private=message["chat"]["type"] == "private",
        language_code=sender.get("language_code"),
        message_id=message["message_id"],
        content=content,
        command=command,
        entities=_formatting(kind, content, message),
    )


def _what(message: dict[str, Any]) -> tuple[Kind, str, str]:
    """Return the kind of a message, its text or payload, and its command."""
    if message.get("document") or message.get("photo"):
        return Kind.FILE, message.get("caption", ""), ""
    text = message.get("text")
    if text is None:
        return Kind.OTHER, "", ""
    if found := COMMAND.fullmatch(text):
        return Kind.COMMAND, (found[2] or "").strip(), found[1].lower()
    return Kind.TEXT, text, ""


def _formatting(kind: Kind, content: str, message: dict[str, Any]) -> tuple[Entity, ...]:
    """Return how a text or a caption is formatted."""
    key = {Kind.TEXT: "entities", Kind.FILE: "caption_entities"}.get(kind)
    return tuple(formatted.read(content, message.get(key, ()))) if key else ()
