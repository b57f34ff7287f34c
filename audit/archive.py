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
from typing import Literal

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
    """A stretch of the archive as it should be: a part of one member's, or the end."""

    start: int
    end: int
    part: Literal["header", "content", "entry", "end"]
    member: str = ""


_PARTS = {
    "header": ("文件头", "header"),
    "content": ("文件内容", "content"),
    "entry": ("目录中的这一项", "directory entry"),
    "end": ("归档结尾", "end of the archive"),
}


def pack(members: Mapping[str, bytes]) -> bytes:
    """The one archive that these members have."""
    return _build(members)[0]


def unpack(data: bytes) -> Archive:
    """Read an archive, damaged or not; refuses only what is no zip at all."""
    if len(data) > MAX_BYTES:
        raise Refused("", "文件超过 1 GiB，不读取。", "The file is larger than 1 GiB and is not read.")
    if not data.startswith(_LOCAL) and _END not in data[-_END_SIZE:] and _LOCAL not in data:
        raise Refused("", "这不是 ZIP 文件。", "This is not a zip file.")
    readings: list[Archive] = []
    # One damaged place spoils at most one of the two ways to find the members; the other then names it.
    for read in (_by_directory, _in_sequence):
        try:
            members = read(data)
            readings.append(Archive(members, tuple(_differences(members, data))))
        except Refused as refused:
            stopped = refused.as_finding()
        else:
            if not readings[-1].findings:
                return readings[-1]
    if not readings:
        return Archive({}, (stopped,))
    best = min(readings, key=lambda reading: len(reading.findings))
    # A name that differs between header and directory can be wrong in either place; then both are shown.
    equal = [reading for reading in readings if len(reading.findings) == len(best.findings)]
    return Archive(best.members, tuple(dict.fromkeys(finding for reading in equal for finding in reading.findings)))


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

    def put(raw: bytes, part: Literal["header", "content", "entry", "end"], member: str = "") -> None:
        nonlocal at
        parts.append(raw)
        regions.append(_Region(at, at + len(raw), part, member))
        at += len(raw)

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
        put(_LOCAL + common + raw, "header", name)
        put(content, "content", name)
    start = at
    for name, entry in directory:
        put(entry, "entry", name)
    count = len(directory)
    put(_END + struct.pack("<4H2IH", 0, 0, count, count, at - start, start, 0), "end")
    return b"".join(parts), regions


def _differences(members: Mapping[str, bytes], data: bytes) -> list[Finding]:
    built, regions = _build(members)
    if built == data:
        return []
    differ = [region for region in regions if built[region.start : region.end] != data[region.start : region.end]]
    # Both checksums of a member agree with each other but not with its content: then the content is what changed.
    twice = {region.member for region in differ if sum(other.member == region.member for other in differ) > 1}
    findings = [_content_changed(region) for region in regions if region.part == "content" and region.member in twice]
    findings += [_changed(region, built, data) for region in differ if region.member not in twice]
    if len(data) > len(built):
        more = len(data) - len(built)
        sentence = Sentence(f"归档结尾之后还有 {more} 个字节。", f"{more} bytes follow after the end of the archive.")
        findings.append(Finding(f"offset {len(built)}", sentence))
    return findings


def _content_changed(region: _Region) -> Finding:
    return Finding(
        f"{region.member}, offset {region.start} to {region.end}",
        Sentence(
            "文件内容被改动，与归档所记的校验值不符。",
            "The content was changed: it does not have its recorded checksum.",
        ),
    )


def _changed(region: _Region, built: bytes, data: bytes) -> Finding:
    should, stands = built[region.start : region.end], data[region.start : region.end]
    place = f"offset {region.start + first_difference(should, stands)}"
    zh, en = _PARTS[region.part]
    where = f"{region.member}, {place}" if region.member else place
    if len(stands) < len(should):
        return Finding(where, Sentence(f"{zh}不完整。", f"The {en} is cut off."))
    return Finding(where, Sentence(f"{zh}被改动。", f"The {en} was changed."))


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
    # The directory begins where no further member follows, whatever its first bytes are now.
    while not members or data.find(_LOCAL, at) >= 0:
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
