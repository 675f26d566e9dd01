"""Formatting that people type in Telegram: its entities in characters, and their HTML."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

from markupsafe import Markup

Entity = dict[str, Any]  # type, offset, length, and a link's url

TAGS: Final = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "text_link": "a",
}
SAME: Final = {"expandable_blockquote": "blockquote"}
SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")
BEYOND_ONE_UNIT: Final = 0xFFFF
CODE: Final = ("pre", "code")


def read(text: str, raw: Iterable[Entity]) -> list[Entity]:
    """Return Telegram's entities of a text in characters, as far as they are kept.

    Telegram counts UTF-16 units. Links go to http, https, mailto and tel only; addresses that
    stand in the text are found again by Telegram, so they need no entity.
    """
    units = [0, *accumulate(2 if ord(one) > BEYOND_ONE_UNIT else 1 for one in text)]
    at = {unit: place for place, unit in enumerate(units)}
    found = []
    for one in raw:
        kind = SAME.get(one["type"], one["type"])
        start = at.get(one["offset"])
        end = at.get(one["offset"] + one["length"])
        if kind not in TAGS or start is None or end is None or start >= end:
            continue
        if kind != "text_link":
            found.append({"type": kind, "offset": start, "length": end - start})
        elif _harmless(one.get("url", "")):
            link = {"type": kind, "offset": start, "length": end - start, "url": one["url"]}
            found.append(link)
    return found


def html(text: str, entities: Iterable[Entity]) -> Markup:
    """Return a text as HTML: everything escaped, tags nested, entities that cross cut in two.

    Offsets and lengths are characters; what reaches beyond the text is cut off there.
    """
    known = [one for one in _within(text, entities) if _drawn(one)]
    known.sort(key=lambda one: (one["type"] != "blockquote", one["offset"], -one["length"]))
    marks = {0, len(text)}
    marks.update(place for one in known for place in (one["offset"], _end(one)))
    done: list[Markup] = []
    opened: list[Entity] = []
    for start, end in pairwise(sorted(marks)):
        wanted = _nested([one for one in known if one["offset"] <= start and end <= _end(one)])
        common = _common(opened, wanted)
        done.extend(_closing(one) for one in reversed(opened[common:]))
        done.extend(_opening(one) for one in wanted[common:])
        done.append(Markup.escape(text[start:end]))
        opened = wanted
    done.extend(_closing(one) for one in reversed(opened))
    return Markup("").join(done)


def carried(before: str, after: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return entities moved to a text from which characters were taken out.

    `after` is `before` composed (NFC), with tabs as blanks and plain line ends, less some
    characters. An entity of which nothing is left is dropped.
    """
    entities = list(entities)
    places = {place for one in entities for place in (one["offset"], _end(one))}
    composed, moved = _composed(before, places)
    counts = _kept(composed, after)
    kept = []
    for one in entities:
        start, end = (counts[moved[place]] for place in (one["offset"], _end(one)))
        if start < end:
            kept.append({**one, "offset": start, "length": end - start})
    return kept


def shifted(entities: Iterable[Entity], by: int) -> list[Entity]:
    """Return entities of a text that now begins `by` characters further on."""
    return [{**one, "offset": one["offset"] + by} for one in entities]


# ---- steps


def _end(one: Entity) -> int:
    end: int = one["offset"] + one["length"]
    return end


def _harmless(url: object) -> bool:
    return isinstance(url, str) and url.lower().startswith(SCHEMES)


def _drawn(one: Entity) -> bool:
    """Return whether a tag is made of an entity."""
    return one["type"] in TAGS and (one["type"] != "text_link" or _harmless(one.get("url")))


def _within(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """Return entities cut off where the text begins and ends; empty ones are dropped."""
    cut = []
    for one in entities:
        start, end = max(0, one["offset"]), min(len(text), _end(one))
        if start < end:
            cut.append({**one, "offset": start, "length": end - start})
    return cut


def _nested(active: list[Entity]) -> list[Entity]:
    """Return what is open over one stretch of text, outermost first, as Telegram allows it.

    Each kind once; code holds no other formatting and stands in a quotation only. Where it
    meets a link the link is kept, since it carries more.
    """
    first = {one["type"]: one for one in reversed(active)}
    dropped = set(CODE)
    if "text_link" not in first and (code := [kind for kind in CODE if kind in first]):
        dropped = first.keys() - {"blockquote", code[0]}
    return [one for one in active if first[one["type"]] is one and one["type"] not in dropped]


def _common(opened: Sequence[Entity], wanted: Sequence[Entity]) -> int:
    """Return how many open entities, from the outside, stay open."""
    common = 0
    for one, other in zip(opened, wanted, strict=False):
        if one is not other:
            break
        common += 1
    return common


def _opening(one: Entity) -> Markup:
    if one["type"] == "text_link":
        return Markup('<a href="{}">').format(one["url"])
    return Markup(f"<{TAGS[one['type']]}>")  # noqa: S704 - a tag of the table above


def _closing(one: Entity) -> Markup:
    return Markup(f"</{TAGS[one['type']]}>")  # noqa: S704 - a tag of the table above


def _composed(text: str, places: Iterable[int]) -> tuple[str, dict[int, int]]:
    """Return a text composed, and where places of it are then.

    A place within one composed character moves behind it.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return text, {place: place for place in places}
    moved = {}
    for place in places:
        end = place
        while True:
            head = unicodedata.normalize("NFC", text[:end])
            if head + unicodedata.normalize("NFC", text[end:]) == composed:
                break
            end += 1
        moved[place] = len(head)
    return composed, moved


def _kept(before: str, after: str) -> list[int]:
    """Return for each place of a text how many characters before it are in what was kept."""
    counts = [0]
    for at, one in enumerate(before):
        follows = before[at + 1 : at + 2]
        plain = {"\t": " ", "\r": "\r" if follows == "\n" else "\n"}.get(one, one)
        kept = counts[-1]
        counts.append(kept + 1 if after[kept : kept + 1] == plain else kept)
    return counts
