"""数据出境风险自评估报告: every heading of the template in its order, with the text of the case under it.

Headings and their order are data of the regime; this module only knows what stands under each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessment.wording import ReportWording
from reports.blocks import Block, Contents, Cover, Heading, PageBreak, Paragraph
from reports.documents import report_export, report_handler, report_risk, report_score
from reports.documents.numbering import numbered
from reports.documents.parts import answers
from reports.reading import Reading

Part = Callable[[Reading], Iterator[Block]]


def write(reading: Reading, wording: ReportWording) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Cover(wording.title, (f"{wording.cover_handler}{reading.show('handler.name')}（盖章）", wording.cover_date)),
        Contents(wording.contents_title),
        PageBreak(),
    ]
    parts = _parts(wording)
    for heading in wording.headings:
        blocks.append(Heading(heading.level, heading.number + heading.text, heading.id))
        if heading.id in parts:
            blocks += parts[heading.id](reading)
    blocks += report_export.annexes(reading, wording)
    blocks += report_score.appendix(reading)
    return numbered(blocks)


def _parts(wording: ReportWording) -> dict[str, Part]:
    return {
        "1": _work,
        "2": report_export.overview,
        "2.1.1": report_handler.profile,
        "2.1.2": report_handler.organisation,
        "2.1.3": report_handler.business,
        "2.2.1": report_export.business,
        "2.2.2": report_export.purpose,
        "2.2.3": lambda reading: report_export.data_items(reading, wording),
        "2.2.4": report_export.links,
        "2.2.5": report_export.onward,
        "2.2.6": report_export.persons,
        "2.3.1": report_handler.management,
        "2.3.2": report_handler.technology,
        "2.3.3": report_handler.proof,
        "2.3.4": report_handler.compliance,
        "2.4.1": report_export.recipient_profile,
        "2.4.2": report_export.recipient_use,
        "2.4.3": report_export.recipient_measures,
        "2.5": lambda reading: report_risk.legal_document(reading, wording),
        "2.6": other,
        "3": lambda reading: report_risk.assessment(reading, wording),
    }


def _work(reading: Reading) -> Iterator[Block]:
    started, finished = (reading.show(f"self_assessment.{word}_on") for word in ("started", "finished"))
    yield Paragraph(f"本次自评估自{started}开始，至{finished}完成。")
    yield from answers(reading, "self_assessment.organisation", "self_assessment.process", "self_assessment.method")
    match reading.value("self_assessment.third_party"):
        case True:
            yield from answers(
                reading,
                "self_assessment.third_party_name",
                "self_assessment.third_party_credentials",
                "self_assessment.third_party_role",
            )
        case False:
            yield Paragraph("本次自评估没有第三方机构参与。")
        case _:
            yield Paragraph(reading.show("self_assessment.third_party"), lead="第三方机构参与情况：")


def other(reading: Reading) -> Iterator[Block]:
    texts = reading.texts("other.statement")
    for text in texts:
        yield Paragraph(text)
    if not texts:
        yield Paragraph("没有需要说明的其他情况。")
