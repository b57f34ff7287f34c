"""What fills each blank of a standard contract, from the answers of the case. It words nothing the contract words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.answers import Entry
from assessment.wording_routes import Description, Fill, PartyField
from reports.blocks import BLANK
from reports.characters import chinese_number, clean
from reports.reading import Reading, chinese_date


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract: its recipient, as it was first described, and the scenarios it covers, each with its entry."""

    recipient: Entry
    covered: tuple[tuple[int, Entry, Entry], ...]


Lines = Callable[[Reading, Entry, Entry], Iterable[str]]
"""What is said of one scenario and the recipient's entry in it."""


def contracts_of(reading: Reading) -> tuple[Contract, ...]:
    """One for each recipient; the same name in the same country is the same recipient."""
    found: dict[tuple[str, str], list[tuple[int, Entry, Entry]]] = {}
    for number, scenario in enumerate(reading.scenarios, start=1):
        for entry in reading.sheet.recipients_of(scenario.id):
            name, place = (clean(str(reading.value(q, entry) or "")) for q in ("recipient.name", "recipient.country"))
            key = (" ".join(name.casefold().split()) or entry.id, place)
            found.setdefault(key, []).append((number, scenario, entry))
    return tuple(Contract(covered[0][2], tuple(covered)) for covered in found.values())


def handler(reading: Reading, fills: PartyField) -> str:
    """The side in China: the office, and the handling person as its contact."""
    match fills:
        case "name":
            return reading.show("handler.name")
        case "address":
            return reading.show("handler.office_place")
        case "contact_details":
            return _reachable(reading, "agent.phone", "agent.email")
        case "contact":
            return reading.show("agent.name")
        case "position":
            return reading.show("agent.position")


def party(reading: Reading, contract: Contract, fills: PartyField) -> str:
    """The side abroad."""
    match fills:
        case "name":
            return reading.recipient_name(contract.recipient)
        case "address":
            return _first(reading, contract, "recipient.address")
        case "contact_details":
            return next((text for _, _, e in contract.covered if (text := _reached(reading, "recipient", e))), BLANK)
        case "contact":
            return _first(reading, contract, "recipient.contact_name")
        case "position":
            return _first(reading, contract, "recipient.contact_position")


def blank(reading: Reading, contract: Contract, fills: Fill) -> str | None:
    """The text of one blank; ``None`` where what was chosen leaves the blank out."""
    match fills:
        case "commercial_contract":
            return _commercial(reading, contract)
        case "measures":
            names = ("recipient.technical_measures", "recipient.management_measures")
            lines = [line for name in names for line in _all(reading, contract, name)]
            return "\n".join(dict.fromkeys(lines)) or BLANK
        case "inquiry_contact":
            return _first(reading, contract, "recipient.inquiry_contact")
        case "notice_address":
            own = "\n".join(reading.texts("contract.notice_address"))
            return own or (
                f"个人信息处理者：{handler(reading, 'address')}\n境外接收方：{party(reading, contract, 'address')}"
            )
        case "notice_days_air" | "notice_days_electronic" | "signed_at":
            return reading.show(f"contract.{fills}")
        case "dispute":
            return reading.boxes("contract.dispute")
        case "arbitration_body":
            return _body(reading) if _arbitrated(reading) else None
        case "arbitration_place":
            return reading.show("contract.arbitration_place") if _arbitrated(reading) else None
        case "copies":
            total, each = reading.show("contract.copies"), reading.show("contract.copies_each")
            return f"正本一式{total}份，双方各执{each}份"


def description(reading: Reading, contract: Contract, fills: Description) -> tuple[str, ...]:
    """The lines of one item of 附录一, scenario by scenario where the contract covers several."""
    match fills:
        case "other":
            return reading.texts("contract.other_matters")
        case "third_parties":
            return _by_scenario(reading, contract, _onward)
        case "scale":
            return _by_scenario(reading, contract, _scale)
        case "retention":
            return _by_scenario(reading, contract, _retention)
        case "transmission":
            return _by_scenario(reading, contract, _transmission)
        case "method":
            return _by_scenario(reading, contract, _method)
        case "sensitive_kinds":
            return _by_scenario(reading, contract, _sensitive)
        case "purpose":
            return _by_scenario(reading, contract, lambda r, s, e: r.texts("scenario.purpose", s))
        case "kinds":
            return _by_scenario(reading, contract, lambda r, s, e: r.texts("scenario.pi_kinds", s))
        case "place":
            return _by_scenario(reading, contract, lambda r, s, e: r.texts("scenario.overseas_systems", s))


def _commercial(reading: Reading, contract: Contract) -> str:
    for _, _, entry in contract.covered:
        state = reading.value("recipient.commercial_contract", entry)
        if state in ("signed", "agreed"):
            mark = "已" if state == "signed" else "约定"
            day = reading.show("recipient.commercial_contract_date", entry)
            name = reading.show("recipient.commercial_contract_name", entry).strip("《》")
            return f"{mark}于{day}订立《{name}》"
    return "无"


def _arbitrated(reading: Reading) -> bool:
    return reading.value("contract.dispute") == "arbitration"


def _body(reading: Reading) -> str:
    """The institution alone: the contract prints all five, and one of them is ticked there."""
    chosen, other = reading.show("contract.arbitration_body"), reading.show("contract.arbitration_other")
    return f"{chosen}：{other}" if other else chosen


def _scale(reading: Reading, scenario: Entry, _: Entry) -> Iterator[str]:
    this_year = reading.show("scenario.persons_exported_this_year", scenario)
    coming = reading.show("scenario.persons_three_years", scenario)
    yield f"本年度已出境涉及自然人（去重）{this_year}人，未来3年{coming}人。"


def _method(reading: Reading, scenario: Entry, recipient: Entry) -> Iterable[str]:
    texts = (*reading.texts("scenario.method_description", scenario), *reading.texts("recipient.method", recipient))
    return dict.fromkeys(texts)


def _sensitive(reading: Reading, scenario: Entry, _: Entry) -> tuple[str, ...]:
    match reading.value("scenario.contains_sensitive", scenario):
        case True:
            return reading.texts("scenario.spi_kinds", scenario)
        case False:
            return ("无",)
        case _:
            return (BLANK,)


def _onward(reading: Reading, scenario: Entry, _: Entry) -> tuple[str, ...]:
    match reading.value("scenario.onward", scenario):
        case True:
            return reading.texts("scenario.onward_description", scenario)
        case False:
            return ("不向境外第三方提供。",)
        case _:
            return (BLANK,)


def _transmission(reading: Reading, scenario: Entry, _: Entry) -> Iterator[str]:
    yield reading.show("scenario.methods", scenario) + "。"
    yield from reading.texts("scenario.link_description", scenario)


def _retention(reading: Reading, scenario: Entry, _: Entry) -> Iterator[str]:
    ends = [reading.value(f"scenario.retention_{end}", scenario) for end in ("from", "to")]
    start, end = (chinese_date(str(day)) if day else BLANK for day in ends)
    yield f"自{start}起至{end}止。"


def _by_scenario(reading: Reading, contract: Contract, write: Lines) -> tuple[str, ...]:
    """With several scenarios each is named; what is the same in all of them is said once."""
    told = [(number, tuple(write(reading, scenario, entry))) for number, scenario, entry in contract.covered]
    if len({lines for _, lines in told}) == 1:
        return told[0][1]
    return tuple(
        f"场景{chinese_number(number)}：{line}" if place == 0 else line
        for number, lines in told
        for place, line in enumerate(lines)
    )


def _all(reading: Reading, contract: Contract, question: str) -> tuple[str, ...]:
    return tuple(line for _, _, entry in contract.covered for line in reading.texts(question, entry) if line != BLANK)


def _first(reading: Reading, contract: Contract, question: str) -> str:
    """The same recipient may be described in several scenarios; the first answer that was given counts."""
    told = (reading.show(question, entry) for _, _, entry in contract.covered)
    return next((text for text in told if text and text != BLANK), BLANK)


def _reached(reading: Reading, who: str, entry: Entry | None) -> str:
    told = (reading.show(f"{who}.{what}", entry) for what in ("phone", "email"))
    return "，".join(text for text in told if text and text != BLANK)


def _reachable(reading: Reading, *questions: str) -> str:
    told = (reading.show(question) for question in questions)
    return "，".join(text for text in told if text and text != BLANK) or BLANK
