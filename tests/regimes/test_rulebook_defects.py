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
        ("parameters/counts.yaml", "- from: 2022-09-01\n        value: null", "- from: 2022-09-02\n        value: null",
         "counts.yaml, line ", "has no entry on 2022-09-01; write the value of that day, or null for none."),
        ("parameters/counts.yaml", "value: previous_year", "value: 5",
         "counts.yaml, line ", "The value '5' of 'count.from' from 2022-09-01 does not fit the unit counting_start"),
        ("parameters/counts.yaml", "value: 1000000\n", "value: available\n",
         "counts.yaml, line ", "does not fit the unit persons; expected: a whole number."),
        ("parameters/counts.yaml", "value: 1000000\n", "value: -1\n",
         "counts.yaml, line ", "it may not be below 0"),
        ("parameters/terms.yaml", "- from: 2021-11-01", "- from: 2021-11-02",
         "60_duties.yaml, line ", "The figure 'pipia.keep' has no number on 2021-11-01, while 'DUTY-3' is in force."),
        ("routes/05_legacy.yaml", "from: V0\n", "from: V00\n",
         "05_legacy.yaml, line ", "There is no rule version 'V00'; write a day, or one of: V0, V1,"),
        ("routes/05_legacy.yaml", "to: before V1a", "to: before V1b",
         "05_legacy.yaml, line ", "There is no rule version 'V1b'"),
        ("routes/05_legacy.yaml", "from: V0\n", "from: 2017-05-31\n",
         "05_legacy.yaml, line ", "'L-01' starts on 2017-05-31, before the first rule version (2017-06-01)."),
        ("routes/05_legacy.yaml", "    route: no_route_yet", "    lifts: [L-05]\n    route: no_route_yet",
         "05_legacy.yaml, line ", "Unknown later rule 'L-05'."),
        ("routes/05_legacy.yaml", "to: before V1a\n    when: *not_ciio", "to: 2022-12-01\n    when: *not_ciio",
         "05_legacy.yaml, line ", "'L-08' and 'L-07' have the same condition and different routes; let one name"),
        ("routes/05_legacy.yaml", "from: 2022-11-04\n    to: before V1a", "from: 2023-06-04\n    to: 2023-06-05",
         "05_legacy.yaml, line ", "'CERT-START' and the rules it stands beside share no day; check from and to."),
        ("routes/60_duties.yaml", "    code: separate_consent", "    code: notice",
         "60_duties.yaml, line ", "The duty 'notice' has two entries on one day (DUTY-1, DUTY-2); keep one."),
        ("regime.yaml", "version: V9, from: 2026-09-01,", "version: V9, from: 2026-09-01, loaded: false,",
         "regime.yaml, line ", "The rules before 'V9' are here, yet from 2026-09-01 there are none"),
        ("regime.yaml", "    from: V7a\n", "    from: V7c\n",
         "regime.yaml, line ", "There is no rule version 'V7c'"),
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


def test_a_disputed_start_is_moved_in_one_row(folder: Path) -> None:
    """Everything that starts with the instrument follows, and the note about its early days falls away."""
    head = folder / "regime.yaml"
    text = head.read_text(encoding="utf-8")
    row = text.index("version: V6")
    assert "from: 2026-01-30" in text[row : row + 60]
    rows = text[:row] + text[row:].replace("from: 2026-01-30", "from: 2026-02-03", 1)
    head.write_text(rows, encoding="utf-8")
    book = load_rulebook(folder)
    days = {rule.key: rule.since.isoformat() for rule in book.routes if rule.id.startswith("AG-EX")}
    assert days == {"AG-EX-7": "2026-02-03", "AG-EX-8": "2026-02-03", "AG-EX-9": "2026-02-03"}
    before = next(rule for rule in book.sides if rule.key == "AUTO-EXEMPTION")
    assert before.until is not None and before.until.isoformat() == "2026-02-02"


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
