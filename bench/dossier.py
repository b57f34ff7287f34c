"""What a whole dossier costs: first build, one changed answer, ten at once; beside other ways, in one run.

Processor seconds of a process and all its children, and the memory of the largest of them. ``python -m bench.dossier``;
``--without-plain`` leaves out the plain WeasyPrint call, which takes minutes.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.dossier_content import dossier
from settings import ROOT

FONTS = Path(os.environ.get("TONGGUAN_FONTS", ROOT / ".cache" / "fonts"))
RESULTS = ROOT / "bench" / "dossier.json"
CHANGED_BAR, MEMORY_BAR = 1.5, 300
AT_MOST = 150
"""Processor seconds of one process; LibreOffice needs more than ten minutes for 5,000 rows."""
WALL = 900.0
"""Seconds after which nothing is waited for, however busy the machine is."""
_SUBREAPER = 36
"""Linux: orphans of a measured process come to us, so that their time is counted as well."""


@dataclass(frozen=True, slots=True)
class Cost:
    what: str
    cpu_s: float
    wall_s: float
    peak_mib: int
    remark: str = ""


def measured(what: str, commands: Sequence[Sequence[str]], remark: str = "") -> Cost:
    """Run the commands at once in a watcher of their own; its children's time and largest memory are the cost."""
    order = json.dumps([list(command) for command in commands])
    done = subprocess.run(
        [sys.executable, "-m", "bench.dossier", "--watch"], input=order, text=True, capture_output=True, check=False,
        cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        return Cost(what, 0, 0, 0, f"did not run: {done.stderr.strip().splitlines()[-1:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    failed = f"{said['failed']} FAILED" if said["failed"] else ""
    return Cost(what, said["cpu"], said["wall"], said["peak"], "; ".join(filter(None, (failed, remark))))


def watch() -> None:
    """The watcher's side."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    resource.setrlimit(resource.RLIMIT_CPU, (AT_MOST, resource.RLIM_INFINITY))  # those that we start inherit it
    running = [subprocess.Popen(command, start_new_session=True, **quiet) for command in json.load(sys.stdin)]  # type: ignore[call-overload]  # two streams
    failed = sum(1 for process in running if _ended(process, start + WALL))
    wall = time.perf_counter() - start
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = round(used.ru_utime + used.ru_stime, 2)
    print(json.dumps({"cpu": cpu, "wall": round(wall, 2), "peak": used.ru_maxrss // 1024, "failed": failed}))


def _ended(process: subprocess.Popen[bytes], latest: float) -> int:
    """The exit code; what works longer than anybody would wait for a dossier is stopped, with all that it started."""
    try:
        return process.wait(max(1.0, latest - time.perf_counter()))
    except subprocess.TimeoutExpired:
        for number in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if os.getpgid(int(number.name)) == process.pid:
                    os.kill(int(number.name), signal.SIGKILL)
        return process.wait() or 1


def changes(folder: Path) -> list[Cost]:
    """What one changed answer costs where the worker builds: its process and the drawing processes stay."""
    from reports.build import build
    from reports.render_job import room_processes, staying

    found = []
    steps = (("", "nothing changed"), ("report", "one answer of the report"), ("form", "one answer of the form"))
    with staying():
        build(dossier(), fonts=FONTS, kept=folder)
        for changed, what in steps:
            given = dossier(changed)  # type: ignore[arg-type]  # one of the words above
            before, start = _processor(room_processes()), time.perf_counter()
            build(given, fonts=FONTS, kept=folder)
            cpu, wall = _processor(room_processes()) - before, time.perf_counter() - start
            peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            remark = "" if not changed else f"bar {CHANGED_BAR} s{'' if cpu <= CHANGED_BAR else ' !'}"
            found.append(Cost(f"{what}, in the worker", round(cpu, 2), round(wall, 2), peak // 1024, remark))
    return found


def _processor(waiting: Sequence[int]) -> float:
    """Processor seconds of this process, of its ended children and of those that wait."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = 0
    for number in waiting:
        fields = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return sum(one.ru_utime + one.ru_stime for one in used) + ticks / os.sysconf("SC_CLK_TCK")


def build_once(kept: str, changed: str, seed: str, out: str) -> None:
    """Our own way, as a process of its own: imports, building and validation are all counted."""
    from reports.build import build

    built = build(dossier(changed, seed=int(seed)), fonts=FONTS, kept=Path(kept))  # type: ignore[arg-type]  # '' or a word
    for document in built:
        (Path(out) / f"{seed}-{document.kind}.pdf").write_bytes(document.pdf)
    print(sum(document.pages for document in built))


def ours(folder: Path) -> list[Cost]:
    def command(kept: str, changed: str = "", seed: int = 0) -> list[str]:
        return [sys.executable, "-m", "bench.dossier", "--build", str(folder / kept), changed, str(seed), str(folder)]

    first = measured("first build", [command("kept")])
    return [
        first,
        measured("one answer of the report, as a command", [command("kept", "report")]),
        *_changes_apart(folder),
        measured("ten dossiers at once", [command(f"kept{n}", seed=n) for n in range(1, 11)], f"bar {MEMORY_BAR} MiB"),
    ]


def _changes_apart(folder: Path) -> list[Cost]:
    """In a process of its own, so that nothing of ours is warm before."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.dossier", "--changes", str(folder / "stays")],
        stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return [Cost(**one) for one in json.loads(done.stdout)]


def others(folder: Path, *, plain: bool) -> list[Cost]:
    from bench.rivals import rivals

    found = rivals(dossier(), folder, FONTS.resolve(), sys.executable, plain=plain)
    return [measured(one.name, [one.command], f"without {one.lacks}" if one.lacks else "") for one in found]


def table(costs: Sequence[Cost]) -> str:
    lines = [f"{'':36}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}"]
    lines += [f"{c.what:36}{c.cpu_s:>9.2f}{c.wall_s:>9.2f}{c.peak_mib:>10}  {c.remark}" for c in costs]
    return "\n".join(lines)


def run(*, plain: bool = True) -> list[Cost]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = [*ours(folder), *others(folder, plain=plain)]
    RESULTS.write_text(
        json.dumps([asdict(cost) for cost in costs], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return costs


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--watch"]:
            watch()
        case ["--build", kept, changed, seed, out]:
            build_once(kept, changed, seed, out)
        case ["--changes", kept]:
            print(json.dumps([asdict(cost) for cost in changes(Path(kept))]))
        case rest:
            print(table(run(plain="--without-plain" not in rest)))
