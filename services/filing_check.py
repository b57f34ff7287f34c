"""The check before filing: puts together what the case, the law, the ledger and the composed documents say.

The comparison itself is pure (``assessment/filing_check.py``). A check is of the moment: it is remembered in the
process under everything it follows from, and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from assessment.filing_check import check_filing
from assessment.filing_check_parts import DOCUMENTS, RISK, Defect, FilingCheck, Lean, look, must
from assessment.vocabulary import Text
from assessment.work import Person
from regimes.entries import LawEntry
from reports.blocks import BLANK, Heading, words
from reports.document import Dossier
from reports.dossier import compose
from services.appraisal import Appraisal
from services.case_counts import CaseCounts, case_counts
from services.cases import OpenCase
from services.counsel import behind, leaned_on
from services.desk import Desk, Refused
from services.headless import appraisal_from_file
from services.review import snapshot_of

SHOWN = 3
GRADED = frozenset({"self_assessment_report", "pipia_report"})
"""The documents that print the graded questions."""


def check_of(appraisal: Appraisal, *, leans: Sequence[Lean] = (), more: Sequence[Defect] = ()) -> FilingCheck:
    """The check of one case as it stands; what only store and documents can tell is given with ``more``."""
    more = [*more, *_ungraded(appraisal)]
    return check_filing(
        appraisal.sheet,
        appraisal.regime.questionnaire,
        appraisal.regime.wording,
        appraisal.wanted.filings,
        gaps=appraisal.gaps,
        decision=appraisal.decision.as_json(),
        leans=leans,
        more=more,
    )


def filing_check(desk: Desk, person: Person, case: OpenCase) -> FilingCheck:
    """Everything about a case of the store: also what nobody signed off, and the ledger of exported persons.

    The documents are composed, not drawn: a place that would be printed empty is found before anybody waits for PDFs.
    """
    law = behind(desk, person, case.appraisal)
    leans = [_rule(entry) for entry in law.unsigned]
    leans += [_overlay(name) for name in law.overlays]
    ledger = tuple(_beside_ledger(case_counts(desk, person, case)))
    return desk.checks.of(
        (case.key, tuple(leans), ledger),
        lambda: check_of(case.appraisal, leans=leans, more=[*ledger, *_empty_places(case.appraisal)]),
    )


def check_file(desk: Desk, case_file: Path, on: date | None) -> FilingCheck:
    """The check of a case file, by the law of the installation. Raises ``InputRefused`` when it cannot be read."""
    appraisal = appraisal_from_file(case_file, desk.regime_of(None), on)
    leans = [_rule(entry) for entry in leaned_on(appraisal.decision, appraisal.regime)]
    return check_of(appraisal, leans=leans, more=list(_empty_places(appraisal)))


def refuse_final(appraisal: Appraisal) -> None:
    """Stop a final dossier while anything must be mended; the sentence names the first places."""
    found = check_of(appraisal, more=list(_empty_places(appraisal))).must
    if not found:
        return
    zh = "".join(defect.gap.sentence.zh for defect in found[:SHOWN])
    en = " ".join(defect.gap.sentence.en for defect in found[:SHOWN])
    raise Refused(
        Text(
            f"还有 {len(found)} 处须先补齐，不能生成正式申报材料：{zh}请到“完整性检查”逐处处理。",
            f"{len(found)} places must be mended before a final dossier can be built: {en} "
            "Mend them on the completeness page.",
        )
    )


def _rule(entry: LawEntry) -> Lean:
    cite = f"（{entry.cite.text}{entry.cite.article}）" if entry.cite else ""
    called = entry.name if entry.key not in (entry.name.zh, entry.name.en) else Text("", "")
    return Lean(
        "rule",
        entry.subject,
        Text(
            f"结论依据的 {entry.key}{called.zh} 尚未由律师对照原文核对{cite}。",
            f"The decision leans on {entry.key} {called.en}".rstrip()
            + ", which counsel has not checked against the text.",
        ),
    )


def _overlay(name: str) -> Lean:
    return Lean(
        "overlay",
        name,
        Text(f"结论用到了本单位的补充规则“{name}”。", f"The decision uses the company's own overlay '{name}'."),
    )


def _beside_ledger(counts: CaseCounts | None) -> Iterator[Defect]:
    """The totals of the answers against the ledger with the plan of the case."""
    for one in counts.disagreeing if counts is not None else ():
        if one.said is None:
            continue
        low, high = one.planned.low, one.planned.high
        span = f"{low:,}" if high == low else f"{low:,} 至 {high:,}" if high is not None else f"{low:,} 以上"
        span_en = f"{low:,}" if high == low else f"{low:,} to {high:,}" if high is not None else f"{low:,} or more"
        yield look(
            "ledger",
            "route_facts",
            None,
            one.question,
            Text(
                f"填写的累计人数为 {one.said:,} 人，台账连同本项目计划为 {span} 人；请核对，或者采用台账的数字。",
                f"The total says {one.said:,} persons, the ledger with the plan of this case {span_en}; check, or "
                "take over the number of the ledger.",
            ),
        )


def _ungraded(appraisal: Appraisal) -> Iterator[Defect]:
    """Risk questions without an answer: a report prints each of them as unanswered, and what follows from that."""
    filed = {document.kind for filing in appraisal.wanted.filings for document in filing.documents}
    if filed.isdisjoint(GRADED):
        return
    asked, grades = appraisal.score.questions, appraisal.sheet.grades
    open_ones = [one.id for one in asked if (said := grades.get(one.id)) is None or said.grade is None]
    if open_ones:
        yield look(
            "risk-ungraded",
            RISK,
            None,
            None,
            Text(
                f"风险自评估的 {len(asked)} 个问题还有 {len(open_ones)} 个没有评分，报告逐个写为尚未作答；请先评完。",
                f"{len(open_ones)} of {len(asked)} risk questions have no grade; the report prints each as unanswered "
                "and concludes from that. Grade them first.",
            ),
        )


def _empty_places(appraisal: Appraisal) -> Iterator[Defect]:
    """Places that the documents would print empty although no answer is missing."""
    if appraisal.gaps:
        return  # what is missing is told where it is answered
    snapshot = snapshot_of(appraisal)
    regime = appraisal.regime
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status="draft")
    for title, heading in empty_places(dossier):
        at = f"“{heading}”" if heading else ""
        yield must(
            "printed-empty",
            DOCUMENTS,
            None,
            None,
            Text(
                f"《{title}》{at}中还有空着的地方；请生成草稿，查看标出的位置后补齐。",
                f"{title} still has an empty place{f' under {heading}' if heading else ''}; build a draft, see where "
                "it is marked, and complete it.",
            ),
        )


def empty_places(dossier: Dossier) -> list[tuple[str, str]]:
    """Document and heading of every empty place, each once."""
    found: dict[tuple[str, str], None] = {}
    for document in dossier.documents:
        heading = ""
        for block in document.blocks:
            if isinstance(block, Heading):
                heading = block.text
            if any(BLANK in text for text in words(block)):
                found[document.title, heading] = None
    return list(found)
