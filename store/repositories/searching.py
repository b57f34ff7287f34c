"""Whether a text holds another, in either case of its Latin letters: said to each database in its own words.

SQLite's own LIKE passes over the case, so that no text has to be written in small letters first, which takes as long
as the search itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.functions import FunctionElement

_SIGN = "/"


class _Holds(FunctionElement[bool]):
    type = Boolean()
    name = "holds"
    inherit_cache = True


def holding(column: ColumnElement[str] | Mapped[str], text: str) -> ColumnElement[bool]:
    """``text`` is met sign by sign: none of its signs stands for others."""
    for sign in (_SIGN, "%", "_"):
        text = text.replace(sign, _SIGN + sign)
    return _Holds(column, literal(f"%{text}%"))


@compiles(_Holds)
def _like(element: _Holds, compiler: Any, **given: Any) -> str:
    return _said("ILIKE", element, compiler, given)


@compiles(_Holds, "sqlite")
def _like_sqlite(element: _Holds, compiler: Any, **given: Any) -> str:
    return _said("LIKE", element, compiler, given)


def _said(word: str, element: _Holds, compiler: Any, given: dict[str, Any]) -> str:
    column, pattern = (compiler.process(one, **given) for one in element.clauses)
    return f"({column} {word} {pattern} ESCAPE '{_SIGN}')"
