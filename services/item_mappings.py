"""The company's memory of column mappings: what was confirmed for a list is proposed for the next one like it."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.item_mapping import KeptMapping, Remembered, fold
from services.item_columns import ColumnMap, proposed
from services.spreadsheet_table import Table
from store.database import Unit


def remembered(unit: Unit) -> Mapping[str, Remembered]:
    """Every mapping the company has confirmed, by the fingerprint of the headings."""
    return fold(unit.journals.list("mapping"))


def remember(unit: Unit, table: Table, columns: ColumnMap) -> bool:
    """Keep a confirmed mapping, unless it is what would be proposed anyway; says whether it was kept."""
    known = columns.fingerprint
    if known is None:
        return False
    kept = remembered(unit)
    if proposed(table, kept).fields == columns.fields:
        return False
    content = KeptMapping(
        headings=tuple(" ".join(text.split())[:200] for text in columns.texts),
        fields=tuple(column or "" for column in columns.fields),
    )
    unit.journals.append("mapping", known, content.model_dump(mode="json"))
    named = {column: text for column, text in zip(content.fields, content.headings, strict=True) if column}
    unit.record("mapping remembered", subject=known, details={"columns": named})
    return True
