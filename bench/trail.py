"""The trail: what a record costs beside a plain insert, what reading a million costs, how long a proof takes.

``python -m bench.trail``. The plain insert writes the same row with the same bytes, without head, hash or tree; both
change a row of the business in the same transaction. Rounds alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from audit.checkpoint import Checkpoint
from audit.export import Header, examine_export
from audit.keys import SecretKey
from audit.record import sealed_record
from audit.signed_note import sign
from audit.tiles import WIDTH, Part, TiledTree, tile_root
from audit.tree import Growing, leaf_hash
from store import trail
from store.database import Database
from store.session import Work
from store.tiles import TILES
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.store.office import Office, open_office

MILLION = 1_000_000
WARMING, SAVES = 40, 400


@dataclass(frozen=True, slots=True)
class TrailFigure:
    """``bar`` with its direction: what the figure must reach (``at_least``) or must not pass."""

    what: str
    value: float
    bar: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def appending() -> Iterator[TrailFigure]:
    """Saves a second with the log, as a share of saves a second with a plain row of the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, address, bar in (
            ("SQLite", fresh_sqlite(Path(folder)), 0.6),
            ("PostgreSQL", fresh_postgresql(), 0.85),
        ):
            database = Database.open(address)
            share = round(_share(open_office(database)), 2)
            yield TrailFigure(f"append, share of plain insert, {name}", share, bar, at_least=True)
            database.close()


def _share(office: Office) -> float:
    """Save by save in turns, so that a machine that is busy for a second slows both."""
    logged: list[float] = []
    plain: list[float] = []
    for number in range(WARMING + SAVES):
        with_log = _timed(lambda: _save(office))
        with WithoutLog():
            without = _timed(lambda: _save(office))
        if number >= WARMING:
            logged.append(with_log)
            plain.append(without)
    return median(plain) / median(logged)


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


_numbers = iter(range(10**9))


def _save(office: Office) -> None:
    office.save({"a.text": f"answer {next(_numbers)}", "a.other": next(_numbers)})


class WithoutLog:
    """In place of the append: one row of about the same bytes, put into a table of the same columns."""

    def __enter__(self) -> None:
        self._kept = trail.append
        trail.append = _plain

    def __exit__(self, *_: object) -> None:
        trail.append = self._kept


def _plain(work: Work, queued: list[trail.Queued]) -> None:
    work.session.flush()
    work.rows_noted()
    body = json.dumps({"kind": queued[0].kind, "details": dict(queued[0].details), "filler": "x" * 600}).encode()
    row = {
        "company_id": work.company,
        "seq": 10**12 + next(_numbers),
        "kind": queued[0].kind,
        "case_id": None,
        "revision": None,
        "person_id": work.actor.person_id,
        "changes": 0,
        "at": work.now,
        "leaf": b"x" * 32,
        "body": body,
    }
    work.session.execute(insert(trail.RECORDS), [row])


def a_million() -> Iterator[TrailFigure]:
    """One export of a million records, verified; and proofs from tiles of the same log."""
    line = _record()
    middle = line.index(b'"seq":') + len(b'"seq":')
    before, after = line[:middle], line[line.index(b",", middle) :] + b"\n"
    growing, leaves = Growing(), []
    with tempfile.TemporaryFile() as file:
        for seq in range(MILLION):
            raw = before + str(seq).encode() + after
            leaf = leaf_hash(raw[:-1])
            leaves.append(leaf)
            growing.add(leaf)
        header = Header("log", sign(Checkpoint("tongguan/bench", MILLION, growing.root()), SecretKey(b"k" * 32)), ())
        file.write(header.line())
        for seq in range(MILLION):
            file.write(before + str(seq).encode() + after)
        file.seek(0)
        yield from _proofs(leaves)
        leaves.clear()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        found = examine_export(io.BufferedReader(file.raw) if hasattr(file, "raw") else file)
        spent = time.process_time() - start
        assert found.checks[0].state == "passed"
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    yield TrailFigure(f"{MILLION} records of {len(line)} bytes verified, s CPU", round(spent, 2), 6.0)
    yield TrailFigure("memory that verifying them added, MiB", round(grown, 1), 8.0)


def _record() -> bytes:
    record, _ = sealed_record(
        actor=("p" * 32, "李敏", None),
        subject="2026-001",
        details={"changes": [{"entry": "", "question": "handler.name", "before": "a", "after": "b"}]},
        salts=lambda: b"s" * 32,
        log="tongguan/bench",
        seq=0,
        id="r" * 32,
        at="2026-11-21T04:45:00.000000Z",
        kind="answers saved",
    )
    return record.to_bytes()


def _proofs(leaves: list[bytes]) -> Iterator[TrailFigure]:
    levels = [leaves]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        full = range(0, len(below) - WIDTH + 1, WIDTH)
        levels.append([tile_root(b"".join(below[at : at + WIDTH])) for at in full])

    def fetch(parts: Sequence[Part]) -> list[bytes]:
        return [b"".join(levels[level][at * WIDTH : at * WIDTH + count]) for level, at, count in parts]

    for what, prove in (
        ("inclusion", lambda number: TiledTree(MILLION, fetch).inclusion(number * 9973 % MILLION)),
        ("consistency", lambda number: TiledTree(MILLION, fetch).consistency(1 + number * 9973 % MILLION)),
    ):
        times = []
        for number in range(100):
            start = time.process_time()
            prove(number)
            times.append((time.process_time() - start) * 1000)
        yield TrailFigure(f"{what} proof from tiles in a million, ms CPU (p50)", round(median(times), 2), 3.0)


def proofs_from_databases() -> Iterator[TrailFigure]:
    """The same from tables: the tiles of a log of a million records, fetched from each database for each proof."""
    tail = MILLION % WIDTH
    with tempfile.TemporaryDirectory() as folder:
        for name, address in (("SQLite", fresh_sqlite(Path(folder))), ("PostgreSQL", fresh_postgresql())):
            database = Database.open(address)
            company = open_office(database).company
            with database.engines.writing.connect() as connection, connection.begin():
                for level in range(2):
                    full = MILLION >> (8 * (level + 1))
                    tiles = [{"company_id": company, "level": level, "position": at, **_tile()} for at in range(full)]
                    connection.execute(insert(TILES), tiles)
                rows = [_row(company, MILLION - tail + at) for at in range(tail)]
                connection.execute(insert(trail.RECORDS), rows)
            times = []
            for number in range(100):
                start = time.process_time()
                with database.read(company) as unit:
                    unit.trail.tree(MILLION).inclusion(number * 9973 % MILLION)
                times.append((time.process_time() - start) * 1000)
            yield TrailFigure(f"inclusion proof in a million, {name}, ms CPU (p50)", round(median(times), 2), 3.0)
            database.close()


def _tile() -> dict[str, bytes]:
    """Each of its own: what a proof works out from one tile must not serve for another."""
    return {"hashes": os.urandom(32 * WIDTH), "root": os.urandom(32)}


def _row(company: str, seq: int) -> dict[str, object]:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    plain = {"case_id": None, "revision": None, "person_id": "p" * 32, "changes": 0, "at": at}
    return {"company_id": company, "seq": seq, "kind": "signed in", **plain, "leaf": b"x" * 32, "body": b"{}"}


def figures() -> list[TrailFigure]:
    return [*appending(), *proofs_from_databases(), *a_million()]


def table(measured: list[TrailFigure]) -> str:
    lines = []
    for one in measured:
        bar = f"{'≥' if one.at_least else '≤'} {one.bar:g}{'' if one.kept else ' !'}"
        lines.append(f"{one.what:68}{one.value:>10.2f}   {bar}")
    return "\n".join(lines)


def main() -> int:
    measured = figures()
    sys.stdout.write(table(measured) + "\n" + json.dumps([asdict(one) for one in measured]) + "\n")
    return 0 if all(one.kept for one in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
