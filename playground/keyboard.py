"""Reply markup: what Telegram accepts, and the buttons a person can press."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from playground.limits import DATA_BYTES, bad_request

MAX_BUTTONS: Final = 100
MAX_COPIED: Final = 256
STYLES: Final = ("primary", "success", "danger")
OTHER_ACTIONS: Final = ("web_app", "login_url", "switch_inline_query", "pay", "callback_game")
Markup = dict[str, Any]
Button = dict[str, Any]


def reply_markup(value: object) -> tuple[Markup | None, Markup | None]:
    """Return the inline keyboard and, apart from it, a keyboard below the input; or None.

    Raises Telegram's 400 for what it refuses.
    """
    if value is None or value == "":
        return None, None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    rows = value.get("inline_keyboard")
    if rows:
        return {"inline_keyboard": _inline_rows(rows)}, None
    if value.get("keyboard") or value.get("remove_keyboard") or value.get("force_reply"):
        return None, value
    return None, None


def _inline_rows(rows: object) -> list[list[Button]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    kept = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return kept


def _inline_button(button: object) -> Button:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unparsed('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    kept = {"text": button["text"].strip()}
    if style := button.get("style"):
        if style not in STYLES:
            raise _unparsed("invalid button style specified")
        kept["style"] = style
    return kept | _action(button)


def _action(button: Button) -> Button:
    if url := button.get("url"):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https", "tg") or not parts.netloc:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"url": url}
    if data := button.get("callback_data"):
        if not isinstance(data, str) or len(data.encode()) > DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    if isinstance(copied := button.get("copy_text"), dict):
        text = copied.get("text")
        if not isinstance(text, str) or not 0 < len(text) <= MAX_COPIED:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"copy_text": {"text": text}}
    for other in OTHER_ACTIONS:
        if other in button:
            return {other: button[other]}
    raise _unparsed("Text buttons are unallowed in the inline keyboard")


def _unparsed(detail: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {detail}")


def buttons(markup: Markup | None) -> Iterator[tuple[int, int, Button]]:
    """Yield row, column and button of an inline keyboard."""
    for row, line in enumerate((markup or {}).get("inline_keyboard", ())):
        for column, button in enumerate(line):
            yield row, column, button
