"""What people record after filing, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.web.office import Office, Visitor

LATER = datetime(2027, 2, 6, 1, 0, tzinfo=UTC)


def page_of(office: Office) -> str:
    return f"/cases/{office.full}/filing"


def recorded(office: Office, visitor: Visitor, kind: str, on: str, **fields: Any) -> Any:
    return visitor.post(page_of(office), {"kind": kind, "on": on, **fields}, follow_redirects=True)


def entries(office: Office) -> list[Any]:
    with office.desk.database.read(office.company) as unit:
        return unit.journals.list("milestone", case_id=office.full)


def trail(office: Office, case_id: str | None = None) -> list[Any]:
    with office.desk.database.read(office.company) as unit:
        return list(unit.trail.page(case_id=case_id, offset=0, limit=5)[0])
