"""What a circular is made of: two halves with their formatting, and how long texts are cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from alliance import cutting
from alliance.accession import wording

TITLE_LIMIT = 200
TEXT_LIMIT = 12_000
FILE_LIMIT = 8
# A message takes 4096 characters; title, number and footer go with the text.
PIECE = 3000
# Telegram draws 100 entities of a message and takes some 9,500 bytes of them in all.
DRAWN, WEIGHT = 90, 8000
ENTITY = 16
# Over the ends of these, other formatting is closed and opened again.
BREAKING = frozenset({"code", "pre", "blockquote", "text_link"})
FORMATS = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler"),
        *("code", "pre", "blockquote", "text_link", "url"),
    }
)

Entity = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A text and its formatting: type, offset and length in characters, url of a link."""

    text: str
    entities: tuple[Entity, ...]


def formatted(field: str, text: str, entities: Iterable[Mapping[str, Any]], limit: int) -> Piece:
    """Return a text made clean, and its formatting moved with it; in order, the outer first.

    Formatting that circulars do not keep, or of nothing, is left out. Raises BadValue: empty,
    control, too-long (with the limit in characters).
    """
    clean = wording.text(field, text, limit)
    composed = wording.composed(text)
    before = len(composed) - len(composed.lstrip())

    def moved(position: int) -> int:
        if composed != text:
            position = len(wording.composed(text[: max(position, 0)]))
        return min(max(position - before, 0), len(clean))

    kept = []
    for entity in entities:
        start, end = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        if entity["type"] in FORMATS and end > start:
            kept.append(_entity(entity, start, end))
    return Piece(clean, tuple(sorted(kept, key=lambda one: (one["offset"], -one["length"]))))


def split(
    text: str, entities: Sequence[Entity], limit: int = PIECE, share: int = 1
) -> list[Piece]:
    """Return a text in pieces of at most `limit` characters, cut where a reader would.

    There is at least one piece. Formatting across a cut goes on in the next piece. A piece has
    no more of it than a message takes that shows `share` pieces.
    """
    pieces = []
    for start, end in cutting.spans(text, limit):
        inside = [
            _entity(entity, max(entity["offset"], start) - start, min(_end(entity), end) - start)
            for entity in entities
            if entity["offset"] < end and _end(entity) > start
        ]
        half = (end - start) // 2
        if half > 1 and _heavy(inside, share):
            pieces += split(text[start:end], inside, half, share)
        else:
            pieces.append(Piece(text[start:end], tuple(inside)))
    return pieces


def _heavy(entities: Sequence[Entity], share: int) -> bool:
    """Return whether a message would not take formatting, as often as each is opened."""
    if len(entities) * share > DRAWN:
        return True
    opened = [_openings(one, entities) for one in entities]
    weights = [ENTITY + len(escape(one.get("url", "")).encode()) for one in entities]
    weight = sum(times * each for times, each in zip(opened, weights, strict=True))
    return sum(opened) * share > DRAWN or weight * share > WEIGHT


def _openings(entity: Entity, entities: Sequence[Entity]) -> int:
    """Return how often an entity is opened at most, where others cross it or break it."""
    start, end = entity["offset"], _end(entity)
    marks = {
        mark
        for other in entities
        if other["type"] in BREAKING or other["offset"] < start or _end(other) > end
        for mark in (other["offset"], _end(other))
        if start < mark < end
    }
    return 1 + len(marks)


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _entity(entity: Mapping[str, Any], start: int, end: int) -> Entity:
    link = {"url": entity["url"]} if entity["type"] == "text_link" else {}
    return {"type": entity["type"], "offset": start, "length": end - start, **link}
