"""Preview, comments, signatures, scans and copies at the browser, over a dossier that is really built."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from reports.build import Built
from reports.signing_means import SigningMeans
from reports.validate import broken_rules
from services import copies, rebuild, signatures
from services.desk import SYSTEM
from services.dossier import newest_build
from services.job_reports import MAX_TRIES, STALE_AFTER, claim, resume_stale
from tests.copies.authority import PASSPHRASE, found
from tests.web.office import Office, Visitor, copy_of, words_of


@pytest.fixture(scope="module")
def built(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small example with a draft of its documents; built once, copied for each test."""
    folder = copy_of(loaded, tmp_path_factory.mktemp("built") / "var")
    office = Office(folder)
    office.sit_down("zhou").post(f"/cases/{office.open}/dossier/build")
    office.close()
    return folder


@pytest.fixture
def desk_with_draft(built: Path, tmp_path: Path) -> Iterator[Office]:
    office = Office(copy_of(built, tmp_path / "var"))
    yield office
    office.close()


def documents(office: Office) -> list[str]:
    with office.desk.database.read(office.company) as unit:
        return [one.id for one in newest_build(unit.documents.list(office.open))]


def pdf_of(pages: int) -> bytes:
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_before_a_build_the_preview_leads_to_the_dossier(office: Office) -> None:
    answer = office.sit_down("zhou").get(f"/cases/{office.open}/dossier/preview", follow_redirects=True)
    assert "先生成草稿再预览" in words_of(answer)


def test_pages_are_pictures_with_their_text(desk_with_draft: Office) -> None:
    office = desk_with_draft
    lin = office.sit_down("lin")
    page = lin.get(f"/cases/{office.open}/dossier/preview")
    shown = page.get_data(as_text=True)
    assert "第 1 页，共" in shown and "本页文字" in shown and "材料清单" in words_of(page)
    picture = lin.get(re.search(r'src="([^"]+/900\.png)"', shown)[1])  # type: ignore[index]  # the page has one
    assert picture.get_data().startswith(b"\x89PNG") and "immutable" in picture.headers["Cache-Control"]
    address = f"/cases/{office.open}/dossier/documents/{documents(office)[0]}/pages"
    assert [lin.get(f"{address}/{tail}").status_code for tail in ("1/901.png", "99/900.png", "0/900.png")] == [404] * 3


def comment(visitor: Visitor, office: Office, text: str) -> str:
    document = documents(office)[0]
    answer = visitor.post(
        f"/cases/{office.open}/dossier/documents/{document}/comments",
        {"page": "1", "heading": "", "quote": "", "text": text},
        follow_redirects=True,
    )
    return words_of(answer)


def test_a_comment_is_answered_settled_and_survives_a_new_build(desk_with_draft: Office) -> None:
    office = desk_with_draft
    lin, zhou = office.sit_down("lin"), office.sit_down("zhou")
    assert "日期<b>不符" in comment(lin, office, "日期<b>不符")
    assert "1 条待处理" in words_of(zhou.get(f"/cases/{office.open}/dossier"))
    listed = zhou.get(f"/cases/{office.open}/dossier/comments")
    thread = re.search(r'id="c-([^"]+)"', listed.get_data(as_text=True))[1]  # type: ignore[index]  # there is one
    steps = f"/cases/{office.open}/dossier/comments/{thread}"
    said = zhou.post(steps, {"step": "resolved", "text": ""}, follow_redirects=True)
    assert "只有提出意见的人" in words_of(said)
    zhou.post(f"/cases/{office.open}/dossier/build")
    zhou.post(steps, {"step": "replied", "text": "已改"})
    again = words_of(zhou.get(f"/cases/{office.open}/dossier/preview"))
    assert "已改" in again and "日期<b>不符" in again
    assert "意见均已处理" in words_of(lin.post(steps, {"step": "resolved", "text": ""}, follow_redirects=True))
    assert lin.post(steps, {"step": "opened", "text": "x"}).status_code == 404


def test_an_empty_comment_keeps_what_was_typed(desk_with_draft: Office) -> None:
    office = desk_with_draft
    document = documents(office)[0]
    answer = office.sit_down("lin").post(
        f"/cases/{office.open}/dossier/documents/{document}/comments",
        {"page": "1", "heading": "", "quote": "原文几个字", "text": " "},
    )
    assert answer.status_code == 422 and "请写下意见" in words_of(answer)
    assert "原文几个字" in answer.get_data(as_text=True)


def test_auditors_read_and_do_not_comment(desk_with_draft: Office) -> None:
    gu = desk_with_draft.sit_down("gu")
    assert "对本页写意见" not in words_of(gu.get(f"/cases/{desk_with_draft.open}/dossier/preview"))


def test_a_scan_is_kept_compared_and_taken_away(desk_with_draft: Office) -> None:
    office = desk_with_draft
    zhou, document = office.sit_down("zhou"), documents(office)[0]
    page, base = f"/cases/{office.open}/dossier/signatures", f"/cases/{office.open}/dossier/documents/{document}"
    zhou.upload(f"{base}/scan", pdf_of(9), "扫描 件.pdf")
    assert "页数不符" in words_of(zhou.get(page))
    assert zhou.get(f"{base}/scan/file").get_data().startswith(b"%PDF-")
    zhou.upload(f"{base}/scan", b"\x89PNG\r\n\x1a\n", "a.png")
    assert "不是 PDF" in words_of(zhou.get(page))
    assert "请写明为何移除" in words_of(zhou.post(f"{base}/take-away", {"what": "scan"}, follow_redirects=True))
    zhou.post(f"{base}/take-away", {"what": "scan", "note": "扫错了"})
    assert "页数不符" not in words_of(zhou.get(page)) and zhou.get(f"{base}/scan/file").status_code == 404


def test_drafts_are_not_signed_and_final_ones_are(
    desk_with_draft: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = desk_with_draft
    authority = found(tmp_path)
    means = SigningMeans(authority.pkcs12, PASSPHRASE, trust=authority.trust)
    object.__setattr__(office.desk, "signing", means)
    lin, document = office.sit_down("lin"), documents(office)[0]
    base = f"/cases/{office.open}/dossier/documents/{document}"
    assert "草稿不能签署" in words_of(lin.post(f"{base}/sign", follow_redirects=True))
    assert office.sit_down("zhou").post(f"{base}/sign").status_code == 403
    current = signatures._current
    # That a build was approved is a journey of its own; here every document of the draft passes for a final one.
    monkeypatch.setattr(signatures, "_current", lambda *args: dataclasses.replace(current(*args), status="final"))
    said = words_of(lin.post(f"{base}/sign", follow_redirects=True))
    assert "签名已核验" in said and "示例汽车（上海）有限公司" in said
    unsigned, signed = lin.get(base).get_data(), lin.get(f"{base}/signature/file").get_data()
    assert signed.startswith(unsigned) and len(signed) > len(unsigned)
    assert "证书可信" in words_of(lin.post(f"{base}/check-signature", follow_redirects=True))


def test_the_folder_is_numbered_and_tells_what_is_missing(desk_with_draft: Office) -> None:
    office = desk_with_draft
    data = office.sit_down("zhou").post(f"/cases/{office.open}/dossier/folder").get_data()
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        manifest = json.loads(folder.read("manifest.json"))
        assert {one["name"] for one in manifest["files"]} == set(folder.namelist()) - {"manifest.json"}
    assert manifest["without_file"] and manifest["case"] == "2026-021"


def test_copies_are_made_from_the_same_snapshot(desk_with_draft: Office) -> None:
    office = desk_with_draft
    zhou = office.sit_down("zhou")
    page = f"/cases/{office.open}/dossier/copies"
    made = zhou.post(f"{page}?kind=editable", follow_redirects=True)
    files = re.findall(rf'href="({page}/[^"]+)"', made.get_data(as_text=True))
    assert len(files) == len(documents(office))
    assert zhou.get(files[0]).get_data().startswith(b"PK")
    assert zhou.post(f"{page}?kind=nothing").status_code == 404


def test_the_edition_for_screen_readers_is_a_copy_too(desk_with_draft: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office = desk_with_draft
    compose = copies.compose

    def short(*given: object, **named: object) -> object:
        whole = compose(*given, **named)  # type: ignore[arg-type]  # passed on as they came
        return dataclasses.replace(whole, documents=whole.documents[:1])

    monkeypatch.setattr(copies, "compose", short)
    zhou = office.sit_down("zhou")
    page = f"/cases/{office.open}/dossier/copies"
    made = zhou.post(f"{page}?kind=tagged", follow_redirects=True)
    (address,) = re.findall(rf'href="({page}/[^"]+)"', made.get_data(as_text=True))
    assert "（无障碍版）" in words_of(made)
    assert broken_rules(zhou.get(address).get_data(), "ua1") == ()
    assert broken_rules(zhou.get(address).get_data(), "3a") == ()


def test_a_build_is_made_again_and_compared(desk_with_draft: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office = desk_with_draft
    with office.desk.database.read(office.company) as unit:
        kept = newest_build(unit.documents.list(office.open))
        files = [unit.files.open(one.file.sha256) for one in kept]
    again = [
        Built(one.kind, one.title, one.file.name, one.pages, one.status, data, one.file.sha256)
        for one, data in zip(kept, files, strict=True)
    ]
    # That drawing anew gives the same bytes is shown in tests/reports; here it would only take time.
    monkeypatch.setattr(rebuild, "build", lambda *given, **named: again)
    gu, page = office.sit_down("gu"), f"/cases/{office.open}/dossier"
    address = f"{page}/builds/{kept[0].job_id}/compare"
    assert "未比对" in words_of(gu.get(page))
    assert "逐字节相同" in words_of(gu.post(address, follow_redirects=True))
    real = rebuild.recipe
    monkeypatch.setattr(rebuild, "recipe", lambda *given: {**real(*given), "engine": {"sha256": "another"}})
    monkeypatch.setattr(rebuild, "build", lambda *given, **named: again[1:])
    differing = words_of(gu.post(address, follow_redirects=True))
    assert "1 份不同" in differing and "排版程序 sha256" in differing and "现在是 another" in differing
    assert kept[0].file.name in differing
    assert gu.post(f"{page}/builds/none/compare").status_code == 404


@pytest.mark.parametrize(
    ("kind", "recorded"),
    [("copy: editable", "copy not made"), ("compare: x", "comparison not made"), ("draft dossier", "build failed")],
)
def test_a_job_that_is_given_up_is_recorded_as_what_it_was(office: Office, kind: str, recorded: str) -> None:
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        job = unit.jobs.create(office.open, kind, snapshot_sha256="0" * 64, requested_by="zhou")
        unit.commit()
    for _ in range(MAX_TRIES):
        assert claim(office.desk, office.company, job.id) is not None
        office.clock.at += 2 * STALE_AFTER
    assert resume_stale(office.desk) == 1
    with office.desk.database.read(office.company) as unit:
        assert unit.trail.last_of_kind(office.open, recorded) is not None
        assert unit.jobs.get(job.id).state == "failed"  # type: ignore[union-attr]  # it was just created
