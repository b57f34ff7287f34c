"""Small pieces that the parts of the report share: led paragraphs and the loop over scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import Entry
from reports.blocks import Block, Paragraph, Table
from reports.characters import chinese_number
from reports.reading import Reading

BAR = "|"


def led(lead: str, texts: tuple[str, ...]) -> Iterator[Block]:
    """An answer under its lead; lines that are parted by bars become a table."""
    if not texts:
        return
    before, rows, after = bars(texts)
    if not before:
        before = ("",) if rows else texts[:1]
    yield Paragraph(before[0], lead=f"{lead}：")
    for text in before[1:]:
        yield Paragraph(text)
    if rows:
        share = 100 // len(rows[0])
        yield Table(rows[0], rows[1:], (share,) * len(rows[0]), lead)
    for text in after:
        yield Paragraph(text)


def bars(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """What stands before, in and after the first run of two or more lines with equally many bars."""
    counts = [text.replace("｜", BAR).count(BAR) for text in texts]
    for start, count in enumerate(counts):
        end = start
        while end < len(texts) and count and counts[end] == count:
            end += 1
        if end - start >= 2:
            rows = tuple(
                tuple(cell.strip() for cell in text.replace("｜", BAR).strip().split(BAR)) for text in texts[start:end]
            )
            return texts[:start], rows, texts[end:]
    return texts, (), ()


def answers(reading: Reading, *question_ids: str, entry: Entry | None = None) -> Iterator[Block]:
    """Each answer under the label of its question; what is not asked or optional and empty is left out."""
    for question_id in question_ids:
        yield from led(reading.label(question_id), reading.texts(question_id, entry))


def evidence(reading: Reading, lead: str, question_id: str, entry: Entry | None = None) -> Iterator[Block]:
    named = reading.evidence(question_id, entry)
    if named:
        yield Paragraph(named + "。" if named.startswith("见") else named, lead=f"{lead}：")


def scenarios(reading: Reading) -> Iterator[tuple[Paragraph, Entry]]:
    """Each scenario with the line that names it."""
    for number, entry in enumerate(reading.scenarios, start=1):
        yield Paragraph(reading.scenario_name(number, entry), "scenario"), entry


def recipients(reading: Reading) -> Iterator[tuple[Paragraph, Entry]]:
    """Each recipient of each scenario with the line that names it."""
    for number, scenario in enumerate(reading.scenarios, start=1):
        found = reading.sheet.recipients_of(scenario.id)
        for place, entry in enumerate(found, start=1):
            which = f"境外接收方{place}" if len(found) > 1 else "境外接收方"
            yield Paragraph(f"场景{chinese_number(number)}{which}：{reading.recipient_name(entry)}", "scenario"), entry
