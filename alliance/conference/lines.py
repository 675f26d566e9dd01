"""Reading a delegation from lines or rows: one person each, every error told at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alliance import value
from alliance.conference import sectors
from alliance.conference.refusals import BadDelegation, LineError
from alliance.refusal import BadValue
from storage.conference import Sector

LIMIT, REMARK_LIMIT = 60, 300
SEPARATOR = re.compile("[;；|｜\t]")
# Name, function and sector are needed; a remark, such as a visa letter, may follow.
NEEDED = 3
# What the first cell of a table's head says.
HEADS = frozenset({"name", "namen", "姓名", "名字", "vorundnachname", "vornamename"})


@dataclass(frozen=True)
class Entry:
    """A delegate as they were entered, clean."""

    name: str
    function: str
    sector: Sector
    remark: str = ""


def parse_lines(text: str) -> list[Entry]:
    """Return the delegates of lines «name; function; sector; remark».

    Fields are parted by ; or | (full width too) or a tab; the sector is a word in German,
    Chinese or English, or its number; empty lines do not count. Raises BadDelegation with
    every error, and the number of its line.
    """
    return _parse([part.strip() for part in SEPARATOR.split(line, 3)] for line in _lines(text))


def parse_rows(rows: Iterable[Sequence[object]]) -> list[Entry]:
    """Return the delegates of a table's rows, as `parse_lines`; a head is left out.

    Cells are text, numbers or None; those after the fourth are not read.
    """
    return _parse([_cell(cell) for cell in row[:4]] for row in rows)


def _parse(lines: Iterable[list[str]]) -> list[Entry]:
    entries: list[Entry] = []
    errors: list[LineError] = []
    seen: set[tuple[str, str]] = set()
    for number, fields in enumerate(lines, start=1):
        while fields and not fields[-1]:
            fields.pop()
        if not fields or (not entries and not errors and _head(fields)):
            continue
        entry = _entry(number, fields, errors)
        if entry is None:
            continue
        if (entry.name.casefold(), entry.function.casefold()) in seen:
            errors.append(LineError(number, "name", "twice"))
        seen.add((entry.name.casefold(), entry.function.casefold()))
        entries.append(entry)
    if len(entries) > LIMIT:
        errors.append(LineError(0, "list", "too-many", LIMIT))
    if not entries and not errors:
        errors.append(LineError(0, "list", "empty"))
    if errors:
        raise BadDelegation(tuple(errors))
    return entries


def _entry(number: int, fields: list[str], errors: list[LineError]) -> Entry | None:
    """Return what a line says, None where it has errors, which are added."""
    if len(fields) < NEEDED:
        errors.append(LineError(number, "line", "missing"))
        return None
    found: list[LineError] = []

    def clean(field: str, text: str, limit: int) -> str:
        try:
            return value.line(field, text, limit)
        except BadValue as bad:
            found.append(LineError(number, field, bad.reason, bad.limit))
            return ""

    name = clean("name", fields[0], value.NAME_LIMIT)
    function = clean("function", fields[1], value.FUNCTION_LIMIT)
    sector = sectors.sector(fields[2])
    if sector is None:
        found.append(LineError(number, "sector", "unknown" if fields[2] else "empty"))
    remark = clean("remark", fields[3], REMARK_LIMIT) if len(fields) > NEEDED else ""
    errors.extend(found)
    if found or sector is None:
        return None
    return Entry(name, function, sector, remark)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\v\f\u2028\u2029]", text.removeprefix("\ufeff"))


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    # A spreadsheet may keep the number of a sector as 3.0.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _head(fields: list[str]) -> bool:
    return "".join(filter(str.isalnum, fields[0].casefold())) in HEADS
