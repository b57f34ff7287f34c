"""The check before filing in the browser and at the prompt: what stands there, where it leads, what it stops."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from lxml import html

from services.desk import SYSTEM
from tests.web.office import Office, Visitor, words_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def links(page: object, text: str) -> list[str]:
    document = html.fromstring(page.get_data())  # type: ignore[attr-defined]  # a response of the test client
    return [a.get("href") for a in document.xpath("//a") if text in a.text_content()]


def test_a_complete_case_names_what_to_look_at_and_what_the_hand_has_to_do(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.full}/check")
    said = words_of(page)
    assert "内容齐全，可以提交复核；另有" in said and "必须补齐" not in said
    assert "授权委托自 2026-11-23 起" in said
    assert "第 8–10 页，第三条" in said and "突出显示或者加框" in said
    assert "04-经办人授权委托书.pdf" in said and "第 1 页“单位名称（盖章）”处" in said
    (address,) = links(page, "授权委托自")
    assert address.endswith("/answers/authority/#authority__starts_on")


def rows(page: object) -> list[list[str]]:
    document = html.fromstring(page.get_data())  # type: ignore[attr-defined]  # a response of the test client
    return [[cell.text_content().strip() for cell in row.xpath("./th|./td")] for row in document.xpath("//tbody/tr")]


def test_headings_and_shared_facts_can_be_looked_over(office: Office, zhou: Visitor) -> None:
    found = rows(zhou.get(f"/cases/{office.full}/check"))
    assert ["4.遵守数据和网络安全相关法律法规的情况", "2/2", "—"] in found
    assert ["单位名称", "沪岚汽车（上海）有限公司", "申报表、授权委托书、自评估报告、材料清单"] in found


def test_an_open_case_says_how_many_places_and_leads_to_each(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.open}/check")
    said = words_of(page)
    assert "处需要补齐，才能生成正式材料" in said and "出境路径还没有结论" in said
    (address,) = links(page, "出境路径还没有结论")
    assert address.endswith("/route")
    for line in html.fromstring(page.get_data()).xpath("//section[@id='must']//li"):
        assert line.xpath("./a/@href"), line.text_content()


def test_in_english_nothing_but_official_words_and_quotations_is_chinese(office: Office, zhou: Visitor) -> None:
    zhou.speak("en")
    said = words_of(zhou.get(f"/cases/{office.full}/check"))
    assert "Complete: it can be submitted for review; look again at" in said
    assert "The authority begins on 2026-11-23" in said and "By hand" in said


def test_the_list_for_the_hand_is_a_page_to_print(office: Office, zhou: Visitor) -> None:
    page = zhou.get(f"/cases/{office.full}/check/by-hand")
    assert page.status_code == 200
    assert words_of(page).count("☐") == 17
    nobody = zhou.get("/cases/nothing/check/by-hand")
    assert nobody.status_code == 404


def test_the_command_ends_with_one_while_something_must_be_mended(office: Office) -> None:
    runner = office.app.test_cli_runner()
    open_case = runner.invoke(args=["check", str(EXAMPLES / "dealer-crm"), "--json"])
    assert open_case.exit_code == 1
    said = json.loads(open_case.output)
    assert said["may_be_final"] is False and {one["grade"] for one in said["must"]} == {"must"}
    assert all(one["zh"] and one["en"] for one in said["must"] + said["look"])

    complete = runner.invoke(args=["check", str(EXAMPLES / "telematics" / "case.yaml")])
    assert complete.exit_code == 0, complete.output
    assert "0 处必须补齐" in complete.output and "☐ 04-经办人授权委托书.pdf" in complete.output

    late = runner.invoke(args=["check", str(EXAMPLES / "telematics"), "--on", "2027-03-01", "--json"])
    assert late.exit_code == 1
    assert "self_assessment.finished_on" in {one["question"] for one in json.loads(late.output)["must"]}


def test_the_command_used_wrongly(office: Office, tmp_path: Path) -> None:
    assert office.app.test_cli_runner().invoke(args=["check", str(tmp_path)]).exit_code == 2
    broken = tmp_path / "case.yaml"
    broken.write_text("case: 1\n", encoding="utf-8")
    result = office.app.test_cli_runner().invoke(args=["check", str(broken), "--json"])
    assert result.exit_code == 1 and json.loads(result.output)["problems"]


def answer(office: Office, **changes: object) -> None:
    """An answer written by another process, or on another page."""
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        unit.sheets.save_answers(office.full, "", {name.replace("__", "."): said for name, said in changes.items()})
        unit.record("answers saved", case_id=office.full, subject="legal_rep")
        unit.commit()


def test_what_is_remembered_of_a_case_is_never_older_than_the_case(office: Office, zhou: Visitor) -> None:
    check, dossier = f"/cases/{office.full}/check", f"/cases/{office.full}/dossier"
    other = Office(office.folder, hand_over=lambda job: None)
    assert "必须补齐" not in words_of(zhou.get(check)) and "处未完成" not in words_of(zhou.get(dossier))
    answer(other, legal_rep__name=None)
    assert "请填写“姓名”" in words_of(zhou.get(check)) and "还有 1 处未完成" in words_of(zhou.get(dossier))
    answer(other, legal_rep__name="沈启航")
    assert "必须补齐" not in words_of(zhou.get(check)) and "处未完成" not in words_of(zhou.get(dossier))
    office.clock.at += timedelta(days=2)  # the day of the authority has come
    assert "授权委托自 2026-11-23 起" not in words_of(zhou.get(check))
    other.close()
