"""Signing with an authority of our own: certificate file, external command, time stamp, and everything that fails."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization

from reports.signature_check import check
from reports.signing import SigningStopped, sign
from reports.signing_means import SigningMeans
from tests.copies.authority import PASSPHRASE, Authority, found

SIGN_DIGEST = """
import asyncio, sys
from pyhanko.sign.signers import SimpleSigner
signer = SimpleSigner.load_pkcs12(sys.argv[1], passphrase=sys.argv[2].encode())
digest = sys.stdin.buffer.read()
if sys.argv[3:] == ["other"]:
    digest = bytes(32)
sys.stdout.buffer.write(asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump())
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return found(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def document() -> bytes:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def means(authority: Authority, **more: object) -> SigningMeans:
    given = {"certificate": authority.pkcs12, "passphrase": PASSPHRASE, "trust": authority.trust, **more}
    return SigningMeans(**given)  # type: ignore[arg-type]  # a test names what it changes


def now() -> datetime:
    return datetime.now(UTC)


def test_the_unsigned_document_is_a_prefix_and_the_signature_is_trusted(authority: Authority, document: bytes) -> None:
    signed = sign(document, means(authority), reason="申报材料", at=now())
    assert signed.pdf.startswith(document) and len(signed.pdf) > len(document)
    state = check(signed.pdf, authority.trust)
    assert state.intact and state.whole and state.trusted and state.stamped_at is None
    assert state.signer == "示例汽车（上海）有限公司"
    assert b"ETSI.CAdES.detached" in signed.pdf and PASSPHRASE.encode() not in signed.pdf


def test_with_a_time_stamp(authority: Authority, document: bytes) -> None:
    signed = sign(document, means(authority), reason="申报材料", at=now(), stamper=authority.stamper)
    assert signed.state.stamped_at is not None and signed.state.trusted


def test_without_roots_nobody_says_trusted(authority: Authority, document: bytes) -> None:
    state = sign(document, means(authority, trust=None), reason="", at=now()).state
    assert state.trusted is None and "未设置信任的根证书" in state.sentence.zh


def test_another_root_is_told(authority: Authority, document: bytes, tmp_path: Path) -> None:
    other = found(tmp_path)
    state = sign(document, means(authority, trust=other.trust), reason="", at=now()).state
    assert state.intact and state.trusted is False


def test_every_change_after_signing_is_found(authority: Authority, document: bytes) -> None:
    signed = sign(document, means(authority), reason="", at=now()).pdf
    touched = bytearray(signed)
    touched[20] ^= 1
    assert not check(bytes(touched), authority.trust).intact
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.docinfo["/Title"] = "another"
        out = io.BytesIO()
        pdf.save(out)
    assert not check(out.getvalue(), authority.trust).intact
    assert not check(signed + b"\n% more\n", authority.trust).whole


def test_a_command_signs_the_digest(authority: Authority, document: bytes) -> None:
    command = (sys.executable, "-c", SIGN_DIGEST, str(authority.pkcs12), PASSPHRASE)
    signed = sign(document, means(authority, certificate=None, command=command), reason="", at=now())
    assert signed.pdf.startswith(document) and signed.state.trusted


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ((sys.executable, "-c", "raise SystemExit(3)"), "以代码 3 结束"),
        ((sys.executable, "-c", "print('hello')"), "不是带签名属性的 CMS"),
        (("/no/such/signer",), "没有运行"),
    ],
)
def test_a_command_that_does_not_sign_is_told(
    authority: Authority, document: bytes, command: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SigningStopped) as stopped:
        sign(document, means(authority, certificate=None, command=command), reason="", at=now())
    assert sentence in stopped.value.sentence.zh


def test_a_command_that_signs_something_else_is_refused(authority: Authority, document: bytes) -> None:
    command = (sys.executable, "-c", SIGN_DIGEST, str(authority.pkcs12), PASSPHRASE, "other")
    with pytest.raises(SigningStopped) as stopped:
        sign(document, means(authority, certificate=None, command=command), reason="", at=now())
    assert "不是这份文件的摘要" in stopped.value.sentence.zh


def test_wrong_passphrase_missing_file_and_nothing_set(authority: Authority, document: bytes, tmp_path: Path) -> None:
    plain = authority.certificate.public_bytes(serialization.Encoding.PEM)
    (tmp_path / "no.p12").write_bytes(plain)
    for given, words in (
        (means(authority, passphrase="wrong"), "口令有误"),
        (means(authority, certificate=tmp_path / "gone.p12"), "找不到签名证书"),
        (means(authority, certificate=tmp_path / "no.p12"), "不是 PKCS#12"),
        (SigningMeans(), "尚未设置"),
    ):
        with pytest.raises(SigningStopped) as stopped:
            sign(document, given, reason="", at=now())
        assert words in stopped.value.sentence.zh


def test_a_document_without_signature_says_so(document: bytes) -> None:
    assert "没有签名" in check(document).sentence.zh


def test_the_passphrase_is_not_printed() -> None:
    assert "secret" not in repr(SigningMeans(Path("a.p12"), "secret"))
