"""Check a dossier's history without the application: ``python -m audit.verify BUNDLE.zip [--json] [--lang zh|en]``.

Also an export of the log (``export``), one record with its proof (``proof``), what a sealed field holds (``opening``)
and two checkpoints (``consistency``). Needs this folder, the standard library, and for signatures the package
``cryptography``; no network, no database, no server, no file written. Exit code 0: every check passed; 1: one did
not; 2: used wrongly, or the file is not what it should be; 3: nothing failed, but something could not be checked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audit.archive import MAX_BYTES, unpack
from audit.bundle_format import sha256_hex
from audit.checkpoint import Checkpoint, parse_checkpoint
from audit.checks import check_documents, check_evidence, check_snapshot
from audit.comparing import check_openings_of, check_proof, compare_checkpoints, parse_consistency
from audit.export import examine_export
from audit.keys import Key, parse_keys
from audit.opened import check_archive, check_manifest, check_readable, open_members
from audit.record_checks import check_openings, check_proofs, check_records
from audit.sealing import Opening, parse_opening
from audit.sentences import Refused, Sentence
from audit.signature_checks import check_approval, check_keys, check_signature, signature_check
from audit.signed_note import SignedCheckpoint, parse_signed
from audit.tlog_proof import parse_proof
from audit.usage import parser
from audit.verdict import Check, Verdict
from audit.wording import as_json, as_text


def examine(
    data: bytes,
    outside: Checkpoint | None = None,
    trusted: tuple[Key, ...] = (),
    consistency: Sequence[bytes] | None = None,
) -> Verdict:
    """Check a bundle. ``outside``: a checkpoint that the reader has from elsewhere, ``consistency`` the proof between
    the two; ``trusted``: public keys that the reader has from elsewhere.

    Raises ``Refused`` when ``data`` is no zip at all.
    """
    archive = unpack(data)
    bundle = open_members(archive.members)
    signature = check_signature(bundle, trusted)
    checks = (
        check_archive(archive),
        check_readable(bundle),
        check_manifest(bundle),
        check_records(bundle),
        check_openings(bundle),
        check_proofs(bundle),
        replace(signature, findings=(*signature.findings, *check_keys(bundle, trusted))),
        check_approval(bundle),
        check_documents(bundle),
        check_snapshot(bundle),
        check_evidence(bundle),
        _check_outside(bundle.checkpoint, outside, consistency),
    )
    reference = bundle.manifest.reference if bundle.manifest else ""
    return Verdict(sha256_hex(data), reference, bundle.checkpoint, checks)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns the exit code."""
    asked = parser().parse_args(_with_bundle(sys.argv[1:] if arguments is None else list(arguments)))
    try:
        verdict = _ANSWERS[asked.what](asked)
    except Refused as refused:
        print(_usage_line(refused, asked.lang), file=sys.stderr)
        return 2
    print(json.dumps(as_json(verdict), ensure_ascii=False) if asked.json else as_text(verdict, asked.lang))
    return 0 if verdict.verified else 3 if verdict.incomplete else 1


def _with_bundle(arguments: list[str]) -> list[str]:
    """``audit.verify BUNDLE.zip`` is short for ``audit.verify bundle BUNDLE.zip``."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    asks_help = "-h" in arguments or "--help" in arguments
    return arguments if first in _ANSWERS or not arguments or asks_help else ["bundle", *arguments]


def _bundle(asked: argparse.Namespace) -> Verdict:
    outside = _checkpoint(asked.checkpoint) if asked.checkpoint else None
    consistency = parse_consistency(_read(asked.proof)) if asked.proof else None
    return examine(_read(asked.file), outside, _keys(asked), consistency)


def _export(asked: argparse.Namespace) -> Verdict:
    try:
        with asked.file.open("rb") as file:
            found = examine_export(file, deep=asked.records)
    except OSError as cause:
        raise _unreadable(asked.file, cause) from cause
    signed, trusted = found.header.signed, _keys(asked)
    checks = (
        *found.checks,
        signature_check(signed, trusted or found.header.keys, str(asked.file), from_elsewhere=bool(trusted)),
        _check_outside(signed.checkpoint, _checkpoint(asked.checkpoint) if asked.checkpoint else None, None),
    )
    return Verdict(found.sha256, found.header.about, signed.checkpoint, checks, "export")


def _proof(asked: argparse.Namespace) -> Verdict:
    data = _read(asked.file)
    proof, record, trusted = parse_proof(data), _read(asked.record).removesuffix(b"\n"), _keys(asked)
    checks: tuple[Check, ...] = (check_proof(proof, record),)
    if asked.openings:
        checks += (check_openings_of(record, _openings(asked.openings)),)
    checks += (_signature(proof.signed, trusted, asked.file),)
    return Verdict(sha256_hex(data), "", proof.signed.checkpoint, checks, "proof")


def _opening(asked: argparse.Namespace) -> Verdict:
    record = _read(asked.record).removesuffix(b"\n")
    check = check_openings_of(record, _openings(asked.file))
    return Verdict(sha256_hex(_read(asked.file)), "", None, (check,), "opening")


def _consistency(asked: argparse.Namespace) -> Verdict:
    old, new = _checkpoint(asked.old), _checkpoint(asked.new)
    proof = parse_consistency(_read(asked.proof)) if asked.proof else None
    checks = [compare_checkpoints(old, new, proof)]
    trusted = _keys(asked)
    if trusted:
        checks += [_signature(parse_signed(_read(path)), trusted, path) for path in (asked.old, asked.new)]
    return Verdict(sha256_hex(_read(asked.new)), "", new, tuple(checks), "consistency")


_ANSWERS = {
    "bundle": _bundle,
    "export": _export,
    "proof": _proof,
    "opening": _opening,
    "consistency": _consistency,
}


def _signature(signed: SignedCheckpoint, trusted: tuple[Key, ...], path: Path) -> Check:
    if trusted:
        return signature_check(signed, trusted, str(path), from_elsewhere=True)
    says = Sentence(
        "此文件不带公钥；请用 --key 给出另行取得的公钥，才能核对签名。",
        "This file carries no public key; give one that you obtained elsewhere with --key to check the signatures.",
    )
    return Check("signature", Sentence("检查点的签名", "Signatures of the checkpoint"), says, unanswered=True)


def _check_outside(inside: Checkpoint | None, outside: Checkpoint | None, proof: Sequence[bytes] | None) -> Check:
    title = Sentence("与另行取得的检查点比对", "Comparison with a checkpoint obtained elsewhere")
    if outside is None:
        says = Sentence(
            "未提供。请另行取得同一日志的检查点，用 --checkpoint 比对。",
            "None was given. Obtain a checkpoint of the same log elsewhere and compare with --checkpoint.",
        )
        return Check("outside", title, says, unanswered=True)
    if inside is None:
        return Check("outside", title, Sentence("检查点无法读取。", "The checkpoint cannot be read."), unanswered=True)
    old, new = sorted((inside, outside), key=lambda one: one.size)
    return replace(compare_checkpoints(old, new, proof), id="outside", title=title)


def _checkpoint(path: Path) -> Checkpoint:
    """A checkpoint from a file, with signatures or without."""
    data = _read(path)
    return parse_signed(data).checkpoint if b"\n\n" in data else parse_checkpoint(data)


def _keys(asked: argparse.Namespace) -> tuple[Key, ...]:
    return parse_keys(_read(asked.key), str(asked.key)) if asked.key else ()


def _openings(path: Path) -> list[tuple[int, Opening]]:
    return [parse_opening(line) for line in _read(path).splitlines() if line]


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(str(path), "文件超过 1 GiB，不读取。", "The file is larger than 1 GiB and is not read.")
        return path.read_bytes()
    except OSError as cause:
        raise _unreadable(path, cause) from cause


def _unreadable(path: Path, cause: OSError) -> Refused:
    return Refused(str(path), "文件无法读取。", f"The file cannot be read ({cause.strerror}).")


def _usage_line(refused: Refused, language: str) -> str:
    sentence = refused.sentence.zh if language == "zh" else refused.sentence.en
    return f"{refused.where}: {sentence}" if refused.where else sentence


if __name__ == "__main__":
    # A terminal that cannot show Chinese must not end the report half way.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream in every console
    sys.exit(main())
