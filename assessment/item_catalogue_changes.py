"""What was settled once, and what the catalogue proposes for the same item now that law, facts or list are others.

A person who decided otherwise than the catalogue proposed then is not contradicted by the same proposal again. It
names changes; what an item is stays as it was settled until a person takes a change over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assessment.answers import DataItem
from assessment.item_lines import ItemProposal
from assessment.item_states import Settled

Because = Literal["catalogue", "facts"]


@dataclass(frozen=True, slots=True)
class ClassChange:
    """One item that would be settled otherwise today. ``because``: the catalogue is another, or facts or list are."""

    item: DataItem
    settled: Settled
    proposal: ItemProposal
    because: Because


def changes(items: Iterable[tuple[DataItem, ItemProposal]]) -> Iterator[ClassChange]:
    """The items whose proposal changed since they were settled, and is not what they were settled as."""
    for item, proposal in items:
        settled = item.settled
        if settled is None or item.cut is not None or proposal.kind in (settled.kind, settled.proposed):
            continue
        because: Because = "facts" if settled.catalogue == proposal.catalogue else "catalogue"
        yield ClassChange(item, settled, proposal, because)
