"""``make bench``: one client, one process, SQLite; each figure beside a bare Flask insert of the same run.

A figure that passes its bar is marked with an exclamation mark. A busy machine shows in p95 first.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from assessment.changes import what_would_change
from assessment.facts import RouteFacts
from assessment.routing import decide
from assessment.scorecard import Scorecard
from assessment.scoring import ScoreInput, score
from assessment.scoring_advice import Advice, advise
from assessment.vocabulary import UNKNOWN
from bench import catalogue, items, trail
from bench import dossier as whole_dossier
from bench.office import Office, bare_flask, open_office, sent_by
from bench.portfolio import CASES, facts_of_many, fill
from reports.build import build
from reports.dossier import compose
from services.appraisal import appraise
from services.desk import actor_of
from services.kept_facts import portfolio_facts
from services.law_changes import redecide, touched_by
from services.review import snapshot_of
from services.wizard import save_section
from settings import ROOT

RESULTS = ROOT / "bench" / "results.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """``bar``: what p95 must not pass, in milliseconds. ``times_bare``: p50 against the bare insert's."""

    what: str
    p50_ms: float
    p95_ms: float
    bar_ms: float | None = None
    times_bare: float | None = None

    @property
    def kept(self) -> bool:
        return self.bar_ms is None or self.p95_ms <= self.bar_ms


def timed(runs: int, *steps: Callable[[], object]) -> list[float]:
    """Milliseconds of every step, after one round that nobody counts."""
    for step in steps:
        step()
    gc.collect()
    times = []
    for _ in range(runs):
        for step in steps:
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1000)
    return times


def figure(what: str, times: list[float], bar: float | None = None) -> Figure:
    return Figure(what, round(median(times), 3), round(quantiles(times, n=20)[-1], 3), bar)


def saves(office: Office) -> list[Figure]:
    """One page of the wizard, every text on it changed: through the service, and as a whole request."""
    section, number = office.section, count()
    browser = office.browser()
    address = f"/cases/{office.case}/answers/{section.id}/"
    names = [question.replace(".", "__") for question in office.texts(section)]
    sent: dict[str, str | list[str]] = {}

    def by_service() -> None:
        values = {question: f"第 {next(number)} 次" for question in office.texts(section)}
        saved = save_section(office.desk, office.preparer, office.case, section, "", 1_000_000, values)
        assert saved.changed == len(values)

    def by_request() -> None:
        sent.update({name: f"第 {next(number)} 次" for name in names if name in sent})
        answer = browser.post(address, data=sent, headers={"X-Autosave": "1"}).get_json()
        sent.update(revision=str(answer["revision"]), **answer["notes"])
        assert answer["now"]
        assert not answer["conflicts"]

    said = f"{len(names)} texts"
    service = figure(f"save one section, service ({said})", timed(100, by_service), 30)
    sent |= sent_by(browser.get(address).get_data(as_text=True))
    return [service, figure(f"save one section, whole request ({said})", timed(60, by_request))]


def audit(office: Office) -> tuple[list[Figure], float]:
    """The same rows written with and without their audit record, in turns; and the ratio of the two."""
    number = count()
    questions = office.texts(office.section)

    def write(recorded: bool) -> None:
        desk, person = office.desk, office.preparer
        with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
            values = {question: f"笔 {next(number)}" for question in questions}
            unit.sheets.save_answers(office.case, "", values)
            if recorded:
                unit.record("answers saved", case_id=office.case, subject=office.section.id)
                unit.commit()
            else:
                unit._work.session.commit()  # past the guard on purpose: what the record costs is the question

    times = timed(100, lambda: write(False), lambda: write(True))
    plain, recorded = figure("write answers, no record", times[::2]), figure("write answers and record", times[1::2])
    return [plain, recorded], round(recorded.p50_ms / plain.p50_ms, 2)


def pages(office: Office) -> list[Figure]:
    browser = office.browser()

    def get(address: str) -> Callable[[], None]:
        def step() -> None:
            answer = browser.get(address)
            assert answer.status_code == 200, address

        return step

    wizard = figure("any page of the wizard", timed(4, *(get(page) for page in office.pages())), 100)
    office.add_items()
    items = f"/cases/{office.case}/scenarios/{office.scenario}/items/"
    rest = [f"/cases/{office.case}/{page}" for page in ("check", "route", "risk", "review", "dossier", "trail")]
    return [
        wizard,
        figure("any page of the wizard, 5,000 items", timed(2, *(get(page) for page in office.pages())), 200),
        figure("first page of 5,000 items", timed(20, get(items)), 200),
        figure("last page of 5,000 items", timed(20, get(f"{items}?page=50")), 200),
        figure("any other page, 5,000 items", timed(5, *(get(page) for page in rest)), 200),
    ]


def reckoning(office: Office) -> list[Figure]:
    with office.desk.database.read(office.preparer.company_id) as unit:
        sheet = unit.sheets.load(office.case, office.desk.today)
    regime = office.desk.regime
    known = appraise(sheet, regime)
    rules, card = regime.rules, regime.scorecard(sheet.on)
    given = known.score_input
    open_facts = little_known(known.facts)
    many_flows = next(facts for facts in facts_of_many() if len(facts.flows) == 5)
    return [
        figure("decide the route", timed(300, lambda: decide(known.facts, rules, sheet.on)), 1),
        figure("decide the route, one flow", timed(300, lambda: decide(first_flow(known.facts), rules, sheet.on)), 1),
        figure("decide the route, almost nothing known", timed(60, lambda: decide(open_facts, rules, sheet.on))),
        figure("what would change it", timed(20, lambda: what_would_change(known.facts, rules, sheet.on)), 30),
        figure(
            "what would change it, five flows", timed(20, lambda: what_would_change(many_flows, rules, sheet.on)), 30
        ),
        figure("score, with plan and fragile answers", timed(60, lambda: score_and_advise(given, card)), 20),
    ]


def score_and_advise(given: ScoreInput, card: Scorecard) -> Advice:
    """Everything that the risk page shows: level, fixes with their effect, plan step by step, fragile answers."""
    return advise(given, card, score(given, card))


def little_known(facts: RouteFacts) -> RouteFacts:
    """The same flows while almost every answer is still open."""
    names = ("export_act", "contains_pi", "contains_spi", "important_data", "persons_pi", "persons_spi")
    flows = tuple(flow.model_copy(update=dict.fromkeys(names, UNKNOWN)) for flow in facts.flows)
    exporter = facts.exporter.model_copy(update={"kind": UNKNOWN})
    return facts.model_copy(update={"flows": flows, "exporter": exporter, "counters": None})


def first_flow(facts: RouteFacts) -> RouteFacts:
    return facts.model_copy(update={"flows": facts.flows[:1]})


def whole_portfolio(office: Office) -> list[Figure]:
    """Ten thousand cases for another day, in one process; beside it, what reading one case from its answers costs."""
    desk, company = office.desk, fill(office)
    stranger = replace(office.preparer, company_id=company)

    def again(on: date) -> Callable[[], None]:
        def step() -> None:
            decided = sum(1 for _ in redecide(desk, company, on))
            assert decided == CASES

        return step

    def read_one() -> None:
        with desk.database.read(office.preparer.company_id) as unit:
            sheet = unit.sheets.load(office.case, desk.today, with_items=False)
        assert appraise(sheet, desk.regime).facts

    days = (date(2027, 1, 1), date(2027, 1, 2), date(2024, 4, 1))
    times = [once(again(day)) for day in days]
    pages = [(date(2025, 12, 31 - n), date(2026, 1, 1 + n)) for n in range(4)]
    return [
        figure(f"{CASES:,} cases decided for another day", times, 30_000),
        figure("kept facts of 10,000 cases, read", [once(lambda: portfolio_facts(desk, company)) for _ in range(2)]),
        figure(
            "500 of them held against another day", [once(lambda p=p: touched_by(desk, stranger, *p)) for p in pages]
        ),
        figure("facts of one case, read from its answers", timed(20, read_one)),
    ]


def once(step: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1000


def form_pdf(office: Office) -> Figure:
    """Processor time of the official application form, drawn in its process from nothing."""
    with office.desk.database.read(office.preparer.company_id) as unit:
        sheet = unit.sheets.load(office.case, office.desk.today, with_items=False)
    regime = office.desk.regime
    content = snapshot_of(appraise(sheet, regime)).content
    dossier = compose(content, regime.questionnaire, regime.wording, status="draft")
    form = replace(dossier, documents=tuple(d for d in dossier.documents if d.kind == "application_form"))
    times = []
    for _ in range(3):
        before = processor()
        build(form, fonts=office.desk.fonts)
        times.append((processor() - before) * 1000)
    return figure("PDF of the application form, processor time", times)


def processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def item_table(office: Office) -> list[Figure]:
    """20,000 items taken over with their classes, then pages and edits of the table."""
    steps = items.take_over(office, items.workbook())
    whole = sum(steps.values()) * 1000
    found = [Figure("20,000 items imported and classified", round(whole, 1), round(whole, 1), 5_000)]
    found += [Figure(f"items, {one.what}", round(one.median, 3), round(one.p95, 3), 200) for one in items.timed(office)]
    found += [Figure(f"items, {what}", round(s * 1000), round(s * 1000)) for what, s in items.at_once(office).items()]
    return found


def table(figures: list[Figure]) -> str:
    lines = [f"{'':58}{'p50 ms':>10}{'p95 ms':>10}{'bar':>7}{'x bare':>9}"]
    for f in figures:
        bar = "" if f.bar_ms is None else f"{f.bar_ms:g}{'' if f.kept else ' !'}"
        lines.append(f"{f.what:58}{f.p50_ms:>10.2f}{f.p95_ms:>10.2f}{bar:>7}{f.times_bare or 1:>9.1f}")
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = open_office(folder)
        bare = bare_flask(folder)
        plain = figure("bare Flask insert, whole request", timed(200, lambda: bare.post("/", data={"q": "a"})))
        kept, ratio = audit(office)
        found = [plain, *saves(office), *kept, *pages(office), *reckoning(office), form_pdf(office)]
        found += whole_portfolio(office)
        rows = catalogue.many()
        times = [catalogue.classify_many(rows) for _ in range(3)]
        found.append(figure(f"{catalogue.ROWS:,} items classified, processor time", times, 2_000))
        labelled = catalogue.quality()
        found += item_table(office)
        office.desk.database.close()
    of_trail = trail.figures()
    figures = [replace(f, times_bare=round(f.p50_ms / plain.p50_ms, 1)) for f in found]
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.platform()}
    results = {"machine": machine, "audit_ratio": ratio, "figures": [asdict(f) for f in figures]}
    results["trail"] = [asdict(one) for one in of_trail]
    results["classification"] = catalogue.as_json(labelled)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(table(figures))
    print("\n" + catalogue.table(labelled))
    print("\n" + trail.table(of_trail))
    print("\n" + whole_dossier.table(whole_dossier.run(plain="--plain" in sys.argv)))
    print(f"\nWith its audit record a write takes {ratio} x the plain one (bar 1.5).  {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
