"""The documents of an extension on its page: who may build them, when, and that the dossier stays what it was."""

from __future__ import annotations

import pytest

from assessment.vocabulary import Role
from services.cases import open_case
from services.dossier import KIND_EXTENSION_DRAFT, KIND_EXTENSION_FINAL, dossier_page, run_build
from tests.web.office import Office, Visitor, words_of
from tests.web.test_after import answers_of, confirm_nothing_happened, page
from tests.web.test_after import approved as approved  # the fixture
from tests.web.test_after import approved_folder as approved_folder  # the fixture behind it

TEXTS = {"acceptance_number": "31-2026-0001", "measures": "每季度审计。", "performance": "无违约。",
         "compliance": "按通知书执行。", "incidents": "未发生。"}  # fmt: skip


def fill_in(office: Office, visitor: Visitor, planned: str = "1,000,000", **more: str) -> None:
    confirm_nothing_happened(office, visitor)
    said = {"seen": "0", **answers_of(office, planned), **TEXTS, **more}
    assert visitor.post(page(office, "extension"), said).status_code == 302


def jobs(office: Office) -> list[str]:
    with office.desk.database.read(office.company) as unit:
        return [job.kind for job in unit.jobs.list(office.full)]


def test_a_draft_may_be_built_while_something_is_open(approved: Office) -> None:
    zhou = approved.sit_down("zhou")
    told = words_of(zhou.get(page(approved, "extension")))
    assert "还没有生成申请材料" in told and "六项条件还没有全部确认" in told
    assert zhou.post(page(approved, "extension/build")).status_code == 302
    assert jobs(approved) == [KIND_EXTENSION_DRAFT]
    assert "正在生成申请材料" in words_of(zhou.get(page(approved, "extension")))


def test_the_one_who_filled_it_in_does_not_build_the_final_documents(approved: Office) -> None:
    zhou = approved.sit_down("zhou")
    fill_in(approved, zhou)
    refused = words_of(zhou.post(page(approved, "extension/build?final=yes"), follow_redirects=True))
    assert "正式件由批准人生成" in refused and jobs(approved) == []

    lin = approved.sit_down("lin")
    assert lin.post(page(approved, "extension/build?final=yes")).status_code == 302
    assert jobs(approved) == [KIND_EXTENSION_FINAL]


def test_an_empty_field_of_the_form_keeps_it_from_being_final(approved: Office) -> None:
    fill_in(approved, approved.sit_down("zhou"), measures="")
    refused = words_of(
        approved.sit_down("lin").post(page(approved, "extension/build?final=yes"), follow_redirects=True)
    )
    assert "还有空着的地方：延长评估结果有效期申请表" in refused and jobs(approved) == []


@pytest.mark.parametrize("final", ["", "?final=yes"])
def test_beyond_the_limit_nothing_is_built(approved: Office, final: str) -> None:
    zhou = approved.sit_down("zhou")
    fill_in(approved, zhou, "1,200,001")
    refused = words_of(zhou.post(page(approved, f"extension/build{final}"), follow_redirects=True))
    assert "不能申请延长；请重新申报" in refused and jobs(approved) == []


def test_counsel_and_auditor_only_look(approved: Office) -> None:
    for login in ("gu", "shen"):
        visitor = approved.sit_down(login)
        assert "还没有生成申请材料" in words_of(visitor.get(page(approved, "extension")))
        assert visitor.post(page(approved, "extension/build")).status_code == 403


def test_the_documents_stand_on_their_page_and_the_dossier_stays_what_it_was(approved: Office) -> None:
    fill_in(approved, approved.sit_down("zhou"))
    lin = approved.person("lin")
    assert Role.APPROVER in lin.roles
    approved.sit_down("lin").post(page(approved, "extension/build?final=yes"))
    with approved.desk.database.read(approved.company) as unit:
        (job,) = unit.jobs.list(approved.full)
    run_build(approved.desk, approved.company, job.id)
    visitor = approved.sit_down("lin")
    told = words_of(visitor.get(page(approved, "extension")))
    assert "申请材料 3 份" in told and "正式" in told
    found = dossier_page(approved.desk, lin, open_case(approved.desk, lin, approved.full))
    assert found.documents == () and found.job is None
