"""Runs the migrations on the connection that `storage.migrate` hands over."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.migrations.triggers import keep_triggers
from storage.models import metadata


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - Alembic hands over any schema item
    """Return plain SQLAlchemy for sqlmodel's types, so that old migrations need no sqlmodel."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()" if item.length is None else f"sa.String({item.length})"
    return False


def run(connection: sa.Connection) -> None:
    """Run what was asked for, within the transaction that the caller commits."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=render_item,
    )
    if connection.dialect.name == "sqlite":
        keep_triggers(connection)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
