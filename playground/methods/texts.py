"""Texts and captions: parsed, found, trimmed and measured as Telegram does."""

from typing import Any

from playground.entities import Entity, find, given, trim
from playground.keyboard import reply_markup
from playground.limits import CAPTION_POINTS, TEXT_BYTES, TEXT_POINTS, bad_request
from playground.methods.call import Call
from playground.parse_html import parse_html


def formatted(source: str, mode: str, entities: object) -> tuple[str, list[Entity]]:
    """Return text and all its entities; raise Telegram's 400 for what it cannot parse."""
    if len(source) * 4 > TEXT_BYTES and len(source.encode()) > TEXT_BYTES:
        raise bad_request("text is too long")
    if source and mode.lower() not in ("", "none"):
        if mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, known = parse_html(source)
    else:
        text, known = source, given(source, entities)
    text, known = trim(text, known)
    return text, find(text, known)


def text_of(call: Call) -> dict[str, Any]:
    """Return the fields of a text message; raise when it is empty or too long."""
    source = call.text("text")
    if not source:
        raise bad_request("message text is empty")
    text, entities = formatted(source, call.text("parse_mode"), call.json("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_POINTS:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    preview = call.json("link_preview_options")
    if isinstance(preview, dict):
        content["link_preview_options"] = preview
    elif call.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    return content


def caption_of(source: str, mode: str, entities: object) -> dict[str, Any]:
    """Return a file's caption fields, none for an empty one; raise when it is too long."""
    text, found = formatted(source, mode, entities)
    if len(text) > CAPTION_POINTS:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": found} if found else {})


def call_caption(call: Call) -> dict[str, Any]:
    """Return the caption fields of a call."""
    return caption_of(call.text("caption"), call.text("parse_mode"), call.json("caption_entities"))


def with_keyboard(
    call: Call, content: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the content with its inline keyboard, and the keyboard below the input if any."""
    inline, below = reply_markup(call.json("reply_markup"))
    return (content | {"reply_markup": inline} if inline else content), below
