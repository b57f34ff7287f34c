"""The pages of the law: found by day and word, overlays after a preview, counsel's word, roles, both languages."""

from __future__ import annotations

import io

import pytest
from werkzeug.test import TestResponse

from regimes.entries import entries_of
from regimes.overlay_files import OVERLAY_KINDS
from reports.dossier import compose
from services import counsel, overlays
from services.cases import open_case
from services.review import snapshot_of
from tests.services.test_overlays import FIGURE, LIST, first_item, notice
from tests.web.office import Office, words_of

RULE = "rule:R-41@2024-03-22"


def sha_of(office: Office, subject: str) -> str:
    return next(e.sha256 for e in entries_of(office.desk.regime_of(office.company)) if e.subject == subject)


def test_the_law_of_today_stands_on_one_page_and_leads_to_every_entry(office: Office) -> None:
    visitor = office.sit_down("gu")
    page = visitor.get("/law/")
    assert "今天适用的规则" in words_of(page) and "R-41" in words_of(page)
    assert 'aria-current="page">法律' in page.get_data(as_text=True)
    entry = visitor.get("/law/entry", query_string={"subject": RULE})
    assert entry.status_code == 200 and "促进和规范数据跨境流动规定" in words_of(entry)


def test_another_day_is_said_loudly_and_a_day_that_is_none_is_refused_in_words(office: Office) -> None:
    visitor = office.sit_down("gu")
    assert "2024-03-21 适用的规则（不是今天）" in words_of(visitor.get("/law/?on=2024-03-21"))
    assert "“soon”不是日期" in words_of(visitor.get("/law/?on=soon"))


def test_a_search_finds_figures_and_says_when_nothing_fits(office: Office) -> None:
    visitor = office.sit_down("gu")
    assert "1,000,000" in words_of(visitor.get("/law/?q=sa.pi.persons"))
    assert "没有符合“无此词语”的条目" in words_of(visitor.get("/law/?q=无此词语"))


def test_preview_stores_nothing_then_adding_shows_the_overlay_where_it_decides(office: Office) -> None:
    visitor = office.sit_down("shen")
    visitor.get("/law/overlays/new")
    shown = visitor.post("/law/overlays/new", {"text": FIGURE, "step": "preview"})
    assert shown.status_code == 200 and "加载后将有" in words_of(shown) and "999,999 人" in words_of(shown)
    assert office.desk.regime_of(office.company).overlays == ()
    missing = visitor.post("/law/overlays/new", {"text": FIGURE, "step": "add"})
    assert missing.status_code == 422 and "请写明理由" in words_of(missing) and "value: 999999" in words_of(missing)
    added = visitor.post("/law/overlays/new", {"text": FIGURE, "step": "add", "reason": "公告已发布"})
    assert added.headers["Location"] == "/law/overlays/figure-2026"
    assert "公告已发布" in words_of(visitor.get("/law/overlays/figure-2026"))
    assert "补充规则 figure-2026" in words_of(visitor.get("/law/?topic=figure"))
    file = visitor.get("/law/overlays/figure-2026/file")
    assert file.get_data(as_text=True) == FIGURE and "figure-2026.yaml" in file.headers["Content-Disposition"]


def test_a_broken_file_is_shown_with_its_lines_and_kept_in_the_box(office: Office) -> None:
    visitor = office.sit_down("shen")
    broken = FIGURE.replace("value:", "valeu:")
    for step in ("preview", "add"):
        page = visitor.post("/law/overlays/new", {"text": broken, "step": step, "reason": "公告"})
        assert "line 12, figures[0].entries[0].valeu" in words_of(page) and "是否指“value”" in words_of(page)
        assert "valeu: 999999" in words_of(page)
    assert words_of(visitor.post("/law/overlays/new", {"text": " ", "step": "preview"})).count("请粘贴文件内容") >= 1


def uploaded(office: Office, login: str, data: bytes) -> TestResponse:
    visitor = office.sit_down(login)
    return visitor.post(
        "/law/overlays/new",
        {"text": "", "step": "preview", "file": (io.BytesIO(data), "清单.yaml")},
        content_type="multipart/form-data",
    )


def test_an_uploaded_file_takes_the_place_of_the_text(office: Office) -> None:
    page = uploaded(office, "zhou", LIST.encode())
    assert page.status_code == 200 and "shanghai-text" in words_of(page)
    assert "不是 UTF-8" in words_of(uploaded(office, "zhou", LIST.encode("gb18030")))


def test_a_preparer_is_told_who_may_correct_a_figure(office: Office) -> None:
    visitor = office.sit_down("zhou")
    page = visitor.post("/law/overlays/new", {"text": FIGURE, "step": "preview"})
    assert "须由律师或管理员加载" in words_of(page) and 'value="add"' not in page.get_data(as_text=True)
    page = visitor.post("/law/overlays/new", {"text": FIGURE, "step": "add", "reason": "公告"})
    assert page.status_code == 422 and "由律师或管理员加载" in words_of(page)


@pytest.mark.parametrize("kind", OVERLAY_KINDS)
def test_every_kind_starts_from_a_worked_file(office: Office, kind: str) -> None:
    visitor = office.sit_down("shen")
    assert f"kind: {kind}" in words_of(visitor.get(f"/law/overlays/new?kind={kind}"))


def test_removing_is_dated_and_what_is_typed_stays(office: Office) -> None:
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="公告")
    visitor = office.sit_down("shen")
    visitor.get("/law/overlays/figure-2026")
    address = "/law/overlays/figure-2026/remove"
    wrong = visitor.post(address, {"from_day": "soon", "reason": "公告已失效"})
    assert wrong.status_code == 422 and "现在是“soon”" in words_of(wrong) and "公告已失效" in words_of(wrong)
    early = visitor.post(address, {"from_day": "2026-01-01", "reason": "公告已失效"})
    assert early.status_code == 422 and "停用日不能更早" in words_of(early)
    assert visitor.post(address, {"from_day": "2026-09-01", "reason": "公告已失效"}).status_code == 302
    page = words_of(visitor.get("/law/overlays/figure-2026"))
    assert "自 2026-09-01 起不再适用" in page and "已停用" in page


def test_another_companys_overlay_is_not_found(office: Office) -> None:
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="公告")
    office.hire("other", *office.person("shen").roles, company=office.other_company())
    visitor = office.sit_down("other")
    for address in ("/law/overlays/figure-2026", "/law/overlays/figure-2026/file"):
        assert visitor.get(address).status_code == 404
    assert (
        visitor.post("/law/overlays/figure-2026/remove", {"from_day": "2026-09-01", "reason": "x"}).status_code == 404
    )
    assert "figure-2026" not in words_of(visitor.get("/law/overlays"))


def test_counsel_signs_on_the_page_and_others_only_read(office: Office) -> None:
    subject = "rule:R-COMB@2024-03-22"
    visitor = office.sit_down("shen")
    address = "/law/counsel/sign?subject=" + subject
    visitor.get("/law/counsel")
    said = {
        "sha256": sha_of(office, subject),
        "verdict": "confirmed",
        "read_on": "2026-11-20",
        "read": "",
        "note": "核",
    }
    page = visitor.post(address, said)
    assert page.status_code == 422 and "请写明核对了什么" in words_of(page) and "核" in words_of(page)
    assert visitor.post(address, {**said, "read": "网站全文"}).status_code == 302
    shown = words_of(visitor.get("/law/entry?subject=" + subject))
    assert "律师已确认" in shown and "沈知白" in shown and "网站全文" in shown
    reader = office.sit_down("zhou")
    page = reader.get("/law/entry?subject=" + subject)
    assert "律师已确认" in words_of(page) and "记录意见" not in words_of(page)
    assert reader.post(address, said).status_code == 403
    assert "R-COMB" in words_of(reader.get("/law/counsel?state=signed"))


def test_a_correction_starts_from_the_entry_as_it_stands(office: Office) -> None:
    visitor = office.sit_down("shen")
    page = words_of(visitor.get("/law/overlays/new?correct=" + RULE))
    assert "replaces: R-41@2024-03-22" in page and "kind: rule" in page


def test_the_check_before_filing_names_what_nobody_signed_and_the_filed_text_does_not(office: Office) -> None:
    visitor = office.sit_down("zhou")
    page = words_of(visitor.get(f"/cases/{office.full}/check"))
    assert "尚未由律师核对官方原文" in page and "R-COMB" in page
    regime = office.desk.regime_of(office.company)
    case = open_case(office.desk, office.person("zhou"), office.full)
    dossier = compose(snapshot_of(case.appraisal).content, regime.questionnaire, regime.wording, status="draft")
    assert "由律师确认" not in repr(dossier) and "尚未由律师" not in repr(dossier)


def test_a_notice_is_named_before_filing(office: Office) -> None:
    _, item = first_item(office, office.sheet(office.full))
    overlays.add(office.desk, office.person("zhou"), notice(item), reason="收到告知书")
    visitor = office.sit_down("zhou")
    page = words_of(visitor.get(f"/cases/{office.full}/check"))
    assert "主管部门已告知下列数据为重要数据" in page and item in page and "notice-14" in page
    assert "notice-14" in words_of(visitor.get(f"/cases/{office.full}/route"))


ADDRESSES = (
    "/law/",
    "/law/?topic=figure&on=2025-01-01",
    "/law/overlays",
    "/law/overlays/figure-2026",
    "/law/overlays/new",
    "/law/counsel",
    "/law/entry?subject=" + RULE,
)


def test_every_page_speaks_english_without_a_chinese_remainder_in_its_frame(office: Office) -> None:
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="Announced")
    visitor = office.sit_down("shen")
    visitor.speak("en")
    for address in ADDRESSES:
        page = visitor.get(address)
        text = page.get_data(as_text=True)
        assert page.status_code == 200 and '<html lang="en">' in text, address
        for word in ("现行规则", "补充规则", "律师核对", "停用", "核对于", "待律师"):
            assert word not in text, (address, word)


def test_counsel_is_told_what_to_read_next_and_led_on_from_there(office: Office) -> None:
    visitor = office.sit_down("shen")
    page = counsel.counsel_page(office.desk, office.person("shen"))
    first, second = page.next_to_read[:2]
    assert f"从 {first.entry.key} 开始" in words_of(visitor.get("/law/counsel"))
    entry = words_of(visitor.get("/law/entry", query_string={"subject": first.entry.subject}))
    assert f"下一条待读：{second.entry.key}" in entry
    last = page.other_days[-1]
    assert page.after(last.entry.subject) == page.next_to_read[0]
    assert "下一条待读" not in words_of(
        office.sit_down("gu").get("/law/entry", query_string={"subject": first.entry.subject})
    )


def test_every_entry_of_counsels_page_stands_in_one_part(office: Office) -> None:
    page = counsel.counsel_page(office.desk, office.person("gu"))
    parts = (page.next_to_read, page.rest_of_today, page.other_days, page.spoken)
    subjects = [line.entry.subject for part in parts for line in part]
    assert sorted(subjects) == sorted(line.entry.subject for line in page.lines)


def test_counsels_page_is_narrowed_by_kind_state_and_word(office: Office) -> None:
    visitor = office.sit_down("gu")
    assert "4 条符合" in words_of(visitor.get("/law/counsel?kind=calendar"))
    assert "2027 年工作日历" in words_of(visitor.get("/law/counsel?q=2027 放假"))
    items = words_of(visitor.get("/law/counsel?kind=item"))
    assert "第 1 至 25 条" in items
    assert "第 26 至" in words_of(visitor.get("/law/counsel?kind=item&first=25"))
    assert "没有符合条件的条目" in words_of(visitor.get("/law/counsel?q=无此词语"))


def test_what_follows_a_filing_and_years_without_a_notice_wait_for_counsel_too(office: Office) -> None:
    visitor = office.sit_down("shen")
    page = counsel.counsel_page(office.desk, office.person("shen"))
    waiting = {line.entry.subject for line in page.lines if line.waits}
    assert {"refiling:SA-LINK@2022-09-01", "extension@2025-06-27", "calendar:2027"} <= waiting
    assert "calendar:2026" not in waiting
    subject = "refiling:SA-LINK@2022-09-01"
    visitor.get("/law/entry", query_string={"subject": subject})
    said = {"sha256": sha_of(office, subject), "verdict": "confirmed", "read": "第十四条", "read_on": "2026-11-21"}
    assert visitor.post(f"/law/counsel/sign?subject={subject}", said).status_code == 302
    page = counsel.counsel_page(office.desk, office.person("shen"))
    assert subject in {line.entry.subject for line in page.spoken}
