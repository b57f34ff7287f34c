"""标准合同的填写内容: what goes into the blanks of each contract, its 附录一 and 附录二.

One contract for each recipient, whichever scenarios it takes part in. The contract's own text is neither printed nor
changed here.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.wording_routes import ContractAnnex
from reports.blocks import Block, Heading, PageBreak, Paragraph, Table, Title
from reports.characters import chinese_number, clean
from reports.documents import contract_blanks
from reports.documents.contract_blanks import Contract
from reports.reading import Reading


def write(reading: Reading, wording: ContractAnnex) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Title(wording.title),
        Paragraph(f"个人信息处理者：{reading.show('handler.name')}", "plain"),
        Paragraph(f"备案项目：{clean(reading.sheet.title)}（{clean(reading.sheet.reference)}）", "plain"),
        Paragraph(wording.lead),
    ]
    contracts = contract_blanks.contracts_of(reading)
    for number, contract in enumerate(contracts, start=1):
        if number > 1:
            blocks.append(PageBreak())
        blocks += _contract(reading, wording, contract, number, alone=len(contracts) == 1)
    return tuple(blocks)


def _contract(
    reading: Reading, wording: ContractAnnex, contract: Contract, number: int, *, alone: bool
) -> Iterator[Block]:
    name = reading.recipient_name(contract.recipient)
    title = wording.numbered.format(number=chinese_number(number), name=name)
    yield Heading(1, f"境外接收方：{name}" if alone else title, f"{number}")
    yield Paragraph("合同双方", "block-title")
    columns = ("项目", wording.handler, wording.recipient)
    rows = tuple(
        (row.label, contract_blanks.handler(reading, row.fills), contract_blanks.party(reading, contract, row.fills))
        for row in wording.party
    )
    yield Table(columns, rows, (16, 42, 42))
    yield Paragraph("合同各处空白", "block-title")
    filled = ((blank, contract_blanks.blank(reading, contract, blank.fills)) for blank in wording.blanks)
    yield Table(
        wording.blank_columns,
        tuple((blank.place, blank.label, text) for blank, text in filled if text is not None),
        (17, 27, 56),
    )
    yield Heading(2, wording.annex_1_title, f"{number}.1")
    for item in wording.annex_1:
        yield Paragraph(f"{item.number}{item.label}", "point")
        for line in contract_blanks.description(reading, contract, item.fills) or (wording.nothing,):
            yield Paragraph(line)
    yield Heading(2, wording.annex_2_title, f"{number}.2")
    for text in reading.texts("contract.additional_terms") or (wording.nothing,):
        yield Paragraph(text)
