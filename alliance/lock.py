"""Locking one row until the transaction ends."""

from typing import TypeVar

from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def locked(session: Session, table: type[Row], key: int | str) -> Row | None:
    """Return a row by its primary key, locked and read anew; None where there is none.

    On SQLite every writing transaction is alone already.
    """
    # NO KEY UPDATE: other transactions may meanwhile insert rows that refer to this one (notices
    # to a person, statements of a city) and so cannot wait for us while we wait for the record.
    return session.get(table, key, with_for_update={"key_share": True}, populate_existing=True)
