"""Make a handed-out dossier again from what it carries, and say whether the bytes are the same or which input is not.

The report of a filing holds its own snapshot, its recipe and its evidence; nothing is read from the store, so that it
can be done on another machine and years later. It judges no law: it draws what was frozen then.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assessment.errors import InputRefused, Problem
from assessment.snapshot import Snapshot, open_snapshot
from assessment.vocabulary import Text
from regimes.loader import Regime
from reports.archive import Attachment, NotReadable, attached
from reports.build import Built, build
from reports.document import Status
from reports.dossier import compose
from reports.fonts import FontsMissing, GlyphMissing
from reports.recipe import differences, recipe
from reports.render_job import DrawingStopped
from reports.validate import NotArchivable
from services.dossier_attachments import APPROVAL, EVIDENCE, RECIPE, SNAPSHOT, Proof, attachments_of

NOT_CARRIED = Text(
    "文件中没有项目快照和生成记录；请给出本系统生成的报告、压缩包或者文件夹。",
    "The file carries no snapshot and no recipe; give a report, a zip or a folder that this system wrote.",
)
ALTERED = Text(
    "所有记录在案的输入都相同，但文件不同：文件在生成之后被改动过。",
    "Every recorded input is the same, but the file is not: it was changed after it was made.",
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``same``: for each file that was given, whether it was made again byte for byte; a signature may follow.

    ``reasons``: which recorded input is gone or differs, where a file is not the same.
    """

    same: Mapping[str, bool]
    reasons: tuple[Text, ...]
    documents: tuple[Built, ...]


def rebuild(given: Path, regime: Regime, fonts: Path, kept: Path | None = None) -> Rebuilt:
    """``given``: a report as PDF, a zip of a filing, or a folder of its files. Raises ``InputRefused``."""
    return made_again(dict(_pdfs(given)), regime, fonts, kept, source=str(given))


def made_again(
    files: Mapping[str, bytes],
    regime: Regime,
    fonts: Path,
    kept: Path | None = None,
    *,
    source: str = "",
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> Rebuilt:
    """The same for files by their names; ``source``: what a refusal calls them. Raises ``InputRefused``."""
    carried = next(filter(None, map(_carried, files.values())), None)
    if carried is None:
        raise InputRefused(Problem(source, NOT_CARRIED))
    snapshot = open_snapshot(carried[SNAPSHOT].data)
    recorded: Mapping[str, Any] = json.loads(carried[RECIPE].data)
    status = cast(Status, recorded.get("status", "draft"))
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status=status)
    attachments = attachments_of(dossier, snapshot, fonts, tuple(_evidence(carried)), _approval(carried))
    try:
        built = build(dossier, fonts=fonts, progress=progress, kept=kept, attachments=attachments)
    except (DrawingStopped, FontsMissing, GlyphMissing, NotArchivable) as stopped:
        raise InputRefused(Problem(source, stopped.sentence)) from stopped
    same = {name: any(data.startswith(one.pdf) for one in built) for name, data in files.items()}
    if all(same.values()):
        return Rebuilt(same, (), built)
    reasons = (*_other_law(snapshot, regime), *differences(recorded, recipe(dossier, fonts)))
    return Rebuilt(same, reasons or (ALTERED,), built)


def _pdfs(given: Path) -> Iterator[tuple[str, bytes]]:
    if given.is_dir():
        for path in sorted(given.rglob("*.pdf")):
            yield str(path.relative_to(given)), path.read_bytes()
    elif zipfile.is_zipfile(given):
        with zipfile.ZipFile(given) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".pdf") and not name.startswith("evidence/"):
                    yield name, archive.read(name)
    else:
        yield given.name, given.read_bytes()


def _carried(pdf: bytes) -> Mapping[str, Attachment] | None:
    try:
        found = {one.name: one for one in attached(io.BytesIO(pdf))}
    except NotReadable:
        return None
    return found if SNAPSHOT in found and RECIPE in found else None


def _evidence(carried: Mapping[str, Attachment]) -> Iterator[Proof]:
    for name, one in carried.items():
        if name.startswith(EVIDENCE):
            sha256 = name.removeprefix(EVIDENCE).partition(".")[0]
            yield Proof(sha256, one.description, one.media_type, one.data)


def _approval(carried: Mapping[str, Attachment]) -> tuple[Attachment, ...]:
    """The record of the approval as it was filed: the log has grown since, and a new proof would be other bytes."""
    return tuple(one for name, one in carried.items() if name.startswith(APPROVAL))


def _other_law(snapshot: Snapshot, regime: Regime) -> Iterator[Text]:
    then = snapshot.content.regime
    if then.id != regime.id:
        yield Text(
            f"当时依据 {then.id}，现在读取的是 {regime.id}。", f"It rested on {then.id}; {regime.id} is read now."
        )
