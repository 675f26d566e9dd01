"""What people send beyond plain text: formatted words and photos; and what arrives of it."""

from typing import Any

import aiohttp

from tests.journeys.harness import Phone
from tests.journeys.message import Message, words

LINK = "https://example.org/umfrage?a=1&b=2"


async def type_formatted(
    phone: Phone, text: str, label: str, then: str = "", **marked: str
) -> Message:
    """Type a text with formatted words and return the screen that bears a button."""
    entities = [
        {
            "type": kind,
            "offset": len(text[: text.index(word)].encode("utf-16-le")) // 2,
            "length": len(word.encode("utf-16-le")) // 2,
            **({"url": LINK} if kind == "text_link" else {}),
        }
        for kind, word in marked.items()
    ]
    event = await phone.now()
    path = f"/api/people/{phone.id}/text"
    sent = await phone.town.post(path, text=text, entities=entities)
    return await phone.after(event, then, label, above=sent["message"]["message_id"])


async def send_photo(phone: Phone, content: bytes, then: str) -> Message:
    """Send a photo and return the bot's answer to it."""
    event = await phone.now()
    form = aiohttp.FormData()
    form.add_field("file", content, filename="photo.jpg", content_type="image/jpeg")
    form.add_field("as", "photo")
    url = f"{phone.town.base}/api/people/{phone.id}/file"
    async with phone.town.http.post(url, data=form) as answer:
        sent = await answer.json()
    assert sent["ok"], sent
    return await phone.after(event, then, above=sent["message"]["message_id"])


def marked(message: Message) -> list[tuple[str, str]]:
    """Return the formatted words of a message, with how they are."""
    units = words(message).encode("utf-16-le")
    found: list[dict[str, Any]] = message.get("entities", [])
    return [
        (one["type"], units[2 * one["offset"] :][: 2 * one["length"]].decode("utf-16-le"))
        for one in found
    ]
