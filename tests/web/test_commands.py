"""The commands: 0 done, 1 incomplete or a check failed with the reasons on standard output, 2 used wrongly."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from services.example import EXAMPLES
from tests.web.office import Office

FACTS = yaml.safe_load(
    "{contains_pi: true, D1: 500000, D2: 0, D3: false, D4: open, D5: false, D6: false, D7a: anonymised_claimed, "
    "D7b: none, D8: 1, vehicles: 500000, flags: {VEH: true, DEID: true}}"
)


def run(office: Office, *arguments: object) -> Result:
    return office.app.test_cli_runner().invoke(args=[str(part) for part in arguments])


def written(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True))
    return path


def first_facts() -> dict[str, Any]:
    """Personal data of some people goes abroad; whether important data does is not known."""
    flow = {"id": "a", "export_act": "transfer_out", "contains_pi": True, "contains_spi": False, "persons_pi": 10}
    return {"exporter": {"kind": "non_ciio"}, "flows": [{**flow, "important_data": "unknown"}]}


def test_decide_prints_the_route_and_what_is_unknown(office: Office, tmp_path: Path) -> None:
    done = run(office, "decide", written(tmp_path, "facts.yaml", first_facts()), "--on", "2026-11-21", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert (said["route"], said["on"]) == ("undetermined", "2026-11-21")
    assert run(office, "decide", tmp_path / "facts.yaml").output.startswith("undetermined")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"exporter": {"kind": "non_ciio", "ciio": True}, "flows": []}, "ciio"),
        ({"exporter": {"kind": "non_ciio"}, "flows": []}, "flow"),
        ("flows: [", ""),
    ],
    ids=["an unknown key", "no flow", "no YAML"],
)
def test_decide_refuses_what_it_cannot_read(office: Office, tmp_path: Path, content: Any, words: str) -> None:
    path = written(tmp_path, "facts.yaml", content)
    done = run(office, "decide", path)
    assert done.exit_code == 1
    assert "facts.yaml" in done.output and words in done.output
    problems = json.loads(run(office, "decide", path, "--json").output)["problems"]
    assert problems and all("facts.yaml" in json.dumps(problem, ensure_ascii=False) for problem in problems)


@pytest.mark.parametrize(
    "arguments",
    [("decide",), ("decide", "none.yaml"), ("score", "none.yaml"), ("dossier", "none"), ("verify-audit", "--nothing")],
)
def test_used_wrongly_is_exit_code_2(office: Office, arguments: tuple[str, ...]) -> None:
    assert run(office, *arguments).exit_code == 2


def test_a_day_that_is_none_is_used_wrongly(office: Office, tmp_path: Path) -> None:
    done = run(office, "decide", written(tmp_path, "facts.yaml", first_facts()), "--on", "21.11.2026")
    assert done.exit_code == 2 and "2026-11-21" in done.output


def test_score_prints_decision_and_level(office: Office, tmp_path: Path) -> None:
    answers = {"route": "open", "facts": FACTS, "gates": {}, "answers": {"A1": {"grade": 0, "state": "declared"}}}
    done = run(office, "score", written(tmp_path, "answers.yaml", answers), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert said["decision"].startswith("D") and len(said["level"]) == 2
    assert said["decision"] in run(office, "score", tmp_path / "answers.yaml").output


def test_score_refuses_an_unknown_key(office: Office, tmp_path: Path) -> None:
    done = run(office, "score", written(tmp_path, "answers.yaml", {"grads": {}}))
    assert done.exit_code == 1 and "grads" in done.output


CASE = """\
case: {reference: "2026-030", title: 远程诊断, company: 示例汽车}
on: 2026-11-21
answers: {handler.name: 示例汽车}
scenarios:
  - id: remote
    answers: {scenario.brief: 远程诊断}
    items: [{name: 电池电压, necessity: 失效分析}]
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("handler.name:", "handler.nmae:", "handler.nmae"),
        ("on: 2026-11-21", "on: 20261121", "日期"),
        ("    items: [{name: 电池电压, necessity: 失效分析}]\n", "", "没有数据"),
    ],
    ids=["an unknown key", "a number where a date belongs", "a scenario without data"],
)
def test_dossier_names_line_and_key_and_writes_nothing(
    office: Office, tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in CASE
    path = written(tmp_path, "case.yaml", CASE.replace(old, new))
    done = run(office, "dossier", path, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert words in done.output and "case.yaml" in done.output and "line" in done.output
    assert not (tmp_path / "out").exists()


def test_dossier_of_an_incomplete_case_is_a_draft_and_says_what_is_missing(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(office, "dossier", written(tmp_path, "case.yaml", CASE), "--out", out, "--json")
    assert done.exit_code == 1
    problems = json.loads(done.output)["problems"]
    assert any("handler.credit_code" in json.dumps(problem) for problem in problems)
    documents = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["documents"]
    assert {document["status"] for document in documents} == {"draft"}
    assert all((out / document["file"]).read_bytes().startswith(b"%PDF-") for document in documents)


def test_dossier_of_the_complete_example_is_done(office: Office, tmp_path: Path) -> None:
    done = run(office, "dossier", EXAMPLES / "telematics", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 5
    assert (tmp_path / "out" / "manifest.json").exists()


def test_verify_audit_finds_nothing_in_an_untouched_store(office: Office) -> None:
    done = run(office, "verify-audit", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["findings"] == []


def by_hand(office: Office, *statements: str) -> None:
    with sqlite3.connect(office.database_file) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
    connection.close()


ONE_ANSWER = "question_id = 'handler.name' AND case_id = (SELECT id FROM case_record WHERE reference = '2026-017')"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((f"UPDATE answer SET value = '\"别的公司\"' WHERE {ONE_ANSWER}",), "handler.name"),
        ((f"DELETE FROM answer WHERE {ONE_ANSWER}",), "handler.name"),
        (
            (
                "DROP TRIGGER audit_record_no_update",
                "UPDATE audit_record SET body = CAST(replace(CAST(body AS TEXT), 'n added', 'n addeD') AS BLOB) "
                "WHERE seq = (SELECT min(seq) FROM audit_record WHERE kind = 'person added')",
            ),
            "audit_record_no_update",
        ),
        (
            (
                "DROP TRIGGER audit_record_no_update",
                "UPDATE audit_record SET body = replace(body, 'n added', 'n addeD') "
                "WHERE seq = (SELECT min(seq) FROM audit_record WHERE kind = 'person added')",
            ),
            "已被改动",
        ),
        (
            (
                "DROP TRIGGER audit_record_no_delete",
                "DELETE FROM audit_record WHERE seq = (SELECT max(seq) FROM audit_record)",
            ),
            "audit_record_no_delete",
        ),
    ],
    ids=[
        "an answer changed",
        "an answer deleted",
        "a record changed",
        "a record changed into text",
        "a record deleted",
    ],
)
def test_verify_audit_names_what_was_changed_by_hand(office: Office, statements: tuple[str, ...], words: str) -> None:
    by_hand(office, *statements)
    done = run(office, "verify-audit")
    assert done.exit_code == 1
    assert words in done.output


def test_a_record_cannot_be_changed_while_its_guard_stands(office: Office) -> None:
    for statement in ("UPDATE audit_record SET kind = 'x'", "DELETE FROM audit_record"):
        with pytest.raises(sqlite3.IntegrityError):
            by_hand(office, statement)
    assert run(office, "verify-audit").exit_code == 0


def test_the_example_is_loaded_once(office: Office) -> None:
    done = run(office, "load-example")
    assert done.exit_code == 0 and "zhou" in done.output and "tongguan-demo" in done.output
    with office.desk.database.read(office.company) as unit:
        assert len(unit.cases.list()) == 2
