"""Comparing rows with what the record tells of them, byte by byte."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from alliance.proof import Row

# What the record does not say, or no longer says because it was erased.
ANY = object()
Key = tuple[object, ...]


@dataclass
class Told:
    """What the record tells of the rows: by table and key the columns, and the entry's number."""

    rows: dict[tuple[sa.Table, Key], dict[str, object]] = field(default_factory=dict)
    seqs: dict[tuple[sa.Table, Key], int] = field(default_factory=dict)

    def tell(self, seq: int, table: sa.Table, key: Key, **columns: object) -> None:
        """Note what an entry says of a row; later entries prevail."""
        self.rows.setdefault((table, key), {}).update(columns)
        self.seqs[table, key] = seq

    def differences(
        self, table: sa.Table, key: tuple[str, ...], rows: Iterable[Row]
    ) -> Iterator[str]:
        """Yield a sentence for each row that differs, stands in no entry, or is missing."""
        there = {tuple(plain(row[name]) for name in key): row for row in rows}
        for found, row in there.items():
            said = self.rows.get((table, found))
            if said is None:
                yield f"{_name(table, found)} stands in no entry"
                continue
            for column, value in said.items():
                if value is not ANY and plain(row[column]) != value:
                    seq = self.seqs[table, found]
                    yield f"{_name(table, found)} differs from entry {seq} in {column}"
        for (other, found), seq in self.seqs.items():
            if other is table and found not in there:
                yield f"{_name(table, found)} of entry {seq} is missing"


def plain(value: object) -> object:
    """Return a stored value with its bytes as text."""
    return text(value) if isinstance(value, bytes) else value


def text(value: bytes) -> str:
    """Return stored bytes as text."""
    # A byte that is no UTF-8 is a change too, and must not raise.
    return value.decode(errors="replace")


def moment(at: str) -> str:
    """Return a moment of the record as rows hold it; 2026-11-24T13:05:31(.000000)+00:00 there."""
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _name(table: sa.Table, key: Key) -> str:
    return f"{table.name} {'/'.join(map(str, key))}"
