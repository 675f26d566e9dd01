"""Tables as SQLAlchemy's core knows them, for statements that run at every press."""

import sqlalchemy as sa
from sqlmodel import SQLModel


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return a model's table."""
    table = sa.inspect(model).local_table
    assert isinstance(table, sa.Table)
    return table
