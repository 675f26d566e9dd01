"""Many rows in one statement: bound as JSON, which both databases read as a table."""

from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

ROWS: Final = "rows"


class _Elements(GenericFunction[Any]):
    """The elements of a JSON array, as a table with the column `value`."""

    name = "json_each"
    inherit_cache = True


@compiles(_Elements, "postgresql")
def _postgresql(function: _Elements, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - the compiler's
    return f"json_array_elements(CAST({compiler.process(function.clauses, **more)} AS JSON))"


def table(**columns: type[sa.types.TypeEngine[Any]]) -> sa.Subquery:
    """Return a table of the rows that are bound by `bound`, with columns of these names and types.

    One statement does for all of them what would be one for each: the driver gives way to other
    threads at every single one.
    """
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
