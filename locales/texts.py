"""Keeps the catalogs in step with the code: `python -m locales.texts` and `… merge FILE.json`."""

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from locales import catalog

ROOT = Path(__file__).parent.parent
SPOKEN_IN = ("bot", "handlers")
NOISE = re.compile(rb'"(POT-Crea|PO-Rev|Last-Tr|Language-Team|Report-Msgid|Generated-By)')
KEYWORDS: dict[str, Any] = {
    "text": (1,),
    "plain": (1,),
    "label": ((1, "c"), 2),
    "count": (1, 2),
}


class Entry(NamedTuple):
    """A message of the code: its context, its id, and its plural where it has one."""

    context: str | None
    id: str
    plural: str | None


def extracted() -> Iterator[Entry]:
    """Yield every message that the code says, as it stands on disk."""
    for folder in SPOKEN_IN:
        found = extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        )
        for _, _, message, _, context in found:
            one, many = message if isinstance(message, tuple) else (message, None)
            if one:
                yield Entry(context, one, many)


def update(language: str) -> tuple[int, int]:
    """Write a catalog that holds the code's messages only; return how many, how many empty."""
    old = catalog.read(language) if catalog.path(language).exists() else Catalog(language)
    new = Catalog(language, project="Stadtbote", charset="utf-8", fuzzy=False)
    for entry in sorted(set(extracted()), key=lambda entry: (entry.context or "", entry.id)):
        known = old.get(entry.id, entry.context)
        string = known.string if known else ("" if entry.plural is None else ("",))
        message = (entry.id, entry.plural) if entry.plural else entry.id
        new.add(message, string, context=entry.context)
    _write(language, new)
    empty = [message for message in new if message.id and not _filled(message.string)]
    return len(new), len(empty)


def merge(file: Path) -> int:
    """Put translations from a JSON file into both catalogs; return how many there were.

    An item: {"context": …|null, "id": …, "plural": …|null, "de": …, "zh": …}, where a plural's
    translations are lists.
    """
    items = json.loads(file.read_text(encoding="utf-8"))
    for language, key in (("de", "de"), ("zh_Hans", "zh")):
        book = catalog.read(language) if catalog.path(language).exists() else Catalog(language)
        for item in items:
            plural = item.get("plural")
            message = (item["id"], plural) if plural else item["id"]
            string = item[key]
            book.delete(item["id"], item.get("context"))
            book.add(
                message,
                tuple(string) if isinstance(string, list) else string,
                context=item.get("context"),
            )
        _write(language, book)
    return len(items)


def _filled(string: str | list[str] | tuple[str, ...] | None) -> bool:
    """Return whether a translation, each form of it, is there."""
    forms = (string,) if isinstance(string, str) else string
    return all(forms) if forms else False


def _write(language: str, book: Catalog) -> None:
    """Write a catalog sorted and without dates, names or places, so that changes read well."""
    book.header_comment = f"# Stadtbote 城市信使: {language}"
    written = io.BytesIO()
    write_po(written, book, width=99, no_location=True, sort_output=True)
    lines = written.getvalue().splitlines(keepends=True)
    catalog.path(language).write_bytes(b"".join(line for line in lines if not NOISE.match(line)))


def main(arguments: list[str]) -> int:
    """Update both catalogs, or merge a file first; return 1 while a translation is missing."""
    if arguments[:1] == ["merge"]:
        print(f"merged {merge(Path(arguments[1]))} messages")
    missing = 0
    for language in catalog.LANGUAGES:
        total, empty = update(language)
        print(f"{language}: {total} messages, {empty} without a translation")
        missing += empty
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
