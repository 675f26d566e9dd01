"""Text and entities as HTML that is safe to put into the page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup, escape

from playground.entities import Entity, in_order

SIMPLE: Final = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "underline": Markup("<u>{}</u>"),
    "strikethrough": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
    "blockquote": Markup("<blockquote>{}</blockquote>"),
    "expandable_blockquote": Markup('<blockquote class="expandable">{}</blockquote>'),
    "spoiler": Markup('<span class="spoiler" tabindex="0">{}</span>'),
    "mention": Markup('<span class="mention">{}</span>'),
    "text_mention": Markup('<span class="mention">{}</span>'),
    "hashtag": Markup('<span class="hashtag">{}</span>'),
}
COMMAND: Final = Markup('<span class="command" data-command="{}">{}</span>')
PRE: Final = Markup('<pre><code class="language-{}">{}</code></pre>')
TIME: Final = Markup('<time datetime="{}" data-format="{}">{}</time>')
LINK: Final = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')


def render_html(text: str, entities: list[Entity]) -> str:
    """Return safe HTML; line breaks stay as they are (the page has `pre-wrap`)."""
    if not entities:
        return str(escape(text))
    units = text.encode("utf-16-le")
    return str(_range(units, 0, len(units) // 2, in_order(entities)))


def _range(units: bytes, begin: int, end: int, entities: list[Entity]) -> Markup:
    parts: list[Markup] = []
    position = begin
    while entities:
        outer, rest = entities[0], entities[1:]
        start, stop = outer["offset"], min(outer["offset"] + outer["length"], end)
        inner = [one for one in rest if one["offset"] < stop]
        entities = rest[len(inner) :]
        if start < position:
            continue
        parts.append(_plain(units, position, start))
        parts.append(
            _wrapped(outer, _range(units, start, stop, inner), _plain(units, start, stop))
        )
        position = stop
    parts.append(_plain(units, position, end))
    return Markup("").join(parts)


def _plain(units: bytes, begin: int, end: int) -> Markup:
    return escape(units[begin * 2 : end * 2].decode("utf-16-le", "replace"))


def _wrapped(entity: Entity, inside: Markup, text: Markup) -> Markup:
    kind = entity["type"]
    if kind in SIMPLE:
        return SIMPLE[kind].format(inside)
    special = SPECIAL.get(kind)
    return inside if special is None else special(entity, inside, text.unescape())


def _url(_: Entity, inside: Markup, text: str) -> Markup:
    return LINK.format(text if "://" in text else f"https://{text}", inside)


def _time(entity: Entity, inside: Markup, _: str) -> Markup:
    try:
        moment = datetime.fromtimestamp(entity["unix_time"], UTC).isoformat()
    except (ValueError, OverflowError):
        return inside
    return TIME.format(moment, entity.get("date_time_format", ""), inside)


SPECIAL: Final[dict[str, Callable[[Entity, Markup, str], Markup]]] = {
    "text_link": lambda entity, inside, _: LINK.format(entity["url"], inside),
    "url": _url,
    "email": lambda _, inside, text: LINK.format(f"mailto:{text}", inside),
    "bot_command": lambda _, inside, text: COMMAND.format(text, inside),
    "pre": lambda entity, inside, _: PRE.format(entity.get("language", ""), inside),
    "date_time": _time,
}
