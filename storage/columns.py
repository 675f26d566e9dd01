"""Column types that mean the same on SQLite and PostgreSQL."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def choice(values: type[StrEnum], name: str) -> Any:  # noqa: ANN401 - sqlmodel's sa_type is typed as a class, an instance is what it takes
    """Return a column type that stores an enum's values under a CHECK, never its names."""
    return sa.Enum(
        values,
        native_enum=False,
        length=24,
        create_constraint=True,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )


def big() -> Any:  # noqa: ANN401 - as above
    """Return the type for Telegram's ids, which do not fit in 32 bits."""
    return sa.BigInteger


def only_where(column: str, condition: str, name: str) -> sa.Index:
    """Return a unique index on one column among the rows that meet a condition."""
    return partial((column,), condition, name, unique=True)


def partial(columns: tuple[str, ...], condition: str, name: str, *, unique: bool) -> sa.Index:
    """Return an index over the rows that meet a condition, on both databases."""
    return sa.Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
