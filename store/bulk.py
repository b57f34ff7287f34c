"""One statement for thousands of rows: compiled once, its values handed to the driver as they are.

SQLAlchemy looks at every value of every row by name; for a list of 20,000 items that takes longer than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import UpdateBase

_Processor = Callable[[Any], Any] | None


def run_many(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement for each of these rows, all of which give the same names; what none gives it says itself."""
    dialect = connection.dialect
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(rows[0]))
    names = list(compiled.positiontup) if compiled.positional else list(compiled.binds)
    binds = {name: compiled.binds[name] for name in names}
    fixed = {name: bind.value for name, bind in binds.items() if name not in rows[0]}
    ways = {name: _processor(bind.type, dialect) for name, bind in binds.items()}
    made = [(place, way) for place, name in enumerate(names) if (way := ways[name]) is not None]
    values: list[Any] = []
    for row in rows:
        one = [fixed[name] if name in fixed else row[name] for name in names] if fixed else [row[n] for n in names]
        for place, way in made:
            one[place] = way(one[place])
        values.append(tuple(one) if compiled.positional else dict(zip(names, one, strict=True)))
    connection.exec_driver_sql(str(compiled), values)


def _processor(kind: Any, dialect: Dialect) -> _Processor:
    found: _Processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return found
