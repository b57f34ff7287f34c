"""Overlays: one broken file per message, and what a sound one does to the law on the days around its edges."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputRefused, Problem
from assessment.routing import decide
from regimes.entries import entries_of
from regimes.loader import HOME, Regime, load_regime
from regimes.overlay_files import CONTENT, OVERLAY_KINDS, OverlayFile, read_folder, read_overlay
from regimes.overlays import compose, fitting, signed_as
from tests.regimes.case_files import some_facts

BASE = load_regime()
TODAY = date(2026, 11, 21)


def head(kind: str, since: str = "2026-05-08", name: str = "ours", more: str = "") -> str:
    return f"""\
overlay:
  id: {name}
  kind: {kind}
  title: {{zh: 标题, en: Title}}
  from: {since}{more and f"{chr(10)}  {more}"}
  source: {{text: 《公告》, article: 第一条, read_on: 2026-11-20}}
  confidence: high
"""


REASON = """\
    because: {zh: 理由, en: Reason}
    cite: {text: 《公告》, article: 第一条}
    confidence: high
    checked_on: 2026-11-20
"""
CITED = "cite: {text: 《公告》, article: 第一条}, confidence: high, checked_on: 2026-11-20"


def figure(value: str = "999999", since: str = "2026-06-01", key: str = "sa.pi.persons") -> str:
    return f"figures:\n  - key: {key}\n    entries:\n      - {{from: {since}, value: {value}, {CITED}}}\n"


def rule(
    name: str = "OWN-1",
    when: str = "{fact: contains_pi, is: true}",
    more: str = "",
    since: str = "2026-06-01",
    route: str = "review",
) -> str:
    return f"routes:\n  - id: {name}\n    from: {since}\n{more}    when: {when}\n    route: {route}\n{REASON}"


def zone(entries: str = "", more: str = "") -> str:
    row = "{id: A1, scenario: {zh: 场景, en: Scenario}, name: {zh: 数据, en: Data}, route: security_assessment}"
    return (
        f"lists:\n  - id: beijing-2025\n    from: 2026-05-08\n    territory: whole_city\n{more}"
        f"    entries:\n      - {entries or row}\n"
    )


def term(kind: str, shape: str) -> str:
    return f"deadlines:\n  - kind: {kind}\n    entries:\n      - {{from: 2026-06-01, {shape}, {CITED}}}\n"


def composed(*texts: str, signed: frozenset[str] = frozenset()) -> Regime:
    return compose(BASE, [read_overlay(f"file{n}.yaml", text) for n, text in enumerate(texts)], signed)


def refused(*texts: str) -> list[Problem]:
    with pytest.raises(InputRefused) as caught:
        composed(*texts)
    return list(caught.value.problems)


# ---- strictness ----


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        (head("figure") + figure().replace("value:", "valeu:"), "line 11, figures[0].entries[0].valeu",
         "Unknown key 'valeu'. Did you mean 'value'?"),
        (head("figure") + figure("yes"), "line 11", "'yes' is ambiguous"),
        (head("figure") + figure("1.5"), "line 11", "Decimal numbers such as 1.5 are not used"),
        (head("figure") + figure() + "figures: []\n", "line 12, figures", "The key 'figures' stands here twice"),
        (head("figure", more="to: 2026-05-07") + figure(), "line 6, overlay.to",
         "It ends on 2026-05-07, before it begins on 2026-05-08."),
        (head("figure"), "line 1", "The file has no content; a file of kind figure writes it under 'figures'."),
        (head("figure") + rule(), "line 8, routes",
         "A file of kind figure holds no 'routes'; that belongs to kind annex, rule."),
        (head("figur") + figure(), "line 3, overlay.kind", "Did you mean 'figure'"),
        (head("figure", name="Our List") + figure(), "line 2, overlay.id", "'Our List' does not fit: it has to match"),
        (head("figure") + figure().split("      - ")[0] + "      []\n", "line 10, figures[0].entries",
         "at least one entry is expected"),
        (head("figure") + figure(since="2026-05-07"), "line 11, figures[0].entries[0].from",
         "The entry begins on 2026-05-07, before the overlay begins on 2026-05-08"),
        (head("figure", more="to: 2026-05-31") + figure(), "line 12, figures[0].entries[0].from",
         "The entry reaches beyond 2026-05-31, the day on which the overlay ends"),
        (head("figure") + figure().replace("value:", "overlay: theirs, value:"), "figures[0].entries[0].overlay",
         "Which overlay an entry comes from is written by the system; take 'overlay' out."),
        (head("figure") + figure(key="sa.pii.persons"), "line 9, figures[0].key",
         "Unknown figure 'sa.pii.persons'. Did you mean 'sa.pi.persons'? A new figure needs label and unit."),
        (head("figure") + figure("current_year"), "figures[0].entries[0].value",
         "The value 'current_year' of 'sa.pi.persons' does not fit its unit, persons."),
        (head("figure") + figure("-1"), "line 11, figures[0].entries[0].value", "it may not be below 0"),
        (head("figure") + figure().replace("    entries", "    unit: months\n    entries"), "figures[0].unit",
         "'sa.pi.persons' is counted in persons; take 'unit' out."),
        (head("figure") + figure() + f"      - {{from: 2026-06-01, value: 1, {CITED}}}\n", "figures[0]",
         "The entries of 'sa.pi.persons' stand in the order of their days, one value a day."),
        (head("rule") + rule(when="{fact: contains_pii, is: true}"), "routes[0]",
         "Unknown fact 'contains_pii'. Did you mean 'contains_pi'?"),
        (head("rule") + rule(when="{fact: counted.persons_pi, at_least: {figure: sa.pi.person}}"), "routes[0]",
         "Unknown figure 'sa.pi.person'. Did you mean 'sa.pi.persons'?"),
        (head("rule") + rule("R-41"), "routes[0]",
         "'R-41' already holds on that day; to correct it, write replaces: R-41@2024-03-22."),
        (head("rule") + rule("R-41", more="    replaces: R-41@2024-03-23\n"), "routes[0].replaces",
         "Unknown entry 'R-41@2024-03-23'. Did you mean 'R-41@2024-03-22'?"),
        (head("rule") + rule("R-42", more="    replaces: R-41@2024-03-22\n"), "routes[0].id",
         "The correction of 'R-41@2024-03-22' bears the same rule id, 'R-41'."),
        (head("rule") + rule(more="    to: 2026-05-31\n"), "routes[0].to",
         "The entry ends on 2026-05-31, before it begins on 2026-06-01."),
        (head("rule") + rule(more="    lifts: [R-99]\n"), "routes[0]", "Unknown later rule 'R-99'."),
        (head("rule") + rule() + rule()[len("routes:\n"):], "routes[1]", "'OWN-1' already holds on that day"),
        (head("zone_list") + zone().split("    entries")[0], "lists[0]", "has no entries"),
        (head("zone_list") + zone() + zone().splitlines()[-1] + "\n", "lists[0].entries[1].id",
         "The entry id 'A1' stands here twice"),
        (head("zone_list") + zone().replace("beijing-2025", "beijing-2052"), "lists[0].id",
         "The list 'beijing-2052' is not known; check the id, or give it a name"),
        (head("zone_list") + zone("{id: A1, scenario: {zh: 甲, en: A}, name: {zh: 乙, en: B}, route: review, "
                                  "route_below: exempt}"), "lists[0].entries[0].route_below",
         "There is a route_below but no number"),
        (head("deadline") + term("DL-99", "shape: none"),
         "deadlines[0].kind", "Unknown term 'DL-99'."),
        (head("deadline") + term("DL-01", "shape: after"),
         "deadlines[0].entries[0]", "Give the unit, and exactly one of figure and length."),
        (head("calendar") + f"calendars: [{{year: 2028, official: true, {CITED}}}]\n",
         "calendars[0].cite", "An official year names the address of its notice"),
    ],
)  # fmt: skip
def test_a_broken_overlay_is_refused_with_its_line(text: str, where: str, sentence: str) -> None:
    problems = refused(text)
    assert any(where in p.where and p.where.startswith("file0.yaml") and sentence in p.sentence.en for p in problems), (
        problems
    )
    assert all(p.sentence.zh for p in problems)


def test_all_defects_are_named_at_once() -> None:
    text = head("annex") + figure(key="sa.pii.persons") + rule(when="{fact: contains_pii, is: true}")
    assert "sa.pii.persons" in " ".join(p.sentence.en for p in refused(text))
    both = refused(head("figure") + figure("current_year"), head("figure", name="other") + figure(key="no.such"))
    assert {p.where.split(",")[0] for p in both} == {"file0.yaml", "file1.yaml"}


def test_two_overlays_give_no_two_values_on_one_day() -> None:
    problems = refused(head("figure", name="one") + figure(), head("figure", name="two") + figure(since="2026-10-01"))
    assert [(p.where, p.sentence.en) for p in problems] == [
        ("file1.yaml, line 11, figures[0].entries[0]",
         "Overlay 'one' gives 'sa.pi.persons' a value on the same day; remove that one first, or give an end (to).")
    ]  # fmt: skip


def test_an_id_stands_once() -> None:
    assert "belongs to another overlay" in refused(head("figure") + figure(), head("zone_list") + zone())[0].sentence.en


def test_a_figure_without_a_number_is_charged_to_the_overlay_that_brought_it() -> None:
    problems = refused(head("figure") + figure("null"))
    assert all(p.where.startswith("file0.yaml") for p in problems)
    assert any("has no number on 2026-06-01, while" in p.sentence.en for p in problems)


def test_every_kind_has_content_that_the_file_knows() -> None:
    assert set(CONTENT) == set(OVERLAY_KINDS)
    assert {name for names in CONTENT.values() for name in names} == set(OverlayFile.model_fields) - {"overlay"}


@pytest.mark.parametrize("kind", OVERLAY_KINDS)
def test_the_worked_file_of_every_kind_is_sound_and_stands_in_the_manual(kind: str) -> None:
    text = (HOME / "overlay_examples" / f"{kind}.yaml").read_text(encoding="utf-8")
    overlay = read_overlay(f"{kind}.yaml", text)
    assert overlay.head.kind == kind
    regime = compose(BASE, [overlay])
    assert regime.sha256 != BASE.sha256
    assert regime.rules.routes and regime.calendars.years and regime.deadlines.deadlines and regime.important_data.draft
    assert text in (HOME.parent / "docs" / "overlays.md").read_text(encoding="utf-8")


# ---- composition ----


def value(regime: Regime, day: date) -> object:
    entry = regime.rules.figure("sa.pi.persons", day)
    return entry.value if entry else None


def test_no_overlay_leaves_the_law_as_it_is() -> None:
    assert compose(BASE, ()) is BASE


def test_a_figure_by_one_from_a_day_changes_the_route_on_that_day_and_not_before() -> None:
    regime = composed(head("figure") + figure())
    facts = some_facts({"persons_pi": 999_999})
    routes = [
        decide(facts, law.rules, day).route
        for law, day in ((regime, date(2026, 5, 31)), (regime, date(2026, 6, 1)), (BASE, date(2026, 6, 1)))
    ]
    assert routes == [
        "standard_contract_or_certification", "security_assessment", "standard_contract_or_certification",
    ]  # fmt: skip


def test_what_a_figure_displaced_is_back_on_the_day_after_it_ends() -> None:
    regime = composed(head("figure", more="to: 2026-08-31") + figure())
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [value(regime, day) for day in days] == [1_000_000, 999_999, 999_999, 1_000_000]
    assert [e.overlay for f in regime.rules.figures if f.key == "sa.pi.persons" for e in f.entries][-2:] == [
        "ours",
        None,
    ]


def test_an_overlay_removed_before_it_begins_never_held() -> None:
    overlay = read_overlay("file.yaml", head("figure") + figure(), removed_from=date(2026, 5, 8))
    regime = compose(BASE, [overlay])
    assert regime.rules.figures == BASE.rules.figures
    assert regime.sha256 != BASE.sha256


def test_a_new_figure_may_be_read_by_a_new_rule() -> None:
    added = figure(key="own.persons", value="7").replace(
        "    entries", "    label: {zh: 自定, en: Own}\n    unit: persons\n    entries"
    )
    own = rule(when="{fact: counted.persons_pi, at_least: {figure: own.persons}}")
    regime = composed(head("rule") + added + own)
    found = [decide(some_facts({"persons_pi": n}), regime.rules, TODAY) for n in (6, 7)]
    assert ["OWN-1" in {r.id for r in one.flows[0].rules} for one in found] == [False, True]
    applied = next(r for r in found[1].flows[0].rules if r.id == "OWN-1")
    assert applied.overlay == "ours"


def test_a_correction_takes_the_place_of_the_rule_and_gives_it_back() -> None:
    text = head("rule") + rule("R-41", more="    to: 2026-06-30\n    replaces: R-41@2024-03-22\n")
    regime = composed(text)
    for day, expected in ((date(2026, 5, 31), None), (date(2026, 6, 1), "ours"), (date(2026, 6, 30), "ours"),
                          (date(2026, 7, 1), None)):  # fmt: skip
        (standing,) = [bound.rule for bound in regime.rules.on(day).routes if bound.key == "R-41"]
        assert standing.overlay == expected, day


def test_counsels_signature_on_a_rule_covers_the_piece_behind_a_correction() -> None:
    text = head("rule") + rule("R-41", more="    to: 2026-06-30\n    replaces: R-41@2024-03-22\n")
    regime = signed_as(composed(text), frozenset({"rule:R-41@2024-03-22"}))
    assert {"rule:R-41@2024-03-22", "rule:R-41@2026-07-01"} <= regime.rules.signed
    assert "rule:R-41@2026-06-01" not in regime.rules.signed


def test_a_new_rule_stands_first_and_may_lift_ours() -> None:
    text = head("rule") + rule(more="    lifts: [R-41, R-42, R-43]\n", route="exempt")
    facts = some_facts({"persons_pi": 2_000_000})
    assert decide(facts, composed(text).rules, TODAY).route == "exempt"
    assert decide(facts, BASE.rules, TODAY).route == "security_assessment"


def test_the_text_of_a_list_stands_on_its_days_only() -> None:
    regime = composed(head("zone_list", more="to: 2026-12-31") + zone())
    known = regime.rules.known_list("beijing-2025", TODAY)
    assert known is not None and known.loaded and known.overlay == "ours" and known.entries[0].id == "A1"
    assert known.name == BASE.rules.known_list("beijing-2025", TODAY).name  # type: ignore[union-attr]  # it ships
    later = regime.rules.known_list("beijing-2025", date(2027, 1, 1))
    assert later is not None and not later.loaded


def test_a_loaded_list_makes_the_list_rule_decide() -> None:
    read = some_facts(
        {"persons_pi": 200_000, "ftz": {"list": "beijing-2025", "on_list": False}}, exporter={"region": "beijing"}
    )
    before, after = decide(read, BASE.rules, TODAY), decide(read, composed(head("zone_list") + zone()).rules, TODAY)
    assert "R-30" not in {r.id for r in before.flows[0].rules}
    assert (after.route, "R-30" in {r.id for r in after.flows[0].rules}) == ("exempt", True)


def test_a_new_list_can_be_chosen_in_the_questionnaire() -> None:
    text = head("zone_list") + zone(more="    name: {zh: 新清单, en: New list}\n").replace("beijing-2025", "new-2026")
    assert BASE.questionnaire.question("scenario.ftz_list")  # looked up before the overlay is put in
    choices = composed(text).questionnaire.question("scenario.ftz_list").choices
    assert [(c.zh, c.en) for c in choices if c.id == "new-2026"] == [("新清单", "New list")]
    assert choices[-1].id == BASE.questionnaire.question("scenario.ftz_list").choices[-1].id


def test_a_calendar_counts_on_the_days_on_which_its_overlay_stands() -> None:
    text = head("calendar", since="2026-11-20") + (
        "calendars:\n  - year: 2027\n    official: true\n"
        "    cite: {text: 《通知》, article: 全文, address: 'https://www.gov.cn/'}\n"
        "    confidence: high\n    checked_on: 2026-11-20\n"
        "    off: [{from: 2027-02-06, to: 2027-02-12}, {from: 2027-11-01, to: 2027-11-02}]\n    make_up: [2027-02-20]\n"
    )
    whole = compose(BASE, [read_overlay("file.yaml", text)]).calendars
    assert whole.is_official(2027) and whole.is_working(date(2027, 2, 20)) and not whole.is_working(date(2027, 11, 1))
    half = compose(BASE, [read_overlay("file.yaml", text, removed_from=date(2027, 6, 1))]).calendars
    assert not half.is_official(2027)
    assert half.is_working(date(2027, 2, 20)) and half.is_working(date(2027, 11, 1))


def test_a_term_of_an_overlay_takes_the_place_of_ours_from_its_day() -> None:
    text = head("deadline") + term("DL-01", "shape: after, length: 7, unit: working_days")
    known = composed(text).deadlines.rule("DL-01")
    assert known is not None
    assert [(e.overlay, e.length) for e in (known.on(date(2026, 5, 31)), known.on(date(2026, 6, 1))) if e] == [
        (None, None), ("ours", 7),
    ]  # fmt: skip


# ---- identity, folder ----


def test_the_fingerprint_follows_text_removal_and_signatures() -> None:
    text = head("figure") + figure()
    read = read_overlay("file.yaml", text)
    removed = read_overlay("file.yaml", text, removed_from=date(2026, 12, 1))
    prints = {
        BASE.sha256,
        compose(BASE, [read]).sha256,
        compose(BASE, [removed]).sha256,
        compose(BASE, [read_overlay("file.yaml", text + "# \n")]).sha256,
        compose(BASE, [read], frozenset({"rule:R-41@2024-03-22"})).sha256,
        compose(BASE, (), frozenset({"rule:R-41@2024-03-22"})).sha256,
    }
    assert len(prints) == 6
    assert compose(BASE, [read]).sha256 == compose(BASE, [read_overlay("other name.yaml", text)]).sha256


def test_a_clash_is_charged_to_the_one_that_came_later() -> None:
    early, late = head("figure", name="a") + figure(), head("figure", name="b") + figure()
    assert refused(early, late)[0].where.startswith("file1.yaml")
    assert refused(late, early)[0].where.startswith("file1.yaml")
    regime, problems = fitting(BASE, [read_overlay("b.yaml", late), read_overlay("a.yaml", early)])
    assert [overlay.id for overlay in regime.overlays] == ["b"]
    assert [problem.where.split(",")[0] for problem in problems] == ["a.yaml"]


def test_every_entry_has_a_subject_of_its_own() -> None:
    subjects = [
        entry.subject for entry in entries_of(composed(head("figure") + figure(), head("zone_list", name="b") + zone()))
    ]
    assert len(subjects) == len(set(subjects))


def test_a_folder_gives_what_can_be_read_and_names_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(head("figure", name="a") + figure(), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(head("figure", name="a") + figure(), encoding="utf-8")
    (tmp_path / "c.yml").write_text("overlay: [\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not ours", encoding="utf-8")
    read, problems = read_folder(tmp_path)
    assert [overlay.id for overlay in read] == ["a"]
    assert [Path(p.where.split(",")[0]).name for p in problems] == ["b.yaml", "c.yml"]
    assert read_folder(tmp_path / "none") == ((), ())
