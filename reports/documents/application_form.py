"""数据出境安全评估申报表: the blocks and labels of the official form, filled; the commitment stands at its end.

The guide puts the commitment inside the form, so it is not a document of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import Entry
from assessment.questions import QuestionType
from assessment.wording import ApplicationForm, FormBlock, FormRow
from reports.blocks import BLANK, Block, Cell, Form, Paragraph, Title
from reports.reading import BOX, TICKED, Reading

WIDTH = 4
"""Columns of the form: label and answer, twice."""


def write(reading: Reading, wording: ApplicationForm) -> tuple[Block, ...]:
    blocks: list[Block] = [Title(wording.title)]
    for block in wording.blocks:
        if block.scope == "case":
            blocks += _block(reading, wording, block, None)
    for number, scenario in enumerate(reading.scenarios, start=1):
        blocks.append(Paragraph("6. " + wording.scenario_title.format(n=number), "block-title"))
        blocks += _scenario(reading, wording, scenario)
    blocks.append(Paragraph(wording.commitment))
    return tuple(blocks)


def _scenario(reading: Reading, wording: ApplicationForm, scenario: Entry) -> Iterator[Block]:
    for block in wording.blocks:
        if block.scope == "scenario":
            yield from _block(reading, wording, block, scenario)
        elif block.scope == "recipient":
            recipients = reading.sheet.recipients_of(scenario.id)
            for number, recipient in enumerate(recipients, start=1):
                suffix = str(number) if len(recipients) > 1 else ""
                yield from _block(reading, wording, block, recipient, suffix)


def _block(
    reading: Reading, wording: ApplicationForm, block: FormBlock, entry: Entry | None, suffix: str = ""
) -> Iterator[Block]:
    title = (Cell((block.title + suffix,), span=WIDTH, label=True),)
    if block.absent_when and reading.value(block.absent_when) is True:
        yield Form((title, (Cell((f"{TICKED}{block.absent_text}",), span=WIDTH),)))
        return
    rows: list[tuple[Cell, ...]] = [title]
    waiting: tuple[Cell, ...] = ()
    for row in block.rows:
        cells = _row(reading, wording, row, entry)
        if not row.half:
            rows.append(cells)
        elif waiting:
            rows.append((*waiting, *cells))
            waiting = ()
        else:
            waiting = cells
    yield Form(tuple(rows))


def _row(reading: Reading, wording: ApplicationForm, row: FormRow, entry: Entry | None) -> tuple[Cell, ...]:
    lines = _special(reading, wording, row, entry) if row.special else _answer(reading, row, entry)
    if not row.label:
        return (Cell(lines, span=WIDTH, long=True),)
    label = (row.label, f"（{row.note}）") if row.note else (row.label,)
    return Cell(label, label=True), Cell(lines, span=1 if row.half else WIDTH - 1)


def _answer(reading: Reading, row: FormRow, entry: Entry | None) -> tuple[str, ...]:
    if len(row.fields) > 1:
        return ("/".join(reading.show(field, entry) for field in row.fields),)
    (field,) = row.fields
    match reading.type_of(field):
        case QuestionType.YES_NO | QuestionType.CHOICE | QuestionType.CHOICES:
            return (reading.boxes(field, entry),)
        case QuestionType.LONG_TEXT:
            return reading.texts(field, entry)
        case _:
            return (reading.show(field, entry),)


def _special(reading: Reading, wording: ApplicationForm, row: FormRow, entry: Entry | None) -> tuple[str, ...]:
    match row.special:
        case "data_types":
            return _data_types(reading, wording, entry)
        case "persons":
            return _persons(reading, wording, entry)
        case "important_size":
            return _important_size(reading, entry)
        case "contact":
            return _contact(reading, wording, entry)
        case "recipient_name":
            if reading.value("recipient.by_statistics", entry) is True:
                return ("见统计说明",)
            return (reading.show("recipient.name", entry),)
        case _:
            raise AssertionError(f"row '{row.label}' is not known: {row.special}")


def _data_types(reading: Reading, wording: ApplicationForm, entry: Entry | None) -> tuple[str, ...]:
    labels = wording.labels
    types = reading.value("scenario.data_types", entry)
    chosen = types if isinstance(types, list) else []
    important, personal = "important_data" in chosen, "personal_information" in chosen
    sensitive = reading.value("scenario.contains_sensitive", entry) if personal else None
    yes, no = (f"{TICKED if sensitive is v else BOX}{w}" for v, w in ((True, labels.yes), (False, labels.no)))
    authority = reading.show("scenario.important_data_authority", entry) if important else ""
    lines = (
        f"{TICKED if important else BOX}{labels.important_data} {labels.important_data_authority}：{authority}",
        f"{TICKED if personal else BOX}{labels.personal_information} {labels.contains_sensitive}：{yes} {no}",
    )
    gap = reading.gap("scenario.data_types", entry) if not chosen else ""
    return (*lines, gap) if gap else lines


def _persons(reading: Reading, wording: ApplicationForm, entry: Entry | None) -> tuple[str, ...]:
    if not reading.is_asked("scenario.persons_three_years", entry):
        return ("不涉及",)
    labels = wording.labels
    numbers = (
        (labels.persons_exported_this_year, "scenario.persons_exported_this_year"),
        (labels.persons_three_years, "scenario.persons_three_years"),
    )
    counted = tuple(f"{label}：{_with_unit(reading.show(q, entry), labels.unit_persons)}" for label, q in numbers)
    return (*counted, f"{labels.persons_relation}：{reading.show('scenario.persons_relation', entry)}")


def _important_size(reading: Reading, entry: Entry | None) -> tuple[str, ...]:
    if not reading.is_asked("scenario.important_data_size", entry):
        return ("不涉及",)
    size, unit = (reading.show(f"scenario.important_data_{part}", entry) for part in ("size", "unit"))
    return (BLANK if size == BLANK else f"{size} {unit}",)


def _contact(reading: Reading, wording: ApplicationForm, entry: Entry | None) -> tuple[str, ...]:
    phone, email = reading.show("recipient.phone", entry), reading.show("recipient.email", entry)
    if not phone and not email and reading.is_asked("recipient.phone", entry):
        phone = BLANK
    return (f"{wording.labels.phone}：{phone}", f"{wording.labels.email}：{email}")


def _with_unit(number: str, unit: str) -> str:
    return number if number == BLANK else f"{number} {unit}"
