"""One broken file per message: the sentence says where, what was expected, and what was perhaps meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessment.errors import InputRefused, Problem, RegimeBroken
from regimes import strict
from regimes.loader import HOME, load_regime
from regimes.rulebooks import load_rulebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped rules, to be broken."""
    for part in ("parameters", "routes"):
        shutil.copytree(HOME / "cn" / part, tmp_path / part)
    shutil.copy(HOME / "cn" / "regime.yaml", tmp_path)
    return tmp_path


def break_file(folder: Path, name: str, old: str, new: str) -> list[Problem]:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_rulebook(folder)
    return list(refused.value.problems)


def test_the_shipped_rules_load(folder: Path) -> None:
    assert load_rulebook(folder).routes


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "sentence"),
    [
        ("routes/40_numbers.yaml", "fact: counted.persons_spi, below", "fact: counted.person_spi, below",
         "40_numbers.yaml, line ", "Unknown fact 'counted.person_spi'. Did you mean 'counted.persons_spi'?"),
        ("routes/40_numbers.yaml", "figure: sa.spi.persons", "figure: sa.spy.persons",
         "40_numbers.yaml, line ", "Unknown figure 'sa.spy.persons'. Did you mean 'sa.spi.persons'?"),
        ("routes/40_numbers.yaml", "fact: exporter.kind, is: ciio", "fact: exporter.kind, is: cio",
         "40_numbers.yaml, line ", "Unknown value of 'exporter.kind' 'cio'. Did you mean 'ciio'?"),
        ("routes/40_numbers.yaml", "fact: exporter.kind, is: ciio", "fact: exporter.kind, is: true",
         "40_numbers.yaml, line ", "The fact 'exporter.kind' is of kind choice and cannot be tested like this."),
        ("routes/40_numbers.yaml", "at_least: {figure: sa.pi.persons}", "at_least: 1000000",
         "40_numbers.yaml, line ", "The value '1000000' does not fit: a group of 'key: value' is expected."),
        ("routes/40_numbers.yaml", "达到{sa.pi.persons}人以上", "达到{sa.pii.persons}人以上",
         "40_numbers.yaml, line ", "Unknown name in the sentence 'sa.pii.persons'. Did you mean 'sa.pi.persons'?"),
        ("routes/40_numbers.yaml", "lifts: [R-42]", "lifts: [R-99]",
         "40_numbers.yaml, line ", "Unknown later rule 'R-99'."),
        ("routes/40_numbers.yaml", "    because:\n      zh: 自{year}",
         "    counted: false\n    because:\n      zh: 自{year}",
         "40_numbers.yaml, line ", "'R-41' keeps a flow out of the counters, so it cannot look at them itself."),
        ("routes/50_beside.yaml", "beside: [R-42, R-51]", "beside: [R-442, R-51]",
         "50_beside.yaml, line ", "Unknown rule 'R-442'. Did you mean 'R-42'?"),
        ("routes/10_scope.yaml", "    to: 2024-12-31\n", "    to: 2025-01-01\n",
         "10_scope.yaml, line ", "'R-00' has two entries on one day; give the earlier one an end (to)."),
        ("routes/10_scope.yaml", "    to: 2024-12-31\n", "    to: 2024-03-21\n",
         "10_scope.yaml, line ", "'R-00' ends before it begins."),
        ("routes/60_duties.yaml", "2025-01-01\n    when: {fact: exporter", "2024-12-31\n    when: {fact: exporter",
         "60_duties.yaml, line ",
         "The figure 'large.persons' has no number on 2024-12-31, while 'DUTY-11' is in force."),
        ("routes/10_scope.yaml", "    route: stop", "    rout: stop",
         "10_scope.yaml, line ", "Unknown key 'rout'. Did you mean 'route'?"),
        ("routes/10_scope.yaml", "    confidence: low", "    confidence: lo",
         "10_scope.yaml, line ", "one of high, medium, low is expected. Did you mean 'low'"),
        ("routes/10_scope.yaml", "    checked_on: 2026-11-21", "    checked_on: 20261121",
         "10_scope.yaml, line ", "The value '20261121' does not fit: a date is expected, written 2026-11-21."),
        ("parameters/counts.yaml", "key: sa.spi.persons", "key: sa.pi.persons",
         "counts.yaml, line ", "The figure 'sa.pi.persons' stands here twice; put its entries in one place."),
        ("parameters/counts.yaml", "2025-01-01\n        value: 10000000", "2022-09-01\n        value: 10000000",
         "counts.yaml, line ", "The entries of 'large.persons' stand in the order of their days, one value a day."),
        ("parameters/counts.yaml", "value: 1000000\n", "value: 1000000\n        value: 1000001\n",
         "counts.yaml, line ", "The key 'value' stands here twice; keep one."),
        ("regime.yaml", "  - review\n", "",
         "regime.yaml, line ", "Every route stands here exactly once; missing: review."),
        ("regime.yaml", "version: V9, from: 2026-09-01", "version: V9, from: 2026-08-20",
         "regime.yaml, line ", "Rule versions stand in the order of their days, each on its own."),
    ],
)  # fmt: skip
def test_a_defect_is_named_with_its_place(
    folder: Path, name: str, old: str, new: str, where: str, sentence: str
) -> None:
    problems = break_file(folder, name, old, new)
    assert any(where in problem.where and sentence in problem.sentence.en for problem in problems), problems
    assert all(problem.sentence.zh for problem in problems)


def test_all_defects_are_named_at_once(folder: Path) -> None:
    text = (folder / "routes/40_numbers.yaml").read_text(encoding="utf-8")
    (folder / "routes/40_numbers.yaml").write_text(text.replace("ftz.applies", "ftz.aplies"), encoding="utf-8")
    problems = break_file(folder, "routes/50_beside.yaml", "beside: [R-40]", "beside: [R-400]")
    assert {Path(problem.where.split(",")[0]).name for problem in problems} == {"40_numbers.yaml", "50_beside.yaml"}


def test_there_is_no_regime_of_that_name() -> None:
    with pytest.raises(RegimeBroken, match="There is no regime 'xx'; there are: cn"):
        load_regime("xx")


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        ("a: yes\n", "x.yaml, line 1, a", "'yes' is ambiguous"),
        ("a: 1\nb: 1.5\n", "x.yaml, line 2, b", "Decimal numbers such as 1.5 are not used"),
        ("a:\n  b: 1\n  b: 2\n", "x.yaml, line 3, a.b", "The key 'b' stands here twice"),
        ("a: [1\n", "x.yaml, line 2", "This is not YAML"),
        ("", "x.yaml", "The file is empty."),
        ("a: 9999999999999999999999\n", "x.yaml, line 1, a", "put quotes around an identifier"),
        ("? [a]\n: 1\n", "x.yaml, line 1", "A key must be plain text."),
        ("a: " + "[" * 60 + "]" * 60 + "\n", "x.yaml, line 1", "The nesting is too deep."),
    ],
)
def test_the_strict_reader_says_what_is_wrong(text: str, where: str, sentence: str) -> None:
    with pytest.raises(InputRefused) as refused:
        strict.read("x.yaml", text)
    problem = refused.value.problems[0]
    assert problem.where == where
    assert sentence in problem.sentence.en


def test_references_that_grow_without_end_are_stopped() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9)]
    text = "\n".join(["l0: &l0 [a, b, c, d]", *levels])
    with pytest.raises(InputRefused, match="grows too large"):
        strict.read("x.yaml", text)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [("名: 值".encode("gb18030"), "not UTF-8"), (b"a: 1\n" * 1_700_000, "larger than 8 MB")],
    ids=["other encoding", "too large"],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(InputRefused, match=sentence):
        strict.read(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be opened"):
        strict.read(tmp_path / "none.yaml")
