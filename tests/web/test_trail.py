"""The timeline of a case and of the company: sentences, filters, pages, single records, and who sees what."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from assessment.vocabulary import Role
from audit.kinds import KINDS
from audit.verify import main as verify
from services.desk import actor_of
from tests.web.office import Office, Visitor, words_of
from web.trailwords import GROUPS, filled, kinds_named, kinds_of

QUESTION = "handler.name"


def save(office: Office, answers: dict[str, object], section: str = "handler", login: str = "zhou") -> None:
    person = office.person(login)
    with office.desk.database.unit(actor_of(person), office.company, office.desk.now()) as unit:
        unit.sheets.save_answers(office.full, "", answers)
        unit.record("answers saved", case_id=office.full, subject=section)
        unit.commit()


def say(office: Office, kind: str, login: str = "lin", **said: object) -> None:
    with office.desk.database.unit(actor_of(office.person(login)), office.company, office.desk.now()) as unit:
        unit.record(kind, **{"case_id": office.full, **said})  # type: ignore[arg-type]  # as the test wants it
        unit.commit()


def sentences(page: TestResponse) -> list[str]:
    found = html.fromstring(page.get_data()).xpath('//p[@class="trail-what"]')
    return [" ".join(one.text_content().split()) for one in found]


def trail_of(office: Office, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/cases/{office.full}/trail?{query}"


def test_one_short_change_is_told_in_the_sentence_with_the_label_of_its_question(office: Office) -> None:
    save(office, {QUESTION: "王芳"})
    save(office, {QUESTION: "李强"})
    zhou = office.sit_down("zhou")
    newest = sentences(zhou.get(trail_of(office)))[0]
    label = office.desk.regime.questionnaire.question(QUESTION).label
    assert newest == f"周敏 把“{label.zh}”由 王芳 改为 李强"
    zhou.speak("en")
    assert sentences(zhou.get(trail_of(office)))[0] == f"周敏 changed “{label.en}” from 王芳 to 李强"


def test_several_changes_stand_in_a_table_with_links_to_where_they_are_answered(office: Office) -> None:
    save(office, {QUESTION: "王芳", "handler.office_place": "总监"})
    page = office.sit_down("zhou").get(trail_of(office))
    assert "2 处填报" in sentences(page)[0]
    links = html.fromstring(page.get_data()).xpath('(//li[@class="trail-line"])[1]//th/a/@href')
    assert [link.split("#")[1] for link in links] == ["handler__name", "handler__office_place"]
    for link in links:
        assert f'id="{link.split("#")[1]}"' in office.sit_down("zhou").get(link.split("#")[0]).get_data(as_text=True)


def test_an_answer_leads_to_its_own_changes_and_to_nothing_else(office: Office) -> None:
    save(office, {QUESTION: "王芳"})
    save(office, {"handler.office_place": "总监"})
    page = office.sit_down("zhou").get(trail_of(office, question=QUESTION, entry=""))
    told = sentences(page)
    assert len(told) == 2 and "王芳" in told[0]  # and the import of the example, which answered it first
    assert not any("总监" in one for one in told)


def test_votes_name_the_revision(office: Office) -> None:
    say(office, "approved", subject="2026-017", details={"case_revision": 14, "snapshot_sha256": "a" * 64})
    page = office.sit_down("zhou").get(trail_of(office))
    assert sentences(page)[0].startswith("林致远 批准了第 14 版")


def test_filters_by_person_group_section_day_and_words(office: Office) -> None:
    save(office, {QUESTION: "王芳"})
    say(office, "changes requested", details={"case_revision": 3, "reason": "请补充必要性"})
    say(office, "evidence opened", login="gu", subject="合同.pdf")
    zhou, lin = office.sit_down("zhou"), office.person("lin")
    assert len(sentences(zhou.get(trail_of(office, person=lin.id)))) == 1
    assert "合同.pdf" in sentences(zhou.get(trail_of(office, group="seen")))[0]
    assert all("王芳" in one for one in sentences(zhou.get(trail_of(office, section="handler"))))
    assert len(sentences(zhou.get(trail_of(office, text="补充必要性")))) == 1
    assert len(sentences(zhou.get(trail_of(office, text="退回修改")))) == 1  # the word of the kind
    assert sentences(zhou.get(trail_of(office, since="2026-11-22"))) == []
    everything = sentences(zhou.get(trail_of(office)))
    assert sentences(zhou.get(trail_of(office, since="2026-11-21", until="2026-11-21"))) == everything
    assert sentences(zhou.get(trail_of(office, group="no-such-group"))) == everything


def test_words_are_also_looked_for_in_the_labels_of_questions(office: Office) -> None:
    save(office, {QUESTION: "王芳"})
    label = office.desk.regime.questionnaire.question(QUESTION).label.zh
    found = sentences(office.sit_down("zhou").get(trail_of(office, text=label)))
    assert any("王芳" in one for one in found)


def test_a_day_that_cannot_be_read_is_said_and_the_rest_still_holds(office: Office) -> None:
    say(office, "approved", details={"case_revision": 3})
    page = office.sit_down("zhou").get(trail_of(office, since="yesterday", group="review"))
    assert "日期写作" in words_of(page) and len(sentences(page)) == 1
    page = office.sit_down("zhou").get(trail_of(office, since="2026-12-01", until="2026-11-01"))
    assert "核对日期" in words_of(page) and "没有符合条件的记录" in words_of(page)


def test_pages_lead_through_the_whole_timeline_once(office: Office) -> None:
    for number in range(120):
        say(office, "evidence opened", subject=f"文件{number}.pdf")
    zhou, seen, address = office.sit_down("zhou"), [], trail_of(office, group="seen")
    while address:
        page = zhou.get(address)
        seen += sentences(page)
        address = next(iter(html.fromstring(page.get_data()).xpath('//a[@rel="next"]/@href')), "")
    assert [one.split("“")[1].rstrip("”") for one in seen] == [f"文件{number}.pdf" for number in reversed(range(120))]
    back = html.fromstring(page.get_data()).xpath('//a[@rel="prev"]/@href')[0]
    assert sentences(zhou.get(back))[-1].endswith("“文件20.pdf”")


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{rev}{s}", "%_\\'\"", "\u202eabc"])
def test_what_people_wrote_is_text_and_never_markup_or_a_place_in_a_sentence(office: Office, hostile: str) -> None:
    say(office, "evidence opened", subject=hostile)
    page = office.sit_down("zhou").get(trail_of(office))
    assert hostile in html.fromstring(page.get_data()).xpath('//p[@class="trail-what"]')[0].text_content()
    assert "<script>alert" not in page.get_data(as_text=True)


def test_every_kind_has_one_group_and_can_be_told_in_both_languages(office: Office) -> None:
    assert set().union(*(kinds_of(group) for group in GROUPS)) == set(KINDS)
    assert sum(len(kinds_of(group)) for group in GROUPS) == len(KINDS)
    assert kinds_named("批准") == {"approved"} | {
        kind for kind in KINDS if "批准" in KINDS[kind].zh or kind == "person erased" or kind == "values erased"
    }
    assert filled("{s}：{rev}", {"s": "{rev}", "rev": "2"}) == "{rev}：2"
    for kind in KINDS:
        say(
            office,
            kind,
            subject="x",
            details={"reason": "因为", "count": 2, "roles": ["auditor"], "before": 1, "after": {"state": "done"}},
        )
    gu = office.sit_down("gu")
    for language in ("zh", "en"):
        gu.speak(language)
        before: str | None = ""
        told: list[str] = []
        while before is not None:
            page = gu.get(f"/trail/records?{before}")
            told += sentences(page)
            following = html.fromstring(page.get_data()).xpath('//a[@rel="next"]/@href')
            before = following[0].split("?")[1] if following else None
        assert len(told) > len(KINDS)
        assert not [one for one in told if "{" in one or "Undefined" in one]


def test_the_company_timeline_shows_cases_to_auditors_only(office: Office) -> None:
    save(office, {QUESTION: "王芳"})
    office.hire("admin", Role.ADMINISTRATOR)
    house, audit = office.sit_down("admin").get("/trail/records"), office.sit_down("gu").get("/trail/records")
    assert "王芳" not in words_of(house) and "登录" in words_of(house)
    assert "王芳" in words_of(audit) and "2026-017" in words_of(audit)
    assert office.sit_down("zhou").get("/trail/records").status_code == 403


def test_a_record_of_the_house_is_not_there_for_others_and_one_of_a_case_not_for_administrators(office: Office) -> None:
    office.hire("admin", Role.ADMINISTRATOR)
    with office.desk.database.read(office.company) as unit:
        lines, _ = unit.trail.page(limit=500)
    house = next(line.seq for line in lines if line.kind == "person added")
    of_case = next(line.seq for line in lines if line.kind == "case imported")
    visitors = {login: office.sit_down(login) for login in ("zhou", "gu", "admin")}
    addresses = [f"/trail/records/{seq}{part}" for seq in (house, of_case) for part in ("", "/proof")]
    answers = {login: [one.get(address).status_code for address in addresses] for login, one in visitors.items()}
    assert answers == {"zhou": [404, 404, 200, 200], "gu": [200, 200, 200, 200], "admin": [200, 200, 404, 404]}
    assert visitors["gu"].get("/trail/records/999999").status_code == 404
    assert visitors["gu"].get("/trail/records/99999999999999999999999").status_code == 404


def test_a_proof_that_was_taken_away_is_checked_by_the_verifier_and_leaves_a_record(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(office, {QUESTION: "王芳"})
    gu: Visitor = office.sit_down("gu")
    with office.desk.database.read(office.company) as unit:
        seq = unit.timeline.part(_case(office), limit=1).lines[0].seq
    answer = gu.get(f"/trail/records/{seq}/proof")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
        assert f"record-{seq}" in archive.read("README.txt").decode()
    names = [str(tmp_path / f"record-{seq}{part}") for part in (".tlog-proof", ".json", ".openings.jsonl")]
    asked = ["proof", names[0], "--record", names[1], "--openings", names[2], "--key", str(tmp_path / "keys.txt")]
    assert verify(asked) == 0
    assert "王芳" in capsys.readouterr().out
    swapped = json.loads((tmp_path / f"record-{seq}.json").read_bytes())
    (tmp_path / f"record-{seq}.json").write_text(json.dumps(swapped | {"revision": 99}, separators=(",", ":")))
    assert verify(asked) == 1
    assert f"导出了第 {seq} 号记录" in sentences(gu.get(trail_of(office, group="seen")))[0]


def _case(office: Office):  # type: ignore[no-untyped-def]  # a filter of the core
    from assessment.timeline import TimelineFilter

    return TimelineFilter(case_id=office.full)
