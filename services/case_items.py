"""Data items as a case file writes them, with what was settled about each, as the answer sheet holds them."""

from __future__ import annotations

from assessment.answers import DataItem
from assessment.item_standing import of_kind
from assessment.item_states import Cut, Settled, Treatment
from assessment.vocabulary import Text
from services.case_parts import CutPart, ItemPart, SettledPart, TreatmentPart

UNPROVEN = Text(
    "已核实（verified）的脱敏处理须有证明材料（evidence）和另一位核实人（verified_by）；否则写 claimed。",
    "A verified treatment needs 'evidence' and 'verified_by', somebody other than 'by'; otherwise write claimed.",
)


def item_of(item_id: str, scenario: str, part: ItemPart) -> DataItem:
    return DataItem(
        item_id,
        scenario,
        part.name,
        part.description,
        part.necessity,
        part.example,
        part.remark,
        _settled(part.settled),
        _treatment(part.treatment),
        _cut(part.cut),
    )


def unproven(part: TreatmentPart) -> bool:
    """Whether a treatment is said to be verified and nothing shows by whom or by what."""
    return part.state == "verified" and not (part.evidence and part.verified_by and part.verified_by != part.by)


def _settled(part: SettledPart | None) -> Settled | None:
    if part is None:
        return None
    follows = of_kind(part.kind)
    return Settled(
        kind=part.kind,
        category=part.category,
        personal=part.personal or follows.personal,
        sensitive=part.sensitive or follows.sensitive,
        important=part.important or follows.important,
        rules=part.rules,
        reason=part.reason,
        proposed=part.proposed or part.kind,
        catalogue=part.catalogue,
        by=part.by,
        on=part.on.isoformat(),
    )


def _treatment(part: TreatmentPart | None) -> Treatment | None:
    if part is None:
        return None
    said = part.means, part.processing, part.note, part.kind, part.state
    return Treatment(*said, part.evidence, part.by, part.verified_by if part.state == "verified" else None)


def _cut(part: CutPart | None) -> Cut | None:
    return None if part is None else Cut(part.reason, part.by, part.on.isoformat())
