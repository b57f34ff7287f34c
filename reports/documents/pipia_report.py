"""个人信息保护影响评估报告: the headings of the template in their order, the text of the case under each of them.

The same answers serve the self-assessment of the other route; what only this report asks has questions of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessment.filings import Filing
from assessment.wording_routes import ImpactForm, ImpactWording
from reports.blocks import Block, Contents, Cover, Heading, PageBreak
from reports.documents import pipia_assessment, pipia_export, report_export, report_handler, report_score
from reports.documents.numbering import numbered
from reports.documents.self_assessment_report import other
from reports.reading import Reading

Part = Callable[[Reading], Iterator[Block]]


def write(reading: Reading, wording: ImpactWording, filing: Filing) -> tuple[Block, ...]:
    form = wording.form(filing.id)
    blocks: list[Block] = [
        Cover(wording.title, (f"{form.cover_handler}{reading.show('handler.name')}（盖章）", form.cover_date)),
        Contents(wording.contents_title),
        PageBreak(),
    ]
    parts = _parts(wording, form)
    for heading in wording.headings:
        blocks.append(Heading(heading.level, heading.number + heading.text, heading.id))
        if heading.id in parts:
            blocks += parts[heading.id](reading)
    blocks += report_score.appendix(reading, title="附：影响评估评分明细", of_assessment=False)
    return numbered(blocks)


def _parts(wording: ImpactWording, form: ImpactForm) -> dict[str, Part]:
    return {
        "1": pipia_export.overview,
        "1.1.1": pipia_export.profile,
        "1.1.2": report_handler.business,
        "1.1.3": lambda reading: pipia_export.export(reading, wording),
        "1.1.4": report_handler.compliance,
        "1.2.1": report_export.recipient_profile,
        "1.2.2": report_export.recipient_use,
        "1.2.3": report_export.recipient_measures,
        "1.3": other,
        "2": lambda reading: pipia_assessment.assessment(reading, form),
    }
