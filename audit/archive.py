"""The archive of a bundle: a zip whose every byte follows from its members, so that nothing can hide in it.

Members are stored without compression, in the order of their names, with one fixed date and no extra fields. Any
zip program opens it; here it is read strictly, in memory, never unpacked to disk, built again and compared. What
differs is named by member, field and offset. Nothing can grow on reading, because nothing is compressed.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from audit.canonical import first_difference
from audit.sentences import Finding, Refused, Sentence

MAX_MEMBERS = 5_000
MAX_BYTES = 1 << 30

_LOCAL, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_SIZE, _ENTRY_SIZE, _END_SIZE = 30, 46, 22
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x0800, 0, 0, 0x0021  # 1980-01-01 00:00:00
# At most one folder; no characters that a file system forbids or that point out of the folder.
_NAME = re.compile(r'(?:[^/\\<>:"|?*\x00-\x1f\x7f.][^/\\<>:"|?*\x00-\x1f\x7f]*/?){1,2}')


@dataclass(frozen=True, slots=True)
class Archive:
    """The members by name, and every place where the bytes are not those that the members give."""

    members: Mapping[str, bytes]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """A stretch of the archive as it should be, with its name."""

    start: int
    end: int
    zh: str
    en: str


def pack(members: Mapping[str, bytes]) -> bytes:
    """The one archive that these members have."""
    return _build(members)[0]


def unpack(data: bytes) -> Archive:
    """Read an archive, damaged or not; refuses only what is no zip at all."""
    if len(data) > MAX_BYTES:
        raise Refused("", "文件超过 1 GiB，不读取。", "The file is larger than 1 GiB and is not read.")
    if not data.startswith(_LOCAL) and _END not in data[-_END_SIZE:] and _LOCAL not in data:
        raise Refused("", "这不是 ZIP 文件。", "This is not a zip file.")
    best: Archive | None = None
    # One damaged place spoils at most one of the two ways to find the members; the other then names it.
    for read in (_by_directory, _in_sequence):
        try:
            members = read(data)
            findings = tuple(_differences(members, data))
        except Refused as refused:
            stopped = refused.as_finding()
            continue
        if not findings:
            return Archive(members, ())
        if best is None or len(findings) < len(best.findings):
            best = Archive(members, findings)
    return best or Archive({}, (stopped,))


def check_name(name: str) -> None:
    """Refuse a member name that is unsafe or that two systems would write differently."""
    fits = (
        bool(_NAME.fullmatch(name))
        and not name.endswith(("/", ".", " "))
        and len(name.encode("utf-8", "replace")) <= 200
        and unicodedata.is_normalized("NFC", name)
    )
    if not fits:
        shown = name[:80].encode("utf-8", "backslashreplace").decode("utf-8")
        raise Refused(shown, "核验包中不得有此文件名。", "A bundle cannot hold a file of this name.")


def _build(members: Mapping[str, bytes]) -> tuple[bytes, list[_Region]]:
    parts: list[bytes] = []
    regions: list[_Region] = []
    directory: list[tuple[str, bytes]] = []
    at = 0

    def put(part: bytes, zh: str, en: str) -> None:
        nonlocal at
        parts.append(part)
        regions.append(_Region(at, at + len(part), zh, en))
        at += len(part)

    if len(members) > MAX_MEMBERS or sum(map(len, members.values())) > MAX_BYTES:
        raise Refused("", "核验包的文件过多或过大。", "A bundle cannot hold so many or so large files.")
    for name in sorted(members, key=lambda name: name.encode("utf-8")):
        check_name(name)
        content, raw = members[name], name.encode("utf-8")
        common = struct.pack(
            "<5H3I2H",
            _VERSION,
            _UTF8,
            _STORED,
            _TIME,
            _DATE,
            zlib.crc32(content),
            len(content),
            len(content),
            len(raw),
            0,
        )
        directory.append(
            (name, _ENTRY + struct.pack("<H", _VERSION) + common + struct.pack("<3H2I", 0, 0, 0, 0, at) + raw)
        )
        put(_LOCAL + common + raw, f"{name} 的文件头", f"header of {name}")
        put(content, f"{name} 的内容", f"content of {name}")
    start = at
    for name, entry in directory:
        put(entry, f"目录中 {name} 一项", f"directory entry of {name}")
    count = len(directory)
    put(_END + struct.pack("<4H2IH", 0, 0, count, count, at - start, start, 0), "归档结尾", "end of the archive")
    return b"".join(parts), regions


def _differences(members: Mapping[str, bytes], data: bytes) -> list[Finding]:
    built, regions = _build(members)
    if built == data:
        return []
    findings = []
    for region in regions:
        should, stands = built[region.start : region.end], data[region.start : region.end]
        if should != stands:
            offset = region.start + first_difference(should, stands)
            findings.append(_changed(region, offset, cut=len(stands) < len(should)))
    if len(data) > len(built):
        more = len(data) - len(built)
        findings.append(
            Finding(
                f"offset {len(built)}",
                Sentence(f"归档结尾之后还有 {more} 个字节。", f"{more} bytes follow after the end of the archive."),
            )
        )
    return findings


def _changed(region: _Region, offset: int, *, cut: bool) -> Finding:
    if cut:
        return Finding(f"offset {offset}", Sentence(f"{region.zh}不完整。", f"The {region.en} is cut off."))
    return Finding(
        f"offset {offset}",
        Sentence(
            f"{region.zh}与重新生成的不符：该处或其校验的内容被改动。",
            f"The {region.en} is not what the members give: it, or the content whose checksum it holds, was changed.",
        ),
    )


def _by_directory(data: bytes) -> dict[str, bytes]:
    """Find the members by the directory at the end."""
    end = len(data) - _END_SIZE
    if end < 0 or data[end : end + 4] != _END:
        raise Refused(
            f"offset {max(end, 0)}", "归档结尾缺失或被改动。", "The end of the archive is missing or changed."
        )
    count, size, at = struct.unpack_from("<H2I", data, end + 10)
    if at + size != end or count > MAX_MEMBERS:
        raise Refused(f"offset {end}", "归档结尾所指的目录不符。", "The end of the archive points at no directory.")
    members: dict[str, bytes] = {}
    total = 0
    while at < end:
        if data[at : at + 4] != _ENTRY or at + _ENTRY_SIZE > end:
            raise _stopped(at)
        length, name_size = struct.unpack_from("<IH", data, at + 24)
        (start,) = struct.unpack_from("<I", data, at + 42)
        name = _name(data[at + _ENTRY_SIZE : at + _ENTRY_SIZE + name_size], at)
        start += _LOCAL_SIZE + name_size
        total += length
        # Overlapping members would let a small file stand for a huge one.
        if name in members or start + length > len(data) or total > len(data):
            raise _stopped(at)
        members[name] = data[start : start + length]
        at += _ENTRY_SIZE + name_size
    return members


def _in_sequence(data: bytes) -> dict[str, bytes]:
    """Find the members one after the other from the beginning."""
    members: dict[str, bytes] = {}
    at = 0
    while data[at : at + 4] != _ENTRY:
        if len(members) >= MAX_MEMBERS or data[at : at + 4] != _LOCAL or at + _LOCAL_SIZE > len(data):
            raise _stopped(at)
        length, name_size = struct.unpack_from("<IH", data, at + 22)
        start = at + _LOCAL_SIZE + name_size
        name = _name(data[at + _LOCAL_SIZE : start], at)
        if name in members or start + length > len(data):
            raise _stopped(at)
        members[name] = data[start : start + length]
        at = start + length
    return members


def _name(raw: bytes, at: int) -> str:
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise _stopped(at) from cause
    check_name(name)
    return name


def _stopped(at: int) -> Refused:
    return Refused(
        f"offset {at}",
        "归档从此处起读不下去：此处被改动，或文件被截断。",
        "From here on the archive cannot be read: this place was changed, or the file was cut off.",
    )
