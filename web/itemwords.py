"""The words of the data-item table: a line of it put into words once, so that the template only sets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.classification_catalogue import Catalogue, Search
from assessment.important_data_parts import AskedFact
from assessment.important_data_table import ImportantDataLaw
from assessment.item_lines import ItemLine, ItemProposal
from assessment.item_states import ItemKind, Treatment
from assessment.questions import Citation
from assessment.vocabulary import Text
from forms.item_steps import KIND_NAMES, MEANS_NAMES
from web.desk import desk, our_law
from web.language import bilingual, say, t

SHORT_KINDS: dict[ItemKind, Text] = {
    "important": Text("重要数据", "Important"),
    "sensitive": Text("敏感", "Sensitive"),
    "personal": Text("个人", "Personal"),
    "undetermined": Text("待定", "Undetermined"),
    "none": Text("一般", "General"),
}
TONES: dict[ItemKind, str] = {
    "important": "stop",
    "sensitive": "wait",
    "personal": "plain",
    "undetermined": "open",
    "none": "plain",
}
_SIGNS = {"ok": "✓ ", "wait": "! ", "stop": "! ", "open": "? "}
SURE = {
    "high": Text("识别把握高", "recognised with certainty"),
    "medium": Text("识别把握中等，请核对", "recognised with some certainty, please check"),
    "low": Text("识别把握低，请核对", "recognised with little certainty, please check"),
}
_FACTS_NAMED = 2


@dataclass(frozen=True, slots=True)
class RowWords:
    """One line as it stands in the table. ``proposed``: nobody settled it; ``open``: it offers to confirm."""

    id: str
    position: int
    name: str
    description: str
    category: str
    category_id: str
    kind: ItemKind
    word: str
    tone: str
    sign: str
    proposed: bool
    confirms: bool
    reason: str
    needs: str
    necessity: str
    treatment: str
    lowered: str
    duplicates: int
    differs: str
    cut: str | None


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One reason behind a proposal. ``cite`` is ``None`` for an item of the catalogue, which only names the data."""

    id: str
    sentence: str
    cite: Citation | None
    confidence: str


class Wording:
    """Puts lines into words with the law of today; lines with the same rules share their sentence."""

    def __init__(self, search: Search, law: ImportantDataLaw, on: date) -> None:
        self._catalogue: Catalogue = search.catalogue
        self._items = {item.id: item for item in search.items}
        self._combinations = {one.id: one for one in search.catalogue.combinations}
        self._asked: dict[str, AskedFact] = {**law.facts, **search.catalogue.facts}
        self._table = law.in_force(on)
        self._reasons: dict[tuple[ItemKind, tuple[str, ...]], str] = {}

    def row(self, line: ItemLine) -> RowWords:
        item, proposal, settled = line.item, line.proposal, line.item.settled
        kind = line.standing
        category = settled.category if settled else proposal.category if proposal else ""
        return RowWords(
            id=item.id,
            position=line.position,
            name=item.name,
            description=item.description,
            category=self.category(category),
            category_id=category,
            kind=kind,
            word=kind_word(kind),
            tone=TONES[kind],
            sign=kind_sign(kind),
            proposed=settled is None,
            confirms=settled is None and proposal is not None and proposal.kind != "undetermined" and not item.cut,
            reason=settled.reason if settled and settled.kind != settled.proposed else self._short(kind, proposal),
            needs=self.facts(proposal.needs) if proposal and settled is None and kind == "undetermined" else "",
            necessity=item.necessity,
            treatment=treatment_word(item.treatment),
            lowered=self._lowered(line),
            duplicates=line.duplicate_of,
            differs=kind_word(proposal.kind) if settled and proposal and proposal.kind != settled.kind else "",
            cut=item.cut.reason if item.cut else None,
        )

    def category(self, item_id: str) -> str:
        """The name of a catalogue item, in the reader's language."""
        found = self._items.get(item_id)
        return bilingual(found.name) if found else ""

    def facts(self, names: Iterable[str]) -> str:
        """The first facts that are needed, in words."""
        listed = [bilingual(self._asked[name].label) for name in names if name in self._asked]
        more = t("等", " …") if len(listed) > _FACTS_NAMED else ""
        return t("；", "; ").join(listed[:_FACTS_NAMED]) + more

    def processing(self, name: str) -> str:
        """A way of processing in words; empty for none of the catalogue's."""
        found = self._catalogue.processing.get(name)
        return bilingual(found.name) if found else ""

    def rules(self, proposal: ItemProposal) -> tuple[RuleWords, ...]:
        """Every reason with its article and how well its text was read."""
        return tuple(found for rule in proposal.rules if (found := self._rule(rule)) is not None)

    def asked_facts(self, names: Iterable[str]) -> tuple[AskedFact, ...]:
        return tuple(self._asked[name] for name in names if name in self._asked)

    def _rule(self, rule: str) -> RuleWords | None:
        if rule in self._items:
            item = self._items[rule]
            return RuleWords(rule, t("目录：", "Catalogue: ") + bilingual(item.name), None, item.confidence.value)
        reason = self._combinations.get(rule) or self._catalogue.bases.get(rule)
        if reason is not None:
            return RuleWords(rule, bilingual(reason.because), reason.cite, reason.confidence.value)
        for edition, listed in self._table:
            if listed.code == rule:
                source = edition.source_of(listed)
                sentence = t("判定表：", "Table of important data: ") + bilingual(listed.name)
                return RuleWords(rule, sentence, source.cite, source.confidence.value)
        return None

    def _short(self, kind: ItemKind, proposal: ItemProposal | None) -> str:
        """The reason that weighs most, without its article, which the page of the item gives."""
        if proposal is None:
            return t("尚未识别", "not looked at yet")
        key = (kind, proposal.rules)
        if key not in self._reasons:
            self._reasons[key] = self._weightiest(kind, proposal)
        return self._reasons[key]

    def _weightiest(self, kind: ItemKind, proposal: ItemProposal) -> str:
        if not proposal.rules:
            return t("目录中没有这一项", "not in the catalogue")
        if kind == "none":
            return ""
        for rule in proposal.rules:
            if rule in self._combinations and kind in ("important", "sensitive"):
                return bilingual(self._combinations[rule].because)
        for rule in proposal.rules:
            basis = self._catalogue.bases.get(rule)
            if basis is not None and _speaks_of(rule, kind):
                return bilingual(basis.because)
        return ""

    def _lowered(self, line: ItemLine) -> str:
        """The class before and after a treatment, where it makes a difference."""
        treatment = line.item.treatment
        if treatment is None:
            return ""
        before: ItemKind = line.item.settled.kind if line.item.settled else "undetermined"
        if line.item.settled is None and line.proposal is not None:
            before = line.proposal.kind
        return "" if before == treatment.kind else f"{say(SHORT_KINDS[before])} → {say(SHORT_KINDS[treatment.kind])}"


def wording() -> Wording:
    """With the law as the person's company holds it today."""
    law, today = our_law(), desk().today
    return Wording(law.catalogue.on(today), law.important_data.held_on(today), today)


def kind_word(kind: ItemKind) -> str:
    return say(KIND_NAMES[kind])


def short_kind(kind: ItemKind) -> str:
    return say(SHORT_KINDS[kind])


def kind_sign(kind: ItemKind) -> str:
    """The sign before the word; the word says the same."""
    return _SIGNS.get(TONES[kind], "")


def treatment_word(treatment: Treatment | None) -> str:
    if treatment is None:
        return ""
    state = t("已核验", "verified") if treatment.state == "verified" else t("待核验", "claimed, to be checked")
    return f"{say(MEANS_NAMES[treatment.means])} · {state}"


def _speaks_of(rule: str, kind: ItemKind) -> bool:
    """Whether a reason of the catalogue is one for this class; its name says what it speaks of."""
    match kind:
        case "sensitive":
            return rule.startswith("SPI")
        case "personal":
            return rule in ("PI", "PI-LINK")
        case "important":
            return not rule.startswith(("SPI", "PI"))
        case _:
            return True
