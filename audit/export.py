"""An export of the log for an auditor, as lines of text; it is read once, in constant memory, however long.

The first line is a header with a signed checkpoint and the public keys. A *log* holds every record from the first on
and nothing else; its root must be that of the checkpoint. An *extract* holds some records (of a case, of a period),
each with its proof and with what opens its sealed fields.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal, cast

from audit.canonical import canonical, parse
from audit.checkpoint import same_log
from audit.encoding import from_base64, to_base64
from audit.keys import Key, parse_key
from audit.record import Record
from audit.sealing import Opening, opens, parse_opening, sealed_fields
from audit.sentences import Finding, Refused, Sentence
from audit.signed_note import SignedCheckpoint, parse_signed
from audit.tiles import WIDTH
from audit.tree import Growing, leaf_hash, verify_inclusion
from audit.verdict import Check

FORMAT, VERSION = "tongguan-export", 1
LINE_LIMIT = 64 * 1024 * 1024
_BLOCK = 256 * 1024

Kind = Literal["log", "extract"]


@dataclass(frozen=True, slots=True)
class Header:
    """``about`` says in words which part of the log an extract holds; nothing is concluded from it."""

    kind: Kind
    signed: SignedCheckpoint
    keys: tuple[Key, ...]
    about: str = ""

    def line(self) -> bytes:
        said = {
            "format": FORMAT,
            "v": VERSION,
            "kind": self.kind,
            "checkpoint": self.signed.text(),
            "keys": [key.text() for key in self.keys],
            "about": self.about,
        }
        return canonical(said) + b"\n"


def extract_line(record: bytes, proof: Sequence[bytes], openings: Iterable[Opening]) -> bytes:
    """One record of an extract."""
    seq = parse(record)["seq"]
    said = {
        "record": parse(record),
        "proof": [to_base64(step) for step in proof],
        "openings": [one.as_json(seq) for one in openings],
    }
    return canonical(said) + b"\n"


def read_header(line: bytes) -> Header:
    said = parse(line.removesuffix(b"\n"))
    try:
        header = Header(
            said["kind"],
            parse_signed(said["checkpoint"].encode()),
            tuple(parse_key(key, "keys") for key in said["keys"]),
            said["about"],
        )
        fits = said["kind"] in {"log", "extract"} and header.line() == line
    except (KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise Refused("line 1", "这不是“通关”日志导出文件。", "This is not an export of a Tongguan log.")
    return header


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an export: its header, how many records, the checks; of an extract the SHA-256 of the file."""

    header: Header
    records: int
    sha256: str
    checks: tuple[Check, ...]


def examine_export(file: IO[bytes], *, deep: bool = False) -> Examined:
    """Read an export once. ``deep``: every record of a whole log is also read and its place, kind and links asked."""
    digest = hashlib.sha256()
    first = file.readline(LINE_LIMIT)
    digest.update(first)
    header = read_header(first)
    findings: list[Finding] = []
    if header.kind == "log":
        records = _whole(file, header, findings, deep)
        says = Sentence(
            f"从第 0 号起的 {records} 条记录应得出检查点的根哈希。",
            f"The {records} records from number 0 on must give the root hash of the checkpoint.",
        )
    else:
        records = _some(file, header, digest.update, findings)
        says = Sentence(
            f"{records} 条记录均应凭各自的证明归入检查点的根哈希，启封的内容应与承诺值相符。",
            f"Each of the {records} records must lead by its proof to the root of the checkpoint, and what is opened "
            "must fit its commitment.",
        )
    title = Sentence("日志中的记录", "The records of the log")
    # A whole log is named by its root; hashing half a gigabyte a second time would say nothing more.
    sha256 = "" if header.kind == "log" else digest.hexdigest()
    return Examined(header, records, sha256, (Check("records", title, says, tuple(findings)),))


def _whole(file: IO[bytes], header: Header, findings: list[Finding], deep: bool) -> int:
    growing, sha256 = Growing(), hashlib.sha256
    latest: dict[str, int] = {}
    lines = _lines(file)
    seq = 0
    while block := list(itertools.islice(lines, WIDTH)):
        growing.add_block([sha256(b"\x00" + line).digest() for line in block])
        if deep:
            for place, line in enumerate(block, start=seq):
                findings += _read(line, place, header, latest)
        seq += len(block)
    checkpoint = header.signed.checkpoint
    if growing.size != checkpoint.size:
        findings.append(_wrong_size(growing.size, checkpoint.size))
    elif growing.root() != checkpoint.root:
        findings.append(
            Finding(
                "export",
                Sentence(
                    "记录与已签名的检查点不符：有记录被改动、插入、删去或调换次序。",
                    "The records are not those of the signed checkpoint: some were changed, put in, taken out or "
                    "moved.",
                ),
            )
        )
    return growing.size


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines without their ends, cut from large blocks: asking for each line by itself costs a tenth more."""
    rest = b""
    while block := file.read(_BLOCK):
        *lines, rest = (rest + block).split(b"\n")
        if len(rest) > LINE_LIMIT:
            raise Refused("", "某一行过长，不读取。", "A line is too long and is not read.")
        yield from lines
    if rest:
        yield rest


def _read(line: bytes, seq: int, header: Header, latest: dict[str, int]) -> Iterator[Finding]:
    try:
        record = Record.from_bytes(line)
    except Refused as refused:
        yield refused.as_finding(f"line {seq + 2}")
        return
    last = latest.get(record.case or "")
    if record.seq != seq or not same_log(header.signed.checkpoint.origin, record.log) or record.previous != last:
        yield Finding(
            f"line {seq + 2}",
            Sentence("该记录的位置、日志名或上一条记录不符。", "Place, log or previous record do not fit here."),
        )
    if record.case is not None:
        latest[record.case] = record.seq


def _some(file: IO[bytes], header: Header, note: Callable[[bytes], None], findings: list[Finding]) -> int:
    number, before = 0, -1
    for line in _lines(file):
        note(line + b"\n")
        number += 1
        where = f"line {number + 1}"
        try:
            before = _one(line, header, where, before, findings)
        except Refused as refused:
            findings.append(refused.as_finding(where))
    return number


def _one(line: bytes, header: Header, where: str, before: int, findings: list[Finding]) -> int:
    said = parse(line)
    if not isinstance(said, dict) or said.keys() != {"record", "proof", "openings"}:
        raise Refused("", "此行不是一条导出的记录。", "This line is not an exported record.")
    if not isinstance(said["proof"], list) or not isinstance(said["openings"], list):
        raise Refused("", "此行不是一条导出的记录。", "This line is not an exported record.")
    raw = canonical(said["record"])
    record, checkpoint = Record.from_bytes(raw), header.signed.checkpoint
    proof = [from_base64(step, "proof") for step in said["proof"]]
    if record.seq <= before:
        findings.append(Finding(where, Sentence("记录的次序被打乱或有重复。", "Out of order or repeated.")))
    if not same_log(checkpoint.origin, record.log) or not verify_inclusion(
        leaf_hash(raw), record.seq, checkpoint.size, proof, checkpoint.root
    ):
        findings.append(
            Finding(
                f"{where}, seq {record.seq}",
                Sentence(
                    "该记录及其证明不能归入检查点的根哈希。",
                    "This record and its proof do not lead to the root of the checkpoint.",
                ),
            )
        )
    sealed = sealed_fields(cast("dict[str, object]", said["record"]))
    for opened in said["openings"]:
        seq, opening = parse_opening(canonical(opened))
        if seq != record.seq or not opens(sealed.get(opening.field), opening):
            findings.append(
                Finding(
                    f"{where}, {opening.field}",
                    Sentence("启封的内容与承诺值不符。", "What is opened does not fit the commitment."),
                )
            )
    return record.seq


def _wrong_size(found: int, said: int) -> Finding:
    return Finding(
        "export",
        Sentence(
            f"检查点称有 {said} 条记录，导出文件中有 {found} 条：被截短或添加。",
            f"The checkpoint speaks of {said} records, the export holds {found}: it was cut short or added to.",
        ),
    )
