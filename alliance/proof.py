"""Proving the record: that its chain is whole and that the rows say what the chain says."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from alliance.record import START, digest, entry_hash
from storage.models import metadata

CHUNK = 500
# What a statement's row shares with the open part of its entry: column, name in the body.
OPEN = {
    "accession_id": "accession",
    "round": "round",
    "city_code": "city",
    "kind": "statement_kind",
    "via": "via",
    "receipt": "receipt",
    "language": "language",
    "person_id": "by",
}
RECORD, COMMITMENT, STATEMENT, CIRCULAR = (
    metadata.tables[name] for name in ("record", "commitment", "statement", "circular")
)
Row = dict[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Wrong:
    """The first entry that does not hold, and what is wrong with it."""

    seq: int
    what: str


def verify(session: Session) -> Wrong | None:
    """Return the first entry that does not hold, None when the whole record does.

    Checked are numbering, hashes and links; every commitment that is not erased; every statement
    against its entry, and which one is current; the heads that circulars have printed. That the
    newest entries were cut off, when nothing refers to them, shows only to who holds their head.
    Wants a transaction that sees one snapshot (`read_only`).
    """
    seq, prev = START
    printed = _printed(session)
    if wrong := _head_wrong(printed, seq, prev):
        return Wrong(seq, wrong)
    answers: defaultdict[object, list[Row]] = defaultdict(list)
    for entry, promises, statements in _entries(session):
        seq += 1
        if entry["seq"] != seq:
            return Wrong(min(entry["seq"], seq), "is missing or misplaced")
        wrong = (
            _entry_wrong(entry, prev)
            or _promises_wrong(entry, promises)
            or _statement_wrong(entry, promises, statements)
            or _head_wrong(printed, seq, entry["hash"].decode())
        )
        if wrong:
            return Wrong(seq, wrong)
        prev = entry["hash"].decode()
        for row in statements:
            answers[row["accession_id"], row["round"], row["city_code"]].append(row)
    return _beyond(session, seq) or _current_wrong(answers.values())


def _entries(session: Session) -> Iterator[tuple[Row, Rows, Rows]]:
    """Yield every entry by number, with the commitments and the statements that name it."""
    query = raw(session, RECORD).order_by(RECORD.c.seq).limit(CHUNK)
    entries = session.execute(query).mappings().all()
    while entries:
        span = entries[0]["seq"], entries[-1]["seq"]
        promises = _by_entry(session, COMMITMENT, "seq", span)
        statements = _by_entry(session, STATEMENT, "record_seq", span)
        for entry in entries:
            yield dict(entry), promises[entry["seq"]], statements[entry["seq"]]
        entries = session.execute(query.where(RECORD.c.seq > span[1])).mappings().all()


def _entry_wrong(entry: Row, prev: str) -> str | None:
    try:
        at, kind, subject, body, before, kept = (
            entry[name].decode() for name in ("at", "kind", "subject", "body", "prev", "hash")
        )
        readable = isinstance(json.loads(body), dict)
    except ValueError:
        readable = False
    if not readable:
        return "is not readable"
    if entry_hash(entry["seq"], at, kind, subject, body, before) != kept:
        return "does not match its hash"
    return None if before == prev else "does not follow the entry before it"


def _promises_wrong(entry: Row, promises: Rows) -> str | None:
    promised = _promised(json.loads(entry["body"])).values()
    if sorted(promised) != sorted(promise["digest"] for promise in promises):
        return "does not have exactly the commitments that it names"
    sound = all(_sound(promise) for promise in promises)
    return None if sound else "has a commitment whose value or salt was changed"


def _promised(body: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the digests in a body by the names of what they stand for."""
    return {
        name: value["c"].encode()
        for name, value in body.items()
        if isinstance(value, dict) and isinstance(value.get("c"), str)
    }


def _sound(promise: Row) -> bool:
    """Return whether value and salt are what was committed to, or both erased."""
    salt, value = promise["salt"], promise["value"]
    if salt is None or value is None:
        return salt is value
    return bool(digest(salt, value).encode() == promise["digest"])


def _statement_wrong(entry: Row, promises: Rows, statements: Rows) -> str | None:
    if len(statements) != (entry["kind"] == b"statement"):
        return "does not have exactly the statement that it names"
    for row in statements:
        body = json.loads(entry["body"])
        said = {column: _stored(body.get(name)) for column, name in OPEN.items()}
        # 2026-11-24T13:05:31.000000+00:00 in the chain.
        said |= {"checksum": entry["hash"], "at": entry["at"][:26].replace(b"T", b" ")}
        said |= _secretly_said(_promised(body), promises)
        for column, value in said.items():
            if row[column] != value:
                return f"differs from its statement in {column}"
        person = _promised(body).get("person")
        if {one["person_id"] for one in promises if one["digest"] == person} - {
            None,
            row["person_id"],
        }:
            return "has a commitment of somebody else"
    return None


def _secretly_said(promised: Mapping[str, bytes], promises: Rows) -> dict[str, object]:
    """Return by column what the commitments say of a statement; what was erased is left out."""
    kept = {promise["digest"]: promise for promise in promises}
    said: dict[str, object] = {}
    for column in ("declaration", "text"):
        promise = kept.get(promised.get(column, b""))
        if promise is None:
            said[column] = None
        elif promise["value"] is not None:
            said[column] = promise["value"]
    return said


def _printed(session: Session) -> dict[int, set[bytes]]:
    """Return the heads that circulars have printed, by entry."""
    printed: defaultdict[int, set[bytes]] = defaultdict(set)
    for row in session.execute(raw(session, CIRCULAR)).mappings():
        printed[row["head_seq"]].add(row["head"])
    return printed


def _head_wrong(printed: Mapping[int, set[bytes]], seq: int, head: str) -> str | None:
    same = printed.get(seq, {head.encode()}) == {head.encode()}
    return None if same else "is not the head that a circular has printed"


def _beyond(session: Session, last: int) -> Wrong | None:
    """Return the first entry after the last one that something still refers to."""
    for column in (COMMITMENT.c.seq, STATEMENT.c.record_seq, CIRCULAR.c.head_seq):
        lost = session.scalar(sa.select(sa.func.min(column)).where(column > last))
        if lost is not None:
            return Wrong(lost, f"is missing, and a row of {column.table.name} refers to it")
    return None


def _current_wrong(answers: Iterable[Rows]) -> Wrong | None:
    """Return the first statement that is not replaced exactly when the next one came."""
    wrong = [
        row["record_seq"]
        for versions in answers
        for row, after in zip_longest(versions, versions[1:])
        if row["replaced_at"] != (after and after["at"])
    ]
    return (
        Wrong(min(wrong), "has a statement that is wrongly current or replaced") if wrong else None
    )


def _by_entry(
    session: Session, table: sa.Table, name: str, span: tuple[int, int]
) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    query = raw(session, table).where(table.c[name].between(*span))
    for row in session.execute(query).mappings():
        found[row[name]].append(dict(row))
    return found


def raw(session: Session, table: sa.Table) -> sa.Select[Any]:
    """Return a query for a table's rows with texts and moments as their stored bytes.

    A changed byte then is found rather than raised by whoever decodes it. Moments are
    `2026-11-24 13:05:31.000000` in UTC, as SQLite stores them.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    return sa.select(
        *(
            column
            if isinstance(column.type, sa.Integer | sa.Boolean)
            else (_bytes_on_sqlite if sqlite else _bytes_on_postgres)(column).label(column.name)
            for column in table.c
        )
    )


def _bytes_on_sqlite(column: sa.Column[Any]) -> sa.ColumnElement[bytes]:
    return sa.cast(column, sa.LargeBinary)


def _bytes_on_postgres(column: sa.Column[Any]) -> sa.ColumnElement[bytes]:
    text: sa.ColumnElement[str] = column
    if isinstance(column.type, sa.JSON):
        text = sa.cast(column, sa.Text)
    if isinstance(column.type, sa.Date):
        text = sa.func.to_char(column, "YYYY-MM-DD")
    if isinstance(column.type, UTCDateTime):
        text = sa.func.to_char(sa.func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    return sa.func.convert_to(text, "UTF8", type_=sa.LargeBinary)


def _stored(value: object) -> object:
    return value.encode() if isinstance(value, str) else value
