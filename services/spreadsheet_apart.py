"""Old workbooks (XLS) are read in a process of their own, with a limit on its memory.

A damaged one can make the reader ask for more memory than there is, which ends the process that asked. So it is not
the server's: what the child cannot read is a damaged file, and nothing else is lost. Run by ``old_tables`` as
``python -m services.spreadsheet_apart``; the workbook comes in and its tables go out as JSON.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import python_calamine

from services.spreadsheet_sheets import tables_of_workbook
from services.spreadsheet_table import Table

ROOT = Path(__file__).resolve().parents[1]
MAX_MEMORY = 1_500_000_000
MAX_SECONDS = 60
_PASSWORD = 3


class NotReadable(Exception):
    """The child could not read the workbook. ``password``: because it is protected by one."""

    def __init__(self, *, password: bool = False) -> None:
        super().__init__("an old workbook that cannot be read")
        self.password = password


def old_tables(data: bytes) -> list[Table]:
    """The visible sheets of an old workbook; raises ``NotReadable``."""
    command = [sys.executable, "-m", "services.spreadsheet_apart"]
    try:
        # The command is ours and fixed; only the workbook comes from outside, as its input.
        child = subprocess.run(command, input=data, capture_output=True, cwd=ROOT, timeout=MAX_SECONDS, check=False)  # noqa: S603 - our own module, nothing typed
    except subprocess.TimeoutExpired as stopped:
        raise NotReadable from stopped
    if child.returncode:
        raise NotReadable(password=child.returncode == _PASSWORD)
    return [Table.from_plain(each) for each in json.loads(child.stdout)]


def _main() -> int:
    _limit_memory()
    try:
        tables = list(tables_of_workbook(sys.stdin.buffer.read(), "xls"))
    except python_calamine.PasswordError:
        return _PASSWORD
    sys.stdout.write(json.dumps([table.as_plain() for table in tables]))
    return 0


def _limit_memory() -> None:
    """Where the system knows such limits; elsewhere the child simply ends when there is no more."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    sys.exit(_main())
