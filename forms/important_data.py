"""Matching data items with the table and answering what its rules need.

The form has a field for every item and every fact of the law; a page shows those that matter, and what a page did
not show is left as it was. Nothing typed is thrown away: what cannot be read is said beside it and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from assessment.important_data_journal import FactAnswer, Match
from assessment.important_data_parts import AskedFact
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options
from forms.fields import NO, NO_LABEL, NOTHING_CHOSEN, OPEN, OPEN_LABEL, YES, YES_LABEL, Checks, DateText, Radios
from forms.typed import AsCount, AsDay, shown_count, trimmed
from forms.validators import AtMost, OneOf

MATCH, REASON, FACT = "match__", "reason__", "fact__"
MATCHES, DIFFERS = "matches", "differs"
MAX_REASON, MAX_NOTE = 1_000, 4_000
NEEDS_REASON = Text("不匹配的，请写明理由。", "Where it does not match, say why.")
_VERDICTS = options(
    [
        (MATCHES, Text("匹配", "Matches")),
        (DIFFERS, Text("不匹配", "Does not match")),
        ("", Text("未定", "Undecided")),
    ]
)


class NeededToReject:
    """A reason is needed as soon as the item beside it was rejected."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __call__(self, form: Any, field: Any) -> None:
        if form[MATCH + self.code].data == DIFFERS and not (field.data or "").strip():
            raise StopValidation(form.say(NEEDS_REASON))


class NotBefore:
    """The last day of a span is not before its first."""

    def __init__(self, first: str) -> None:
        self.first = first

    def __call__(self, form: Any, field: Any) -> None:
        first, last = getattr(form[self.first], "value", None), getattr(field, "value", None)
        if first and last and last < first:
            raise StopValidation(
                form.say(Text("最后一天早于第一天；请核对。", "The last day comes before the first; check."))
            )


class DeterminationForm(OurForm):
    """``seen``: position of the entry that the page showed. Fields for items and facts are made from the law."""

    seen = HiddenField(default="0")
    add = Checks(Text("从判定表中添加", "Add from the table"), [OneOf()], choices=[], validate_choice=False)
    note = TextAreaField(Text("判定说明", "Note on the determination"), [AtMost(MAX_NOTE)], filters=[trimmed])
    codes: Sequence[str] = ()
    asked: Mapping[str, AskedFact] = {}

    def __init__(self, *args: Any, addable: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add.choices = options(addable)

    def on_page(self) -> tuple[str, ...]:
        """The items that the page showed."""
        return tuple(code for code in self.codes if self[MATCH + code].raw_data)

    def facts_on_page(self) -> tuple[str, ...]:
        """The facts that the page showed."""
        return tuple(name for name in self.asked if self[FACT + name].raw_data)

    def matches(self) -> tuple[Match, ...]:
        """What was said on each item that the page showed; items that were added count as matching."""
        said = {code: self[MATCH + code].data for code in self.on_page()}
        said.update(dict.fromkeys((code for code in self.add.data or () if code), MATCHES))
        return tuple(
            Match(item=code, verdict=verdict, reason=(self[REASON + code].data or "").strip())
            for code, verdict in said.items()
            if verdict
        )

    def facts(self, before: Mapping[str, FactAnswer]) -> dict[str, FactAnswer]:
        """The facts as they stand after this page: what it showed as it was typed, the rest as it was ``before``."""
        found = dict(before)
        for name in self.facts_on_page():
            found.pop(name, None)
            value = _answer(self.asked[name], self[FACT + name])
            if value is not None:
                found[name] = value
        return found

    def fact_field(self, name: str) -> Any:
        return self[FACT + name]

    def match_field(self, code: str) -> Any:
        return self[MATCH + code]

    def reason_field(self, code: str) -> Any:
        return self[REASON + code]


def determination_form(
    language: Language, codes: Iterable[str], facts: Mapping[str, AskedFact]
) -> type[DeterminationForm]:
    """The form class for the items and facts of one law."""
    fields: dict[str, Any] = {"language": language, "codes": tuple(codes), "asked": dict(facts)}
    for code in fields["codes"]:
        fields[MATCH + code] = Radios(
            Text("是否匹配", "Does it match?"), [OneOf()], choices=_VERDICTS, default="", validate_choice=False
        )
        fields[REASON + code] = StringField(
            Text("理由", "Reason"), [NeededToReject(code), AtMost(MAX_REASON)], widget=TextInput()
        )
    for name, fact in facts.items():
        fields[FACT + name] = _fact_field(fact)
    return type("DeterminationForm", (DeterminationForm,), fields)


def shown(matches: Sequence[Match], facts: Mapping[str, FactAnswer], note: str, seen: int) -> dict[str, Any]:
    """What the form holds when the page is opened."""
    data: dict[str, Any] = {"note": note, "seen": str(seen)}
    for match in matches:
        data[MATCH + match.item] = match.verdict
        data[REASON + match.item] = match.reason
    for name, value in facts.items():
        data[FACT + name] = _as_typed(value)
    return data


def _as_typed(value: FactAnswer) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return shown_count(value) if isinstance(value, int) else value


def _answer(fact: AskedFact, field: Any) -> FactAnswer | None:
    match fact.kind:
        case "count":
            return getattr(field, "value", None)
        case "date":
            day = getattr(field, "value", None)
            return day.isoformat() if day else None
        case "yes_no" if field.data in (YES, NO):
            return bool(field.data == YES)
        case _:
            return field.data or None


def _fact_field(fact: AskedFact) -> Any:
    label = Text(fact.label.zh, fact.label.en)
    match fact.kind:
        case "count":
            typing = {"inputmode": "numeric", "autocomplete": "off"}
            return StringField(label, [AsCount()], widget=TextInput(), render_kw=typing)
        case "date":
            order = [NotBefore(FACT + "span_from")] if fact.name == "span_to" else []
            return DateText(label, [AsDay(), *order])
        case "yes_no":
            pairs = [(YES, YES_LABEL), (NO, NO_LABEL), (OPEN, OPEN_LABEL), ("", NOTHING_CHOSEN)]
        case "choice":
            pairs = [*((choice.id, Text(choice.zh, choice.en)) for choice in fact.choices), ("", NOTHING_CHOSEN)]
    return Radios(label, [OneOf()], choices=options(pairs), default="", validate_choice=False)
