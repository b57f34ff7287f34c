"""Hands work to drawing processes (``reports.drawing``) and hears what they drew.

``draw_parts`` has the parts of filed documents painted, ``draw_apart`` has whole documents laid out with WeasyPrint;
each kind of process loads only what it needs. They end with their order, unless the worker keeps them (``staying``).
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.vocabulary import Text

ROOT = Path(__file__).resolve().parent.parent
PROCESSOR_SECONDS = 900
WALL_SECONDS = 1800


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
    for value in _answers("weasyprint", work, [order.title for order in orders]):
        drawn.append(Drawn(base64.b64decode(value["pdf"]), value["pages"]))
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
    """Paint parts of documents in a process of their own; ``hear`` gets (key, result) as they come.

    A part is {"key", "title", "work"}. Raises ``DrawingStopped``; what was heard until then is good.
    """
    work = {"fonts": str(fonts), "seconds": processor_seconds, "kept": str(kept or ""), "parts": parts}
    for value in _answers("painter", work, [part["title"] for part in parts]):
        hear(value["key"], json.dumps(value["result"], separators=(",", ":")).encode())


class _Drawer:
    """One drawing process and what it complained of."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reports.drawing"],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._complaints: deque[bytes] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._complaints.append(line)

    def draw(self, work: Mapping[str, Any], titles: Sequence[str]) -> Iterator[dict[str, Any]]:
        """What the process answers to one order, piece by piece; raises ``DrawingStopped``."""
        assert self.process.stdin
        assert self.process.stdout
        timer = threading.Timer(WALL_SECONDS, self.process.kill)
        timer.start()
        count = 0
        try:
            self.process.stdin.write(json.dumps(work).encode() + b"\n")
            self.process.stdin.flush()
            while count < len(titles) and (line := self.process.stdout.readline()):
                count += 1
                yield json.loads(line)
        except BrokenPipeError:
            pass
        finally:
            timer.cancel()
        if count < len(titles):
            self.end()
            raise DrawingStopped(titles[count], _reason(self.process.returncode, b"".join(self._complaints)))

    def end(self) -> None:
        """Let it go; what has not ended by itself a moment later is ended."""
        assert self.process.stdin
        assert self.process.stdout
        assert self.process.stderr
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join(5)
        self.process.stdout.close()
        self.process.stderr.close()


class _Room:
    """Drawing processes that stay between builds, one of a kind, where somebody asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, _Drawer] = {}
        self._stays = False

    def take(self, kind: str) -> _Drawer | None:
        """One that waits, if there is one; it may be about to end."""
        with self._lock:
            return self._waiting.pop(kind, None)

    def give_back(self, kind: str, drawer: _Drawer) -> None:
        with self._lock:
            if self._stays and kind not in self._waiting:
                self._waiting[kind] = drawer
                return
        drawer.end()

    def numbers(self) -> tuple[int, ...]:
        with self._lock:
            return tuple(drawer.process.pid for drawer in self._waiting.values())

    def open(self) -> None:
        self._stays = True

    def close(self) -> None:
        with self._lock:
            self._stays, waiting = False, list(self._waiting.values())
            self._waiting.clear()
        for drawer in waiting:
            drawer.end()


_ROOM = _Room()


def room_processes() -> tuple[int, ...]:
    """Ids of the processes that wait, for whoever counts what they used."""
    return _ROOM.numbers()


@contextmanager
def staying() -> Iterator[None]:
    """Within this, drawing processes wait for the next order with libraries and fonts loaded: for the worker.

    One ends by itself after ten idle minutes, or when an order made it large.
    """
    _ROOM.open()
    try:
        yield
    finally:
        _ROOM.close()


def _answers(kind: str, work: Mapping[str, Any], titles: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What a drawing process answers, piece by piece. An order that is not heard to its end takes the process along."""
    if not titles:
        return
    waiting, heard = _ROOM.take(kind), False
    drawer = waiting or _Drawer()
    try:
        answers = drawer.draw(work, titles)
        try:
            first = next(answers)
        except DrawingStopped:
            if waiting is None:
                raise
            drawer = _Drawer()  # the one that waited ended at the same moment, or its time had come
            answers = drawer.draw(work, titles)
            first = next(answers)
        yield first
        yield from answers
        heard = True
    finally:
        if heard:
            _ROOM.give_back(kind, drawer)
        elif drawer.process.poll() is None:
            drawer.process.kill()
            drawer.end()


def _environment() -> dict[str, str]:
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    if "LD_LIBRARY_PATH" in os.environ:
        environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return environment


def _reason(code: int, complaints: bytes) -> str:
    lines = complaints.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"signal {-code}" if code < 0 else f"exit {code}"
