"""A sound bundle holds; one changed byte anywhere is found and named; the verifier needs nothing but its folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import audit
from audit.archive import unpack
from audit.checkpoint import Checkpoint
from audit.sentences import Refused
from audit.tree import Tree
from audit.verify import examine, main
from audit.wording import as_text
from reports.bundle import BundleDocument, EvidenceFile, write_bundle
from tests.trail.builders import (
    REFERENCE,
    Story,
    signed_state,
    some_bundle,
    some_contents,
    some_record,
    some_story,
)


def test_a_sound_bundle_holds() -> None:
    verdict = examine(some_bundle())
    assert verdict.verified
    assert verdict.reference == REFERENCE
    assert {check.id: check.state for check in verdict.checks} == {
        "archive": "passed",
        "format": "passed",
        "manifest": "passed",
        "records": "passed",
        "openings": "passed",
        "proofs": "passed",
        "signature": "passed",
        "approval": "passed",
        "documents": "passed",
        "snapshot": "passed",
        "evidence": "passed",
        "outside": "open",
    }


def test_a_draft_needs_no_approval() -> None:
    assert examine(some_bundle(some_story(status="draft", approve=False), status="draft")).verified


def test_the_same_contents_give_the_same_bytes_and_any_zip_program_opens_them() -> None:
    bundle = some_bundle()
    assert bundle == some_bundle()
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == unpack(bundle).members
        assert "documents/05-申报表.pdf" in opened.namelist()


# In halves, so that two processes can share the work. That each bit of each byte is found is tested by ``test_bits``.
@pytest.mark.parametrize("half", range(2))
def test_one_changed_byte_anywhere_is_found_and_named(half: int) -> None:
    bundle = some_bundle()
    places = _places(bundle)
    missed: list[tuple[int, str]] = []
    step = 1 if "TONGGUAN_ALL_BITS" in os.environ else 13
    for at in range(half * step, len(places), 2 * step):
        member, changed = places[at], bytearray(bundle)
        changed[at] ^= 1 << (at % 8)
        verdict = examine(bytes(changed))
        archive = verdict.checks[0]
        if verdict.verified or not any(member in finding.where for finding in archive.findings):
            missed.append((at, member))
    assert missed == []
    assert len(places) > 5_000


def _places(bundle: bytes) -> list[str]:
    """For every byte the name of the member that it belongs to, or "offset" for the end of the archive."""
    places = ["offset"] * len(bundle)
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        entry = opened.start_dir
        for info in opened.infolist():
            raw = len(info.filename.encode())
            header, body = info.header_offset, info.header_offset + 30 + raw
            places[header : body + info.file_size] = [info.filename] * (body + info.file_size - header)
            places[entry : entry + 46 + raw] = [info.filename] * (46 + raw)
            entry += 46 + raw
    return places


def test_every_truncation_and_any_addition_is_found() -> None:
    bundle = some_bundle()
    for length in range(4, len(bundle), 37):
        assert not examine(bundle[:length]).verified
    assert not examine(bundle[:-1]).verified
    findings = examine(bundle + b"\n").checks[0].findings
    assert [(f.where, f.sentence.en) for f in findings] == [
        (f"offset {len(bundle)}", "1 bytes follow after the end of the archive.")
    ]
    assert not examine(b"\n" + bundle).verified


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/b/c", "a\\b", ".hidden", "a/../b", "C:x", "a\n", "e\u0301", ""]
)
def test_a_member_that_leaves_the_archive_is_not_read(name: str) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr(name or "/", "content")
    opened = unpack(raw.getvalue())
    assert opened.members == {}
    assert opened.findings


def test_a_compressed_archive_is_not_a_bundle() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", b"0" * 50_000_000)
    opened = unpack(raw.getvalue())
    assert opened.findings
    assert sum(map(len, opened.members.values())) <= len(raw.getvalue())


def test_what_is_no_zip_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.zip"
    file.write_bytes(b"Dear Sir or Madam")
    assert main([str(file), "--lang", "en"]) == 2
    assert "This is not a zip file." in capsys.readouterr().err
    assert main([str(tmp_path / "missing.zip")]) == 2
    assert "文件无法读取。" in capsys.readouterr().err


def test_the_verifier_runs_from_its_folder_alone(tmp_path: Path) -> None:
    shutil.copytree(Path(audit.__file__).parent, tmp_path / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    sound, cut = tmp_path / "sound.zip", tmp_path / "cut.zip"
    sound.write_bytes(some_bundle())
    cut.write_bytes(some_bundle()[:-1])
    good, bad = _run(tmp_path, str(sound)), _run(tmp_path, str(cut), "--json")
    # Without the package for signatures nothing fails, and the report says what could not be checked.
    assert (good.returncode, good.stderr) == (3, "")
    assert "pip install cryptography" in good.stdout
    assert "有未能核验之处" in good.stdout
    assert (bad.returncode, bad.stderr) == (1, "")
    assert json.loads(bad.stdout)["verified"] is False
    assert _run(tmp_path).returncode == 2
    assert {path.name for path in tmp_path.iterdir()} == {"audit", "sound.zip", "cut.zip"}


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -S and -s leave out every installed package, -E the environment: only the folder and the standard library remain.
    command = [sys.executable, "-B", "-S", "-s", "-E", "-X", "utf8", "-m", "audit.verify", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_checkpoint_from_elsewhere_is_compared() -> None:
    bundle = some_bundle()
    inside = examine(bundle).checkpoint
    assert inside is not None
    assert examine(bundle, inside).checks[-1].state == "passed"
    assert examine(bundle, replace(inside, size=inside.size + 1)).checks[-1].state == "open"
    for other, says in (
        (replace(inside, root=bytes(32)), "different histories were shown to different readers"),
        (Checkpoint("another", inside.size, inside.root), "come from different logs"),
    ):
        verdict = examine(bundle, other)
        assert not verdict.verified
        assert says in verdict.checks[-1].findings[0].sentence.en


def test_a_hostile_name_cannot_write_to_the_terminal() -> None:
    contents = some_contents()
    verdict = replace(examine(write_bundle(contents)), reference="2026\x1b[2J\u202e")
    assert "\x1b" not in as_text(verdict, "zh")
    assert "\u202e" not in as_text(verdict, "en")


def test_a_colleague_who_saves_during_the_export_is_not_in_the_way() -> None:
    story = some_story()
    story.add("answers saved")
    assert examine(some_bundle(story)).verified


def test_records_of_two_cases_are_not_written_into_one_bundle() -> None:
    contents = some_contents()
    mixed = replace(contents, records=(some_record(2, "case created", case="case-2").to_bytes(), *contents.records))
    with pytest.raises(Refused, match="2 cases"):
        write_bundle(mixed)


def test_a_record_that_is_not_in_the_log_is_not_written() -> None:
    contents = some_contents()
    leaves = some_story().leaves()
    for others in ([bytes(32), bytes(32), *leaves[2:]], leaves[:3]):
        tree = Tree(others)
        with pytest.raises(Refused, match="does not stand in the signed log"):
            write_bundle(replace(contents, signed=signed_state(tree), prove=tree.inclusion_proof))


def test_two_documents_of_one_name_are_not_written() -> None:
    contents = some_contents()
    with pytest.raises(Refused, match="same name"):
        write_bundle(replace(contents, documents=contents.documents * 2))


def test_a_document_name_that_leaves_its_folder_is_not_written() -> None:
    contents = some_contents()
    document = BundleDocument("application_form", "../05.pdf", "", 1, "final", b"")
    with pytest.raises(Refused, match="name"):
        write_bundle(replace(contents, documents=(document,)))


def test_the_extension_of_evidence_is_plain_or_left_out() -> None:
    contents = replace(some_contents(), evidence=(EvidenceFile("a.p/d;f", b"1"), EvidenceFile("b.JPG", b"2")))
    names = [name for name in unpack(write_bundle(contents)).members if name.startswith("evidence/")]
    assert sorted(len(name) for name in names) == [73, 77]


def test_an_empty_log_has_nothing_to_bundle() -> None:
    with pytest.raises(Refused, match="0 cases"):
        write_bundle(some_contents(Story()))
