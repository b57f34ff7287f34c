"""The ledger between the pages and the store: what is kept in the process follows the journal, many rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.conditions import Range
from assessment.errors import InputRefused
from assessment.vocabulary import Role
from assessment.work import Person
from services import ledger, ledger_entries, ledger_files
from services.desk import SYSTEM, Desk, NotFound, open_desk
from services.ledger_kept import kept_ledger
from store.verify import verify

ROOT = Path(__file__).resolve().parents[2]
CODE, OTHER = "91310114MA1HL0AN7F", "91110000600037341L"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(f"sqlite:///{tmp_path / 'store.sqlite3'}", tmp_path / "files", ROOT / ".cache")
    yield opened
    opened.database.close()


@pytest.fixture
def zhou(desk: Desk) -> Person:
    with desk.database.unit(SYSTEM, None, desk.now()) as unit:
        company = unit.companies.create("沪岚汽车", "Hulan")
        unit.record("company added", subject=company.name)
        unit.commit()
    with desk.database.unit(SYSTEM, company.id, desk.now()) as unit:
        person = unit.people.create("zhou", "周敏", frozenset({Role.PREPARER}), "")
        unit.record("person added", subject="zhou")
        unit.commit()
    return person


def texts(day: str, persons: int, again: str = "0", **other: str) -> dict[str, str]:
    return {
        "since": day,
        "flow": "回传",
        "mechanism": "none",
        "persons_pi": str(persons),
        "again_pi": again,
        "persons_spi": "0",
        "basis": "客户编号",
        **other,
    }


def year(desk: Desk) -> str:
    return str(desk.today.year)


def test_what_is_kept_follows_the_journal(desk: Desk, zhou: Person) -> None:
    first_of_january = f"{year(desk)}-01-01"
    ledger_entries.add_count(desk, zhou, CODE, "沪岚汽车", texts(first_of_january, 10))
    with desk.database.read(zhou.company_id) as unit:
        kept = kept_ledger(desk, unit, zhou.company_id, CODE)
        assert kept_ledger(desk, unit, zhou.company_id, CODE) is kept
    assert ledger.entity(desk, zhou, CODE).outlook.pi.now == Range(10, 10)
    count = ledger_entries.add_count(desk, zhou, CODE, "", texts(first_of_january, 5))
    assert count.entity_name == "沪岚汽车"
    assert ledger.entity(desk, zhou, CODE).outlook.pi.now == Range(15, 15)
    with desk.database.read(zhou.company_id) as unit:
        assert kept_ledger(desk, unit, zhou.company_id, CODE) is not kept
        assert kept_ledger(desk, unit, zhou.company_id, OTHER).ledger.lines == ()
    assert verify(desk.database).findings == ()


def test_each_entity_has_its_own_counters(desk: Desk, zhou: Person) -> None:
    day = f"{year(desk)}-01-01"
    ledger_entries.add_count(desk, zhou, CODE, "沪岚汽车", texts(day, 10))
    ledger_entries.add_count(desk, zhou, OTHER, "沪岚销售", texts(day, 99_000))
    lines, without = ledger.overview(desk, zhou)
    assert [(line.name, line.outlook.pi.now.low) for line in lines] == [("沪岚销售", 99_000), ("沪岚汽车", 10)]
    assert without == ()


def test_a_code_that_is_none_begins_no_ledger(desk: Desk, zhou: Person) -> None:
    with pytest.raises(InputRefused) as refused:
        ledger_entries.add_count(desk, zhou, "91310114MA1HL0AN7A", "沪岚汽车", texts(f"{year(desk)}-01-01", 1))
    assert refused.value.problems[0].where == "code"
    with pytest.raises(NotFound):
        ledger.entity(desk, zhou, "nobody")


def test_a_correction_without_a_difference_is_refused(desk: Desk, zhou: Person) -> None:
    said = texts(f"{year(desk)}-01-01", 10)
    ledger_entries.add_count(desk, zhou, CODE, "沪岚汽车", said)
    (line,) = ledger.entity(desk, zhou, CODE).lines
    with pytest.raises(InputRefused, match="Nothing differs"):
        ledger_entries.correct(desk, zhou, CODE, line.id, said, "", "看看")
    with pytest.raises(NotFound):
        ledger_entries.correct(desk, zhou, OTHER, line.id, said, "", "别的单位")


def test_a_correction_may_move_a_batch_into_another_year(desk: Desk, zhou: Person) -> None:
    this, last = desk.today.year, desk.today.year - 1
    ledger_entries.add_count(desk, zhou, CODE, "沪岚汽车", texts(f"{this}-01-01", 10))
    (line,) = ledger.entity(desk, zhou, CODE).lines
    ledger_entries.correct(desk, zhou, CODE, line.id, texts(f"{last}-12-31", 10), "", "年度写错")
    assert ledger.entity(desk, zhou, CODE).outlook.pi.now == Range(0, 0)
    assert ledger.entity(desk, zhou, CODE, last).outlook.pi.now == Range(10, 10)


def test_two_thousand_rows_are_taken_and_one_more_is_not(desk: Desk, zhou: Person) -> None:
    day = f"{year(desk)}-01-01"
    ledger_entries.add_count(desk, zhou, CODE, "沪岚汽车", texts(day, 10))
    head = "since,flow,mechanism,persons_pi,persons_spi,basis\n"
    rows = [f"{day},回传{number},none,1,0,客户编号" for number in range(2_001)]
    preview = ledger_files.preview_counts(desk, zhou, CODE, (head + "\n".join(rows[:2_000])).encode(), "many.csv")
    assert (len(preview.good), preview.bad) == (2_000, ())
    with pytest.raises(InputRefused, match="2,001 rows"):
        ledger_files.preview_counts(desk, zhou, CODE, (head + "\n".join(rows)).encode(), "more.csv")


def test_an_import_without_a_ledger_says_what_to_do_first(desk: Desk, zhou: Person) -> None:
    content = "since,flow,mechanism,persons_pi,persons_spi,basis\n" + f"{year(desk)}-01-01,回传,none,1,0,客户编号"
    with pytest.raises(InputRefused, match="enter one batch first"):
        ledger_files.confirm_counts(desk, zhou, CODE, content, "first.csv")
