"""Filling in: drafts, wrong values, two people on one page. Nothing typed is ever lost."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from assessment.questions import Scope
from assessment.vocabulary import Role
from tests.web.office import Office, Visitor, fields_of, words_of

NAME, PLACE, COUNT = "handler__name", "handler__office_place", "handler__employees"


@pytest.fixture
def page(office: Office) -> str:
    return f"/cases/{office.full}/answers/handler/"


def answers(office: Office) -> dict[str, object]:
    return dict(office.sheet(office.full).answers)


def changed(form: MultiDict[str, str], **values: str) -> MultiDict[str, str]:
    copy = form.copy()
    for name, value in values.items():
        assert name in copy
        copy[name] = value
    return copy


def test_a_page_that_is_sent_back_as_it_was_changes_nothing(office: Office, page: str) -> None:
    visitor = office.sit_down("zhou")
    before = office.sheet(office.full)
    assert visitor.post(page, visitor.form(page)).status_code == 302
    assert office.sheet(office.full) == before
    with office.desk.database.read(office.company) as unit:
        record = unit.cases.get(office.full)
    assert record is not None and f'value="{record.revision}"' in visitor.get(page).get_data(as_text=True)


def test_an_answer_is_stored_and_stands_in_the_trail(office: Office, page: str) -> None:
    visitor = office.sit_down("zhou")
    visitor.post(page, changed(visitor.form(page), **{PLACE: "上海市嘉定区新楼"}))
    assert answers(office)["handler.office_place"] == "上海市嘉定区新楼"
    trail = words_of(visitor.get(f"/cases/{office.full}/trail"))
    assert "上海市嘉定区新楼" in trail and "周敏" in trail


def test_a_wrong_value_stays_on_the_page_and_the_rest_is_saved(office: Office, page: str) -> None:
    visitor = office.sit_down("zhou")
    before = answers(office)
    answer = visitor.post(page, changed(visitor.form(page), **{COUNT: "六千多", PLACE: "上海市嘉定区新楼"}))
    assert answer.status_code == 422
    assert fields_of(answer)[COUNT] == "六千多"
    assert 'href="#' in answer.get_data(as_text=True) and "error-summary" in answer.get_data(as_text=True)
    after = answers(office)
    assert after["handler.office_place"] == "上海市嘉定区新楼"
    assert after["handler.employees"] == before["handler.employees"]
    # Put right on that same page, it is stored: the page carries the revision of what was saved meanwhile.
    assert visitor.post(page, changed(fields_of(answer), **{COUNT: "6900"})).status_code == 302
    assert answers(office)["handler.employees"] == 6900


class TwoPeople:
    """Zhou and Wang open the same page; Wang saves first."""

    def __init__(self, office: Office, page: str) -> None:
        self.page = page
        office.hire("wang", Role.PREPARER)
        self.zhou, self.wang = office.sit_down("zhou"), office.sit_down("wang")
        self.seen = self.zhou.form(page)
        assert self.wang.post(page, changed(self.wang.form(page), **{NAME: "王的写法"})).status_code == 302

    def clash(self) -> TestResponse:
        return self.zhou.post(self.page, changed(self.seen, **{NAME: "周的写法", PLACE: "周改的地址"}))


@pytest.fixture
def two(office: Office, page: str) -> TwoPeople:
    return TwoPeople(office, page)


def test_the_second_of_two_sees_both_values_and_nothing_is_lost(office: Office, two: TwoPeople) -> None:
    answer = two.clash()
    assert answer.status_code == 409
    shown = words_of(answer)
    assert "王的写法" in shown and "周的写法" in shown and "wang的姓名" in shown
    assert fields_of(answer)[NAME] == "周的写法"
    stored = answers(office)
    assert (stored["handler.name"], stored["handler.office_place"]) == ("王的写法", "周改的地址")


@pytest.mark.parametrize(("whose", "stays"), [("mine", "周的写法"), ("theirs", "王的写法")])
def test_the_second_chooses_which_value_stays(office: Office, two: TwoPeople, whose: str, stays: str) -> None:
    choice = fields_of(two.clash())
    choice[f"keep__{NAME}"] = whose
    assert two.zhou.post(two.page, choice).status_code == 302
    assert answers(office)["handler.name"] == stays
    assert answers(office)["handler.office_place"] == "周改的地址"


def test_saving_again_without_a_choice_replaces_nobody(office: Office, two: TwoPeople) -> None:
    first = two.clash()
    again = two.zhou.post(two.page, fields_of(first))
    assert again.status_code == 409
    assert answers(office)["handler.name"] == "王的写法"


def test_a_question_that_only_one_touched_is_no_clash(office: Office, two: TwoPeople) -> None:
    assert two.zhou.post(two.page, changed(two.seen, **{PLACE: "周改的地址"})).status_code == 302
    stored = answers(office)
    assert (stored["handler.name"], stored["handler.office_place"]) == ("王的写法", "周改的地址")


def test_saving_in_the_background_says_when_and_what_is_wrong(office: Office, page: str) -> None:
    visitor = office.sit_down("zhou")
    form = changed(visitor.form(page), **{PLACE: "新地址", COUNT: "很多"})
    said = visitor.post(page, form, headers={"X-Autosave": "1"}).get_json()
    assert "已保存" in said["said"] and set(said["problems"]) == {"handler.employees"}
    assert answers(office)["handler.office_place"] == "新地址"
    assert said["revision"] > int(form["revision"])


def test_a_risk_grade_that_two_people_changed_is_shown_with_both(office: Office) -> None:
    office.hire("wang", Role.PREPARER)
    address = f"/cases/{office.full}/risk/A1"
    zhou, wang = office.sit_down("zhou"), office.sit_down("wang")
    with office.desk.database.read(office.company) as unit:
        record = unit.cases.get(office.full)
    assert record is not None
    both = {"revision": str(record.revision), "grade": "1"}
    assert wang.post(address, {**both, "finding": "王的发现"}).status_code == 302
    answer = zhou.post(address, {**both, "finding": "周的发现"})
    assert answer.status_code == 409
    assert "王的发现" in words_of(answer) and "周的发现" in answer.get_data(as_text=True)
    assert office.sheet(office.full).grades["A1"].finding == "王的发现"


def test_during_review_no_answer_changes(office: Office, page: str) -> None:
    visitor = office.sit_down("zhou")
    form = visitor.form(page)
    assert visitor.post(f"/cases/{office.full}/review/submit").status_code == 302
    before = answers(office)
    assert visitor.post(page, changed(form, **{PLACE: "复核期间"})).status_code == 409
    assert answers(office) == before


def test_an_evidence_file_is_judged_by_its_content(office: Office) -> None:
    visitor = office.sit_down("zhou")
    entry = office.sheet(office.full).of_scope(Scope.EVIDENCE)[0]
    address = f"/cases/{office.full}/evidence/{entry.id}/file"
    refused = visitor.upload(address, b"MZ not a PDF at all", "report.pdf")
    assert "内容不是 PDF" in words_of(visitor.get(refused.headers["Location"]))
    assert office.sheet(office.full).entry(entry.id).answers["evidence.file"] == entry.answers["evidence.file"]
    visitor.upload(address, b"%PDF-1.7\n%%EOF\n", "../../新报告.pdf")
    stored = office.sheet(office.full).entry(entry.id).answers["evidence.file"]
    assert isinstance(stored, dict) and stored["name"] == "新报告.pdf"
    given = visitor.get(address)
    assert given.get_data() == b"%PDF-1.7\n%%EOF\n"
    assert given.headers["Content-Security-Policy"] == "sandbox"
    offered = given.headers["Content-Disposition"]
    assert offered.startswith("attachment") and offered.isascii()
    assert offered.endswith("filename*=UTF-8''%E6%96%B0%E6%8A%A5%E5%91%8A.pdf")


def test_what_a_person_types_is_never_read_as_markup(office: Office, page: str) -> None:
    visitor: Visitor = office.sit_down("zhou")
    visitor.post(page, changed(visitor.form(page), **{NAME: '"><script src=/x></script>'}))
    for address in (page, f"/cases/{office.full}/trail", f"/cases/{office.full}/check"):
        assert "<script src=/x>" not in visitor.get(address).get_data(as_text=True)
    assert fields_of(visitor.get(page))[NAME] == '"><script src=/x></script>'
