"""承诺书: the text that holds for the filing on the day; seal, signature and date stay open.

Whether the text was read at its source is said on screen and nowhere in the paper.
"""

from __future__ import annotations

from assessment.filings import Filing
from assessment.wording_routes import Commitment
from reports.blocks import Block, Paragraph, Signatures, Title
from reports.reading import Reading


def write(reading: Reading, wording: Commitment, filing: Filing) -> tuple[Block, ...]:
    text = wording.on(filing.id, reading.content.on)
    return (
        Title(text.title),
        *(Paragraph(paragraph) for paragraph in text.paragraphs),
        Signatures((*text.signatures, text.date_line)),
    )
