"""The drawing process: reads one order of work on standard input, writes one line a piece of work, and ends.

``draw_parts`` starts two side by side, one that lays out with WeasyPrint and one that paints, so that each loads only
what it needs. They have limits on memory and processor time and, where the system allows it, no network.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import queue
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.vocabulary import Text

ROOT = Path(__file__).resolve().parent.parent
MEMORY_LIMIT = 4 * 1024**3
PROCESSOR_SECONDS = 900
WALL_SECONDS = 1800
_OWN_USER, _OWN_NETWORK = 0x10000000, 0x40000000
"""Linux: a network of one's own has no way out."""


@dataclass(frozen=True, slots=True)
class Order:
    """A document that is drawn in one piece; ``annexes`` are long tables that are painted directly."""

    title: str
    html: str
    sheet: str
    faces: tuple[str, ...]
    annexes: tuple[dict[str, Any], ...] = ()
    mark: str = ""
    foot: str = ""
    variant: str = "pdf/a-3u"


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
    """Draw whole documents in a process of their own, in order; raises ``DrawingStopped``."""
    work = {"fonts": str(fonts), "seconds": processor_seconds, "kept": "", "orders": [asdict(o) for o in orders]}
    drawn: list[Drawn] = []
    progress(0, len(orders), orders[0].title if orders else "")
    for value in _answers(work, [order.title for order in orders]):
        marks = tuple((level, title, page) for level, title, page in value["bookmarks"])
        drawn.append(Drawn(base64.b64decode(value["pdf"]), value["pages"], marks))
        progress(len(drawn), len(orders), orders[len(drawn)].title if len(drawn) < len(orders) else "")
    return tuple(drawn)


def draw_parts(
    parts: Sequence[Mapping[str, Any]],
    fonts: Path,
    kept: Path | None,
    hear: Callable[[str, bytes], None],
    *,
    processor_seconds: int = PROCESSOR_SECONDS,
) -> None:
    """Draw parts of documents, laid out and painted ones side by side; ``hear`` gets (key, result) as they come.

    A part is {"key", "engine", "title", "work"}. Raises ``DrawingStopped``; what was heard until then is good.
    """
    news: queue.Queue[tuple[str, bytes] | DrawingStopped | None] = queue.Queue()

    def run(mine: list[Mapping[str, Any]]) -> None:
        work = {"fonts": str(fonts), "seconds": processor_seconds, "kept": str(kept or ""), "parts": mine}
        try:
            for value in _answers(work, [part["title"] for part in mine]):
                news.put((value["key"], json.dumps(value["result"], separators=(",", ":")).encode()))
        except DrawingStopped as stopped:
            news.put(stopped)
        finally:
            news.put(None)

    shares = [[p for p in parts if p["engine"] == engine] for engine in ("weasyprint", "painter")]
    threads = [threading.Thread(target=run, args=(share,), daemon=True) for share in shares if share]
    for thread in threads:
        thread.start()
    stopped: DrawingStopped | None = None
    running = len(threads)
    while running:
        match news.get():
            case None:
                running -= 1
            case DrawingStopped() as one:
                stopped = stopped or one
            case (key, result):
                hear(key, result)
    if stopped is not None:
        raise stopped


def _answers(work: Mapping[str, Any], titles: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What the drawing process answers, piece by piece."""
    if not titles:
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.render_job"],
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    timer = threading.Timer(WALL_SECONDS, process.kill)
    complaints: list[bytes] = []
    assert process.stdin
    assert process.stdout
    assert process.stderr
    errors = process.stderr
    listener = threading.Thread(target=lambda: complaints.append(errors.read()), daemon=True)
    timer.start()
    listener.start()
    count = 0
    try:
        process.stdin.write(json.dumps(work).encode())
        process.stdin.close()
        for line in process.stdout:
            count += 1
            yield json.loads(line)
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
    if count < len(titles):
        raise DrawingStopped(titles[count], _reason(process.returncode, b"".join(complaints)))


def _environment() -> dict[str, str]:
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    if "LD_LIBRARY_PATH" in os.environ:
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return environment


def _reason(code: int, complaints: bytes) -> str:
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"signal {-code}" if code < 0 else f"exit {code}"


def main() -> int:
    """The child's side."""
    work = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (work["seconds"], work["seconds"] + 5))
    leave_network()
    pieces = _whole(work) if "orders" in work else _parts(work)
    for piece in pieces:
        sys.stdout.write(json.dumps(piece) + "\n")
        sys.stdout.flush()
    return 0


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
            "bookmarks": [(mark.level, mark.title, mark.page) for mark in done.bookmarks],
        }


def _parts(work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    folder = Path(work["fonts"])
    kept = Path(work["kept"]) if work["kept"] else None
    for part in work["parts"]:
        draw = _laid_out if part["engine"] == "weasyprint" else _painted
        yield {"key": part["key"], "result": draw(part["work"], folder, kept)}


def _laid_out(work: Mapping[str, Any], folder: Path, kept: Path | None) -> dict[str, Any]:
    from reports.render import render

    done = render(work["html"], sheet=work["sheet"], faces=tuple(work["faces"]), folder=folder, part=True)
    marks = [(mark.level, mark.title, "", mark.page - 1, mark.top) for mark in done.bookmarks]
    return {"pdf": base64.b64encode(done.pdf).decode("ascii"), "marks": marks, "pictures": []}


def _painted(work: Mapping[str, Any], folder: Path, kept: Path | None) -> dict[str, Any]:
    from reports.kept import Kept
    from reports.painting import paint

    done = paint(work["sections"], folder, Kept(kept))
    return {
        "pdf": base64.b64encode(done.pdf).decode("ascii"),
        "marks": done.marks,
        "pictures": done.pictures,
    }


if __name__ == "__main__":
    sys.exit(main())
