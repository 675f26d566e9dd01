"""Message entities: UTF-16 offsets, order, trimming, and what Telegram finds by itself."""

import re
from itertools import accumulate
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from playground.limits import bad_request

TYPE_ORDER: Final = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49,
    "text_mention": 49, "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93,
    "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
OPAQUE: Final = {"code", "pre", "text_link", "text_mention", "url", "email", "date_time"}
OTHERS: Final = 50
SETTABLE: Final[dict[str, tuple[str, ...]]] = {
    "bold": (), "italic": (), "underline": (), "strikethrough": (), "spoiler": (), "code": (),
    "blockquote": (), "expandable_blockquote": (), "pre": ("language",), "text_link": ("url",),
    "text_mention": ("user",), "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}  # fmt: skip
Entity = dict[str, Any]

FOUND: Final = re.compile(
    r"""(?P<url>\bhttps?://[^\s<>"]*[^\s<>".,;:!?)\]'»“”，。；：！？）]
        |(?<![\w@/.])(?:[a-z0-9-]+\.)+(?:com|de|org|net|cn|eu|info|io|me|gov|edu)\b(?:/[^\s<>"]*)?)
    |(?P<email>\b[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\b)
    |(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))
    |(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}\b)
    |(?P<hashtag>(?<![\w#])\#(?=\w*[^\W\d])\w{1,256})""",
    re.VERBOSE,
)
HINTS: Final = re.compile(r"[/@#.]")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def utf16_offsets(text: str) -> list[int]:
    """Return each character's offset in UTF-16 units, and the whole length at the end."""
    if text.isascii():
        return list(range(len(text) + 1))
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def in_order(entities: list[Entity]) -> list[Entity]:
    """Return the entities sorted as Telegram does: outer before inner."""
    return sorted(
        entities,
        key=lambda one: (one["offset"], -one["length"], TYPE_ORDER.get(one["type"], OTHERS)),
    )


def find(text: str, known: list[Entity]) -> list[Entity]:
    """Return the known entities and those that Telegram finds: links, commands, mentions."""
    if not HINTS.search(text):
        return known
    offsets = utf16_offsets(text)
    closed = [
        (one["offset"], one["offset"] + one["length"]) for one in known if one["type"] in OPAQUE
    ]
    found = list(known)
    for match in FOUND.finditer(text):
        begin, end = offsets[match.start()], offsets[match.end()]
        if not any(begin < stop and start < end for start, stop in closed):
            found.append({"type": match.lastgroup, "offset": begin, "length": end - begin})
    return found if len(found) == len(known) else in_order(found)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return text and entities without white space at both ends, as Telegram keeps them."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    left = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(stripped)
    kept = []
    for one in entities:
        begin = max(one["offset"] - left, 0)
        end = min(one["offset"] + one["length"] - left, length)
        if end > begin:
            kept.append(one | {"offset": begin, "length": end - begin})
    return stripped, kept


def checked_link(link: str) -> str | None:
    """Return the link as Telegram keeps it, None when it would drop it."""
    link = link.strip()
    parts = urlsplit(link if ":" in link else f"http://{link}")
    if parts.scheme == "tg":
        return link
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return urlunsplit(parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/"))


def given(text: str, entities: object) -> list[Entity]:
    """Return the entities a caller passed beside a text; raise for what is no entity."""
    if not isinstance(entities, list):
        return []
    length = utf16_length(text)
    kept: list[Entity] = []
    for one in in_shape(entities):
        end = one["offset"] + one["length"]
        if one["offset"] < 0 or one["length"] <= 0 or end > length:
            continue
        # Telegram splits crossing entities; a client that sends them is rare enough to drop them.
        if not any(o["offset"] < one["offset"] < o["offset"] + o["length"] < end for o in kept):
            kept.append(one)
    return in_order(kept)


def in_shape(entities: list[Any]) -> list[Entity]:
    """Return the entities in order; raise Telegram's 400 when one lacks a field."""
    for one in entities:
        if not isinstance(one, dict) or not isinstance(one.get("type"), str):
            raise bad_request("can't parse MessageEntity: expected an Object")
        for field in ("offset", "length"):
            if not isinstance(one.get(field), int):
                raise bad_request(f"can't parse MessageEntity: can't find field \"{field}\"")
    return in_order([kept for one in entities if (kept := _known(one)) is not None])


def _known(one: Entity) -> Entity | None:
    """Return the entity with its own fields only, None for a kind nobody may set."""
    fields = SETTABLE.get(one["type"])
    if fields is None:
        return None
    kept = {name: one[name] for name in ("type", "offset", "length", *fields) if name in one}
    if one["type"] == "text_link":
        kept["url"] = checked_link(str(one.get("url", "")))
    if one["type"] == "date_time" and not isinstance(one.get("unix_time"), int):
        raise bad_request("can't parse MessageEntity: can't find field \"unix_time\"")
    return None if kept.get("url", "") is None else kept
