"""The check before filing as pages: what must be mended, what to look at, what the hand has to do.

It shows what the check found, each with a link to where it is mended; it judges nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, url_for

from assessment.answers import Value
from assessment.filing_check import ROUTE_PAGE
from assessment.filing_check_parts import DOCUMENTS, EXTENSION, RISK, ByHand, Defect, FilingCheck
from assessment.vocabulary import Text
from services import filing_check as service
from services.cases import OpenCase
from web.casepage import case_page, opened
from web.desk import desk, our_law, person
from web.frame import entry_name
from web.language import bilingual, say, t
from web.pagewords import gap_address, question_words, value_words

filing_check = Blueprint("filing_check", __name__, url_prefix="/cases/<case_id>/check")

DOCUMENT_NAMES: dict[str, Text] = {
    "application_form": Text("申报表", "application form"),
    "power_of_attorney": Text("授权委托书", "power of attorney"),
    "self_assessment_report": Text("自评估报告", "self-assessment report"),
    "report": Text("自评估报告", "self-assessment report"),
    "legal_document_index": Text("条款索引", "clause index"),
    "materials_list": Text("材料清单", "list of materials"),
    "commitment": Text("承诺书", "commitment"),
    "pipia_report": Text("影响评估报告", "impact assessment report"),
    "standard_contract_annex": Text("标准合同填写内容", "contents of the standard contract"),
    "evidence_list": Text("证明材料清单", "list of evidence"),
    "exemption_memo": Text("免予申报说明", "exemption memo"),
    "extension_application": Text("延长申请表", "extension form"),
}


@dataclass(frozen=True, slots=True)
class DefectLine:
    """One defect as it is read: the sentence, where it is mended, which documents print it."""

    sentence: str
    url: str | None
    printed: str


@dataclass(frozen=True, slots=True)
class DefectPage:
    """The defects that are mended on one page of the way."""

    title: str
    lines: tuple[DefectLine, ...]


@dataclass(frozen=True, slots=True)
class HandSheet:
    """What the hand has to do on one document."""

    document: str
    places: tuple[ByHand, ...]


@dataclass(frozen=True, slots=True)
class SharedLine:
    label: str
    value: str
    documents: str


def check_page(case: OpenCase) -> str:
    """The page of the check; ``web/wizard.py`` gives it its address in the way."""
    found = service.filing_check(desk(), person(), case)
    return case_page(
        "case/filing_check.html",
        case,
        check=found,
        must=pages_of(case, found.must),
        look=pages_of(case, found.look),
        hand=sheets_of(found.by_hand),
        filings=filing_names(found),
        unverified=[lean for lean in found.leans if lean.kind == "wording"],
        shared=shared_lines(case, found),
    )


@filing_check.get("/by-hand")
def by_hand(case_id: str) -> str:
    """The list to print and tick off beside the papers."""
    case = opened(case_id)
    found = service.filing_check(desk(), person(), case)
    return case_page(
        "case/filing_check_hand.html", case, hand=sheets_of(found.by_hand), filings=filing_names(found), check=found
    )


def pages_of(case: OpenCase, defects: Iterable[Defect]) -> list[DefectPage]:
    """Defects under the page on which they are mended, in the order of the way."""
    titles = {section.id: bilingual(section.title) for section in our_law().questionnaire.sections}
    names = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.entries}
    pages: dict[str, list[DefectLine]] = {}
    for defect in defects:
        title = titles.get(defect.gap.section) or _own_title(defect.gap.section)
        name = names.get(defect.gap.entry or "")
        line = DefectLine(say(defect.gap.sentence), address_of(case, defect), printed_in(defect.printed))
        pages.setdefault(f"{name}{t('：', ': ')}{title}" if name else title, []).append(line)
    return [DefectPage(title, tuple(lines)) for title, lines in pages.items()]


def address_of(case: OpenCase, defect: Defect) -> str | None:
    """Where a defect is mended; pages beside the wizard have addresses of their own."""
    elsewhere = {
        ROUTE_PAGE: "route.decision",
        DOCUMENTS: "dossier.page",
        EXTENSION: "after.extension",
        RISK: "risk.overview",
    }
    if defect.gap.section in elsewhere:
        return url_for(elsewhere[defect.gap.section], case_id=case.record.id)
    return gap_address(case, defect.gap)


def printed_in(feeds: Iterable[str]) -> str:
    """The documents that print an answer, each once."""
    names = dict.fromkeys(say(DOCUMENT_NAMES[kind]) for feed in feeds if (kind := feed.split(".")[0]) in DOCUMENT_NAMES)
    return t("、", ", ").join(names)


def sheets_of(places: Iterable[ByHand]) -> list[HandSheet]:
    found: dict[str, list[ByHand]] = {}
    for place in places:
        found.setdefault(place.document, []).append(place)
    return [HandSheet(document, tuple(ones)) for document, ones in found.items()]


def filing_names(check: FilingCheck) -> str:
    known = {filing.id: filing for filing in our_law().wording.filings}
    return t("、", ", ").join(bilingual(known[name].name) for name in check.filings if name in known)


def shared_lines(case: OpenCase, check: FilingCheck) -> list[SharedLine]:
    """Answers that several documents print, with the value that stands in each of them."""
    entries = {entry.id: entry for entry in case.sheet.entries}
    lines = []
    for fact in check.shared:
        entry = entries.get(fact.entry)
        value: Value = (entry.answers if entry else case.sheet.answers).get(fact.question)
        label = question_words(fact.question)
        lines.append(
            SharedLine(
                f"{entry_name(case.sheet, entry)}{t('：', ': ')}{label}" if entry else label,
                _short(value_words(case, fact.question, value)),
                printed_in(fact.documents),
            )
        )
    return lines


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 80


def _own_title(section: str) -> str:
    return {
        "items": t("数据项", "Data items"),
        "scenario": t("出境场景", "Export scenarios"),
        "recipient": t("境外接收方", "Overseas recipients"),
        ROUTE_PAGE: t("出境路径", "Route"),
        DOCUMENTS: t("申报材料", "Dossier"),
        EXTENSION: t("延长有效期", "Extension"),
        RISK: t("风险自评估", "Risk"),
    }.get(section, t("其他", "Other"))
