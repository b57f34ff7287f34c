"""Which revisions of cases no record speaks of, and whose row a finding is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from store.database import Database
from store.rows import AUDITED, table_of
from store.tables import AuditRecordRow, CaseRow, CompanyRow

RECORDS, CASES = table_of(AuditRecordRow), table_of(CaseRow)
TABLES = {table_of(kind).name: table_of(kind) for kind in AUDITED}


def revision_gaps(database: Database, cases: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """(case, first, last) of every stretch of revisions up to the present one that stands in no record."""
    at = RECORDS.c
    with database.engines.reading.connect() as connection:
        for case_id in cases:
            present = connection.scalar(select(CASES.c.revision).where(CASES.c.id == case_id)) or 0
            said = select(at.revision).where(at.case_id == case_id, at.revision.is_not(None))
            following = 1  # a case is created with its first parts, so its first record may speak of revision 1
            for revision in [*connection.scalars(said.distinct().order_by(at.revision)), present + 1]:
                if revision > following:
                    yield case_id, following, revision - 1
                following = max(following, revision + 1)


def company_of_finding(database: Database, where: str) -> str | None:
    """The company that a place of the check names or whose row it is; ``None`` where that cannot be told."""
    company_id = where.split(",")[0]
    name, _, rest = where.partition("/")
    with database.engines.reading.connect() as connection:
        companies = table_of(CompanyRow).c
        if connection.scalar(select(companies.id).where(companies.id == company_id)):
            return company_id
        if name not in TABLES:
            return None
        table = TABLES[name]
        columns = list(table.primary_key.columns)
        values = rest.split("/", len(columns) - 1)
        if len(values) != len(columns):
            return None
        owner = table.c.company_id if "company_id" in table.c else table.c.id
        found = select(owner).where(*(column == value for column, value in zip(columns, values, strict=True)))
        return connection.scalar(found)
