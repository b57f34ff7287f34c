"""经办人授权委托书: the official text with its blanks filled; seal, signatures and date stay open."""

from __future__ import annotations

from assessment.wording import PowerOfAttorney
from reports.blocks import Block, Paragraph, Signatures, Title
from reports.reading import Reading


def write(reading: Reading, wording: PowerOfAttorney, matter: str) -> tuple[Block, ...]:
    absent = reading.value("legal_rep.absent") is True
    blanks = {
        "legal_rep": wording.no_legal_representative if absent else reading.show("legal_rep.name"),
        "legal_rep_id": wording.no_legal_representative if absent else reading.show("legal_rep.id_number"),
        "handler": reading.show("handler.name"),
        "agent": reading.show("agent.name"),
        "agent_id": reading.show("agent.id_number"),
        "matter": matter,
        "starts_on": reading.show("authority.starts_on"),
        "ends_on": reading.show("authority.ends_on"),
    }
    return (
        Title(wording.title),
        *(Paragraph(paragraph.format_map(blanks)) for paragraph in wording.paragraphs),
        Signatures((*wording.signatures, wording.date_line)),
    )
