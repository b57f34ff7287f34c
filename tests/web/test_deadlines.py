"""After filing in a browser: recording, correcting, counting; the company's list; the subscription; the command."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from app import create_app, desk_for
from assessment.vocabulary import Role
from services import overlays
from services.desk import SYSTEM
from services.law import worked_file
from store.verify import verify
from tests.web.office import Office, Visitor, settings_in, words_of

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


@pytest.fixture
def zhou(office: Office) -> Visitor:
    return office.sit_down("zhou")


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


# ---- the subscription ----


def unfolded(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def events(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    depth: list[str] = []
    for line in unfolded(body):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            depth.append(value)
            if value == "VEVENT":
                found.append({"alarms": ""})
            if value == "VALARM":
                found[-1]["alarms"] += "!"
        elif name == "END":
            assert depth.pop() == value
        elif depth[-1] == "VEVENT":
            found[-1][name] = value
    assert depth == []
    return found


def subscribed(visitor: Visitor) -> str:
    page = visitor.post("/deadlines/feed").get_data(as_text=True)
    found = re.search(r"http://localhost(/calendar/[\w-]{40,}\.ics)", page)
    assert found is not None
    return found[1]


def test_a_calendar_program_reads_the_terms_without_signing_in(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20", note="逗号,分号;反斜杠\\")
    recorded(office, zhou, "result_received", "2026-11-16", outcome="passed", result_date="2026-11-12")
    address = subscribed(zhou)
    answer = office.stranger().get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert "charset=utf-8" in answer.headers["Content-Type"] and answer.headers["Cache-Control"] == "no-store"
    found = {event["UID"]: event for event in events(answer.get_data())}
    (filing,) = [event for uid, event in found.items() if uid.startswith("dl-09-")]
    assert (filing["DTSTART;VALUE=DATE"], filing["DTEND;VALUE=DATE"]) == ("20261204", "20261205")
    assert filing["SUMMARY"] == "2026-017 标准合同备案：最后一天" and filing["alarms"] == "!!"
    assert "2026-11-20 次日起算\\, 第" not in filing["DESCRIPTION"] and "第七条" in filing["DESCRIPTION"]
    assert filing["URL"].endswith(page_of(office)) and re.fullmatch(r"\d{8}T\d{6}Z", filing["DTSTAMP"])
    (opens,) = [event for uid, event in found.items() if uid.startswith("dl-06-") and "-opens@" in uid]
    assert opens["STATUS"] == "TENTATIVE" and "暂定" in opens["SUMMARY"]
    assert {"dl-18-company-2026-12-15@tongguan", "dl-24-company-2027-01-01@tongguan"} <= set(found)
    assert len(found) == len(events(answer.get_data()))


def test_the_same_terms_are_the_same_bytes_whenever_they_are_read(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    address = subscribed(zhou)
    first = office.stranger().get(address).get_data()
    assert office.stranger().get(address).get_data() == first


def test_a_correction_keeps_the_event_and_moves_its_day(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    address = subscribed(zhou)
    before = {e["UID"]: e for e in events(office.stranger().get(address).get_data())}
    recorded(office, zhou, "contract_effective", "2026-11-23", corrects=entries(office)[0].id)
    after = {e["UID"]: e for e in events(office.stranger().get(address).get_data())}
    (uid,) = [uid for uid in before if uid.startswith("dl-09-")]
    assert before[uid]["DTSTART;VALUE=DATE"] == "20261204" and after[uid]["DTSTART;VALUE=DATE"] == "20261207"
    assert set(before) == set(after)


def test_renewing_and_closing_end_the_old_address(office: Office, zhou: Visitor) -> None:
    first = subscribed(zhou)
    second = subscribed(zhou)
    assert first != second and office.stranger().get(first).status_code == 404
    assert "已开通" in words_of(zhou.get("/deadlines")) and second not in zhou.get("/deadlines").get_data(as_text=True)
    said = words_of(zhou.post("/deadlines/feed/close", follow_redirects=True))
    assert "日历订阅已关闭" in said and "开通日历订阅" in said
    assert office.stranger().get(second).status_code == 404
    kinds = [line.kind for line in trail(office)]
    assert kinds[:3] == ["calendar feed closed", "calendar feed opened", "calendar feed opened"]
    assert verify(office.desk.database).findings == ()


def test_the_store_keeps_no_secret(office: Office, zhou: Visitor) -> None:
    token = subscribed(zhou).removeprefix("/calendar/").removesuffix(".ics")
    office.desk.database.close()
    kept = b"".join(path.read_bytes() for path in office.folder.iterdir() if path.is_file())
    assert token.encode() not in kept


def test_a_wrong_address_and_that_of_somebody_who_left_lead_nowhere(office: Office, zhou: Visitor) -> None:
    address = subscribed(zhou)
    assert office.stranger().get("/calendar/made-up.ics").status_code == 404
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        unit.people.set_active(office.person("zhou").id, False)
        unit.record("person changed", subject="zhou")
        unit.commit()
    assert office.stranger().get(address).status_code == 404


def test_a_feed_shows_its_own_company_in_its_person_s_language(office: Office, zhou: Visitor) -> None:
    recorded(office, zhou, "contract_effective", "2026-11-20")
    office.hire("abroad", Role.AUDITOR, company=office.other_company())
    visitor = office.sit_down("abroad")
    visitor.speak("en")
    body = office.stranger().get(subscribed(visitor)).get_data()
    assert "2026-017" not in body.decode()
    assert any(event["SUMMARY"] == "Head-counts begin anew: last day" for event in events(body))


# ---- the command ----


def run(office: Office, *arguments: str) -> Any:
    return office.app.test_cli_runner().invoke(args=["deadline", *arguments])


def test_the_command_counts_with_a_calendar_from_the_folder_of_the_installation(tmp_path: Path) -> None:
    """The last day falls behind a holiday that only the added notice knows."""
    settings = settings_in(tmp_path)
    asked = ["deadline", "DL-09", "--from", "2028-09-29", "--json"]
    shipped = json.loads(create_app(settings, desk_for(settings)).test_cli_runner().invoke(args=asked).output)
    settings.overlays.mkdir()
    (settings.overlays / "calendar.yaml").write_text(worked_file("calendar"), encoding="utf-8")
    held = json.loads(create_app(settings, desk_for(settings)).test_cli_runner().invoke(args=asked).output)
    assert shipped["provisional"]
    assert not held["provisional"]
    assert shipped["due"] < held["due"]


def test_the_command_prints_exactly_the_contract(office: Office) -> None:
    done = run(office, "DL-09", "--from", "2026-02-10", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "kind": "DL-09",
        "from": "2026-02-10",
        "due": "2026-03-02",
        "opens": None,
        "provisional": False,
        "cite": {"text": "《个人信息出境标准合同办法》", "article": "第七条"},
    }


@pytest.mark.parametrize(
    ("arguments", "due", "opens", "provisional"),
    [
        (("DL-17", "--from", "2026-08-19"), None, None, False),
        (("DL-08", "--from", "2026-08-19"), None, None, False),
        (("DL-06", "--from", "2026-12-31"), "2026-12-31", "2026-10-09", False),
        (("DL-06", "--end", "2026-12-31"), "2026-12-31", "2026-10-09", False),
        (("DL-13", "--end", "2029-03-15"), "2028-09-15", None, False),
        (("dl-5", "--from", "2025-03-14"), "2028-03-14", None, True),
        (("DL-09", "--from", "2026-12-25"), "2027-01-11", None, True),
    ],
)
def test_the_command_tells_windows_and_what_is_provisional(
    office: Office, arguments: tuple[str, ...], due: str | None, opens: str | None, provisional: bool
) -> None:
    said = json.loads(run(office, *arguments, "--json").output)
    assert (said["due"], said["opens"], said["provisional"]) == (due, opens, provisional)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("DL-99", "--from", "2026-02-10"), "there are DL-01 to DL-28"),
        (("DL-09",), "--from"),
        (("DL-09", "--from", "2026-02-30"), "is not a date"),
        (("DL-05", "--from", "9998-02-10"), "Nothing can be counted"),
        (("DL-09", "--from", "2026-02-10", "--end", "2026-02-10"), "--end"),
    ],
)
def test_used_wrongly_the_command_says_how_it_goes(office: Office, arguments: tuple[str, ...], words: str) -> None:
    done = run(office, *arguments)
    assert done.exit_code == 2 and words in done.output


def test_the_command_speaks_in_sentences_without_json(office: Office) -> None:
    said = run(office, "DL-09", "--from", "2026-12-25").output
    assert "2027-01-11" in said and "第 10 个工作日" in said and "Provisional" in said
    assert date.fromisoformat("2027-01-11").weekday() == 0


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
    assert "已登记办理节点 · 标准合同生效" in words_of(zhou.get(f"/cases/{office.full}/trail"))
