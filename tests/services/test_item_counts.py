"""Counts and filters of the table are what a plain count in Python gives, whatever was done before."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.item_keys import name_key
from assessment.item_lines import KINDS, ItemCounts, ItemFilter, ItemLine
from services import item_cuts, item_imports, item_settling, items
from services.item_treatments import TreatmentClaim, treat, verify_treatment
from services.item_undo import undo
from store.verify import verify
from tests.services.item_room import Room, open_room

NAMES = (
    "vin", "VIN ", "phone", "face_image", "gps_lat", "tyre_pressure", "xq_17", "Phone", "audio_file", "cell_voltage",
    "plate_no", "lane_line", "id_card", "speed", "user id", "user_id",
)  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = open_room(tmp_path, NAMES)
    yield made
    made.desk.database.close()


def naive(lines: list[ItemLine]) -> ItemCounts:
    kept = [line for line in lines if line.item.cut is None]
    kinds = Counter(line.standing for line in kept)
    keys = Counter(name_key(line.item.name) for line in kept)
    return ItemCounts(
        total=len(lines),
        **{kind: kinds[kind] for kind in KINDS},
        unsettled=sum(line.item.settled is None for line in kept),
        unjustified=sum(not line.item.necessity.strip() for line in kept),
        duplicates=sum(keys[name_key(line.item.name)] > 1 for line in kept),
        treated=sum(line.item.treatment is not None for line in kept),
        differs=sum(
            line.item.settled is not None and line.proposal is not None and line.item.settled.kind != line.proposal.kind
            for line in kept
        ),
        new=0,
        cut=len(lines) - len(kept),
    )


def step(room: Room, dice: random.Random) -> None:
    place = room.place
    chosen = dice.sample(list(room.ids.values()), dice.randint(1, 6))
    kind = dice.choice(KINDS)
    steps: list[Callable[[], object]] = [
        lambda: item_settling.settle(*place, chosen),
        lambda: item_settling.settle(*place, chosen, kind=kind, reason="经核对数据样例"),
        lambda: item_settling.unsettle(*place, chosen),
        lambda: item_cuts.cut(*place, chosen, "不再需要"),
        lambda: item_cuts.restore(*place, chosen),
        lambda: items.set_necessity(*place, chosen, dice.choice(["诊断", "", " "])),
        lambda: items.change_item(*place[:3], chosen[0], {"name": f"{dice.choice(NAMES)} {dice.randint(0, 99)}"}),
        lambda: _treated(room, chosen),
        lambda: undo(*place[:3], item_cuts.restore(*place, chosen).undo or item_cuts.cut(*place, chosen, "无").undo),
    ]
    dice.choice(steps)()


def _treated(room: Room, chosen: list[str]) -> None:
    if treat(*room.place, chosen, TreatmentClaim("dropped", evidence=(room.evidence(),))).count:
        verify_treatment(room.desk, room.lin, room.case, room.scenario, chosen)


@pytest.mark.parametrize("seed", range(6))
def test_counts_and_filters_agree_with_the_lines(room: Room, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(12):
        step(room, dice)
    page = items.items_page(*room.place)
    lines = list(page.lines)
    assert page.counts == naive(lines)
    for kind in KINDS:
        wanted = ItemFilter(kinds=frozenset([kind]))
        assert room.shown(wanted) == [x.item.name for x in lines if x.standing == kind and x.item.cut is None]
    for settled in (True, False):
        found = [x.item.name for x in lines if (x.item.settled is not None) is settled and x.item.cut is None]
        assert room.shown(ItemFilter(settled=settled)) == found
    by_kind = items.items_page(*room.place, ItemFilter(group="kind", sort="kind")).lines
    assert [KINDS.index(line.standing) for line in by_kind] == sorted(KINDS.index(line.standing) for line in lines)
    assert verify(room.desk.database).findings == ()


def test_groups_say_how_many_rows_each_has(room: Room) -> None:
    page = items.items_page(*room.place, ItemFilter(group="kind"))
    assert {key: count for key, _, count in page.groups} == Counter(line.standing for line in page.lines)
    assert sum(count for _, _, count in items.items_page(*room.place, ItemFilter(group="category")).groups) == len(
        NAMES
    )


def taken_over(room: Room, text: str) -> None:
    pending = item_imports.upload_items(*room.place, text.encode(), "items.csv")
    item_imports.confirm_import(*room.place, pending, item_imports.pending_import(*room.place, pending).digest)


def test_what_was_settled_survives_a_list_that_comes_again(room: Room) -> None:
    item_settling.settle(*room.place, list(room.ids.values()))
    item_cuts.cut(*room.place, room.of("phone"), "不再需要")
    before = {line.item.name: (line.item.settled, line.item.cut) for line in items.items_page(*room.place).lines}
    rows = "\n".join(f"{name},车辆数据,诊断所需" for name in NAMES if name not in ("VIN ", "Phone"))
    taken_over(room, f"数据项名称,内容描述,出境必要性\n{rows}\nnew_phone_no,车主手机号,\n")
    page = items.items_page(*room.place)
    after = {line.item.name: (line.item.settled, line.item.cut) for line in page.lines}
    assert after.pop("new_phone_no") == (None, None)
    assert after == before
    assert all(line.item.description == "车辆数据" for line in page.lines if line.item.name in ("phone", "speed"))
    assert room.shown(ItemFilter(only="new")) == ["new_phone_no"]
    assert page.counts.new == 1


def test_a_list_that_is_taken_over_has_its_proposals_at_once(room: Room) -> None:
    taken_over(room, "数据项名称,示例\nheart_rate_record,72\n")
    with room.desk.database.read(room.zhou.company_id) as unit:
        [stored] = [x for x in unit.items.page(room.case, room.scenario)[0] if x.item.name == "heart_rate_record"]
    assert stored.judgement is not None and stored.judgement.kind == "sensitive"
    assert room.line("vin").proposal is not None
