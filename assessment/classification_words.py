"""The sentence behind a classification, in both languages: what was recognised, what the law says, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.classification_catalogue import Catalogue
from assessment.classification_important import Important
from assessment.classification_parts import Basis, CatalogueItem, Combination
from assessment.classification_recognise import Recognised
from assessment.conditions import Verdict
from assessment.important_data import ItemOutcome
from assessment.questions import Citation
from assessment.vocabulary import Text

_MOST_SHOWN = 40
_MOST_NAMED = 3


def explained(found: Recognised, first: CatalogueItem, rest: Text) -> Text:
    """What was recognised, and then the reasons."""
    head = _recognised(found, first)
    return Text(f"{head.zh}；{rest.zh}", f"{head.en}; {rest.en}")


def reasons(
    items: Sequence[CatalogueItem],
    together: Sequence[Combination],
    person: tuple[Verdict, Verdict],
    important: Important,
    catalogue: Catalogue,
) -> Text:
    """What the law says of the class; the same for every item of a list with the same class."""
    parts = [_said(basis) for basis in _bases(items, person, catalogue)]
    parts += [Text(f"{c.because.zh}{_cited_zh(c.cite)}", f"{c.because.en}{_cited_en(c.cite)}") for c in together]
    parts += list(_important(important, items, catalogue))
    return Text("；".join(part.zh for part in parts) + "。", "; ".join(part.en for part in parts) + ".")


def _recognised(found: Recognised, item: CatalogueItem) -> Text:
    word = found.word if len(found.word) <= _MOST_SHOWN else f"{found.word[:_MOST_SHOWN]}…"
    match found.found:
        case "description":
            where = Text(f"内容描述中的“{word}”", f"'{word}' in the description")
        case "value":
            where = Text("示例的形式", "the form of the example")
        case "state":
            return Text(
                f"“{word}”之外的词表明这是状态、设置或者计数，不是数据本身",
                f"the words around '{word}' make it a state, a setting or a count, not the thing itself",
            )
        case _:
            where = Text(f"名称中的“{word}”", f"'{word}' in the name")
    return Text(f"{where.zh}与目录 {item.id}“{item.name.zh}”相符", f"{where.en} fits {item.id} '{item.name.en}'")


def _bases(items: Sequence[CatalogueItem], person: tuple[Verdict, Verdict], catalogue: Catalogue) -> list[Basis]:
    personal, sensitive = person
    names = dict.fromkeys(basis for item in items for basis in item.basis)
    left_out = {"AG-U"}
    if sensitive is Verdict.NO:
        left_out |= {name for name in names if name.startswith("SPI")}
    if personal is Verdict.YES:
        left_out.add("PI-NONE")
    return [catalogue.bases[name] for name in names if name not in left_out]


def _said(basis: Basis) -> Text:
    return Text(f"{basis.because.zh}{_cited_zh(basis.cite)}", f"{basis.because.en}{_cited_en(basis.cite)}")


def _cited_zh(cite: Citation) -> str:
    return f"（{cite.text}{cite.article}）"


def _cited_en(cite: Citation) -> str:
    return f" ({cite.text}{cite.article})"


def _important(important: Important, items: Sequence[CatalogueItem], catalogue: Catalogue) -> Iterator[Text]:
    if not important.rules:
        if not any(item.important == "always" for item in items):
            yield Text("目录中没有指明它是重要数据的规则", "no rule of the catalogue names it as important data")
        return
    if important.outcomes:
        yield _table(important)
    for condition in important.conditions:
        yield _said(catalogue.bases[condition.basis])
    match important.verdict:
        case Verdict.YES:
            yield Text("按重要数据处理，由人确认", "to be treated as important data, for a person to confirm")
        case Verdict.UNKNOWN:
            yield Text("所需事实确定之前不能得出结论", "no conclusion before the facts it needs are known")
        case Verdict.NO:
            yield Text("所列条件都不成立", "none of the conditions holds")


def _table(important: Important) -> Text:
    shown = important.outcomes[:_MOST_NAMED]
    more = len(important.outcomes) - len(shown)
    zh = "、".join(f"“{o.item.name.zh}”（{o.item.code}，{_edition(o).zh}）" for o in shown)
    en = ", ".join(f"'{o.item.name.en}' ({o.item.code}, {_edition(o).en})" for o in shown)
    return Text(
        f"可能属于判定表的{zh}" + (f"等 {len(important.outcomes)} 项" if more else ""),
        f"it may be {en}" + (f" and {more} more" if more else "") + " of the table of important data",
    )


def _edition(outcome: ItemOutcome) -> Text:
    name = outcome.edition.head.name
    return Text(name.zh, name.en)
