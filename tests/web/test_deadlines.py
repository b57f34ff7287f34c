"""After filing in a browser: recording, correcting, counting; the company's list; the subscription; the command."""

from __future__ import annotations

import pytest
from lxml import html

from assessment.vocabulary import Role
from services import overlays
from store.verify import verify
from tests.web.filing_steps import LATER, entries, page_of, recorded, trail
from tests.web.office import Office, Visitor, words_of


def test_a_milestone_starts_its_term_everywhere(office: Office, zhou: Visitor) -> None:
    said = words_of(recorded(office, zhou, "contract_effective", "2026-11-20", number="HT-2026-7"))
    assert "已登记：标准合同生效" in said and "2026-12-04" in said and "HT-2026-7" in said
    assert "2026-11-20 次日起算，第 10 个工作日" in said
    assert "标准合同备案：2026-12-04 前（含当日）" in words_of(zhou.get(f"/cases/{office.full}/route"))
    listed = words_of(zhou.get("/deadlines"))
    assert "标准合同备案" in listed and "还有 13 天" in listed
    (entry,) = entries(office)
    assert entry.subject == "contract_effective" and entry.content["on"] == "2026-11-20"
    assert (trail(office, office.full)[0].kind, trail(office, office.full)[0].subject) == (
        "milestone recorded",
        "contract_effective",
    )
    assert verify(office.desk.database).findings == ()


def test_the_count_stands_there_day_by_day(office: Office, zhou: Visitor) -> None:
    page = recorded(office, zhou, "contract_effective", "2026-11-20")
    (table,) = html.fromstring(page.get_data()).xpath(
        "//table[contains(@class, 't-count')][.//td[contains(., '2026-12-04')]]"
    )
    rows = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in table.xpath(".//tbody/tr")]
    assert rows[0] == ["2026-11-21 周六", "周末", "—"] and rows[-1] == ["2026-12-04 周五", "工作日", "10"]
    assert len(rows) == 14


def test_a_count_into_a_year_without_a_notice_is_marked(office: Office, zhou: Visitor) -> None:
    said = words_of(recorded(office, zhou, "contract_effective", "2026-12-25"))
    assert "2027-01-11" in said and "暂定" in said and "2027 年的放假通知未收录" in said
    assert "2027 年的放假通知未收录" in words_of(zhou.get("/deadlines"))


def test_a_partial_result_says_what_was_allowed_until_when(office: Office, zhou: Visitor) -> None:
    said = words_of(
        recorded(
            office, zhou, "result_received", "2026-11-16", outcome="partly", result_date="2026-11-12",
            valid_until="2029-11-11", persons="1,200,000", volume="20", volume_unit="GB", refused="车外视频\n轨迹",
        )
    )  # fmt: skip
    assert "准予出境，有效期至 2029-11-11" in said
    assert "1,200,000" in said and "20 GB" in said and "车外视频" in said
    (entry,) = entries(office)
    assert (entry.content["persons"], entry.content["refused"]) == (1_200_000, ["车外视频", "轨迹"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": ""}, "请填写日期"),
        ({"on": "16.11.2026"}, "日期写作 2026-11-21"),
        ({"on": "2026-11-22"}, "节点发生后再登记"),
        ({"on": "2006-11-16"}, "请核对年份"),
        ({"outcome": ""}, "请选择结果"),
        ({"outcome": "partly"}, "逐项写明未通过的内容"),
        ({"outcome": "perhaps"}, "请从所列选项中选择"),
        ({"result_date": "2026-11-17"}, "不会晚于收到之日"),
        ({"valid_until": "2026-11-12"}, "届满日须晚于"),
        ({"persons": "约 120 万"}, "填写整数"),
        ({"volume": "20"}, "同时填写数值和单位"),
        ({"evidence": "not-there"}, "从本项目的证明材料中选择"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_kept(
    office: Office, zhou: Visitor, fields: dict[str, str], words: str
) -> None:
    whole = {"kind": "result_received", "on": "2026-11-16", "outcome": "passed", "result_date": "2026-11-12"}
    answer = zhou.post(page_of(office), {**whole, "note": "随函附清单", **fields})
    assert answer.status_code == 422
    document = html.fromstring(answer.get_data())
    (summary,) = document.xpath("//div[@class='error-summary']//a[contains(., $words)]", words=words)
    target = summary.get("href").removeprefix("#")
    assert document.xpath("//*[@id=$id]", id=target), target
    assert "随函附清单" in document.xpath("//textarea[@id='note']")[0].text_content()
    assert document.xpath("//p[@class='q-error'][contains(., $words)]", words=words)
    assert entries(office) == []


def test_an_answer_without_what_is_allowed_in_part_is_said_in_english_too(office: Office, zhou: Visitor) -> None:
    zhou.speak("en")
    answer = zhou.post(page_of(office), {"kind": "accepted", "on": "2027-01-01"})
    assert answer.status_code == 422 and "lies ahead; record it once it happened" in words_of(answer)


def test_a_contract_may_take_effect_later(office: Office, zhou: Visitor) -> None:
    assert "2026-12-15" in words_of(recorded(office, zhou, "contract_effective", "2026-12-01"))


def test_a_correction_takes_the_place_and_both_stay_readable(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "accepted", "2026-11-02", number="88")
    (first,) = entries(office)
    form = html.fromstring(zhou.get(f"{page_of(office)}?correct={first.id}").get_data()).xpath("//form[@id='record']")[
        0
    ]
    filled = dict(form.form_values())
    assert (filled["on"], filled["number"], filled["corrects"]) == ("2026-11-02", "88", first.id)
    said = words_of(zhou.post(page_of(office), {**filled, "on": "2026-11-03"}, follow_redirects=True))
    assert "更正 1 次" in said and "被更正或者撤回的登记（1）" in said and "2026-11-02" in said
    assert trail(office, office.full)[0].kind == "milestone corrected"
    stale = zhou.post(page_of(office), {**filled, "on": "2026-11-04"}, follow_redirects=True)
    assert "刚被更正或者撤回" in words_of(stale) and len(entries(office)) == 2
    assert verify(office.desk.database).findings == ()


def test_saving_a_correction_that_changes_nothing_adds_nothing(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "accepted", "2026-11-02", number="88")
    (first,) = entries(office)
    recorded(office, zhou, "accepted", "2026-11-02", number="88", corrects=first.id)
    assert len(entries(office)) == 1


def test_taking_back_needs_a_reason_and_ends_the_term(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-02")
    (first,) = entries(office)
    address = f"{page_of(office)}/withdraw"
    refused = zhou.post(address, {"entry": first.id, "reason": " "}, follow_redirects=True)
    assert "请写明为何撤回" in words_of(refused) and len(entries(office)) == 1
    said = words_of(zhou.post(address, {"entry": first.id, "reason": "登记到了别的项目"}, follow_redirects=True))
    assert "登记到了别的项目" in said and "尚未登记申报后的节点" in said and "2026-11-16" not in said
    assert zhou.post(address, {"entry": first.id, "reason": "再撤一次"}).status_code == 404


def test_an_overdue_term_is_loud(office: Office, zhou: Visitor) -> None:
    said = words_of(recorded(office, zhou, "contract_effective", "2026-11-02"))
    assert "有 1 项期限已逾期" in said and "已过 5 天" in said
    assert "有 1 项期限已逾期" in words_of(zhou.get("/deadlines"))
    zhou.speak("en")
    assert "One deadline is overdue" in words_of(zhou.get(page_of(office)))
    assert "5 days ago" in words_of(zhou.get("/deadlines"))


def test_a_kind_that_does_not_exist_is_not_found(office: Office, zhou: Visitor) -> None:
    assert zhou.get(f"{page_of(office)}?add=nothing").status_code == 404
    assert zhou.post(page_of(office), {"kind": "nothing", "on": "2026-11-02"}).status_code == 404
    assert zhou.get(f"{page_of(office)}?correct=nothing").status_code == 404


def test_every_kind_has_its_form_in_both_languages(office: Office, zhou: Visitor) -> None:
    for language in ("zh", "en"):
        zhou.speak(language)
        for known in office.desk.regime.deadlines.milestones:
            answer = zhou.get(f"{page_of(office)}?add={known.id}")
            assert answer.status_code == 200, known.id
            document = html.fromstring(answer.get_data())
            (form,) = document.xpath("//form[@id='record']")
            assert getattr(known.label, language) in form.text_content()
            for field in form.xpath(".//input[not(@type='hidden')]|.//textarea|.//select"):
                assert document.xpath("//label[@for=$id]", id=field.get("id")), (known.id, field.get("id"))
            ids = document.xpath("//@id")
            assert len(ids) == len(set(ids))


def test_an_auditor_reads_and_records_nothing(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-02")
    gu = office.sit_down("gu")
    page = gu.get(f"{page_of(office)}?add=accepted")
    assert page.status_code == 200 and "标准合同备案" in words_of(page)
    assert not html.fromstring(page.get_data()).xpath("//form[@id='record']")
    assert gu.post(page_of(office), {"kind": "accepted", "on": "2026-11-02"}).status_code == 403


def test_the_list_keeps_to_its_days_and_says_when_there_is_none(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "result_received", "2026-11-16", outcome="passed", result_date="2026-11-12")
    near, far = words_of(zhou.get("/deadlines?days=30")), words_of(zhou.get("/deadlines?days=0"))
    assert "评估结果有效期届满" in far and "评估结果有效期届满" not in near
    assert "申请复评" in near
    picture = html.fromstring(zhou.get("/deadlines").get_data()).xpath("//svg")
    assert picture and picture[0].get("aria-label") == "期限时间轴"


def test_a_filed_dossier_ends_the_age_of_the_self_assessment(office: Office, zhou: Visitor) -> None:
    assert "自评估完成后申报" in words_of(zhou.get("/deadlines?days=0"))
    recorded(office, zhou, "dossier_submitted", "2026-11-20")
    said = words_of(zhou.get(page_of(office)))
    assert "省级网信部门完备性查验" in said and "2026-11-27" in said
    assert "自评估完成后申报" not in words_of(zhou.get("/deadlines?days=0"))


def test_a_self_assessment_that_is_too_old_is_overdue(office: Office) -> None:
    office.clock.at = LATER
    assert "有 1 项期限已逾期" in words_of(office.sit_down("zhou").get(page_of(office)))


# ---- beside it ----

NOTICE = """
overlay:
  id: holidays-2027
  title: {zh: 2027 年放假通知, en: Holiday notice for 2027}
  kind: calendar
  from: 2026-11-21
  source: {text: 通知, article: 正文, address: 'https://www.gov.cn/', read_on: 2026-11-21}
  confidence: high
calendars:
  - year: 2027
    official: true
    cite: {text: 通知, article: 正文, address: 'https://www.gov.cn/'}
    confidence: high
    checked_on: 2026-11-21
    off: [{from: 2027-01-01, to: 2027-01-03}, {from: 2027-01-06, to: 2027-01-06}]
    make_up: [2027-01-09]
"""


def test_a_notice_that_the_company_loads_settles_the_count(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-12-25")
    assert "暂定" in words_of(zhou.get(page_of(office)))
    overlays.add(office.desk, office.person("shen"), NOTICE, reason="通知已公布")
    said = words_of(zhou.get(page_of(office)))
    assert "2027-01-09" in said and "暂定" not in said and "依据本企业加载的补充规则：holidays-2027" in said


def test_the_first_page_shows_the_nearest_terms(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-02")
    said = words_of(zhou.get("/"))
    assert "最近的期限" in said and said.index("2026-11-16") < said.index("2026-12-15")
    office.hire("root", Role.ADMINISTRATOR)
    assert "最近的期限" not in words_of(office.sit_down("root").get("/"))


def test_the_trail_names_a_milestone_in_words(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-02")
    assert "登记了办理节点“标准合同生效”" in words_of(zhou.get(f"/cases/{office.full}/trail"))
