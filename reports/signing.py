"""Sign a finished PDF (PAdES) with a certificate file, or with a command that gets the digest and returns a CMS.

The signature is added behind the last byte: the unsigned document is an exact prefix of the signed one, so its
SHA-256 stays the reproducible identity. Every signed file is verified before it is handed out; one that does not
verify is refused. Keys and passphrases are read from the settings at each signature and kept nowhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
import subprocess
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, pem
from pyhanko.pdf_utils.extensions import DeveloperExtension, DevExtensionMultivalued
from pyhanko.pdf_utils.generic import NameObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper

from assessment.vocabulary import Text
from reports.signature_check import SignatureState, check
from reports.signing_means import SigningMeans

log = logging.getLogger(__name__)

FIELD = "TongguanSignature"
DIGEST = "sha256"
COMMAND_SECONDS = 60
STAMP_SECONDS = 20
RESERVED = 16 * 1024
"""Bytes kept free for the CMS; a chain of certificates with a time stamp takes 5 to 12 thousand."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed document. ``pdf`` begins with the unsigned bytes; ``unsigned_sha256`` is their hash."""

    pdf: bytes
    sha256: str
    unsigned_sha256: str
    state: SignatureState


class SigningStopped(Exception):
    """Nothing was signed; the sentence says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentence = Text(zh, en)
        super().__init__(en)


def sign(pdf: bytes, means: SigningMeans, *, reason: str, at: datetime, stamper: TimeStamper | None = None) -> Signed:
    """The signed copy of ``pdf``; ``at`` is the time that the signature claims. Raises ``SigningStopped``."""
    if not means.ready:
        raise SigningStopped(
            "尚未设置签名证书或者签名命令；请管理员按 docs/signing.md 设置。",
            "Neither a certificate nor a signing command is set; an administrator sets one as docs/signing.md says.",
        )
    if stamper is None and means.stamp_address:
        stamper = HTTPTimeStamper(means.stamp_address, timeout=STAMP_SECONDS)
    signer = None if means.command else _signer(means)
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    embedding = PdfCMSEmbedder().write_cms(field_name=FIELD, writer=writer)
    next(embedding)
    name = signer.subject_name if signer else None
    placeholder = SignatureObject(
        timestamp=at, subfilter=SigSeedSubFilter.PADES, name=name, reason=reason, bytes_reserved=2 * RESERVED
    )
    _as_extension(writer)
    embedding.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, _ = embedding.send(SigIOSetup(md_algorithm=DIGEST, output=out))
    digest = prepared.document_digest
    signature = _by_command(means.command, digest) if signer is None else _by_certificate(signer, digest, stamper)
    if len(signature.dump()) > RESERVED:
        raise SigningStopped(
            "签名数据过大，未写入文件；请检查证书链。",
            "The signature is too large for its place and was not written; look at the chain of certificates.",
        )
    embedding.send(signature)
    return _checked(pdf, out.getvalue(), means)


def _checked(unsigned: bytes, signed: bytes, means: SigningMeans) -> Signed:
    state = check(signed, means.trust)
    if not signed.startswith(unsigned) or not (state.intact and state.whole):
        raise SigningStopped(
            "签名后的文件未通过核验，没有保存；请检查证书或者签名命令返回的数据。",
            "The signed file did not verify and was not kept; look at the certificate or at what the command returned.",
        )
    return Signed(signed, hashlib.sha256(signed).hexdigest(), hashlib.sha256(unsigned).hexdigest(), state)


def _signer(means: SigningMeans) -> SimpleSigner:
    assert means.certificate is not None
    if not means.certificate.is_file():
        raise SigningStopped(
            f"找不到签名证书 {means.certificate.name}；请管理员核对设置。",
            f"The certificate {means.certificate.name} is not there; an administrator checks the setting.",
        )
    signer: SimpleSigner | None = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # untyped there
        means.certificate, passphrase=means.passphrase.encode()
    )
    if signer is None:
        raise SigningStopped(
            f"签名证书 {means.certificate.name} 无法打开；口令有误，或者不是 PKCS#12 文件。",
            f"The certificate {means.certificate.name} cannot be opened: wrong passphrase, or no PKCS#12 file.",
        )
    return signer


def _by_certificate(signer: SimpleSigner, digest: bytes, stamper: TimeStamper | None) -> cms.ContentInfo:
    try:
        return asyncio.run(signer.async_sign(digest, DIGEST, use_pades=True, timestamper=stamper))
    except Exception as stopped:
        if stamper is None:
            raise
        # The service is somebody else's: whatever it answered, the person signing must be told which part failed.
        log.warning("time stamp: %s", stopped)
        raise SigningStopped(
            "时间戳服务没有给出可用的时间戳，文件未签名；请稍后再试，或者请管理员检查时间戳地址。",
            "The time stamping service gave no usable time stamp and nothing was signed; try again later, "
            "or have the address checked.",
        ) from stopped


def _by_command(command: tuple[str, ...], digest: bytes) -> cms.ContentInfo:
    """The digest goes in as 32 raw bytes; a CMS (DER or PEM) that signs exactly this digest comes out."""
    try:
        done = subprocess.run(list(command), input=digest, capture_output=True, timeout=COMMAND_SECONDS, check=False)  # noqa: S603 - the administrator's own command, no shell
    except (OSError, subprocess.TimeoutExpired) as stopped:
        log.warning("signing command: %s", stopped)
        raise SigningStopped(
            "签名命令没有运行或者超时，文件未签名；请管理员查看日志。",
            "The signing command did not run or took too long; nothing was signed. The log tells an administrator why.",
        ) from stopped
    if done.returncode != 0:
        log.warning("signing command ended with %s: %s", done.returncode, done.stderr[-2000:])
        raise SigningStopped(
            f"签名命令以代码 {done.returncode} 结束，文件未签名；请管理员查看日志。",
            f"The signing command ended with code {done.returncode} and nothing was signed; the log says more.",
        )
    return _cms(done.stdout, digest)


def _cms(data: bytes, digest: bytes) -> cms.ContentInfo:
    try:
        found: Any = cms.ContentInfo.load(pem.unarmor(data)[2] if pem.detect(data) else data, strict=True)
        signed = found["content"]["signer_infos"][0]["signed_attrs"]
        said = next(a["values"][0].native for a in signed if a["type"].native == "message_digest")
    except (ValueError, KeyError, IndexError, TypeError, StopIteration) as other:
        raise SigningStopped(
            "签名命令返回的不是带签名属性的 CMS；文件未签名。",
            "The signing command did not return a CMS with signed attributes; nothing was signed.",
        ) from other
    if said != digest:
        raise SigningStopped(
            "签名命令签的不是这份文件的摘要；文件未签名。",
            "The signing command signed another digest than that of this document; nothing was signed.",
        )
    return found


def _as_extension(writer: IncrementalPdfFileWriter) -> None:
    """PAdES in PDF 1.7 is an extension that the catalogue has to name."""
    writer.register_extension(
        DeveloperExtension(
            prefix_name=NameObject("/ESIC"),
            base_version=pdf_name("/1.7"),
            extension_level=2,
            compare_by_level=True,
            multivalued=DevExtensionMultivalued.MAYBE,
        )
    )
