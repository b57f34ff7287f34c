"""What is done to items before they leave: claimed by one person, verified by another, by evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.item_lines import ItemFilter
from services import item_cuts, item_settling
from services.desk import Refused
from services.item_treatments import TreatmentClaim, treat, verify_treatment
from tests.services.item_room import Room, open_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = open_room(tmp_path)
    yield made
    made.desk.database.close()


def test_a_claim_says_the_class_afterwards_and_lowers_nothing(room: Room) -> None:
    proof = room.evidence()
    treat(*room.place, room.of("手机号"), TreatmentClaim("masked", "T1", "中间四位遮蔽", (proof,)))
    line = room.line("手机号")
    assert line.item.treatment is not None
    assert (line.item.treatment.state, line.item.treatment.by) == ("claimed", "周敏")
    assert line.standing == "personal"
    assert room.shown(ItemFilter(only="treated")) == ["手机号"]


def test_a_verified_treatment_counts(room: Room) -> None:
    proof = room.evidence()
    treat(*room.place, room.of("人脸图像"), TreatmentClaim("dropped", evidence=(proof,)))
    assert room.line("人脸图像").standing == "sensitive"
    verify_treatment(room.desk, room.lin, room.case, room.scenario, room.of("人脸图像"))
    line = room.line("人脸图像")
    assert line.standing == "none" and line.item.treatment is not None
    assert (line.item.treatment.state, line.item.treatment.verified_by) == ("verified", "林伟")
    assert "人脸图像" not in room.shown(ItemFilter(kinds=frozenset(["sensitive"])))
    assert room.kinds()[0] == "treatment verified"


def test_a_verified_treatment_that_changes_is_a_claim_again(room: Room) -> None:
    proof = room.evidence()
    treat(*room.place, room.of("人脸图像"), TreatmentClaim("dropped", evidence=(proof,)))
    verify_treatment(room.desk, room.lin, room.case, room.scenario, room.of("人脸图像"))
    treat(*room.place, room.of("人脸图像"), TreatmentClaim("masked", "T3", evidence=(proof,)))
    assert room.line("人脸图像").standing == "sensitive"


def test_nobody_verifies_what_he_claimed_or_what_is_not_proven(room: Room) -> None:
    reviewer = (room.desk, room.lin, room.case, room.scenario)
    chosen = room.of("人脸图像")
    with pytest.raises(Refused, match="reviewer's step"):
        verify_treatment(*room.place, chosen)
    with pytest.raises(Refused, match="nothing to verify"):
        verify_treatment(*reviewer, chosen)
    treat(*reviewer, chosen, TreatmentClaim("dropped", evidence=(room.evidence(),)))
    with pytest.raises(Refused, match="yourself"):
        verify_treatment(*reviewer, chosen)


@pytest.mark.parametrize(
    ("dated", "told"), [(None, "own date"), ("2025-10-01", "twelve months"), ("nowhere", "upload a test report")]
)
def test_a_treatment_is_proven_by_a_young_document(room: Room, dated: str | None, told: str) -> None:
    proofs = () if dated == "nowhere" else (room.evidence(dated),)
    treat(*room.place, room.of("人脸图像"), TreatmentClaim("dropped", evidence=proofs))
    with pytest.raises(Refused, match=told):
        verify_treatment(room.desk, room.lin, room.case, room.scenario, room.of("人脸图像"))
    assert room.line("人脸图像").standing == "sensitive"


def test_important_data_are_not_lowered_by_masking_persons(room: Room) -> None:
    item_settling.settle(*room.place, room.of("手机号"), kind="important", reason="主管部门已告知")
    treat(*room.place, room.of("手机号"), TreatmentClaim("masked", "T1"))
    treated = room.line("手机号").item.treatment
    assert treated is not None and treated.kind == "important"


def test_what_is_not_there_is_refused(room: Room) -> None:
    for claim, told in [
        (TreatmentClaim("masked", "T99"), "no such processing"),
        (TreatmentClaim("masked", evidence=("x",)), "no longer part"),
        (TreatmentClaim("masked", note="长" * 2001), "shorten"),
    ]:
        with pytest.raises(Refused, match=told):
            treat(*room.place, room.of("手机号"), claim)


def test_a_treatment_is_taken_away(room: Room) -> None:
    treat(*room.place, room.of("手机号"), TreatmentClaim("masked", "T1"))
    assert treat(*room.place, room.of("手机号", "vin"), None).count == 1
    assert room.line("手机号").item.treatment is None


def test_a_cut_item_stays_listed_and_counts_nowhere(room: Room) -> None:
    before = room.counts()
    with pytest.raises(Refused, match="Say why"):
        item_cuts.cut(*room.place, room.of("人脸图像"), "  ")
    done = item_cuts.cut(*room.place, room.of("人脸图像"), "网信部门不予通过")
    after = room.counts()
    assert (done.count, after.cut, after.total) == (1, 1, before.total)
    assert (after.sensitive, after.unsettled) == (before.sensitive - 1, before.unsettled - 1)
    assert "人脸图像" in room.shown() and room.shown(ItemFilter(only="cut")) == ["人脸图像"]
    assert item_cuts.restore(*room.place, room.of("人脸图像", "vin")).count == 1
    assert room.counts() == before
    assert room.kinds()[:2] == ["items restored", "items cut"]
