"""The drawing process: reads one order of documents on standard input, writes one line a document, and ends.

``draw_apart`` starts it with limits on memory and processor time, so that no text can hang or fill the worker.
It has no more rights than its parent; what it may fetch is decided in ``render``.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.vocabulary import Text

ROOT = Path(__file__).resolve().parent.parent
MEMORY_LIMIT = 4 * 1024**3
PROCESSOR_SECONDS = 900
WALL_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Order:
    """What the drawing process needs for one document; ``annexes`` are long tables that are painted directly."""

    title: str
    html: str
    sheet: str
    faces: tuple[str, ...]
    annexes: tuple[dict[str, Any], ...] = ()
    mark: str = ""
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    pdf: bytes
    pages: int
    bookmarks: tuple[tuple[int, str, int], ...]


class DrawingStopped(Exception):
    """The drawing process ended before its work did; the sentence names the document."""

    def __init__(self, title: str, reason: str) -> None:
        self.sentence = Text(
            f"《{title}》未能生成（{reason}）；请检查其中特别长的文字或者表格后重试。",
            f"'{title}' could not be drawn ({reason}); look for very long text or tables in it and try again.",
        )
        super().__init__(self.sentence.en)


def draw_apart(
    orders: Sequence[Order],
    fonts: Path,
    progress: Callable[[int, int, str], None] = lambda *_: None,
    *,
    processor_seconds: int = PROCESSOR_SECONDS,
) -> tuple[Drawn, ...]:
    """Draw the documents in a process of their own, in order; raises ``DrawingStopped``."""
    work = {"fonts": str(fonts), "orders": [asdict(order) for order in orders], "seconds": processor_seconds}
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    if "LD_LIBRARY_PATH" in os.environ:
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.render_job"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    timer = threading.Timer(WALL_SECONDS, process.kill)
    complaints: list[bytes] = []
    assert process.stdin
    assert process.stdout
    assert process.stderr
    listener = threading.Thread(target=lambda: complaints.append(process.stderr.read()), daemon=True)  # type: ignore[union-attr]  # it is a pipe
    timer.start()
    listener.start()
    drawn: list[Drawn] = []
    try:
        progress(0, len(orders), orders[0].title if orders else "")
        process.stdin.write(json.dumps(work).encode())
        process.stdin.close()
        for line in process.stdout:
            value = json.loads(line)
            marks = tuple((level, title, page) for level, title, page in value["bookmarks"])
            drawn.append(Drawn(base64.b64decode(value["pdf"]), value["pages"], marks))
            following = orders[len(drawn)].title if len(drawn) < len(orders) else ""
            progress(len(drawn), len(orders), following)
        process.wait()
    except BrokenPipeError:
        process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        listener.join(5)
        process.stdout.close()
        process.stderr.close()
    if len(drawn) < len(orders):
        raise DrawingStopped(orders[len(drawn)].title, _reason(process.returncode, b"".join(complaints)))
    return tuple(drawn)


def _reason(code: int, complaints: bytes) -> str:
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"signal {-code}" if code < 0 else f"exit {code}"


def main() -> int:
    """The child's side."""
    work = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (work["seconds"], work["seconds"] + 5))
    from reports.annex import Sheet, append
    from reports.render import render

    folder = Path(work["fonts"])
    for order in work["orders"]:
        done = render(order["html"], sheet=order["sheet"], faces=tuple(order["faces"]), folder=folder)
        pdf, pages = done.pdf, done.pages
        if order["annexes"]:
            pdf, more = append(pdf, order["annexes"], folder, Sheet(order["mark"], order["foot"], pages + 1))
            pages += more
        line = {
            "pdf": base64.b64encode(pdf).decode("ascii"),
            "pages": pages,
            "bookmarks": [(mark.level, mark.title, mark.page) for mark in done.bookmarks],
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
