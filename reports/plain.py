"""Blocks as JSON and back: the drawing process gets its work over a pipe and shares no objects with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from reports import blocks as kinds
from reports.blocks import Block, Cell, Form


def to_plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Form):
        return {"what": "Form", **asdict(block)}
    # Everything else is flat: rows of a table are tuples of text, and copying thousands of them takes its time.
    return {"what": type(block).__name__, **{field.name: getattr(block, field.name) for field in fields(block)}}


def from_plain(plain: Mapping[str, Any]) -> Block:
    """The block again; the drawing process gets its work as JSON."""
    values = {key: _tuples(value) for key, value in plain.items() if key != "what"}
    if plain["what"] == "Form":
        rows = plain["rows"]
        return Form(tuple(tuple(Cell(**{k: _tuples(v) for k, v in cell.items()}) for cell in row) for row in rows))
    block: Block = getattr(kinds, plain["what"])(**values)
    return block


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list | tuple) else value
