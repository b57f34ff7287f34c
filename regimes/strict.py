"""One strict reader for every YAML file, ours or the company's.

Plain scalars become ``true``/``false``, ``null``, whole numbers or text, nothing else: ``yes``, ``on``,
``1.5`` and their like are refused, a date stays the text it is until a typed field asks for a date.
Duplicate keys are refused. Every refusal names file, line and key.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from regimes.defects import problems_of
from regimes.documents import Document, KeyPath, spell

Model = TypeVar("Model", bound=BaseModel)

_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)\Z")
_FLOAT = re.compile(r"[-+]?([0-9][0-9_]*)?\.[0-9]+([eE][-+]?[0-9]+)?\Z|[-+]?[0-9]+[eE][-+]?[0-9]+\Z")
_IMPLICIT = re.compile(r"(yes|no|on|off|y|n)\Z", re.IGNORECASE)
_MAX_BYTES = 8_000_000
_MAX_DEPTH = 40
_MAX_NODES = 500_000  # references (*name) can make a small file grow without end
_MAX_DIGITS = 15

__all__ = ["Document", "KeyPath", "decode", "read", "spell", "validate"]

try:
    _Loader: Any = yaml.CSafeLoader
except AttributeError:  # libyaml is missing: the pure Python parser reads the same language
    _Loader = yaml.SafeLoader


def read(source: Path | str, text: str | None = None) -> Document:
    """Read one YAML file strictly.

    ``source`` names the file; ``text`` is given when the content is already at hand.
    Raises ``InputRefused`` with file, line and key.
    """
    name = str(source)
    if text is None:
        text = decode(Path(source))
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise _refused(
            f"{name}, line {line}",
            "这里不是有效的 YAML；检查缩进、冒号和引号。",
            f"This is not YAML ({getattr(error, 'problem', None) or error}); check indentation, colons and quotes.",
        ) from error
    lines: dict[KeyPath, int] = {}
    if node is None:
        raise _refused(name, "文件是空的。", "The file is empty.")
    return Document(name, _build(node, (), lines, name), lines)


def validate(document: Document, model: type[Model]) -> Model:
    """Turn a read file into a frozen model; every defect becomes one problem with its line."""
    try:
        # JSON mode: strict, yet lists may become tuples and text may become dates and enumerations.
        return model.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        raise InputRefused(*problems_of(document, model, error)) from error


def decode(path: Path) -> str:
    """The text of a file; raises ``InputRefused`` when it cannot be opened, is too large, or is no UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(
            str(path), "打不开这个文件；检查路径和权限。", f"The file cannot be opened: {error.strerror}."
        ) from error
    if len(raw) > _MAX_BYTES:
        raise _refused(str(path), "文件超过 8 MB。", "The file is larger than 8 MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            str(path), "文件不是 UTF-8 编码；另存为 UTF-8。", "The file is not UTF-8; save it as UTF-8."
        ) from error


def _build(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], name: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _MAX_DEPTH:
        raise _refused(f"{name}, line {node.start_mark.line + 1}", "嵌套过深。", "The nesting is too deep.")
    if len(lines) > _MAX_NODES:
        raise _refused(
            name, "文件展开后过大；减少引用（*）。", "The file grows too large when its references (*) are followed."
        )
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, name)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, index), lines, name) for index, child in enumerate(node.value)]
    assert isinstance(node, yaml.MappingNode)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
            raise _refused(f"{name}, line {line}", "键必须是普通文字。", "A key must be plain text.")
        key = key_node.value
        if key in result:
            raise _refused(
                f"{name}, line {line}, {spell((*path, key))}",
                f"键“{key}”出现了两次；只保留一个。",
                f"The key '{key}' stands here twice; keep one.",
            )
        lines[(*path, key)] = line
        result[key] = _build(value_node, (*path, key), lines, name)
    return result


def _scalar(node: yaml.ScalarNode, path: KeyPath, name: str) -> Any:
    text = node.value
    place = f"{name}, line {node.start_mark.line + 1}" + (f", {spell(path)}" if path else "")
    if node.style:  # quoted or block text is text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _IMPLICIT.match(text):
        raise _refused(
            place,
            f"“{text}”有歧义：是非用 true 或 false，文字请加引号。",
            f"'{text}' is ambiguous: write true or false, or put quotes around text.",
        )
    if _INTEGER.match(text):
        if len(text) > _MAX_DIGITS:
            raise _refused(
                place,
                f"数字“{text[:20]}…”过长；编号请加引号。",
                f"The number {text[:20]}… is too long; put quotes around an identifier.",
            )
        return int(text.replace("_", ""))
    if _FLOAT.match(text):
        raise _refused(
            place,
            f"这里不用小数“{text}”；写整数，或加引号作为文字。",
            f"Decimal numbers such as {text} are not used; write a whole number, or put quotes around text.",
        )
    return text


def _refused(where: str, zh: str, en: str) -> InputRefused:
    return InputRefused(Problem(where, Text(zh, en)))
