"""Where a long text is cut into pieces: where a reader would."""

import re

# Best first: paragraph, line, sentence, word.
CUTS = tuple(
    re.compile(cut) for cut in (r"\n\s*\n", r"\n", r"(?<=[.!?;])\s+|(?<=[。！？；])", r"\s+")
)


def spans(text: str, limit: int) -> list[tuple[int, int]]:
    """Return where the pieces of a text start and end, each of at most `limit` characters.

    There is at least one; only space lies between them. A cut before half of the limit, which
    is 2 or more, is not taken, so that no piece is almost empty.
    """
    start, last = len(text) - len(text.lstrip()), len(text.rstrip())
    found = []
    while last - start > limit:
        end, after = _cut(text, start, limit)
        found.append((start, start + len(text[start:end].rstrip())))
        start = after + len(text[after:]) - len(text[after:].lstrip())
    return [*found, (start, max(start, last))]


def _cut(text: str, start: int, limit: int) -> tuple[int, int]:
    """Return where the piece that begins at `start` ends, and where the next one starts."""
    end = start + limit
    for cut in CUTS:
        places = list(cut.finditer(text, start + limit // 2, end + 1))
        fitting = [found for found in places if found.start() <= end]
        if fitting:
            return fitting[-1].start(), fitting[-1].end()
    return end, end
