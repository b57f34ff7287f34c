"""The draft of an overlay that corrects one entry of the law: the entry's own YAML, ready to be edited.

The draft repeats what the entry says; it changes nothing until somebody edits it and adds it with a reason.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml

from assessment.vocabulary import Confidence
from regimes.entries import EntryKind, LawEntry

_SECTIONS: dict[EntryKind, tuple[str, str]] = {
    # kind of entry: (kind of overlay, section)
    "rule": ("rule", "routes"),
    "side": ("rule", "sides"),
    "duty": ("rule", "duties"),
    "figure": ("figure", "figures"),
    "list": ("zone_list", "lists"),
    "deadline": ("deadline", "deadlines"),
}


def can_be_corrected(entry: LawEntry) -> bool:
    """Labels and rule versions are corrected by the makers of the program, not by overlay."""
    return entry.kind in _SECTIONS


def correction_of(entry: LawEntry, today: date) -> str:
    """An overlay file in which the entry stands as it is, to be put right."""
    kind, section = _SECTIONS[entry.kind]
    assert entry.since is not None
    head: dict[str, Any] = {
        "id": f"{_slug(entry.key)}-{today:%Y%m%d}",
        "kind": kind,
        "title": {"zh": f"更正 {entry.key}", "en": f"Correction of {entry.key}"},
        "from": entry.since.isoformat(),
        # What succeeded the entry stays: the correction ends where the entry ended.
        **({"to": entry.until.isoformat()} if entry.until else {}),
        "source": _source(entry, today),
        "confidence": Confidence.HIGH.value,
    }
    return _dumped({"overlay": head, section: [_content(entry, today)]})


def written(entry: LawEntry) -> str:
    """The entry as a file of ours would write it."""
    return _dumped(entry.model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True))


def _content(entry: LawEntry, today: date) -> dict[str, Any]:
    said = entry.model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    said.pop("overlay", None)
    if "checked_on" in said:
        said["checked_on"] = today.isoformat()
    match entry.kind:
        case "rule" | "side" | "duty":
            since = entry.since.isoformat() if entry.since else ""
            first = {key: said.pop(key) for key in ("id", "part") if said.get(key) is not None}
            return {**first, "replaces": f"{entry.key}@{since}", **said}
        case "figure":
            return {"key": entry.key, "entries": [said]}
        case "deadline":
            return {"kind": entry.key, "entries": [said]}
        case _:
            said.pop("loaded", None)
            said.setdefault("entries", [])
            return said


def _source(entry: LawEntry, today: date) -> dict[str, str]:
    source = {"text": "", "article": ""}
    if entry.cite is not None:
        source = {"text": entry.cite.text, "article": entry.cite.article}
        if entry.cite.address:
            source["address"] = entry.cite.address
    return {**source, "read_on": today.isoformat()}


def _dumped(content: dict[str, Any]) -> str:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return yaml.dump(content, Dumper=Plain, allow_unicode=True, sort_keys=False, width=100)


def _slug(key: str) -> str:
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in key.lower()).split())
