"""Where an update comes from and where its answer goes, read from Telegram's JSON."""

from dataclasses import dataclass
from typing import Any, Final

# What Telegram is asked for; anything else would only be thrown away.
WANTED: Final = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True)
class Source:
    """Who did something in which chat; `query` waits for a toast.

    `message_id` is the message that was pressed or sent; `editable` whether it is ours and not
    older than about 48 hours, when Telegram shows its id alone (date 0). `code` is the language
    that Telegram names.
    """

    telegram_id: int
    chat_id: int
    private: bool
    query: str | None = None
    message_id: int | None = None
    editable: bool = False
    code: str | None = None


def source(update: dict[str, Any]) -> Source | None:
    """Return where an update comes from; None for one that nobody did, or that has no chat."""
    for kind in WANTED:
        content = update.get(kind)
        if content is not None:
            break
    else:
        return None
    query = content if kind == "callback_query" else None
    message = content.get("message") if query else content
    sender = content.get("from")
    if message is None or sender is None:
        return None
    return Source(
        telegram_id=sender["id"],
        chat_id=message["chat"]["id"],
        private=message["chat"]["type"] == "private",
        query=query["id"] if query else None,
        message_id=message.get("message_id"),
        editable=query is not None and message["date"] != 0,
        code=sender.get("language_code"),
    )


def blocked(update: dict[str, Any]) -> bool | None:
    """Return whether a person has just blocked the bot, or taken it back; None otherwise."""
    change = update.get("my_chat_member")
    if change is None or change["chat"]["type"] != "private":
        return None
    return bool(change["new_chat_member"]["status"] == "kicked")


def file_of(update: dict[str, Any]) -> dict[str, Any] | None:
    """Return the file of a message as an Attachment's columns; None where there is none."""
    message = update.get("message") or {}
    if document := message.get("document"):
        return {
            "file_id": document["file_id"],
            "photo": False,
            "name": document.get("file_name", "document")[-200:],
            "mime": document.get("mime_type", "application/octet-stream")[:120],
            "size": document.get("file_size", 0),
        }
    if sizes := message.get("photo"):
        largest = max(sizes, key=lambda size: size["width"] * size["height"])
        return {
            "file_id": largest["file_id"],
            "photo": True,
            "name": "photo.jpg",
            "mime": "image/jpeg",
            "size": largest.get("file_size", 0),
        }
    return None
