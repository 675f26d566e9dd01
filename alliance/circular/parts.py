"""What a circular is made of: two halves with their formatting, and how long texts are cut."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from alliance import cutting
from alliance.accession import wording
from storage.language import Language

TITLE_LIMIT = 200
TEXT_LIMIT = 12_000
FILE_LIMIT = 8
# A message takes 4096 characters; title, number and footer go with the text.
PIECE = 3000
FORMATS = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler"),
        *("code", "pre", "blockquote", "text_link", "url"),
    }
)

Entity = dict[str, Any]


@dataclass(frozen=True)
class Gap:
    """A half without title or text, or one whose other half was changed after it."""

    language: Language
    what: Literal["missing", "stale"]


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


def split(text: str, entities: Sequence[Entity], limit: int = PIECE) -> list[Piece]:
    """Return a text in pieces of at most `limit` characters, cut where a reader would.

    There is at least one piece. Formatting across a cut goes on in the next piece.
    """
    pieces = []
    for start, end in cutting.spans(text, limit):
        inside = [
            _entity(entity, max(entity["offset"], start) - start, min(_end(entity), end) - start)
            for entity in entities
            if entity["offset"] < end and _end(entity) > start
        ]
        pieces.append(Piece(text[start:end], tuple(inside)))
    return pieces


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def _entity(entity: Mapping[str, Any], start: int, end: int) -> Entity:
    link = {"url": entity["url"]} if entity["type"] == "text_link" else {}
    return {"type": entity["type"], "offset": start, "length": end - start, **link}
