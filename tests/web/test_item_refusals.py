"""A result that allows all but some items: they are found by name and cut with the authority's reason."""

from __future__ import annotations

import re

from werkzeug.datastructures import MultiDict

from tests.web.office import Office, Visitor, words_of


def refuse(zhou: Visitor, case: str, *names: str) -> None:
    said = {
        "kind": "result_received", "on": "2026-11-16", "outcome": "partly", "result_date": "2026-11-12",
        "number": "沪网信评〔2026〕8号", "refused": "\n".join(names),
    }  # fmt: skip
    assert zhou.post(f"/cases/{case}/filing", said).status_code == 302


def test_refused_items_are_found_and_cut_with_the_reason(office: Office, zhou: Visitor) -> None:
    name = office.sheet(office.full).items[3].name
    alike = [one.id for one in office.sheet(office.full).items if one.name == name]
    refuse(zhou, office.full, name.upper(), "清单里没有的名称")
    page = zhou.get(f"/cases/{office.full}/filing")
    words = words_of(page)
    assert f"有 {len(alike)} 个未通过的数据项仍在出境清单中" in words and "没有同名的数据项" in words
    assert "主管部门未予通过（沪网信评〔2026〕8号，2026-11-16）" in page.get_data(as_text=True)
    ticked = MultiDict([("reason", "主管部门未予通过"), *(("item", one) for one in alike)])
    done = zhou.post(f"/cases/{office.full}/items/refused", ticked)
    assert done.headers["Location"].endswith("/filing#refused-items")
    cut = {one.id: one.cut for one in office.sheet(office.full).items if one.cut is not None}
    assert set(cut) == set(alike) and len(alike) > 1, "the same name in several scenarios"
    assert {(one.reason, one.by) for one in cut.values()} == {("主管部门未予通过", "周敏")}
    after = words_of(zhou.get(f"/cases/{office.full}/filing"))
    assert "未通过的数据项已不在出境清单中" in after and f"已剔除 {len(alike)} 个数据项" in after
    with office.desk.database.read(office.company) as unit:
        assert [line.kind for line in unit.trail.page(office.full)[0]].count("items cut") == 3, "one for each scenario"
    change = re.search(
        r'name="change" value="([0-9a-f]+)"', zhou.get(f"/cases/{office.full}/filing").get_data(as_text=True)
    )
    assert change is not None
    undone = zhou.post(f"/cases/{office.full}/items/undo", {"change": change[1], "origin": "refused"})
    assert undone.headers["Location"].endswith("/filing#refused-items")
    assert all(one.cut is None for one in office.sheet(office.full).items)
    assert f"已撤销对 {len(alike)} 项的更改" in words_of(zhou.get(f"/cases/{office.full}/filing"))


def test_without_reason_or_choice_nothing_is_cut(office: Office, zhou: Visitor) -> None:
    item = office.sheet(office.full).items[3]
    refuse(zhou, office.full, item.name)
    address = f"/cases/{office.full}/items/refused"
    zhou.post(address, {"item": item.id, "reason": " "})
    assert "请写明理由" in words_of(zhou.get(f"/cases/{office.full}/filing"))
    zhou.post(address, {"reason": "主管部门未予通过"})
    assert "先勾选再剔除" in words_of(zhou.get(f"/cases/{office.full}/filing"))
    assert all(one.cut is None for one in office.sheet(office.full).items)


def test_a_result_that_refuses_nothing_says_nothing(office: Office, zhou: Visitor) -> None:
    assert "未通过的数据项" not in words_of(zhou.get(f"/cases/{office.full}/filing"))


def test_only_a_preparer_cuts(office: Office) -> None:
    gu = office.sit_down("gu")
    assert gu.post(f"/cases/{office.full}/items/refused", {"reason": "x"}).status_code == 403
