"""An export for an auditor: the records of a case or period, with openings, proofs and signed states, as one zip.

It holds the verifier itself, so that one file and Python are enough; whoever does not trust that copy takes another.
It is written as it is read, so its length costs no memory.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, cast

import audit
from assessment.timeline import TimelineFilter
from assessment.vocabulary import Role, Text
from assessment.work import Person
from audit.encoding import to_base64
from audit.export import Header, extract_line
from audit.keys import Key
from audit.sealing import opening_line
from audit.signed_note import SignedCheckpoint
from services.cases import case_of
from services.checkpoints import NOT_YET, WAIT_SECONDS, RecordProof, await_checkpoint, stamps_of
from services.desk import BEIJING, Desk, Refused, actor_of
from services.trail_guide import guides, proof_guide
from store.database import Unit

Progress = Callable[[int, int, str], None]
"""How many of how many records are written, and a word about it."""
TOLD_EVERY = 2_000
LONGEST_WAIT = 90.0
"""So long a job waits for the signer, which signs once a minute."""
IN_MEMORY = 8 * 1024 * 1024
BLOCK = 256 * 1024
NOTHING_THERE = Text("所选范围内没有记录；请调整项目或日期。", "No record fits; choose another case or other dates.")
ONLY_AUDITORS = Text(
    "导出全部日志由审计人员进行；请选择一个项目。", "The whole log is exported by auditors; choose a case."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``until`` does not count; the two are moments, ``days`` says them as the reader chose them."""

    case_id: str | None
    since: datetime | None
    until: datetime | None
    days: tuple[date | None, date | None] = (None, None)
    reason: str = ""

    @property
    def filter(self) -> TimelineFilter:
        return TimelineFilter(case_id=self.case_id, since=self.since, until=self.until)

    @property
    def whole(self) -> bool:
        return self.case_id is None and self.since is None and self.until is None


@dataclass(frozen=True, slots=True)
class Export:
    """The file, open at its beginning, with its name, its size and how many records it holds."""

    file: IO[bytes]
    name: str
    size: int
    records: int

    def blocks(self) -> Iterator[bytes]:
        return blocks_of(self.file)


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece; it is closed at its end."""
    with file:
        while block := file.read(BLOCK):
            yield block


def may_export(desk: Desk, person: Person, wanted: Wanted) -> int:
    """How many records an export would hold; refuses what this person may not have, or nobody now."""
    if wanted.case_id is None and Role.AUDITOR not in person.roles:
        raise Refused(ONLY_AUDITORS)
    with desk.database.read(person.company_id) as unit:
        if wanted.case_id:
            case_of(unit, wanted.case_id, also_disposed=True)
        count = unit.timeline.count(wanted.filter)
        if not count:
            raise Refused(NOTHING_THERE)
        if desk.log_keys.signer is None and unit.trail.checkpoint() is None:
            raise Refused(NOT_YET)
    return count


def export_trail(desk: Desk, person: Person, wanted: Wanted) -> Export:
    """Record the export, wait for the state that holds this record to be signed, and write the zip."""
    may_export(desk, person, wanted)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record_export(unit, wanted)
        name = export_name(unit, wanted, desk.now())
        unit.commit()
    with desk.database.read(person.company_id) as unit:
        size = unit.trail.head().size
    file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # handed on open
    count = write_export(desk, person.company_id, wanted, size, file)
    length = file.seek(0, io.SEEK_END)
    file.seek(0)
    return Export(file, name, length, count)


def record_export(unit: Unit, wanted: Wanted, job: str = "") -> None:
    """Say in the trail what leaves the house; the caller commits."""
    first, last = wanted.days
    details: dict[str, object] = {
        "from": first.isoformat() if first else "",
        "until": last.isoformat() if last else "",
        "purpose": wanted.reason,
        **({"job": job} if job else {}),
    }
    unit.record("trail exported", case_id=wanted.case_id, subject=_named(unit, wanted), details=details)


def export_name(unit: Unit, wanted: Wanted, at: datetime) -> str:
    """The name of the file, with the day in Beijing on which it was asked for."""
    return f"trail-{_named(unit, wanted).replace('/', '-')}-{at.astimezone(BEIJING):%Y%m%d}.zip"


def write_export(
    desk: Desk,
    company_id: str,
    wanted: Wanted,
    size: int,
    out: IO[bytes],
    *,
    seconds: float = WAIT_SECONDS,
    progress: Progress | None = None,
) -> int:
    """Write the zip under a signed state of at least ``size`` records; returns how many records it holds."""
    signed = await_checkpoint(desk, company_id, size, seconds)
    keys = desk.log_keys.of(signed.checkpoint.origin)
    with desk.database.read(company_id) as unit, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        return _Writer(unit, archive, signed, keys, desk.now(), progress).write(wanted, _named(unit, wanted))


def proof_files(taken: RecordProof) -> dict[str, bytes]:
    """One record as files: the record, its proof, what opens it, the keys, and how to check them."""
    seq = taken.seq
    return {
        f"record-{seq}.json": taken.record,
        f"record-{seq}.tlog-proof": taken.proof.encode(),
        f"record-{seq}.openings.jsonl": b"".join(opening_line(seq, one) + b"\n" for one in taken.openings),
        "keys.txt": taken.vkeys.encode(),
        "README.txt": proof_guide(seq).encode(),
    }


def _named(unit: Unit, wanted: Wanted) -> str:
    return case_of(unit, wanted.case_id, also_disposed=True).reference if wanted.case_id else unit.trail.origin()


@dataclass(frozen=True, slots=True)
class _Writer:
    unit: Unit
    archive: zipfile.ZipFile
    signed: SignedCheckpoint
    keys: tuple[Key, ...]
    now: datetime
    progress: Progress | None

    def write(self, wanted: Wanted, named: str) -> int:
        count, cold = self._extract(wanted, named)
        if wanted.whole and not cold:
            self._log()
        size = self.signed.checkpoint.size
        self._put("checkpoint.txt", self.signed.text())
        self._put("keys.txt", "".join(key.text() + "\n" for key in self.keys))
        for name, data in stamps_of(self.unit, self.signed.checkpoint).items():
            self._put(f"stamps/{name}", data)
        earlier = [one for one in _last_of_each_day(self._earlier(wanted)) if one[0] < size]
        tree = self.unit.trail.tree(size)
        for old, _, note in earlier:
            self._put(f"checkpoints/{old}.txt", note)
            steps = tree.consistency(old)
            self._put(f"checkpoints/{old}.consistency", _lines(steps))
        about = _about(wanted, named)
        for name, text in guides(about, count, cold, whole=wanted.whole and not cold, earlier=len(earlier)).items():
            self._put(name, text)
        for path, data in _verifier():
            self._put(path, data)
        return count

    def _extract(self, wanted: Wanted, named: str) -> tuple[int, list[int]]:
        """The records with proofs and openings; returns how many, and the places of those whose cold files are lost."""
        size = self.signed.checkpoint.size
        tree = self.unit.trail.tree(size)
        count, cold = 0, []
        total = self.unit.timeline.count(wanted.filter) * (2 if wanted.whole else 1)
        header = Header("extract", self.signed, self.keys, _about(wanted, named)["zh"])
        with self.archive.open(_entry("records.jsonl", self.now), "w", force_zip64=True) as out:
            out.write(header.line())
            for batch in _batches(self.unit.timeline.bodies(wanted.filter)):
                openings = self.unit.trail.openings(seq for seq, _ in batch)
                for seq, body in batch:
                    if seq >= size:
                        continue  # written after the state was signed
                    if body is None:
                        cold.append(seq)
                        continue
                    out.write(extract_line(body, tree.inclusion(seq), openings.get(seq, ())))
                    count += 1
                self._tell(count, total)
        return count, cold

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(done, total, f"已写入 {done} 条记录 / {done} records written")

    def _log(self) -> None:
        """The whole log without openings: that none is missing is shown by the root over all of them."""
        size = self.signed.checkpoint.size
        with self.archive.open(_entry("log.jsonl", self.now), "w", force_zip64=True) as out:
            out.write(Header("log", self.signed, self.keys, "").line())
            for seq, body in self.unit.timeline.bodies(TimelineFilter()):
                if seq < size and body is not None:
                    out.write(body + b"\n")
                if seq % TOLD_EVERY == 0 and seq:
                    self._tell(size + seq, 2 * size)

    def _earlier(self, wanted: Wanted) -> list[tuple[int, datetime, str]]:
        return self.unit.timeline.checkpoints(wanted.since, wanted.until)

    def _put(self, name: str, data: str | bytes) -> None:
        self.archive.writestr(_entry(name, self.now), data)


def _about(wanted: Wanted, named: str) -> dict[str, str]:
    first, last = wanted.days
    zh = f"项目 {named}" if wanted.case_id else f"日志 {named}"
    en = f"case {named}" if wanted.case_id else f"log {named}"
    if first or last:
        zh += f"，{first or '最初'} 至 {last or '导出之时'}"
        en += f", {first or 'the beginning'} to {last or 'the export'}"
    return {"zh": zh, "en": en}


def _last_of_each_day(found: list[tuple[int, datetime, str]]) -> list[tuple[int, datetime, str]]:
    return list({at.astimezone(BEIJING).date(): (size, at, note) for size, at, note in found}.values())


def _batches(found: Iterator[tuple[int, bytes | None]], size: int = 500) -> Iterator[list[tuple[int, bytes | None]]]:
    batch: list[tuple[int, bytes | None]] = []
    for one in found:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(steps: list[bytes]) -> str:
    return "".join(to_base64(step) + "\n" for step in steps)


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _verifier() -> Iterator[tuple[str, bytes]]:
    """The folder ``audit`` as it runs here: the verifier and what it reads."""
    folder = Path(str(audit.__file__)).parent
    for path in sorted([*folder.glob("*.py"), *folder.glob("guide/*.md")]):
        yield f"verifier/audit/{path.relative_to(folder).as_posix()}", path.read_bytes()
