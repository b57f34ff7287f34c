"""Drawn parts, kept under the hash of everything they were made from. A damaged one counts as missing."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

BOUND = 512 * 1024**2
"""The oldest parts go when the folder is larger than this."""


class Kept:
    """A folder of parts. Without a folder nothing is kept, and every part is drawn."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            data = path.read_bytes() if path else b""
        except OSError:
            return None
        digest, _, content = data.partition(b"\n")
        if path is None or hashlib.sha256(content).hexdigest().encode() != digest:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        Path(name).replace(path)

    def tidy(self, bound: int = BOUND) -> int:
        """Take the oldest parts away until the folder is within its bound; returns how many went."""
        if self._folder is None or not self._folder.is_dir():
            return 0
        found = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        total, gone = sum(size for _, size, _ in found), 0
        for _, size, path in sorted(found):
            if total <= bound:
                break
            path.unlink(missing_ok=True)
            total, gone = total - size, gone + 1
        return gone

    def _path(self, key: str) -> Path | None:
        return None if self._folder is None else self._folder / key[:2] / key
