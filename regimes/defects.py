"""Turns what the typed fields refuse into sentences: file, line, key, what was expected, what was perhaps meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from assessment.errors import Problem
from assessment.vocabulary import Text
from regimes.documents import Document, KeyPath

_EXPECTED = {
    "int_type": Text("应为整数", "a whole number is expected"),
    "int_parsing": Text("应为整数", "a whole number is expected"),
    "bool_type": Text("应为 true 或 false", "true or false is expected"),
    "bool_parsing": Text("应为 true 或 false", "true or false is expected"),
    "string_type": Text("应为文字；数字请加引号", "text is expected; put quotes around a number"),
    "date_type": Text("应为日期，写作 2026-11-21", "a date is expected, written 2026-11-21"),
    "date_parsing": Text("应为日期，写作 2026-11-21", "a date is expected, written 2026-11-21"),
    "date_from_datetime_parsing": Text("应为日期，写作 2026-11-21", "a date is expected, written 2026-11-21"),
    "tuple_type": Text("应为列表，每项以“- ”开头", "a list is expected, each entry beginning with '- '"),
    "list_type": Text("应为列表，每项以“- ”开头", "a list is expected, each entry beginning with '- '"),
    "model_type": Text("应为一组“键: 值”", "a group of 'key: value' is expected"),
    "model_attributes_type": Text("应为一组“键: 值”", "a group of 'key: value' is expected"),
    "dict_type": Text("应为一组“键: 值”", "a group of 'key: value' is expected"),
    "none_required": Text("应为 null", "null is expected"),
}


def problems_of(document: Document, model: type[BaseModel], error: ValidationError) -> list[Problem]:
    """One problem for each place that does not fit; what several readings of one place say is joined."""
    details: dict[KeyPath, list[Any]] = {}
    for detail in error.errors():
        path = path_in(document.data, detail["loc"])
        if detail["type"] == "too_short" and _at(document.data, path):
            continue  # it is empty only because everything in it was refused, which is named where it stands
        details.setdefault(path, []).append(detail)
    return [_problem(document, model, path, found) for path, found in details.items()]


def path_in(data: Any, location: KeyPath) -> KeyPath:
    """The place in the file. Names of union members inside ``location`` stand in no file and are left out."""
    path: list[str | int] = []
    here = data
    for index, step in enumerate(location):
        inside_map = isinstance(here, dict) and step in here
        inside_list = isinstance(here, list) and isinstance(step, int) and step < len(here)
        if inside_map or inside_list:
            path.append(step)
            here = here[step]
        elif isinstance(here, dict) and index == len(location) - 1 and step != "[key]":
            path.append(step)  # a key that is missing, or that no field knows
    return tuple(path)


def _at(data: Any, path: KeyPath) -> Any:
    for step in path:
        data = data[step]
    return data


def known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """The keys that may stand beside the last key of ``path``."""
    models = [model]
    for step in path[:-1]:
        if isinstance(step, str):
            models = [m for owner in models for m in _models_in(_annotation(owner, step))]
    return sorted({field.alias or name for m in models for name, field in m.model_fields.items()})


def _problem(document: Document, model: type[BaseModel], path: KeyPath, found: list[Any]) -> Problem:
    place = document.place(path)
    kinds = {detail["type"] for detail in found}
    if "extra_forbidden" in kinds:
        return Problem(place, _unknown_key(str(path[-1]), known_keys(model, path)))
    if "missing" in kinds:
        return Problem(place, Text(f"缺少“{path[-1]}”；请补上。", f"'{path[-1]}' is missing; add it."))
    value = found[0].get("input")
    shown = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else _kind_of(value)
    expected = [_expectation(detail) for detail in found if detail["type"] != "is_instance_of"]
    zh = "；".join(dict.fromkeys(text.zh for text in expected))
    en = "; ".join(dict.fromkeys(text.en for text in expected))
    # A field that takes "unknown" shows it by one more reading that refused.
    may_be_open = "is_instance_of" in kinds
    return Problem(
        place,
        Text(
            f"值“{shown}”不符合要求：{zh}{'；尚未确定的写 unknown' if may_be_open else ''}。",
            f"The value '{shown}' does not fit: {en}{'; write unknown where it is open' if may_be_open else ''}.",
        ),
    )


def _unknown_key(key: str, known: list[str]) -> Text:
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return Text(f"不认识的键“{key}”，是否指“{near[0]}”？", f"Unknown key '{key}'. Did you mean '{near[0]}'?")
    return Text(
        f"不认识的键“{key}”；这里可以写：{'、'.join(known)}。",
        f"Unknown key '{key}'; known here: {', '.join(known)}.",
    )


def _expectation(detail: Any) -> Text:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind in ("literal_error", "enum"):
        return _one_of(str(context["expected"]), detail.get("input"))
    if kind == "too_short":
        return Text("至少写一项", "at least one entry is expected")
    if kind == "string_too_short":
        return Text("不能为空", "it may not be empty")
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return Text(f"写法应符合 {pattern}", f"it has to match {pattern}")
    if kind == "greater_than_equal":
        return Text(f"不得小于 {context['ge']}", f"it may not be below {context['ge']}")
    if kind == "value_error":
        return Text(str(context["error"]), str(context["error"]))
    return Text(detail["msg"], detail["msg"])


def _one_of(expected: str, value: object) -> Text:
    choices = expected.replace(" or ", ", ").replace("'", "").split(", ")
    near = difflib.get_close_matches(value, choices, n=1) if isinstance(value, str) else []
    hint = Text(f"，是否指“{near[0]}”", f". Did you mean '{near[0]}'") if near else Text("", "")
    return Text(f"应为其中之一：{'、'.join(choices)}{hint.zh}", f"one of {', '.join(choices)} is expected{hint.en}")


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return {"NoneType": "null", "dict": "{…}", "list": "[…]"}.get(type(value).__name__, type(value).__name__)


def _annotation(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
