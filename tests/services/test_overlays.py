"""The company's additions in the store: added, applied, removed by a dated entry, never seen by another company."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.answers import AnswerSheet
from assessment.errors import InputRefused
from assessment.vocabulary import Role
from services import overlays
from services.cases import open_case
from services.desk import Refused
from tests.web.office import Office

FIGURE = """\
overlay:
  id: figure-2026
  kind: figure
  title: {zh: 更正安全评估人数, en: Corrected number for the security assessment}
  from: 2026-06-01
  source: {text: 《关于调整数据出境人数的公告》, article: 第一条, read_on: 2026-11-20}
  confidence: high
figures:
  - key: sa.pi.persons
    entries:
      - from: 2026-06-01
        value: 999999
        cite: {text: 《关于调整数据出境人数的公告》, article: 第一条}
        confidence: high
        checked_on: 2026-11-20
"""
LIST = """\
overlay:
  id: shanghai-text
  kind: zone_list
  title: {zh: 上海清单正文, en: Text of the Shanghai list}
  from: 2026-04-24
  source: {text: 《上海市数据出境负面清单（2025年）》, article: 附件, read_on: 2026-11-20}
  confidence: high
lists:
  - id: shanghai-2025
    from: 2026-04-24
    territory: whole_city
    entries:
      - {id: A1, scenario: {zh: 车联网, en: Connected cars}, name: {zh: 轨迹, en: Tracks}, route: security_assessment}
"""


def figure_on(office: Office, day: date, company: str | None = None) -> object:
    entry = office.desk.regime_of(company or office.company).rules.figure("sa.pi.persons", day)
    assert entry is not None
    return entry.value


def test_an_added_figure_decides_from_its_day_and_a_removal_ends_it_on_its_day(office: Office) -> None:
    shen = office.person("shen")
    before = office.desk.regime_of(office.company)
    assert before is office.desk.regime
    held = overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    assert held.added.name == "沈知白" and held.added.reason == "公告已发布"
    law = office.desk.regime_of(office.company)
    assert law.sha256 != before.sha256
    assert [figure_on(office, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [1_000_000, 999_999]
    overlays.remove(office.desk, shen, "figure-2026", from_day=date(2026, 9, 1), reason="公告已失效")
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [figure_on(office, day) for day in days] == [1_000_000, 999_999, 999_999, 1_000_000]


def test_both_entries_stand_in_the_trail_with_the_hash_of_the_text(office: Office) -> None:
    shen = office.person("shen")
    held = overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    overlays.remove(office.desk, shen, held.id, from_day=date(2026, 9, 1), reason="公告已失效")
    with office.desk.database.read(office.company) as unit:
        lines = {line.kind: line for line in unit.trail.page()[0]}
    assert lines["overlay added"].details["sha256"] == held.sha256 == lines["overlay removed"].details["sha256"]
    assert lines["overlay removed"].details["from"] == "2026-09-01"


def test_another_companys_overlay_never_applies(office: Office) -> None:
    elsewhere = office.other_company()
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="公告已发布")
    assert figure_on(office, date(2026, 11, 21), elsewhere) == 1_000_000
    assert office.desk.regime_of(elsewhere) is office.desk.regime
    assert office.desk.regime_of(None) is office.desk.regime


def test_the_law_is_put_together_once_for_each_state_of_the_journals(office: Office) -> None:
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="公告已发布")
    assert office.desk.regime_of(office.company) is office.desk.regime_of(office.company)


def test_a_preparer_loads_a_published_list_but_corrects_no_figure(office: Office) -> None:
    zhou = office.person("zhou")
    assert overlays.add(office.desk, zhou, LIST, reason="清单已发布").id == "shanghai-text"
    with pytest.raises(Refused, match="counsel or an administrator"):
        overlays.add(office.desk, zhou, FIGURE, reason="公告已发布")
    assert overlays.preview(office.desk, zhou, FIGURE).why_not is not None
    overlays.add(office.desk, office.person("shen"), FIGURE, reason="公告已发布")
    with pytest.raises(Refused, match="counsel or an administrator"):
        overlays.remove(office.desk, zhou, "figure-2026", from_day=date(2026, 9, 1), reason="停用")


@pytest.mark.parametrize("login", ["gu", "lin"])
def test_who_only_reads_adds_nothing(office: Office, login: str) -> None:
    with pytest.raises(Refused, match="reads overlays"):
        overlays.add(office.desk, office.person(login), LIST, reason="清单已发布")


def test_no_reason_no_overlay(office: Office) -> None:
    with pytest.raises(Refused, match="Give the reason"):
        overlays.add(office.desk, office.person("shen"), FIGURE, reason="  ")


def test_an_id_is_used_once(office: Office) -> None:
    shen = office.person("shen")
    overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    overlays.remove(office.desk, shen, "figure-2026", from_day=date(2026, 6, 1), reason="录入有误")
    with pytest.raises(InputRefused, match="was used before"):
        overlays.add(office.desk, shen, FIGURE, reason="再次加载")
    again = FIGURE.replace("figure-2026", "figure-2026-2")
    assert overlays.add(office.desk, shen, again, reason="更正后加载").id == "figure-2026-2"


def test_an_overlay_does_not_end_before_it_begins(office: Office) -> None:
    shen = office.person("shen")
    overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    with pytest.raises(Refused, match="cannot end earlier"):
        overlays.remove(office.desk, shen, "figure-2026", from_day=date(2026, 5, 31), reason="停用")


def test_a_text_that_will_be_read_tomorrow_is_refused(office: Office) -> None:
    text = FIGURE.replace("read_on: 2026-11-20", "read_on: 2026-11-22")
    found = overlays.preview(office.desk, office.person("shen"), text)
    assert [(p.where, p.sentence.en) for p in found.problems] == [
        ("overlay.yaml, line 6, overlay.source.read_on",
         "2026-11-22 is still to come; give the day on which the text was read.")
    ]  # fmt: skip


def test_the_preview_says_what_would_change_and_stores_nothing(office: Office) -> None:
    found = overlays.preview(office.desk, office.person("shen"), FIGURE)
    assert found.may_be_added
    (added,) = [change for change in found.changes if change.what == "added"]
    assert (added.entry.says.en, added.before.says.en if added.before else "") == (
        "999,999 persons",
        "1,000,000 persons",
    )
    assert office.desk.regime_of(office.company) is office.desk.regime


def notice(item: str, company: str = "") -> str:
    return f"""\
overlay:
  id: notice-14
  kind: notice
  title: {{zh: 重要数据告知书, en: Notice of important data}}
  from: 2026-10-08
  source: {{text: 《重要数据告知书》, article: 全文, read_on: 2026-11-20}}
  confidence: high
notices:
  - id: SH-14
    from: 2026-10-08
    authority: {{zh: 上海市互联网信息办公室, en: Cyberspace Administration of Shanghai}}
    number: 沪网信数〔2026〕14号
    {company}
    items: [{item}]
    cite: {{text: 《重要数据告知书》, article: 全文}}
    confidence: high
    checked_on: 2026-11-20
"""


def first_item(office: Office, sheet: AnswerSheet) -> tuple[str, str]:
    scenario = sheet.scenarios[0].id
    return scenario, sheet.items_of(scenario)[0].name


def test_a_notice_makes_the_named_data_notified_important_data(office: Office) -> None:
    zhou = office.person("zhou")
    scenario, item = first_item(office, office.sheet(office.full))
    before = open_case(office.desk, zhou, office.full).appraisal.decision.flow(scenario)
    assert "R-10" not in {rule.id for rule in before.rules}
    overlays.add(office.desk, zhou, notice(item), reason="收到告知书")
    case = open_case(office.desk, zhou, office.full, with_items=False)
    assert (scenario, (item,), "notice-14") in [
        (hit.flow, hit.items, hit.notice.overlay) for hit in case.appraisal.notices
    ]
    decided = case.appraisal.decision.flow(scenario)
    assert decided.route == "security_assessment"
    assert "R-10" in {rule.id for rule in decided.rules}


def test_a_notice_to_another_company_reaches_nobody_here(office: Office) -> None:
    zhou = office.person("zhou")
    _, item = first_item(office, office.sheet(office.full))
    overlays.add(office.desk, zhou, notice(item, "company: 另一家汽车有限公司"), reason="收到告知书")
    assert open_case(office.desk, zhou, office.full).appraisal.notices == ()


def test_counsel_and_administrator_may_correct() -> None:
    assert {Role.COUNSEL, Role.ADMINISTRATOR} == overlays.CORRECTORS
