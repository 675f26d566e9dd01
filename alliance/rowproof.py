"""Comparing rows with what the record tells of them, byte by byte."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from alliance.proof import COMMITMENT, RECORD, Row, raw

# What the record does not say, or no longer says because it was erased.
ANY = object()
Key = tuple[object, ...]
Body = dict[str, Any]


@dataclass
class Told:
    """What the record tells of the rows: by table and key the columns, with the entries' numbers.

    `seqs` are the last entries that speak of a row, `secrets` what digests stand for.
    """

    rows: dict[tuple[sa.Table, Key], dict[str, tuple[object, int]]] = field(default_factory=dict)
    seqs: dict[tuple[sa.Table, Key], int] = field(default_factory=dict)
    secrets: Mapping[str, object] = field(default_factory=dict)

    def tell(self, seq: int, table: sa.Table, key: Key, **columns: object) -> None:
        """Note what an entry says of a row; later entries prevail."""
        self.rows.setdefault((table, key), {}).update(
            {column: (value, seq) for column, value in columns.items()}
        )
        self.seqs[table, key] = seq

    def forget(self, table: sa.Table, key: Key) -> None:
        """Say no more of a row than if the record had never spoken of it."""
        self.rows.pop((table, key), None)
        self.seqs.pop((table, key), None)

    def knows(self, table: sa.Table, *key: object) -> bool:
        """Return whether the record speaks of a row."""
        return (table, key) in self.seqs

    def secret(self, body: Body, name: str) -> object:
        """Return what a body commits to under a name: None for nothing, ANY when erased."""
        promise = body.get(name)
        return None if promise is None else self.secrets.get(promise["c"], ANY)

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
            for column, (value, seq) in said.items():
                if value is not ANY and plain(row[column]) != value:
                    yield f"{_name(table, found)} differs from entry {seq} in {column}"
        for (other, found), seq in self.seqs.items():
            if other is table and found not in there:
                yield f"{_name(table, found)} of entry {seq} is missing"


T = TypeVar("T", bound=Told)
Teller = Callable[[T, int, str, Body], None]


def read(session: Session, told: T, tellers: Mapping[str, Teller[T]]) -> T:
    """Return `told` after each entry of a kind went through its teller: number, moment, body."""
    query = sa.select(RECORD.c.seq, RECORD.c.at, RECORD.c.kind, RECORD.c.body)
    for seq, at, kind, body in session.execute(
        query.where(RECORD.c.kind.in_([*tellers])).order_by(RECORD.c.seq)
    ):
        tellers[kind](told, seq, moment(at), json.loads(body))
    return told


def secrets(session: Session) -> dict[str, object]:
    """Return by digest what the record commits to, ANY for what was erased."""
    return {
        text(row["digest"]): ANY if row["value"] is None else text(row["value"])
        for row in session.execute(raw(session, COMMITMENT)).mappings()
    }


def rows_of(session: Session, table: sa.Table) -> list[Row]:
    """Return a table's rows as they are stored, by their number where they have one."""
    query = raw(session, table)
    if "id" in table.c:
        query = query.order_by(table.c.id)
    return [dict(row) for row in session.execute(query).mappings()]


def counted(rows: Iterable[Row], *names: str) -> Iterator[Row]:
    """Yield rows with `n`: which it is, from 1, of those that share the named columns."""
    seen: Counter[Key] = Counter()
    for row in rows:
        key = tuple(plain(row[name]) for name in names)
        seen[key] += 1
        yield {**row, "n": seen[key]}


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


def moment_or_none(at: str | None) -> str | None:
    """Return a moment as `moment` does, None for none."""
    return moment(at) if at is not None else None


def _name(table: sa.Table, key: Key) -> str:
    return f"{table.name} {'/'.join(map(str, key))}"
