"""Telegram's HTML parse mode: tags in, plain text and entities out."""

import re
from dataclasses import dataclass
from typing import Final

from playground.entities import Entity, checked_link, in_order, utf16_length
from playground.limits import ApiError, bad_request

KINDS: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPECIAL: Final = re.compile("[<&]")
REFERENCE: Final = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,9})|([A-Za-z]+));?")
SPACE: Final = " \t\r\n\0\v"
TAG_NAME: Final = re.compile(r"[^ \t\r\n\0\v>]*")
ATTRIBUTE: Final = re.compile(r"([^ \t\r\n\0\v=>]*)[ \t\r\n\0\v]*(=?)[ \t\r\n\0\v]*")
TOKEN: Final = re.compile(r"[A-Za-z0-9.-]*")
LAST_CHARACTER: Final = 0x10FFFF
SURROGATES: Final = range(0xD800, 0xE000)
USER_LINK: Final = re.compile(r"tg:(?://)?user\?id=(\d+)$")
TIME_FORMAT: Final = re.compile(r"r|w?[dD]?[tT]?")


@dataclass(slots=True)
class Open:
    """A start tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    part: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return text and entities; raise Telegram's «can't parse entities» with its detail."""
    parts: list[str] = []
    opened: list[Open] = []
    entities: list[Entity] = []
    offset = position = 0

    def keep(text: str) -> None:
        nonlocal offset
        parts.append(text)
        offset += utf16_length(text)

    while match := SPECIAL.search(source, position):
        begin = match.start()
        if begin > position:
            keep(source[position:begin])
        if source[begin] == "&":
            text, position = _reference(source, begin)
            keep(text)
        elif source.startswith("</", begin):
            position = _end_tag(source, begin, opened)
            closed = opened.pop()
            if offset > closed.offset:
                _close(closed, offset, "".join(parts[closed.part :]), entities)
        else:
            tag, attributes, position = _start_tag(source, begin)
            opened.append(Open(tag, attributes, offset, len(parts)))
    keep(source[position:])
    if opened:
        raise _error(f"Can't find end tag corresponding to start tag {opened[-1].tag}")
    for one in entities:
        if one["type"] == "code":
            one.pop("language", None)
    return "".join(parts), in_order(entities)


def _error(detail: str) -> ApiError:
    return bad_request(f"can't parse entities: {detail}")


def _at(source: str, position: int) -> str:
    return f"at byte offset {len(source[:position].encode())}"


def _reference(source: str, begin: int) -> tuple[str, int]:
    match = REFERENCE.match(source, begin)
    if match is None:
        return "&", begin + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (NAMED[name], match.end()) if name in NAMED else ("&", begin + 1)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= LAST_CHARACTER or code in SURROGATES:
        return "&", begin + 1
    return chr(code), match.end()


def _end_tag(source: str, begin: int, opened: list[Open]) -> int:
    if not opened:
        raise _error(f"Unexpected end tag {_at(source, begin)}")
    match = TAG_NAME.match(source, begin + 2)
    assert match is not None
    position = _skip(source, match.end())
    if not source.startswith(">", position):
        raise _error(f"Unclosed end tag {_at(source, begin)}")
    name, expected = match[0].lower(), opened[-1].tag
    if name and name != expected:
        where = _at(source, begin)
        raise _error(f'Unmatched end tag {where}, expected "</{expected}>", found "</{name}>"')
    return position + 1


def _skip(source: str, position: int) -> int:
    while position < len(source) and source[position] in SPACE:
        position += 1
    return position


def _start_tag(source: str, begin: int) -> tuple[str, dict[str, str], int]:
    match = TAG_NAME.match(source, begin + 1)
    assert match is not None
    position = match.end()
    if position == len(source):
        raise _error(f"Unclosed start tag {_at(source, begin)}")
    tag = match[0].lower()
    if tag not in KINDS:
        raise _error(f'Unsupported start tag "{tag}" {_at(source, begin)}')
    attributes: dict[str, str] = {}
    while True:
        position = _skip(source, position)
        if position == len(source):
            raise _error(f'Unclosed start tag "{tag}" {_at(source, begin)}')
        if source[position] == ">":
            break
        name, value, position = _attribute(source, position, tag, begin)
        attributes[name] = value
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _error(f'Tag "span" must have class "tg-spoiler" {_at(source, begin)}')
    return tag, attributes, position + 1


def _attribute(source: str, position: int, tag: str, begin: int) -> tuple[str, str, int]:
    match = ATTRIBUTE.match(source, position)
    assert match is not None
    name, equals = match[1], match[2]
    if not name:
        raise _error(f'Empty attribute name in the tag "{tag}" {_at(source, begin)}')
    position = match.end()
    if not equals:
        return name, "", position
    if position == len(source):
        raise _error(f'Unclosed start tag "{tag}" {_at(source, begin)}')
    if source[position] in "'\"":
        end = source.find(source[position], position + 1)
        if end < 0:
            raise _error(f"Unclosed start tag {_at(source, begin)}")
        raw = source[position + 1 : end]
        value = REFERENCE.sub(lambda found: _reference(found[0], 0)[0], raw)
        return name, value, end + 1
    token = TOKEN.match(source, position)
    assert token is not None
    if token.end() < len(source) and source[token.end()] not in f"{SPACE}>":
        raise _error(f"Unexpected end of name token {_at(source, position)}")
    return name, token[0].lower(), token.end()


def _close(closed: Open, offset: int, inside: str, entities: list[Entity]) -> None:
    entity: Entity = {
        "type": KINDS[closed.tag],
        "offset": closed.offset,
        "length": offset - closed.offset,
    }
    if closed.tag == "a":
        if not _link(closed.attributes.get("href") or inside, entity):
            return
    elif closed.tag in ("pre", "code"):
        if _fenced(closed, entity, entities):
            return
    elif closed.tag == "blockquote" and "expandable" in closed.attributes:
        entity["type"] = "expandable_blockquote"
    elif closed.tag == "tg-emoji":
        if not closed.attributes.get("emoji-id", "").isdigit():
            raise bad_request("invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = closed.attributes["emoji-id"]
    elif closed.tag == "tg-time":
        _time(closed.attributes, entity)
    entities.append(entity)


def _link(target: str, entity: Entity) -> bool:
    if person := USER_LINK.match(target):
        entity |= {
            "type": "text_mention",
            "user": {"id": int(person[1]), "is_bot": False, "first_name": ""},
        }
        return True
    url = checked_link(target)
    if url is None:
        return False
    entity["url"] = url
    return True


def _fenced(closed: Open, entity: Entity, entities: list[Entity]) -> bool:
    """Join `<pre><code class="language-…">` (either way round) into one; say whether it did."""
    language = closed.attributes.get("class", "").removeprefix("language-")
    if closed.tag == "code" and language:
        entity["language"] = language
    if not entities:
        return False
    inner = entities[-1]
    if (inner["offset"], inner["length"]) != (entity["offset"], entity["length"]):
        return False
    if {inner["type"], entity["type"]} != {"pre", "code"}:
        return False
    code = inner if inner["type"] == "code" else entity
    if "language" not in code:
        return False
    inner |= {"type": "pre", "language": code["language"]}
    return True


def _time(attributes: dict[str, str], entity: Entity) -> None:
    unix = attributes.get("unix", "")
    if not unix.isdigit():
        raise bad_request("invalid date-time specified")
    shape = attributes.get("format", "")
    if not TIME_FORMAT.fullmatch(shape):
        raise bad_request("invalid date-time format specified")
    entity["unix_time"] = int(unix)
    if shape:
        entity["date_time_format"] = shape
