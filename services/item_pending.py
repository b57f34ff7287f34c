"""Uploads that wait for confirmation, as they were last read: the preview reads a file, confirming reads no more.

What an upload holds never changes under its id, and whoever asks has found it in the store of his own company before.
Only the last few are remembered; losing one costs a second.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from assessment.work import ImportPreview
from services.item_columns import ColumnMap
from services.item_sources import Source
from services.spreadsheet_table import Table
from services.spreadsheets import ItemsPreview, understood

T = TypeVar("T")

AT_MOST = 4
_KEPT: OrderedDict[Hashable, Any] = OrderedDict()
_LOCK = Lock()


def source_of(import_id: str, found: ImportPreview) -> Source:
    """The tables of an upload."""
    return _of(import_id, lambda: Source.unpacked(found.file_name, found.content))


def rows_of(import_id: str, place: int, table: Table, columns: ColumnMap, file_name: str) -> ItemsPreview:
    """The rows of one table of an upload by a mapping of its columns. Raises ``FileRefused``."""
    return _of((import_id, place, repr(columns)), lambda: understood(table, columns, file_name))


def _of(key: Hashable, make: Callable[[], T]) -> T:
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            known: T = _KEPT[key]
            return known
    made = make()
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > AT_MOST:
            _KEPT.popitem(last=False)
    return made
