"""Items of an agenda as people type them: «Deutsch | 中文 | 30», one a line."""

import re
import unicodedata
from typing import NamedTuple

from markupsafe import Markup

from alliance.conference import words
from alliance.refusal import BadValue
from handlers.conference import fields
from handlers.kit.visit import Wrong
from locales.tongue import Tongue

PARTED = re.compile("[|｜\t]")
MINUTES = re.compile(r"(\d{1,5})\s*(?:['′]|m|min\.?|minuten|minutes|分|分钟|分鐘)?", re.IGNORECASE)
CHINESE = re.compile("[\u4e00-\u9fff]")
# Both titles and the minutes.
MOST = 3
ERRORS_SHOWN = 10


class Line(NamedTuple):
    """An item as it was typed, clean; one title may be missing."""

    de: str
    zh: str
    minutes: int | None


def read(text: str, tongue: Tongue) -> list[Line]:
    """Return the items of a text; Wrong with the number of every line that cannot be taken."""
    found: list[Line] = []
    errors: list[Markup] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_line(line, tongue))
        except Wrong as wrong:
            errors.append(
                tongue.text("Line {number}: {error}", number=number, error=wrong.sentence)
            )
    if errors:
        said = Markup("\n").join(errors[:ERRORS_SHOWN])
        raise Wrong(
            tongue.text(
                "Nothing was taken over; please correct it and send it again:\n{errors}",
                errors=said,
            )
        )
    return found


def one(text: str, tongue: Tongue) -> Line:
    """Return the only item of a text; Wrong with the reason."""
    found = read(text, tongue)
    if len(found) != 1:
        raise Wrong(tongue.text("Please send exactly one line for this item."))
    return found[0]


def written(line: Line) -> str:
    """Return an item as it could have been typed."""
    parts = [line.de, line.zh, *([str(line.minutes)] if line.minutes is not None else [])]
    return " | ".join(parts).rstrip(" |").lstrip()


def _line(line: str, tongue: Tongue) -> Line:
    parts = [part.strip() for part in PARTED.split(line)]
    if len(parts) > MOST:
        raise Wrong(tongue.text("more than three parts"))
    minutes = None
    if len(parts) > 1:
        parts, minutes = _timed(parts, tongue)
    de, zh = _titles(parts)
    try:
        clean = words.item(de, zh, minutes)
        words.titled(clean[0], clean[1])
    except BadValue as refusal:
        raise Wrong(fields.bad(tongue, refusal)) from refusal
    return Line(*clean)


def _timed(parts: list[str], tongue: Tongue) -> tuple[list[str], int | None]:
    """Return the titles, and the minutes where the last part says them."""
    *titles, last = parts
    found = MINUTES.fullmatch(unicodedata.normalize("NFKC", last))
    if found is not None:
        return titles, int(found[1])
    if len(parts) == MOST and last:
        raise Wrong(tongue.text("the duration is no number of minutes"))
    return (titles if len(parts) == MOST else parts), None


def _titles(parts: list[str]) -> tuple[str, str]:
    """Return the German and the Chinese title; a title alone is of the language it shows."""
    if len(parts) > 1:
        return parts[0], parts[1]
    return ("", parts[0]) if CHINESE.search(parts[0]) else (parts[0], "")
