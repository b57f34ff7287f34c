"""A checkpoint: the state of a log in three lines (C2SP ``tlog-checkpoint``: origin, size, root).

It is the body that the log signs (``signed_note``). A text with anything after the third line is refused here
rather than read in part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.encoding import from_base64, to_base64
from audit.sentences import Refused
from audit.tree import HASH_SIZE

_ORIGIN = re.compile(r"[^\s+]+")
_EPOCH = re.compile(r"(.+)/epoch([2-9]|[1-9][0-9]{1,5})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log named ``origin`` had ``size`` records, and their tree had this root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin):
            raise Refused(
                "line 1", "日志名为空，或含空白、加号。", "The log's name is empty or has spaces or plus signs."
            )
        if not _SIZE.fullmatch(str(self.size)):
            raise Refused("line 2", "记录数不是从 0 起的整数。", "The size is not a whole number from 0 on.")
        if len(self.root) != HASH_SIZE:
            raise Refused("line 3", "根哈希须为 32 字节。", "The root has 32 bytes.")

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    def as_json(self) -> dict[str, str | int]:
        return {"origin": self.origin, "size": self.size, "root": to_base64(self.root)}


def parse_checkpoint(data: bytes) -> Checkpoint:
    """Read exactly what ``Checkpoint.text`` writes."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as cause:
        raise Refused(f"offset {cause.start}", "此处不是 UTF-8 文字。", "These bytes are not UTF-8 text.") from cause
    if len(lines) != 4 or lines[3]:
        raise Refused(
            "",
            "检查点应恰有三行：日志名、记录数、根哈希。",
            "A checkpoint has exactly three lines: origin, size, root.",
        )
    if not _SIZE.fullmatch(lines[1]):
        raise Refused("line 2", "记录数不是从 0 起的整数。", "The size is not a whole number from 0 on.")
    return Checkpoint(lines[0], int(lines[1]), from_base64(lines[2], "line 3"))


def origin_of(company_id: str, epoch: int = 1) -> str:
    """The name of a company's log. After a restore from backup the log goes on under the name of a new epoch."""
    return f"tongguan/{company_id}" + (f"/epoch{epoch}" if epoch > 1 else "")


def same_log(origin: str, written_under: str) -> bool:
    """Whether a record written under one name belongs to the log ``origin``: the same epoch or an earlier one."""
    (base, epoch), (earlier_base, earlier) = _epoch_of(origin), _epoch_of(written_under)
    return base == earlier_base and earlier <= epoch


def epoch_of(origin: str) -> int:
    """1 for a log that was never restored, and one more after each restore."""
    return _epoch_of(origin)[1]


def _epoch_of(origin: str) -> tuple[str, int]:
    found = _EPOCH.fullmatch(origin)
    return (found[1], int(found[2])) if found else (origin, 1)
