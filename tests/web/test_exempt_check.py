"""The completeness page of a case that is exempt: nobody reads through the questions of a dossier nobody files."""

from __future__ import annotations

from lxml import html

from services.desk import SYSTEM
from tests.web.office import Office, Visitor, words_of


def questions(page: object) -> set[str]:
    document = html.fromstring(page.get_data())  # type: ignore[attr-defined]  # a response of the test client
    return {term.text_content().strip() for term in document.xpath("//dl[@class='facts']/dt")}


def make_exempt(office: Office) -> None:
    """Fewer persons than the law asks about, none of them sensitive."""
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        (scenario,) = unit.sheets.load(office.open, office.desk.today, with_items=False).scenarios
        case = {"route.persons_pi_total": 5_000, "route.persons_spi_total": 0, "route.group_same": False}
        unit.sheets.save_answers(office.open, "", case)
        own = {"contains_sensitive": False, "important_data_status": "none", "export_act": "remote_access_from_abroad"}
        unit.sheets.save_answers(office.open, scenario.id, {f"scenario.{name}": said for name, said in own.items()})
        unit.record("answers saved", case_id=office.open, subject=office.open)
        unit.commit()


def test_what_no_filing_asks_and_nobody_answered_is_left_out(office: Office, zhou: Visitor) -> None:
    address = f"/cases/{office.open}/check"
    before = questions(zhou.get(address))
    make_exempt(office)
    page = zhou.get(address)
    assert "按免予" in words_of(page), words_of(page)[:1500]
    after = questions(page)
    assert "个人信息权益保护" in before - after and "下次复核日期" in after - before
    assert "单位名称" in after  # answered, whether or not the memo prints it
    assert len(after) < len(before)
