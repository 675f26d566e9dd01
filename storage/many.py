"""Many rows at once, as JSON: bound to one statement, or read in one piece.

SQLite's driver gives way to other threads at every statement and every row that it fetches, and
has to win the interpreter back each time: that costs more than the row.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlmodel import Session

ROWS: Final = "rows"


class _Elements(GenericFunction[Any]):
    """The elements of a JSON array, as a table with the column `value`."""

    name = "json_each"
    inherit_cache = True


class _Row(GenericFunction[Any]):
    """Some values as a JSON array."""

    name = "json_array"
    inherit_cache = True


class _Gathered(GenericFunction[Any]):
    """The JSON values of all rows as one array."""

    name = "json_group_array"
    inherit_cache = True


def _on_postgresql(function: type[GenericFunction[Any]], said: str) -> None:
    @compiles(function, "postgresql")
    def compiled(this: GenericFunction[Any], compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - the compiler's
        return said.format(compiler.process(this.clauses, **more))


_on_postgresql(_Elements, "json_array_elements(CAST({} AS JSON))")
_on_postgresql(_Row, "json_build_array({})")
_on_postgresql(_Gathered, "json_agg({})")


def table(**columns: type[sa.types.TypeEngine[Any]]) -> sa.Subquery:
    """Return a table of the rows that are bound by `bound`: columns of these names and types."""
    each = _Elements(sa.bindparam(ROWS, type_=sa.Text)).table_valued("value")
    return sa.select(
        *(
            sa.cast(each.c.value.op("->>")(sa.literal_column(str(place))), kind).label(name)
            for place, (name, kind) in enumerate(columns.items())
        )
    ).subquery(ROWS)


def bound(rows: list[list[Any]]) -> dict[str, str]:
    """Return the parameter of a statement with a `table`: a list for each row, in its order."""
    return {ROWS: orjson.dumps(rows).decode()}


def gathered(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[str]:
    """Return a query for all rows of another one in one piece, to be read by `read`.

    Both databases aggregate what a subquery yields in its order, where nothing else is asked.
    """
    row = _Row(*query.subquery("found").c)
    return sa.select(sa.cast(_Gathered(row), sa.Text))


def read(
    session: Session, query: sa.Select[str], parameters: Mapping[str, Any]
) -> list[list[Any]]:
    """Return the rows of a `gathered` query in its order; truths are 0 and 1 on SQLite."""
    found: str | None = session.connection().execute(query, parameters).scalar_one()
    rows: list[list[Any]] = orjson.loads(found or "[]")
    return rows
