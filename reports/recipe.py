"""What a dossier was made of: every input whose change could change a byte, with its version or hash.

The recipe is attached to the filed report. A later build from the same snapshot compares recipes and says which
recorded input is gone or differs, instead of giving other bytes in silence.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pikepdf
import uharfbuzz

from assessment.vocabulary import Text
from reports.blocks import as_text
from reports.document import Dossier
from reports.fonts import FACES, Face, font_file

HERE = Path(__file__).parent
PACKAGES = ("pikepdf", "uharfbuzz", "page-validation", "weasyprint")
"""WeasyPrint lays out nothing that is filed; the colour profile comes from its files."""
ENGINE = (
    "archive", "blocks", "document", "drawing", "flow", "fonts", "manners", "measures", "merge", "outline",
    "paint_fonts", "painting", "plain", "sections", "setting", "stamps", "strips", "vector",
)  # fmt: skip
"""Our modules that decide how a block looks on paper; what a block says is in ``texts``."""
NAMES = {
    "snapshot": Text("项目快照", "the snapshot of the case"),
    "rules": Text("规则", "the rules"),
    "texts": Text("材料文本", "the text of a document"),
    "fonts": Text("字体", "a font"),
    "engine": Text("排版程序", "the typesetting program"),
    "versions": Text("软件版本", "the version of a library"),
}


def recipe(dossier: Dossier, fonts: Path) -> dict[str, Any]:
    """All inputs of one build, the same on every machine that would give the same bytes."""
    return {
        "format": 1,
        "status": dossier.status,
        "snapshot": {"sha256": dossier.snapshot_sha256, "score_sha256": dossier.score_sha256},
        "rules": dict(sorted(dossier.ruleset.items())),
        "texts": {d.file: hashlib.sha256(as_text(d.blocks).encode()).hexdigest() for d in dossier.documents},
        "fonts": font_hashes(fonts),
        "engine": {"sha256": engine_sha256()},
        "versions": versions(),
    }


def as_bytes(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def differences(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Text, ...]:
    """One sentence for each recorded input that is gone or is another one today."""
    return tuple(_differences(recorded, now))


def _differences(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Text]:
    for group, name in NAMES.items():
        then, today = recorded.get(group, {}), now.get(group, {})
        for key in sorted({*then, *today}):
            old, new = then.get(key), today.get(key)
            if old == new:
                continue
            if new is None:
                yield Text(f"{name.zh} {key}（{old}）已不存在。", f"{name.en.capitalize()}, {key} ({old}), is gone.")
            elif old is None:
                yield Text(f"{name.zh} {key}（{new}）当时没有。", f"{name.en.capitalize()}, {key} ({new}), is new.")
            else:
                yield Text(
                    f"{name.zh} {key} 当时是 {old}，现在是 {new}。",
                    f"{name.en.capitalize()}, {key}, was {old} then and is {new} now.",
                )


def font_hashes(folder: Path, faces: Sequence[Face] = FACES) -> dict[str, str]:
    """SHA-256 of font files, from the files themselves: a company may have put its own in their place."""
    found = {}
    for face in faces:
        path = font_file(folder, face.file)
        state = path.stat()
        found[face.file] = _file_sha256(path, state.st_size, state.st_mtime_ns)
    return found


@lru_cache(maxsize=64)
def _file_sha256(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1)
def engine_sha256() -> str:
    """Hash of our own drawing code."""
    digest = hashlib.sha256()
    for path in (HERE / f"{name}.py" for name in ENGINE):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Python packages and native libraries that decide where a glyph stands or how a stream is packed."""
    found = {
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "qpdf": pikepdf.__libqpdf_version__,
        "harfbuzz": uharfbuzz.version_string(),
    }
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return dict(sorted(found.items()))
