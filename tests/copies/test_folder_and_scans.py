"""The folder of a filing, the scan of a sealed original, and the code on the last page."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pikepdf
import pytest

from assessment.sealed import Beside, page_difference
from reports.codes import LONGEST, TextTooLong, code_svg
from reports.folder import FolderDocument, FolderEvidence, write_folder
from reports.scans import ScanUnfit, pages_of_scan
from tests.copies.cases import regime, snapshot

DOCUMENTS = (
    FolderDocument("materials_list", "清单", "00-申报材料清单.pdf", 1, "final", b"%PDF-list"),
    FolderDocument("power_of_attorney", "委托书", "04-经办人授权委托书.pdf", 1, "final", b"%PDF-power"),
)
EVIDENCE = (
    FolderEvidence("credit_code_certificate", "营业执照", "IMG 001.JPG", b"licence"),
    FolderEvidence("legal_document", "协议/正文: 第一册", "contract.pdf", b"contract"),
    FolderEvidence("legal_document", "协议/正文: 第一册", "annex.pdf", b"annex"),
    FolderEvidence("other", "..", "notes.exe<", b"notes"),
)


def packed() -> bytes:
    materials = {"": regime().wording.materials_list.materials}
    return write_folder(snapshot().content, snapshot().sha256, DOCUMENTS, EVIDENCE, materials)


def test_files_are_named_by_the_list_and_the_manifest_tells_the_hand() -> None:
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("manifest.json"))
        assert {"00-申报材料清单.pdf", "04-经办人授权委托书.pdf", "01-营业执照.jpg"} <= names
        assert "06-01-协议 正文 第一册.pdf" in names and "06-02-协议 正文 第一册.pdf" in names
        assert all(".." not in name and name.count("/") <= 1 for name in names)
        for said in manifest["files"]:
            assert hashlib.sha256(archive.read(said["name"])).hexdigest() == said["sha256"]
    power = next(one for one in manifest["files"] if one["kind"] == "power_of_attorney")
    assert power["material"] == 4 and "签字" in power["by_hand"] and power["pages"] == 1
    assert {one["material"] for one in manifest["without_file"]} >= {2, 3, 5, 7}
    assert manifest["snapshot_sha256"] == snapshot().sha256


def test_the_same_contents_give_the_same_folder() -> None:
    assert packed() == packed()


def scan(pages: int, **options: object) -> bytes:
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        if options.pop("script", False):
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        if options.pop("attached", False):
            pdf.attachments["x.exe"] = b"MZ"
        out = io.BytesIO()
        pdf.save(out, **options)
    return out.getvalue()


def test_pages_of_a_scan_are_counted() -> None:
    assert pages_of_scan(scan(3)) == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (scan(1, encryption=pikepdf.Encryption(owner="o", user="u")), "设有口令"),
        (scan(1, script=True), "可执行"),
        (scan(1, attached=True), "嵌入"),
        (b"%PDF-1.7\nnothing", "损坏"),
    ],
)
def test_what_is_not_only_pages_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(ScanUnfit) as unfit:
        pages_of_scan(data)
    assert sentence in unfit.value.sentence.zh


@pytest.mark.parametrize(("scanned", "built", "words"), [(3, 4, "少 1 页"), (6, 4, "多 2 页"), (4, 4, None)])
def test_page_counts_are_compared(scanned: int, built: int, words: str | None) -> None:
    said = Beside(
        what="scan", document_sha256="a" * 64, sha256="b" * 64, file_name="x.pdf", size=1, pages=scanned,
        document_pages=built,
    )  # fmt: skip
    told = page_difference(said)
    assert (told is None) if words is None else (told is not None and words in told.zh)


def test_a_code_is_the_same_for_the_same_text_and_refuses_too_much() -> None:
    assert code_svg("证明" * 100) == code_svg("证明" * 100) != code_svg("证明" * 101)
    assert code_svg("x" * LONGEST).startswith("<svg")
    with pytest.raises(TextTooLong) as much:
        code_svg("x" * (LONGEST + 1))
    assert "2,901" in much.value.sentence.zh
