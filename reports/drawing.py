"""The drawing process: reads orders of work on standard input, one a line, and writes one line a piece of work.

It has limits on memory and processor time and, where the system allows it, no network. It ends when no more orders
come, when it has waited long, and when an order made it large.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import fcntl
import gc
import json
import os
import resource
import select
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MEMORY_LIMIT = 4 * 1024**3
IDLE_SECONDS = 600
LARGE_KIB = 200 * 1024
"""A process that grew beyond this is not kept for another order."""
_OWN_USER, _OWN_NETWORK = 0x10000000, 0x40000000
"""Linux: a network of one's own has no way out."""


def main() -> int:
    """The child's side: one line an order, until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    leave_network()
    orders = sys.stdin.buffer
    while select.select([orders], [], [], IDLE_SECONDS)[0] and (line := orders.readline()):
        work = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + work["seconds"]
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        with slot():
            for piece in _whole(work) if "orders" in work else _parts(work):
                sys.stdout.write(json.dumps(piece) + "\n")
                sys.stdout.flush()
        if _most_memory() > LARGE_KIB:
            break
    return 0


def _most_memory() -> int:
    """The most memory this program has held, in KiB; ``getrusage`` would count what its parent held when it forked."""
    with contextlib.suppress(OSError), Path("/proc/self/status").open() as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def slot() -> Iterator[None]:
    """As many drawing processes work at a time as there are processors; the others wait, however many builds run."""
    folder = Path(tempfile.gettempdir()) / f"tongguan-drawing-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    count = os.cpu_count() or 1
    with contextlib.ExitStack() as opened:
        files = [opened.enter_context((folder / str(number)).open("w")) for number in range(count)]
        for file in files:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        else:
            fcntl.flock(files[os.getpid() % count], fcntl.LOCK_EX)
        yield


def leave_network() -> bool:
    """Go into a network of one's own where the system lets an ordinary user do so."""
    try:
        done: int = ctypes.CDLL(None, use_errno=True).unshare(_OWN_USER | _OWN_NETWORK)
    except (AttributeError, OSError):
        return False
    return done == 0


def _whole(work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    from reports.annex import Sheet, append
    from reports.render import render

    folder = Path(work["fonts"])
    for order in work["orders"]:
        faces = tuple(order["faces"])
        done = render(order["html"], sheet=order["sheet"], faces=faces, folder=folder, variant=order["variant"])
        pdf, pages = done.pdf, done.pages
        if order["annexes"]:
            pdf, more = append(pdf, order["annexes"], folder, Sheet(order["mark"], order["foot"], pages + 1))
            pages += more
        yield {
            "pdf": base64.b64encode(pdf).decode("ascii"),
            "pages": pages,
        }


def _parts(work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    from reports.kept import Kept
    from reports.painting import paint

    folder, kept = Path(work["fonts"]), Kept(Path(work["kept"]) if work["kept"] else None)
    for part in work["parts"]:
        gc.disable()  # strips hold no cycles, and there are many of them
        try:
            done = paint(part["work"]["sections"], part["work"]["sheet"], folder, kept)
        finally:
            gc.enable()
        pdf = base64.b64encode(done.pdf).decode("ascii")
        result = {"pdf": pdf, "marks": done.marks, "links": done.links, "pages": done.pages}
        yield {"key": part["key"], "result": result}


if __name__ == "__main__":
    sys.exit(main())
