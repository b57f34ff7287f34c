"""Numbers tables and figures through a document and resolves what its texts say of them: 见表3, 见图1.

Only tables and figures with a caption are numbered. A text points to one by the name it was given; a name that nothing
bears is a mistake of ours and stops the document instead of printing a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reports.blocks import Block, Paragraph, Picture, Table

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_MARK = re.compile(f"{_OPEN}([a-z0-9-]+){_CLOSE}")


def to(name: str) -> str:
    """A place in a text of ours where the number of a table or figure will stand."""
    return f"{_OPEN}{name}{_CLOSE}"


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The same blocks with numbered captions and resolved references."""
    found: list[Block] = []
    names: dict[str, str] = {}
    tables = pictures = 0
    for block in blocks:
        match block:
            case Table() if block.caption:
                tables += 1
                block = _captioned(block, f"表{tables}", names)
            case Picture() if block.caption:
                pictures += 1
                block = _captioned(block, f"图{pictures}", names)
        found.append(block)
    return tuple(_resolved(block, names) for block in found)


def _captioned(block: Table | Picture, number: str, names: dict[str, str]) -> Table | Picture:
    if block.ref:
        names[block.ref] = number
    return replace(block, caption=f"{number}　{block.caption}")


def _resolved(block: Block, names: dict[str, str]) -> Block:
    if not isinstance(block, Paragraph) or _OPEN not in block.text:
        return block
    return replace(block, text=_MARK.sub(lambda mark: names[mark[1]], block.text))
