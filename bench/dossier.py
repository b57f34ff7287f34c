"""What a whole dossier costs: first build, one changed answer, ten at once; beside other ways, in one run.

Processor seconds of a process and all its children, and the memory of the largest of them. ``python -m bench.dossier``;
``--without-plain`` leaves out the plain WeasyPrint call, which takes minutes.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
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
    running = [subprocess.Popen(command, **quiet) for command in json.load(sys.stdin)]  # type: ignore[call-overload]  # two streams
    failed = sum(1 for process in running if process.wait())
    wall = time.perf_counter() - start
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = round(used.ru_utime + used.ru_stime, 2)
    print(json.dumps({"cpu": cpu, "wall": round(wall, 2), "peak": used.ru_maxrss // 1024, "failed": failed}))


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
        measured("one changed answer of the report", [command("kept", "report")], f"bar {CHANGED_BAR} s"),
        measured("one changed answer of the form", [command("kept", "form")], f"bar {CHANGED_BAR} s"),
        measured("nothing changed", [command("kept")]),
        measured("ten dossiers at once", [command(f"kept{n}", seed=n) for n in range(1, 11)], f"bar {MEMORY_BAR} MiB"),
    ]


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
        case rest:
            print(table(run(plain="--without-plain" not in rest)))
