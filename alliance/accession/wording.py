"""Longer texts that people write, made clean or refused."""

import unicodedata

from alliance.refusal import BadValue

# Word marks a line break inside a paragraph with a vertical tab, a page break with a form feed.
BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\u2028": "\n", "\u2029": "\n\n", "\ufeff": None})
UNWANTED = frozenset({"Cc", "Cs", "Cn"})
# They can make a text read otherwise than it is stored.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def text(field: str, written: str, limit: int) -> str:
    """Return a text of several lines as it was written, composed, with plain line breaks.

    Raises BadValue: empty, control, too-long (with the limit in characters).
    """
    clean = composed(written).strip()
    if any(_unwanted(character) for character in clean):
        raise BadValue(field, "control")
    if not clean:
        raise BadValue(field, "empty")
    if len(clean) > limit:
        raise BadValue(field, "too-long", limit)
    return clean


def composed(written: str) -> str:
    """Return a text with composed letters and plain line breaks."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS)
    return unicodedata.normalize("NFC", lines)


def _unwanted(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in UNWANTED or character in DIRECTIONS
