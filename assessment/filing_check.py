"""The check before filing: what must be mended, what somebody should look at, what the hand has to do.

A pure comparison of one case on one day with the filings its route leads to. It changes nothing, decides no route and
grades no risk; what must be mended keeps a dossier from becoming final.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from assessment.answers import AnswerSheet
from assessment.applicability import Respondent, asked, respondents
from assessment.filing_check_answers import disagreements
from assessment.filing_check_contract import enclosed
from assessment.filing_check_hand import places_by_hand
from assessment.filing_check_items import against_items
from assessment.filing_check_parts import Backing, Defect, FilingCheck, Lean, SharedFact, look, must
from assessment.filing_check_texts import texts_of, told_otherwise
from assessment.filings import MECHANISM, Filing, not_offered
from assessment.gaps import Gap
from assessment.group_filing import group_defects
from assessment.questions import Question, Questionnaire, QuestionType, Scope
from assessment.vocabulary import Route, Text
from assessment.wording import ReportHeading, Wording

ROUTE_PAGE = "route"
_REPORT = "report."
_MAY_BE_EMPTY = frozenset({"2.6"})
"""Other circumstances: the report says so where there are none."""
_OPEN_ROUTES = {
    Route.UNDETERMINED: Text(
        "出境路径还没有结论；请先补齐路径事实。",
        "The route is not determined yet; settle the open facts first.",
    ),
    Route.STOP: Text(
        "结论为不得出境，不能申报；请改变出境方案。",
        "The conclusion is that the export must not take place, so nothing can be filed; change the plan.",
    ),
}

People = Mapping[Scope, tuple[Respondent, ...]]


def check_filing(
    sheet: AnswerSheet,
    questionnaire: Questionnaire,
    wording: Wording,
    filings: Sequence[Filing],
    *,
    gaps: Sequence[Gap],
    decision: Mapping[str, Any],
    leans: Sequence[Lean] = (),
    more: Sequence[Defect] = (),
) -> FilingCheck:
    """``gaps``: what completeness found for these filings; ``more``: what only the store or the documents can tell."""
    people = respondents(sheet, questionnaire)
    documents = {filed.kind for filing in filings for filed in filing.documents}
    evidence = frozenset(one.entry or "" for one in people[Scope.EVIDENCE])
    with_report = "self_assessment_report" in documents
    template = wording.self_assessment_report.headings if with_report else ()
    behind = _by_heading(people, questionnaire) if with_report else {}
    found = chain(
        (Defect("gap", "must", gap) for gap in gaps),
        _route(decision),
        _mechanism(decision, sheet),
        disagreements(sheet, people),
        enclosed(sheet, people),
        group_defects(sheet, people),
        against_items(sheet, people[Scope.SCENARIO], evidence),
        told_otherwise(sheet, people, texts_of(people, questionnaire)),
        _unbacked(template, behind),
        more,
    )
    return FilingCheck(
        filings=tuple(filing.id for filing in filings),
        defects=_in_order(found, questionnaire),
        by_hand=places_by_hand(filings, wording.by_hand, people),
        leans=(*leans, *_wording_leans(filings, wording, sheet.on)),
        headings=tuple(_backing(heading, behind[heading.id]) for heading in template if heading.id in behind),
        shared=_shared(people, questionnaire, documents),
    )


def _in_order(found: Iterator[Defect], questionnaire: Questionnaire) -> tuple[Defect, ...]:
    """What must be mended first, each in the order of the wizard; where it is printed is told with it."""
    order = {section.id: number for number, section in enumerate(questionnaire.sections)}
    defects = [_told(defect, questionnaire) for defect in dict.fromkeys(found)]
    last = order.get("scenario", 0)
    return tuple(sorted(defects, key=lambda one: (one.grade == "look", order.get(one.gap.section, last))))


def _told(defect: Defect, questionnaire: Questionnaire) -> Defect:
    question = questionnaire.by_id.get(defect.gap.question or "")
    return Defect(defect.kind, defect.grade, defect.gap, question.feeds) if question is not None else defect


def _route(decision: Mapping[str, Any]) -> Iterator[Defect]:
    route = decision.get("route")
    for open_route, sentence in _OPEN_ROUTES.items():
        if route == open_route.value:
            yield must("route-open", ROUTE_PAGE, None, None, sentence)
    if route == Route.REVIEW.value:
        yield look(
            "route-review",
            ROUTE_PAGE,
            None,
            None,
            Text(
                "出境路径须由人判断；请确认按所列材料申报的理由已经写明。",
                "The route needs a person's judgement; make sure that the reason for this filing is written down.",
            ),
        )


def _mechanism(decision: Mapping[str, Any], sheet: AnswerSheet) -> Iterator[Defect]:
    """The documents are then written for what the route does offer, which nobody may have meant."""
    if not_offered(decision, sheet.answers) is not None:
        yield must(
            "mechanism-not-offered",
            "filing",
            None,
            MECHANISM,
            Text(
                "所选的办理方式不适用于本案的出境路径；请在“办理方式”中改选。",
                "The mechanism chosen is not open on this route; choose another under 'How it is filed'.",
            ),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question that is asked of somebody and feeds a heading of the report."""

    section: str
    question: Question
    person: Respondent

    @property
    def given(self) -> bool:
        return self.question.id in self.person.said


def _by_heading(people: People, questionnaire: Questionnaire) -> dict[str, list[_Asked]]:
    found: dict[str, list[_Asked]] = {}
    case = people[Scope.CASE][0].said
    for section in questionnaire.sections:
        for question in section.questions:
            places = [feed.removeprefix(_REPORT) for feed in question.feeds if feed.startswith(_REPORT)]
            for person in people[section.scope] if places else ():
                if asked(question, person.said, case):
                    for place in places:
                        found.setdefault(place, []).append(_Asked(section.id, question, person))
    return found


def _backing(heading: ReportHeading, behind: Sequence[_Asked]) -> Backing:
    """What was asked, answered and proven for one heading."""
    texts = [one for one in behind if one.question.type is not QuestionType.EVIDENCE]
    links = [one.person.said.get(one.question.id) for one in behind if one.question.type is QuestionType.EVIDENCE]
    return Backing(
        heading.id,
        heading.number + heading.text,
        len(texts),
        sum(one.given for one in texts),
        len({name for link in links if isinstance(link, list) for name in link}),
    )


def _unbacked(headings: Sequence[ReportHeading], behind: Mapping[str, list[_Asked]]) -> Iterator[Defect]:
    """A heading of which nothing is required and under which nothing stands; evidence that nobody chose.

    What is required and missing is a gap already.
    """
    for heading in headings:
        name = heading.number + heading.text
        ones = behind.get(heading.id, [])
        texts = [one for one in ones if one.question.type is not QuestionType.EVIDENCE]
        wholly_open = texts and not any(one.given or one.question.required for one in texts)
        if wholly_open and heading.id not in _MAY_BE_EMPTY:
            yield must(
                "heading-empty",
                texts[0].section,
                texts[0].person.entry,
                texts[0].question.id,
                Text(
                    f"自评估报告“{name}”之下还没有内容；请填写。",
                    f"Nothing stands under the heading '{name}' of the report yet; write it.",
                ),
            )
        for one in ones:
            if one.question.type is QuestionType.EVIDENCE and not one.given and not one.question.required:
                yield look(
                    "heading-unproven",
                    one.section,
                    one.person.entry,
                    one.question.id,
                    Text(
                        f"“{one.question.label.zh}”还没有选择材料，自评估报告“{name}”因此少一份证明；有材料的，请选择。",
                        f"No evidence is chosen for '{one.question.label.en}', so '{name}' of the report lacks proof; "
                        "choose it where there is some.",
                    ),
                )


def _wording_leans(filings: Sequence[Filing], wording: Wording, on: date) -> Iterator[Lean]:
    """Official words that were not read in the official text; said on screen, never in the documents."""
    for filing in filings:
        if filing.confidence != "high":
            yield Lean(
                "wording",
                f"filing:{filing.id}",
                Text(
                    f"“{filing.name.zh}”的材料范围尚未对照官方原文；申报前请核对（{filing.cite.text}{filing.cite.article}）。",
                    f"The materials for '{filing.name.en}' are not yet compared with the official text.",
                ),
            )
        for filed in filing.documents:
            part = getattr(wording, filed.kind)
            if wording.confidence_of(filed.kind, filing.id, on) != "high":
                yield Lean(
                    "wording",
                    f"wording:{filed.kind}",
                    Text(
                        f"《{part.title}》的官方文字尚未核实；申报前请对照官方模板，文字不同的，换用官方文字。",
                        f"The official words of {part.title} are not verified; compare with the official template and "
                        "replace them where they differ.",
                    ),
                )


def _shared(people: People, questionnaire: Questionnaire, documents: set[Any]) -> tuple[SharedFact, ...]:
    """Answers that more than one document prints: all of them print the one answer."""
    names = {"report": "self_assessment_report"}
    found: list[SharedFact] = []
    for section in questionnaire.sections:
        for question in section.questions:
            kinds = dict.fromkeys(names.get(feed.split(".")[0], feed.split(".")[0]) for feed in question.feeds)
            printed = tuple(kind for kind in kinds if kind in documents)
            if len(printed) < 2:
                continue
            found += [
                SharedFact(question.id, person.entry or "", printed)
                for person in people[section.scope]
                if question.id in person.said
            ]
    return tuple(found)
