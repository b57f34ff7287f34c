"""What a browser sends is converted in one place; nobody else looks into the request."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("web", "services", "store", "reports", "regimes", "assessment", "audit", "forms")
LOOKS_INTO_IT = re.compile(r"\brequest\s*\.\s*(form|values|files|get_data|data|stream)\b")


def sources() -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return [*found, ROOT / "app.py"] if (ROOT / "app.py").exists() else found


def test_only_forms_read_what_a_browser_sent() -> None:
    looking = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if LOOKS_INTO_IT.search(line)
    ]
    assert looking == []


@pytest.mark.parametrize("line", ["request.form['a']", "flask.request.files", "request.values.get('a')"])
def test_the_guard_sees_a_look_into_the_request(line: str) -> None:
    assert LOOKS_INTO_IT.search(line)
