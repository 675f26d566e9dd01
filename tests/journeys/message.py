"""What stands in a message and under it."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from locales.tongue import Tongue

GERMAN = Tongue("de", ZoneInfo("Europe/Berlin"))
Message = dict[str, Any]


def fits(message: Message, pattern: str, label: str) -> bool:
    """Return whether a message matches a pattern and bears a button, where one is named."""
    bears = not label or any(bare(text) == label for text in labels(message))
    return bears and re.search(pattern, words(message)) is not None


def words(message: Message) -> str:
    """Return a message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Message) -> list[dict[str, Any]]:
    """Return a message's buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labels(message: Message) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["text"] for button in buttons(message)]


def bare(label: str) -> str:
    """Return a label without an icon before it and a count after it."""
    return re.sub(r"\s*[(（]\d+[)）]$", "", re.sub(r"^[^\w(]+\s*", "", label))


def data_of(message: Message, label: str) -> str:
    """Return the data of the button with a label; AssertionError when there is none."""
    for button in buttons(message):
        if bare(button["text"]) == label or button["text"] == label:
            return str(button["callback_data"])
    raise AssertionError(f"no button {label!r} among {labels(message)} under {words(message)!r}")
