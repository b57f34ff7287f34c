"""Check a bundle without the application: ``python -m audit.verify BUNDLE.zip [--json] [--lang zh|en]``.

Needs the standard library and this folder, nothing else: no network, no database, no server, no file written. It
says what was checked, what that proves and what it does not. Exit code 0: every check passed; 1: one did not; 2:
used wrongly, or the file is no bundle.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.archive import MAX_BYTES, unpack
from audit.bundle_format import sha256_hex
from audit.checkpoint import Checkpoint, parse_checkpoint
from audit.checks import check_documents, check_evidence, check_snapshot
from audit.opened import Opened, check_archive, check_manifest, check_readable, open_members
from audit.record_checks import check_proofs, check_records
from audit.sentences import Finding, Refused, Sentence
from audit.verdict import Check, Verdict
from audit.wording import as_json, as_text


def examine(data: bytes, outside: Checkpoint | None = None) -> Verdict:
    """Check a bundle. ``outside`` is a checkpoint that the reader has from somewhere else.

    Raises ``Refused`` when ``data`` is no zip at all.
    """
    archive = unpack(data)
    bundle = open_members(archive.members)
    checks = (
        check_archive(archive),
        check_readable(bundle),
        check_manifest(bundle),
        check_records(bundle),
        check_proofs(bundle),
        check_documents(bundle),
        check_snapshot(bundle),
        check_evidence(bundle),
        _check_outside(bundle, outside),
    )
    reference = bundle.manifest.reference if bundle.manifest else ""
    return Verdict(sha256_hex(data), reference, bundle.checkpoint, checks)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        outside = parse_checkpoint(_read(asked.checkpoint)) if asked.checkpoint else None
        verdict = examine(_read(asked.bundle), outside)
    except Refused as refused:
        print(_usage_line(refused, asked.lang), file=sys.stderr)
        return 2
    print(json.dumps(as_json(verdict), ensure_ascii=False) if asked.json else as_text(verdict, asked.lang))
    return 0 if verdict.verified else 1


def _check_outside(bundle: Opened, outside: Checkpoint | None) -> Check:
    title = Sentence("与另行取得的检查点比对", "Comparison with a checkpoint obtained elsewhere")
    if outside is None:
        return Check(
            "outside",
            title,
            Sentence(
                "未提供。请另行取得同一日志的检查点，用 --checkpoint 比对。",
                "None was given. Obtain a checkpoint of the same log elsewhere and compare with --checkpoint.",
            ),
            unanswered=True,
        )
    inside = bundle.checkpoint
    says = Sentence(
        "包内检查点应与另行取得的一致。", "The checkpoint in the bundle must be the one obtained elsewhere."
    )
    if inside is None or (inside.origin == outside.origin and inside.size != outside.size):
        return Check(
            "outside",
            title,
            Sentence(
                "两个检查点的记录数不同，不能直接比对；请索取同一记录数的检查点，或两者之间的一致性证明。",
                "The two have different sizes and cannot be compared directly; ask for one of the same size, or for a "
                "consistency proof between them.",
            ),
            unanswered=True,
        )
    if inside == outside:
        return Check("outside", title, says)
    different = Sentence(
        "日志名或根哈希不同：本包出自另一日志，或日志曾被改写。",
        "Name or root differ: the bundle comes from another log, or the log was rewritten.",
    )
    return Check("outside", title, says, (Finding("trail/checkpoint.txt", different),))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(str(path), "文件超过 1 GiB，不读取。", "The file is larger than 1 GiB and is not read.")
        return path.read_bytes()
    except OSError as cause:
        raise Refused(str(path), "文件无法读取。", f"The file cannot be read ({cause.strerror}).") from cause


def _usage_line(refused: Refused, language: str) -> str:
    sentence = refused.sentence.zh if language == "zh" else refused.sentence.en
    return f"{refused.where}: {sentence}" if refused.where else sentence


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m audit.verify", description="核验“通关”核验包，不需要应用程序。Check a Tongguan bundle offline."
    )
    parser.add_argument("bundle", type=Path, metavar="BUNDLE.zip", help="核验包 / the bundle")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="报告语言 / language of the report")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="另行取得的检查点 / a checkpoint obtained elsewhere"
    )
    return parser


if __name__ == "__main__":
    # A terminal that cannot show Chinese must not end the report half way.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream in every console
    sys.exit(main())
