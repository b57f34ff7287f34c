"""The page of the log: calm when all is well, loud on every page when something fails, honest about what is missing."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import text

from assessment.work import Anchor
from audit.keys import WITNESS, Key
from services.checkpoints import sign_log
from services.desk import SYSTEM
from services.event_check import check_all
from settings import Anchoring
from tests.web.office import Office, words_of

WITNESS_KEY = Key("witness.example", WITNESS, b"w" * 32).text()
STAMPS = "https://tsa.example/"


@pytest.fixture
def signed(office: Office) -> Office:
    """Everything is signed, and a witness and a time stamp authority are set up."""
    set_up(office, witnesses=(("https://witness.example", WITNESS_KEY),), time_stamps=STAMPS)
    sign(office)
    return office


def set_up(office: Office, **settings: object) -> None:
    held: Anchoring = office.app.extensions["tongguan.anchoring"]
    office.app.extensions["tongguan.anchoring"] = dataclasses.replace(held, **settings)  # type: ignore[arg-type]  # as the test wants


def sign(office: Office) -> None:
    assert office.desk.log_keys.signer is not None
    sign_log(office.desk, office.desk.log_keys.signer, office.company)


def anchor(office: Office, kind: str, name: str, failure: str = "") -> None:
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        head = unit.trail.checkpoint()
        assert head is not None
        unit.trail.add_anchor(Anchor(kind, name, head.origin, head.size, office.desk.now(), b"x", failure))
        unit.commit()


def test_all_is_well(signed: Office) -> None:
    gu = signed.sit_down("gu")
    sign(signed)
    anchor(signed, "witness", "witness.example")
    anchor(signed, "timestamp", STAMPS)
    page = gu.get("/trail")
    said = words_of(page)
    assert "日志完好，全部" in said and "✓ 齐全" in said and said.count("✓ 正常") == 2
    assert 'role="alert"' not in page.get_data(as_text=True)
    assert "未设置每日邮件" in said and "未设置见证人" not in said  # what is missing is said all the same
    gu.speak("en")
    said = words_of(gu.get("/trail"))
    assert "The log is in order" in said and "No daily mail is set up" in said and "python -m audit.verify" in said


@pytest.mark.parametrize(
    ("kind", "name", "word"), [("witness", "witness.example", "见证人"), ("timestamp", STAMPS, "时间戳")]
)
def test_a_failure_is_loud_on_every_page_of_those_who_look_after_it(
    signed: Office, kind: str, name: str, word: str
) -> None:
    anchor(signed, kind, name)
    anchor(signed, kind, name, failure="连接被拒绝")
    for login in ("gu", "lin"):
        said = words_of(signed.sit_down(login).get("/"))
        assert "留痕须处理" in said and f"{word}“{name}”最近一次未成功：连接被拒绝" in said
    zhou = signed.sit_down("zhou")
    assert "留痕须处理" not in words_of(zhou.get("/"))
    assert "连接被拒绝" in words_of(zhou.get("/trail"))  # whoever opens the page is told, too


def test_an_old_anchor_is_loud_once_the_log_has_grown(signed: Office) -> None:
    anchor(signed, "witness", "witness.example")
    anchor(signed, "timestamp", STAMPS)
    signed.clock.at += timedelta(hours=30)
    gu = signed.sit_down("gu")
    sign(signed)
    assert "见证人“witness.example”最近的留存在 30 小时前" in words_of(gu.get("/"))


def test_a_signer_that_does_not_run_is_loud_after_a_while(office: Office) -> None:
    sign(office)
    gu = office.sit_down("gu")
    assert "留痕须处理" not in words_of(gu.get("/"))
    office.clock.at += timedelta(minutes=11)
    assert "签名进程可能没有运行" in words_of(gu.get("/"))
    sign(office)
    assert "留痕须处理" not in words_of(gu.get("/"))


def test_a_missing_trigger_is_named(office: Office) -> None:
    with office.desk.database.engines.writing.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_record_no_delete"))
    said = words_of(office.sit_down("gu").get("/trail"))
    assert "缺少 1 个触发器" in said and "audit_record_no_delete" in said and "flask restore-guards" in said


def test_nothing_signed_and_nothing_outside_is_said_with_what_to_do(office: Office) -> None:
    said = words_of(office.sit_down("shen").get("/trail"))
    assert "flask sign-checkpoints" in said and "没有设置外部留存" in said and "未设置见证人" in said


def test_the_nightly_check_is_shown_and_loud_when_something_does_not_fit(office: Office) -> None:
    gu = office.sit_down("gu")
    assert "flask check-events" in words_of(gu.get("/trail"))
    check_all(office.desk)
    assert "全部相符" in words_of(gu.get("/trail")) and "留痕须处理" not in words_of(gu.get("/"))
    with office.desk.database.engines.writing.begin() as connection:
        connection.execute(text("UPDATE case_record SET title = 'x' WHERE reference = '2026-017'"))
    check_all(office.desk)
    assert "夜间自检发现" in words_of(gu.get("/trail")) and "夜间自检发现" in words_of(gu.get("/"))
