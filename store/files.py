"""Files by content: a file's address is the SHA-256 of its bytes, its name stands only in the database.

A file is written whole or not at all, never overwritten, and read back before anybody refers to it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore


class FileDamaged(Exception):
    """The kept bytes are gone or are no longer those that the address names."""


class FileStore:
    """A folder of files; object storage behind an address comes later, with the same few calls."""

    def __init__(self, folder: Path | str) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._store = LocalStore(prefix=self._folder)

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        with suppress(AlreadyExistsError):  # the same bytes may be there already; reading them back proves it
            obstore.put(self._store, _address(sha256), data, mode="create", use_multipart=False)
        self.open(sha256)
        _to_disk(self._folder / _address(sha256))
        return sha256

    @property
    def folder(self) -> Path:
        return self._folder

    def path_of(self, sha256: str) -> Path:
        """Where the bytes lie, for backups."""
        return self._folder / _address(sha256)

    def remove(self, sha256: str) -> None:
        """Let the bytes go; nothing happens where they are not there."""
        self.path_of(sha256).unlink(missing_ok=True)

    def open(self, sha256: str) -> bytes:
        """The bytes; raises ``FileDamaged`` when they are not the ones that were kept."""
        try:
            data = bytes(obstore.get(self._store, _address(sha256)).bytes())
        except FileNotFoundError as gone:
            raise FileDamaged(f"The file {sha256} is no longer in the file store; restore it from a backup.") from gone
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileDamaged(f"The bytes kept as {sha256} were changed; restore the file from a backup.")
        return data


def _to_disk(file: Path) -> None:
    """Wait until file and name are on the disk, as the database does with the row that refers to them."""
    for path in (file, file.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _address(sha256: str) -> str:
    return f"sha256/{sha256[:2]}/{sha256}"
