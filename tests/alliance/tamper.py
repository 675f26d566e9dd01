"""A hostile hand in the database of a record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from alliance import proof
from alliance.proof import COMMITMENT, RECORD, STATEMENT, Wrong
from storage.engine import make_engine, make_session

UNGUARD = {
    "sqlite": (
        "DROP TRIGGER record_no_update",
        "DROP TRIGGER record_no_delete",
        "DROP TRIGGER record_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER record_no_change ON record",
        "ALTER TABLE commitment DROP CONSTRAINT fk_commitment_seq",
        "ALTER TABLE statement DROP CONSTRAINT fk_statement_record_seq",
    ),
}


Findings = Callable[[Session], list[str]]


@dataclass
class Chain:
    """A record of some acts, and a hostile hand in its database."""

    engine: Engine
    last: int
    proofs: tuple[Findings, ...] = ()

    @contextmanager
    def tampering(self) -> Iterator[Connection]:
        """Give a connection without guards and references; everything is undone afterwards."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            for statement in UNGUARD[connection.dialect.name]:
                connection.exec_driver_sql(statement)
            yield connection
            transaction.rollback()

    def after(self, *changes: sa.Executable) -> Wrong | None:
        """Return what is found after some changes."""
        with self.tampering() as connection:
            for change in changes:
                assert connection.execute(change).rowcount > 0
            return verified(connection)

    def findings(self, bound: Engine | Connection) -> list[str]:
        """Return what the proofs of rows find, of a record that is whole."""
        with Session(bound, join_transaction_mode="create_savepoint") as session:
            assert proof.verify(session) is None
            return [finding for findings in self.proofs for finding in findings(session)]

    def named(self, *changes: sa.Executable) -> list[str]:
        """Return what the proofs of rows find after some changes of rows."""
        with self.tampering() as connection:
            for change in changes:
                assert connection.execute(change).rowcount != 0
            return self.findings(connection)

    def answer(self, city: str, *, current: bool = True) -> int:
        """Return the number of the entry of a city's answer."""
        replaced = STATEMENT.c.replaced_at
        query = sa.select(STATEMENT.c.record_seq).where(
            STATEMENT.c.city_code == city,
            replaced.is_(None) if current else replaced.is_not(None),
        )
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())


@contextmanager
def lived(database: str, live: Callable[[Session], object], *proofs: Findings) -> Iterator[Chain]:
    """Give a database in which something happened; nothing is wrong in it."""
    engine = make_engine(database, foreign_keys=False)
    with make_session(engine) as session:
        live(session)
        session.commit()
    chain = Chain(engine, 0, proofs)
    assert chain.findings(engine) == []
    yield chain
    engine.dispose()


def verified(connection: Connection) -> Wrong | None:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        return proof.verify(session)


def entry(seq: int) -> sa.Update:
    return sa.update(RECORD).where(RECORD.c.seq == seq)


def statement(seq: int) -> sa.Update:
    return sa.update(STATEMENT).where(STATEMENT.c.record_seq == seq)


def commitments(seq: int) -> sa.Update:
    return sa.update(COMMITMENT).where(COMMITMENT.c.seq == seq)


def gone(table: sa.Table, condition: sa.ColumnElement[bool]) -> sa.Delete:
    return sa.delete(table).where(condition)


def change_byte(
    connection: Connection, data: st.DataObject, column: sa.Column[Any], key: sa.Column[Any]
) -> int:
    """Change one byte of a text in one row, drawn by its `key`; return the entry's number.

    On PostgreSQL one ASCII character becomes another: it stores no text that is not UTF-8.
    """
    table = column.table
    assert isinstance(table, sa.Table)
    seq = table.c["record_seq" if table is STATEMENT else "seq"]
    query = sa.select(key, seq, column).where(column.is_not(None), column != "")
    found, number, text = data.draw(
        st.sampled_from(sorted(tuple(row) for row in connection.execute(query)))
    )
    old, ascii_only = str(text).encode(), connection.dialect.name == "postgresql"
    place = data.draw(
        st.sampled_from([at for at, byte in enumerate(old) if not ascii_only or byte < 128])
    )
    bytes_ = st.integers(1, 127) if ascii_only else st.integers(0, 255)
    byte = data.draw(bytes_.filter(lambda drawn: drawn != old[place]))
    new = old[:place] + bytes([byte]) + old[place + 1 :]
    value = sa.literal(new.decode()) if ascii_only else sa.cast(sa.literal(new), sa.Text)
    change = sa.update(table).where(key == found).values({column.name: value})
    assert connection.execute(change).rowcount == 1
    return int(number)
