"""The forger's list: each forgery is packed anew, so that every checksum and the manifest fit, and is still found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from audit.archive import pack
from audit.bundle_format import CHECKPOINT, DOCUMENTS, MANIFEST, PROOFS, RECORDS, SNAPSHOT, parse_manifest, sha256_hex
from audit.record import Record
from audit.signed_note import sign
from audit.tree import Tree, leaf_hash
from audit.verify import examine
from tests.trail.builders import (
    PDF,
    PREPARER,
    SECRET,
    Story,
    Who,
    forged,
    members_of,
    some_bundle,
    some_snapshot,
    some_story,
    with_records,
)


def said(bundle: bytes, check: str) -> list[str]:
    """Place and English sentence of every finding of one check; the archive itself must hold, it was packed anew."""
    verdict = examine(bundle)
    assert verdict.checks[0].state == "passed"
    assert not verdict.verified
    found = next(one for one in verdict.checks if one.id == check)
    return [f"{finding.where}: {finding.sentence.en}" for finding in found.findings]


@pytest.fixture
def members() -> dict[str, bytes]:
    return members_of(some_bundle())


@pytest.fixture
def story() -> Story:
    return some_story()


def renumbered(story: Story, records: list[Record]) -> list[bytes]:
    """All leaves of the log with some records replaced at their place."""
    leaves = story.leaves()
    for record in records:
        leaves[record.seq] = record.leaf()
    return leaves


def test_what_the_forger_packs_holds_as_long_as_nothing_was_changed(members: dict[str, bytes]) -> None:
    assert forged(members) == some_bundle()


def test_a_changed_record(members: dict[str, bytes], story: Story) -> None:
    records = story.of_case()
    records[1] = replace(records[1], details={"changes": []})
    assert said(with_records(members, records), "proofs") == [
        "trail/records.jsonl, line 2, seq 3: This record and its proof do not lead to the root of the checkpoint."
    ]


def test_a_deleted_record(members: dict[str, bytes], story: Story) -> None:
    records = [record for record in story.of_case() if record.seq != 3]
    assert said(with_records(members, records), "records") == [
        "trail/records.jsonl, line 2, seq 5: It names 3 as the record before it in this case, but here that is 1: "
        "a record between them is missing or was changed."
    ]
    assert said(with_records(members, records), "proofs") == [
        "trail/proofs.json, seq 3: This proof belongs to no record here."
    ]


def test_a_deleted_record_with_the_proofs_cut_to_fit(members: dict[str, bytes], story: Story) -> None:
    records = [record for record in story.of_case() if record.seq != 3]
    assert "a record between them is missing" in said(with_records(members, records, story.leaves()), "records")[0]


def test_the_first_record_deleted(members: dict[str, bytes], story: Story) -> None:
    found = said(with_records(members, story.of_case()[1:], story.leaves()), "records")
    assert "It names 1 as the record before it in this case, but here that is —" in found[0]
    assert "The first record must be that of creating the case" in found[1]


def test_the_last_record_deleted(members: dict[str, bytes], story: Story) -> None:
    found = said(with_records(members, story.of_case()[:-1], story.leaves()), "records")
    assert found == [
        "trail/records.jsonl, line 5, seq 7: The last record must be the export of this snapshot; "
        "records may be missing at the end."
    ]


def test_an_inserted_record(members: dict[str, bytes], story: Story) -> None:
    records = story.of_case()
    extra = replace(records[1], seq=4, previous=3, id="inserted")
    found = said(with_records(members, [*records[:2], extra, *records[2:]]), "proofs")
    assert found == ["trail/records.jsonl, line 3, seq 4: There is no proof for this record."]


def test_reordered_records(members: dict[str, bytes], story: Story) -> None:
    records = story.of_case()
    records[1], records[2] = records[2], records[1]
    assert any("out of order" in line for line in said(with_records(members, records), "records"))


def test_a_repeated_record(members: dict[str, bytes], story: Story) -> None:
    records = story.of_case()
    assert any(
        "out of order or repeated" in line for line in said(with_records(members, [records[0], *records]), "records")
    )


def test_a_record_of_another_case(members: dict[str, bytes], story: Story) -> None:
    records = sorted([*story.of_case(), *story.of_case("case-2")], key=lambda record: record.seq)
    found = said(with_records(members, records, story.leaves()), "records")
    assert "trail/records.jsonl, line 2, seq 2: This record belongs to another case." in found


def test_the_records_of_another_log(members: dict[str, bytes], story: Story) -> None:
    records = [replace(record, log="another") for record in story.of_case()]
    assert any("belongs to another log" in line for line in said(with_records(members, records), "records"))


def test_the_tree_rebuilt_without_the_link(members: dict[str, bytes], story: Story) -> None:
    """The forger owns the database, rewrites one record and builds the tree again: only another checkpoint tells."""
    records = story.of_case()
    records[1] = replace(records[1], details={"changes": []})
    openings = {record.seq: story.openings[record.seq] for record in records}
    openings[3] = [one for one in openings[3] if not one.field.startswith("/details")]
    rebuilt = with_records(members, records, renumbered(story, records), openings)
    honest = examine(some_bundle()).checkpoint
    assert examine(rebuilt).verified
    assert not examine(rebuilt, honest).verified


def test_a_swapped_document(members: dict[str, bytes]) -> None:
    name = DOCUMENTS + "05-申报表.pdf"
    members[name] = PDF + b" changed"
    assert said(forged(members), "documents") == [f"{name}: The content does not have the SHA-256 of the manifest."]
    document = parse_manifest(members[MANIFEST]).documents[0]
    entry = replace(document, sha256=sha256_hex(members[name]))
    assert said(forged(members, documents=(entry,)), "documents") == [
        f"{name}: No record of a build names this document together with this snapshot."
    ]


def test_a_draft_that_calls_itself_final(members: dict[str, bytes]) -> None:
    draft = members_of(some_bundle(some_story(status="draft", approve=False), status="draft"))
    document = replace(parse_manifest(draft[MANIFEST]).documents[0], status="final")
    assert any("No record of a build" in line for line in said(forged(draft, documents=(document,)), "documents"))


def test_a_final_one_that_nobody_approved() -> None:
    found = said(some_bundle(some_story(approve=False)), "snapshot")
    assert found == ["documents/05-申报表.pdf: No record before the build says that this snapshot was approved."]


def test_somebody_who_approved_their_own_work() -> None:
    found = said(some_bundle(some_story(approver=PREPARER)), "snapshot")
    assert found == ["trail/records.jsonl, line 4, seq 6: Whoever approved had also prepared or submitted the case."]


def test_an_approval_that_came_after_the_build() -> None:
    story = some_story(approve=False)
    export = story.records.pop()
    assert export.kind == "signed out"
    story.records.pop()
    story.add("approved", actor=Who("p2", "周敏"), details={"snapshot_sha256": sha256_hex(some_snapshot())})
    story.add("bundle exported", details={"snapshot_sha256": sha256_hex(some_snapshot())})
    assert "was approved" in said(some_bundle(story), "snapshot")[0]


def test_a_final_one_that_was_never_submitted() -> None:
    story = Story()
    built = some_story().records[-3]
    story.add("case created", subject="2026-017")
    story.add("dossier built", details=built.details)
    story.add("bundle exported", details={"snapshot_sha256": sha256_hex(some_snapshot())})
    assert "was submitted" in said(some_bundle(story), "snapshot")[0]


def test_a_swapped_snapshot(members: dict[str, bytes]) -> None:
    members[SNAPSHOT] = some_snapshot().replace(b"2026-017", b"2026-018")
    assert said(forged(members), "snapshot") == [
        "snapshot.json: The content does not have the SHA-256 of the manifest."
    ]
    again = forged(members, snapshot_sha256=sha256_hex(members[SNAPSHOT]))
    assert any("No record of a build names" in line for line in said(again, "documents"))


def test_a_snapshot_that_is_no_json(members: dict[str, bytes]) -> None:
    members[SNAPSHOT] = b"["
    assert "snapshot.json: The snapshot cannot be read." in said(forged(members), "snapshot")


def test_swapped_evidence(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("evidence/"))
    members[name] = b"another file"
    assert said(forged(members), "evidence") == [f"{name}: The content does not have the SHA-256 of its name."]


def test_added_evidence(members: dict[str, bytes]) -> None:
    name = f"evidence/{sha256_hex(b'added')}.pdf"
    members[name] = b"added"
    assert said(forged(members), "evidence") == [f"{name}: The snapshot does not name this evidence."]


def test_an_altered_proof(members: dict[str, bytes]) -> None:
    proofs = json.loads(members[PROOFS])
    proofs["proofs"][0]["hashes"].reverse()
    members[PROOFS] = json.dumps(proofs, separators=(",", ":"), sort_keys=True).encode()
    assert said(forged(members), "proofs") == [
        "trail/records.jsonl, line 1, seq 1: This record and its proof do not lead to the root of the checkpoint."
    ]


def test_the_proof_of_another_record(members: dict[str, bytes], story: Story) -> None:
    proofs = json.loads(members[PROOFS])
    proofs["proofs"][0]["hashes"] = proofs["proofs"][1]["hashes"]
    members[PROOFS] = json.dumps(proofs, separators=(",", ":"), sort_keys=True).encode()
    assert len(said(forged(members), "proofs")) == 1


def test_another_checkpoint(members: dict[str, bytes]) -> None:
    tree = Tree([leaf_hash(b"another log")] * 10)
    checkpoint = replace(parse_manifest(members[MANIFEST]).checkpoint, root=tree.root())
    assert said(forged(members, checkpoint=checkpoint), "manifest") == [
        "trail/checkpoint.txt: The checkpoint is not the one that the manifest names."
    ]
    members[CHECKPOINT] = sign(checkpoint, SECRET).text().encode()
    assert len(said(forged(members, checkpoint=checkpoint), "proofs")) == 6


def test_another_reference_on_the_cover(members: dict[str, bytes]) -> None:
    assert (
        "The first record must be that of creating the case"
        in said(forged(members, reference="2026-099"), "records")[0]
    )


def test_another_case_on_the_cover(members: dict[str, bytes]) -> None:
    found = said(forged(members, case_id="case-2"), "records")
    assert found[-1] == "trail/records.jsonl: There is no record of this case."


def test_a_bundle_without_documents(members: dict[str, bytes]) -> None:
    without = {name: data for name, data in members.items() if not name.startswith(DOCUMENTS)}
    assert said(forged(without, documents=()), "documents") == ["documents/: The bundle holds no documents."]


@pytest.mark.parametrize("name", [SNAPSHOT, RECORDS, PROOFS, CHECKPOINT, "VERIFY.md", "documents/05-申报表.pdf"])
def test_a_file_left_out(members: dict[str, bytes], name: str) -> None:
    del members[name]
    assert any(name in line for line in said(forged(members), "manifest"))


def test_a_file_put_in(members: dict[str, bytes]) -> None:
    members["READ ME FIRST.txt"] = b"run this instead"
    assert said(forged(members), "manifest") == ["READ ME FIRST.txt: A bundle has no place for this file."]


def test_a_guide_that_leads_astray(members: dict[str, bytes]) -> None:
    members["VERIFY.md"] += b"\nOr simply trust us.\n"
    assert said(forged(members), "manifest") == ["VERIFY.md: The guide is not the one that this verifier brings along."]


def test_records_in_another_spelling(members: dict[str, bytes]) -> None:
    members[RECORDS] = members[RECORDS].replace(b'"actor":', b'"actor": ', 1)
    assert (
        "line 1, offset 9: This can be read but is not written in canonical form" in said(forged(members), "format")[0]
    )


def test_something_after_the_last_record(members: dict[str, bytes]) -> None:
    members[RECORDS] += b"{}"
    assert "line 7" in said(forged(members), "format")[0]


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"1", b'{"format":"tongguan-bundle"}', b'{"format":"other","v":1}', b"\xff", b'{"format":1.5}'],
)
def test_a_manifest_that_cannot_be_read(members: dict[str, bytes], text: bytes) -> None:
    assert said(pack({**members, MANIFEST: text}), "format")[0].startswith("manifest.json")


def test_a_build_record_whose_title_differs() -> None:
    story = some_story()
    line = {**story.records[-3].details["documents"][0], "title": "另一份材料"}
    story.records[-3] = replace(story.records[-3], details={**story.records[-3].details, "documents": [line]})
    assert any("No record of a build" in found for found in said(some_bundle(story), "documents"))
