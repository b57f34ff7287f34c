"""A filing made again from what it carries: the same bytes, or the sentence that says which input is another."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest

from assessment.errors import InputRefused
from regimes.loader import Regime, load_regime
from services import rebuild as service
from services.headless import dossier_from_file
from services.rebuild import ALTERED, rebuild
from settings import ROOT

SMALL = ROOT / "examples" / "dealer-crm" / "case.yaml"


@pytest.fixture(scope="module")
def regime() -> Regime:
    return load_regime("cn")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def filed(fonts: Path, regime: Regime, kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("filed")
    dossier_from_file(SMALL, out, regime, fonts, None, drawn=kept)
    return out


def report_of(filed: Path) -> Path:
    (path,) = filed.glob("07-*.pdf")
    return path


def test_a_folder_is_made_again_to_the_byte_with_nothing_kept(filed: Path, fonts: Path, regime: Regime) -> None:
    found = rebuild(filed, regime, fonts)

    assert set(found.same) == {path.name for path in filed.glob("*.pdf")}
    assert all(found.same.values())
    assert found.reasons == ()


def test_a_report_alone_is_enough_and_a_signature_may_follow_it(
    filed: Path, fonts: Path, regime: Regime, kept: Path, tmp_path: Path
) -> None:
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(report_of(filed).read_bytes() + b"\n% an update that a signature appends\n")

    assert rebuild(signed, regime, fonts, kept).same == {"signed.pdf": True}


def test_a_file_that_was_changed_is_told_from_an_input_that_changed(
    filed: Path, fonts: Path, regime: Regime, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = tmp_path / "altered.pdf"
    with pikepdf.open(report_of(filed)) as pdf:
        del pdf.pages[-1]
        pdf.save(altered, deterministic_id=True)
    found = rebuild(altered, regime, fonts, kept)
    assert found.same == {"altered.pdf": False}
    assert found.reasons == (ALTERED,)

    real = service.recipe
    monkeypatch.setattr(service, "recipe", lambda *given: {**real(*given), "engine": {"sha256": "another"}})
    said = [reason.zh for reason in rebuild(altered, regime, fonts, kept).reasons]
    assert len(said) == 1 and "排版程序" in said[0] and "another" in said[0]


def test_a_zip_names_each_file(filed: Path, fonts: Path, regime: Regime, kept: Path, tmp_path: Path) -> None:
    packed = tmp_path / "filing.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(filed.glob("*.pdf")):
            archive.write(path, f"documents/{path.name}")
        archive.writestr("evidence/x.pdf", b"not one of ours")
    found = rebuild(packed, regime, fonts, kept)

    assert all(found.same.values()) and all(name.startswith("documents/") for name in found.same)


@pytest.mark.parametrize("content", [b"no PDF at all", None], ids=["not a PDF", "a stranger's PDF"])
def test_a_file_without_a_snapshot_is_refused_with_a_sentence(
    content: bytes | None, fonts: Path, regime: Regime, tmp_path: Path
) -> None:
    if content is None:
        out = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.attachments["snapshot.json"] = b"{}"
            pdf.save(out)
        content = out.getvalue()
    path = tmp_path / "some.pdf"
    path.write_bytes(content)

    with pytest.raises(InputRefused) as refused:
        rebuild(path, regime, fonts)
    assert "快照" in refused.value.problems[0].sentence.zh
