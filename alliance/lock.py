"""Locking one row until the transaction ends, and reading what may have changed until then."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def locked(session: Session, table: type[Row], key: int | str) -> Row | None:
    """Return a row by its primary key, locked and read anew; None where there is none.

    On SQLite every writing transaction is alone already.
    """
    if alone(session):
        return session.get(table, key)
    # NO KEY UPDATE: other transactions may meanwhile insert rows that refer to this one (notices
    # to a person, statements of a city) and so cannot wait for us while we wait for the record.
    return session.get(table, key, with_for_update={"key_share": True}, populate_existing=True)


def reread(session: Session, table: type[Row], key: Any) -> Row | None:  # noqa: ANN401 - also a pair
    """Return a row by its primary key as it is since the last lock; None where there is none."""
    return session.get(table, key, populate_existing=not alone(session))


def alone(session: Session) -> bool:
    """Return whether no other transaction can change what this one has read."""
    return session.get_bind().dialect.name == "sqlite"
