"""Back the installation up, restore it, and notice when a store is older than what is known outside of it.

After a restore every log goes on under the name of a new epoch, and its first record names the newest state that is
known outside. So whoever holds a later checkpoint can see what was lost, and nobody can call a loss a restore.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.vocabulary import Text
from audit.checkpoint import Checkpoint, epoch_of, origin_of
from audit.encoding import from_base64, to_base64
from audit.sentences import Refused as Unreadable
from audit.tree import verify_consistency
from services.desk import SYSTEM, Desk
from store.backup import BackupUnfit as BackupUnfit
from store.backup import Manifest, back_up, restore

ROLLED_BACK = Text(
    "数据库比已签名的日志旧，或与其不一致：可能恢复了旧备份，或日志被改写。为免掩盖缺失，系统已停止服务。"
    "请用“flask restore”恢复最新备份；若已用其他办法恢复，请运行“flask new-epoch”写明缘由。",
    "The database is older than the log that was signed, or contradicts it: an old backup was put back, or the log was "
    "rewritten. So that no loss is covered up, nothing is served. Restore the newest backup with 'flask restore'; "
    "if it was restored by other means, say so with 'flask new-epoch'.",
)


@dataclass(frozen=True, slots=True)
class Behind:
    """A log that does not reach what is known of it outside."""

    company_id: str
    origin: str
    size: int
    known: Checkpoint

    @property
    def sentence(self) -> Text:
        return Text(
            f"{self.origin}：现有 {self.size} 条，外部所知为 {self.known.origin} 第 {self.known.size} 条。",
            f"{self.origin}: {self.size} records here; outside, {self.known.origin} is known at {self.known.size}.",
        )


def make_backup(desk: Desk, folder: Path, by: str = "") -> Manifest:
    """Copy the store; each company's log says so first, so that the copy knows of itself."""
    for company_id in _companies(desk):
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            unit.record("backup made", subject=folder.name, details={"by": by} if by else {})
            unit.commit()
    return back_up(desk.database, folder, desk.now())


def known_outside(*files: Path) -> dict[str, Checkpoint]:
    """The newest state of each log that these files tell of: the signer's memory, a public copy of it, checkpoints."""
    found: dict[str, Checkpoint] = {}
    for file in files:
        for state in _states(file):
            if state.origin not in found or state.size > found[state.origin].size:
                found[state.origin] = state
    return found


def behind(desk: Desk, known: Mapping[str, Checkpoint]) -> tuple[Behind, ...]:
    """Every log that is older than, or contradicts, what is known outside."""
    found = []
    for company_id in _companies(desk):
        newest = _newest(company_id, known)
        if newest is None:
            continue
        with desk.database.read(company_id) as unit:
            origin, head = unit.trail.origin(), unit.trail.head()
            ours, theirs = epoch_of(origin), epoch_of(newest.origin)
            fits = ours > theirs or (
                ours == theirs
                and head.size >= newest.size
                and verify_consistency(
                    newest.size,
                    head.size,
                    newest.root,
                    bytes.fromhex(head.root),
                    unit.trail.tree(head.size).consistency(newest.size),
                )
            )
        if not fits:
            found.append(Behind(company_id, origin, head.size, newest))
    return tuple(found)


def begin_epochs(desk: Desk, known: Mapping[str, Checkpoint], *, reason: str, by: str, backup: str = "") -> list[str]:
    """Let every log go on under a new name that nobody outside has seen yet. Returns the names."""
    made = []
    for company_id in _companies(desk):
        newest = _newest(company_id, known)
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            origin, head = unit.trail.origin(), unit.trail.head()
            if not head.size:
                continue
            last = newest or Checkpoint(origin, head.size, bytes.fromhex(head.root))
            # A name that was used after another restore from the same backup is passed over.
            until = max(epoch_of(origin), epoch_of(last.origin)) + 1
            details = {
                "checkpoint": f"{last.origin} {last.size} {to_base64(last.root)}",
                "covers": {"records": head.size, "lost": max(last.size - head.size, 0)},
                "reason": reason,
                "by": by,
                "backup": backup,
            }
            for _ in range(epoch_of(origin), until):
                unit.record("log restored", details=details)
            unit.commit()
        made.append(origin_of(company_id, until))
    return made


def restore_into(
    desk: Desk,
    database_url: str,
    files: Path,
    folder: Path,
    known: Mapping[str, Checkpoint],
    *,
    reason: str,
    by: str,
    replace: bool = False,
) -> list[str]:
    """Put a backup in place of the desk's store and begin new epochs. Returns the names of the logs from now on."""
    desk.database.close()
    manifest = restore(database_url, files, folder, desk.now(), replace=replace)
    desk.database.migrate()
    desk.database.restore_guards()
    return begin_epochs(desk, known, reason=reason, by=by, backup=manifest.sha256)


def _companies(desk: Desk) -> list[str]:
    with desk.database.read(None) as unit:
        return [company.id for company in unit.companies.list()]


def _newest(company_id: str, known: Mapping[str, Checkpoint]) -> Checkpoint | None:
    base = origin_of(company_id)
    ours = [state for state in known.values() if state.origin == base or state.origin.startswith(f"{base}/epoch")]
    return max(ours, key=lambda state: (epoch_of(state.origin), state.size), default=None)


def _states(file: Path) -> list[Checkpoint]:
    """A file of the signer (JSON), or a signed checkpoint as witnesses, mails and dossiers hold it."""
    if not file.exists():
        return []
    text = file.read_text(encoding="utf-8")
    if text.lstrip().startswith("{"):
        said = json.loads(text)
        return [Checkpoint(origin, state["size"], from_base64(state["root"], origin)) for origin, state in said.items()]
    lines = text.splitlines()
    if len(lines) < 3 or not lines[1].isdecimal():
        raise Unreadable(str(file), "不是检查点文件。", "This is no checkpoint.")
    return [Checkpoint(lines[0], int(lines[1]), from_base64(lines[2], "line 3"))]
