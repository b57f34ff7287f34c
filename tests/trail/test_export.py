"""An auditor's export, two checkpoints and an opening, by the command; and the forger's tricks with each of them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.checkpoint import Checkpoint
from audit.encoding import to_base64
from audit.export import Header, examine_export, extract_line
from audit.keys import SecretKey
from audit.sealing import Opening, commitment, opening_line
from audit.sentences import Refused
from audit.signed_note import SignedCheckpoint, sign
from audit.tlog_proof import TlogProof
from audit.tree import Tree, consistency_proof
from audit.verify import main
from tests.trail.builders import CASE, KEY, LOG, Story, signed_state, some_story


def log_of(story: Story, signed: SignedCheckpoint | None = None) -> list[bytes]:
    signed = signed or signed_state(Tree(story.leaves()))
    return [Header("log", signed, (KEY,)).line(), *(record.to_bytes() + b"\n" for record in story.records)]


def extract_of(story: Story, case: str = CASE) -> list[bytes]:
    tree = Tree(story.leaves())
    lines = (
        extract_line(record.to_bytes(), tree.inclusion_proof(record.seq), story.openings[record.seq])
        for record in story.of_case(case)
    )
    return [Header("extract", signed_state(tree), (KEY,), "2026-017").line(), *lines]


def said(lines: list[bytes], **options: Any) -> list[str]:
    [check] = examine_export(io.BytesIO(b"".join(lines)), **options).checks
    return [finding.sentence.en for finding in check.findings]


def test_an_export_holds() -> None:
    story = some_story()
    assert said(log_of(story)) == []
    assert said(log_of(story), deep=True) == []
    assert said(extract_of(story)) == []


CHANGED = "The records are not those of the signed checkpoint: some were changed, put in, taken out or moved."


def test_a_changed_inserted_or_moved_record() -> None:
    lines = log_of(some_story())
    changed = [*lines[:4], lines[4].replace(b"case-1", b"case-9"), *lines[5:]]
    moved = [*lines[:3], lines[4], lines[3], *lines[5:]]
    swapped = [*lines[:4], lines[5], *lines[5:]]
    for forged in (changed, moved, swapped):
        assert said(forged) == [CHANGED]
    assert len(said(moved, deep=True)) == 3


def test_a_deleted_record_a_cut_tail_and_one_added() -> None:
    lines = log_of(some_story())
    for forged in ([*lines[:4], *lines[5:]], lines[:-1], [*lines, lines[-1]]):
        [sentence] = said(forged)
        assert "cut short or added to" in sentence


def test_a_tail_replaced() -> None:
    story, other = some_story(), some_story()
    other.records[-1] = replace(other.records[-1], kind="signed in")
    assert said([*log_of(story)[:-1], log_of(other)[-1]]) == [CHANGED]


def test_an_extract_with_a_proof_of_another_case() -> None:
    story = some_story()
    mine, theirs = extract_of(story), extract_of(story, "case-2")
    line, other = json.loads(mine[1]), json.loads(theirs[1])
    line["proof"] = other["proof"]
    forged = json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    assert "do not lead to the root" in said([mine[0], forged, *mine[2:]])[0]


def test_an_extract_with_a_swapped_opening() -> None:
    lines = extract_of(some_story())
    assert "does not fit" in said([lines[0], lines[1].replace("陈静".encode(), "周敏".encode()), *lines[2:]])[0]
    assert "Out of order" in said([lines[0], lines[2], lines[1], *lines[3:]])[0]


def test_what_is_no_export_is_refused() -> None:
    for text in (b"", b"{}\n", b'{"format":"tongguan-export"}\n'):
        with pytest.raises(Refused):
            examine_export(io.BytesIO(text))
    header, line = extract_of(some_story())[:2]
    assert said([header, b'{"openings":1,"proof":1,"record":1}\n']) == ["This line is not an exported record."]
    assert said([header, b"[]\n", line]) == ["This line is not an exported record."]


class Desk:
    """Files on an auditor's desk, and the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def put(self, name: str, data: bytes | str) -> str:
        file = self.folder / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(file)

    def run(self, *arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--lang", "en"])
        shown = self.capsys.readouterr()
        return code, shown.out + shown.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_the_command_reads_an_export(desk: Desk) -> None:
    file = desk.put("log.jsonl", b"".join(log_of(some_story())))
    code, report = desk.run("export", file, "--key", desk.put("key", KEY.text()))
    assert (code, "none is missing, added or moved" in report) == (0, True)
    stranger = sign(Checkpoint(LOG, 10, bytes(32)), SecretKey(b"x" * 32))
    rebuilt = desk.put("forged", b"".join(log_of(some_story(), stranger)))
    code, report = desk.run("export", rebuilt)
    assert code == 1
    assert "no valid signature of the log itself" in report
    assert desk.run("export", desk.put("letter", "Dear Sir"))[0] == 2


def test_two_checkpoints_are_compared(desk: Desk) -> None:
    leaves = some_story().leaves()
    key = desk.put("key", KEY.text())
    old, new = (desk.put(f"{n}", signed_state(Tree(leaves[:n])).text()) for n in (6, 10))
    proof = desk.put("proof", "".join(to_base64(step) + "\n" for step in consistency_proof(6, 10, leaves)))
    assert desk.run("consistency", old, new, "--proof", proof, "--key", key)[0] == 0
    assert desk.run("consistency", old, new)[0] == 3
    assert desk.run("consistency", old, old)[0] == 0
    code, report = desk.run("consistency", new, old)
    assert (code, "rewritten, cut short or rolled back" in report) == (1, True)
    forged = [*leaves[:2], bytes(32), *leaves[3:]]
    wrong = desk.put("wrong", signed_state(Tree(forged)).text())
    assert "rewritten, cut short or rolled back" in desk.run("consistency", old, wrong, "--proof", proof)[1]
    code, report = desk.run("consistency", new, wrong)
    assert (code, "different histories were shown to different readers" in report) == (1, True)


def test_one_record_is_checked_with_its_proof_and_what_it_seals(desk: Desk) -> None:
    story = some_story()
    tree, record = Tree(story.leaves()), story.records[6]
    proof = TlogProof(6, tuple(tree.inclusion_proof(6)), signed_state(tree)).text()
    files = {"record": desk.put("record", record.to_bytes()), "proof": desk.put("proof", proof)}
    openings = desk.put("openings", b"".join(opening_line(6, one) + b"\n" for one in story.openings[6]))
    key = desk.put("key", KEY.text())
    code, report = desk.run("proof", files["proof"], "--record", files["record"], "--openings", openings, "--key", key)
    assert code == 0
    assert "周敏" in report
    assert desk.run("proof", files["proof"], "--record", files["record"])[0] == 3
    other = desk.put("other", story.records[5].to_bytes())
    code, report = desk.run("proof", files["proof"], "--record", other, "--key", key)
    assert (code, "belongs to another record" in report) == (1, True)
    assert desk.run("opening", openings, "--record", files["record"])[0] == 0
    code, report = desk.run("opening", openings, "--record", other)
    assert (code, "was swapped" in report) == (1, True)


def test_a_value_cannot_be_found_by_trying_without_its_salt() -> None:
    one, two = (commitment("13800138000", salt) for salt in (b"a" * 32, b"b" * 32))
    assert one != two
    opening = Opening("/subject", b"a" * 32, "13800138000")
    assert commitment(opening.value, opening.salt) == one
