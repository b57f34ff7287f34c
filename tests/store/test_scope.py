"""Nothing of one company can be seen or changed from another: every method of every repository is walked.

A method that is added to a repository fails here until it has its line in the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from assessment.item_lines import Judgement, Recognition
from assessment.item_states import Cut
from assessment.questions import Scope
from assessment.timeline import TimelineFilter
from assessment.vocabulary import Confidence
from assessment.work import Anchor, FactsKept, ItemCounts, ItemFilter, SignedHead, StoredFile
from audit.checkpoint import Checkpoint
from audit.keys import SecretKey
from audit.sealing import Opening
from audit.signed_note import sign
from store.database import Database, Missing, NotRecorded, Unit
from store.rows import table_of
from store.tables import Row
from store.trail_reading import ERASED
from store.verify import verify
from tests.store.office import MORNING, TODAY, Office, open_office

NOTHING: tuple[Any, ...] = (None, [], 0, ([], 0), ItemCounts(), frozenset())


@dataclass
class Theirs:
    """What the other company has, by its keys."""

    office: Office
    item: str
    file: str
    snapshot: Any
    job: str
    document: str
    preview: str
    entry: str
    disposed: str

    @property
    def case(self) -> str:
        return self.office.case

    @property
    def scenario(self) -> str:
        return self.office.scenario

    @property
    def person(self) -> str:
        return self.office.li.person_id


def fill(office: Office) -> Theirs:
    office.save({"a.text": "secret"})
    [item] = office.add_items("秘密", necessity="秘密")
    snapshot = office.snapshot()
    with office.unit() as unit:
        unit.item_proposals.keep({item: "秘密"}, {item: (replace(FOUND, made_with="older"), JUDGED)})
        file = unit.files.put(b"secret", "secret.pdf", "application/pdf")
        unit.snapshots.put(office.case, snapshot)
        job = unit.jobs.create(office.case, "draft", snapshot_sha256=snapshot.sha256, requested_by="li")
        unit.jobs.claim(job.id, MORNING, stale_before=MORNING)
        document = add_document(unit, office.case, job.id, file)
        add_review(unit, office.case)
        preview = unit.previews.put(office.case, office.scenario, "secret.xlsx", {"a": 1})
        entry = unit.journals.append("duty", "pipia", {"state": "secret"}, case_id=office.case)
        unit.kept_facts.put(FactsKept(office.case, 1, "law", {"secret": True}))
        unit.calendar_feeds.open(FEED, office.li.person_id)
        unit.trail.add_checkpoint(signed_start(unit))
        unit.trail.add_anchor(Anchor("mail", "secret", unit.trail.origin(), 1, MORNING, b""))
        unit.record("dossier built", case_id=office.case)
        unit.commit()
    with office.unit() as unit:
        disposed = unit.cases.create("2023-001", "secret").id
        unit.disposals.dispose(disposed)
        unit.record("records disposed", case_id=disposed)
        unit.commit()
    return Theirs(office, item, file.sha256, snapshot, job.id, document.id, preview, entry.id, disposed)


def signed_start(unit: Unit) -> SignedHead:
    state = Checkpoint(unit.trail.origin(), 1, unit.trail.leaves()[0])
    return SignedHead(state.origin, 1, sign(state, SecretKey(b"k" * 32)).text(), MORNING)


def add_document(unit: Unit, case: str, job: str, file: StoredFile) -> Any:
    return unit.documents.add(
        case,
        job,
        kind="materials_list",
        title="x",
        file=file,
        pages=1,
        status="draft",
        snapshot_sha256="0" * 64,
        built_at=MORNING,
    )


def add_review(unit: Unit, case: str) -> Any:
    return unit.reviews.add(
        case,
        kind="submitted",
        person_id="x",
        person_name="x",
        at=MORNING,
        revision=1,
        snapshot_sha256="0" * 64,
    )


FEED = "f" * 64
CUT = Cut("mine", "x", "2026-11-21")
FOUND = Recognition(("mine",), "name", "x", Confidence.LOW, "law")
JUDGED = Judgement("none", "mine", "no", "no", "no", "facts")
FILE = StoredFile("0" * 64, "x", "x", 1)
LATER = MORNING + timedelta(days=1)

# What is asked, from the unit of another company, with the keys of the company that it does not belong to.
READING: dict[str, Callable[[Unit, Theirs], Any]] = {
    "companies.get": lambda u, t: u.companies.get(t.office.company),
    "companies.list": lambda u, t: [c for c in u.companies.list() if c.id == t.office.company],
    "people.by_login": lambda u, t: u.people.by_login("li"),
    "people.company_of_login": lambda u, t: u.people.company_of_login("li"),
    "people.known": lambda u, t: u.people.known(t.person),
    "people.get": lambda u, t: u.people.get(t.person),
    "people.list": lambda u, t: [p for p in u.people.list() if p.company_id == t.office.company],
    "people.password_hash": lambda u, t: u.people.password_hash(t.person),
    "cases.list": lambda u, t: [c for c in u.cases.list() if c.id == t.case],
    "cases.get": lambda u, t: u.cases.get(t.case),
    "cases.is_disposed": lambda u, t: u.cases.is_disposed(t.disposed) or None,
    "cases.by_reference": lambda u, t: [u.cases.by_reference("2026-001")] if found_theirs(u, t) else None,
    "sheets.answers_to": lambda u, t: [case for case in u.sheets.answers_to("a.text") if case == t.case],
    "sheets.load": lambda u, t: u.sheets.load(t.case, TODAY),
    "sheets.changes_since": lambda u, t: u.sheets.changes_since(t.case, 0),
    "sheets.last_change": lambda u, t: u.sheets.last_change(t.case, "", ["a.text"]),
    "sheets.authors": lambda u, t: u.sheets.authors(t.case),
    "items.page": lambda u, t: u.items.page(t.case, t.scenario),
    "items.count": lambda u, t: u.items.count(t.case, t.scenario, ItemFilter()) or None,
    "items.counts": lambda u, t: u.items.counts(t.case, t.scenario),
    "items.get": lambda u, t: u.items.get(t.case, t.item),
    "items.line": lambda u, t: u.items.line(t.case, t.item),
    "items.some": lambda u, t: u.items.some(t.case, t.scenario, [t.item]),
    "items.groups": lambda u, t: u.items.groups(t.case, t.scenario, ItemFilter(group="kind")),
    "items.matching": lambda u, t: u.items.matching(t.case, t.scenario, ItemFilter()),
    "items.has_name": lambda u, t: u.items.has_name(t.case, t.scenario, "秘密") or None,
    "items.reasons": lambda u, t: u.items.reasons(t.case, t.scenario),
    "item_proposals.kept": lambda u, t: u.item_proposals.kept(t.case, t.scenario),
    "item_proposals.to_recognise": lambda u, t: list(u.item_proposals.to_recognise(t.case, t.scenario, "law")),
    "items.of_scenario": lambda u, t: u.items.of_scenario(t.case, t.scenario),
    "item_sums.of_case": lambda u, t: u.item_sums.of_case(t.case) or None,
    "item_standings.of_case": lambda u, t: u.item_standings.of_case(t.case),
    "item_standings.named": lambda u, t: u.item_standings.named(t.case, t.scenario, ["undetermined", "none"], 10),
    "item_standings.with_names": lambda u, t: list(u.item_standings.with_names(t.case, ["秘密"])),
    "item_standings.repeated": lambda u, t: u.item_standings.repeated(t.case, 0, 10, least=1),
    "item_standings.places": lambda u, t: [p for p in u.item_standings.places(["秘密"]) if p.case_id == t.case],
    "item_removals.rows": lambda u, t: u.item_removals.rows(t.case, t.scenario, [t.item]),
    "item_removals.taken": lambda u, t: u.item_removals.taken(t.case, t.scenario, ["秘密"]),
    "items_of_category.repeated": lambda u, t: u.items_of_category.repeated(t.case, 0, 10, least=1),
    "items_of_category.places": lambda u, t: u.items_of_category.places(t.case, ["mine"]),
    "item_standings.judged_with": lambda u, t: list(u.item_standings.judged_with(t.case)),
    "items.names": lambda u, t: u.items.names(t.case, t.scenario),
    "files.get": lambda u, t: u.files.get(t.file),
    "files.open": lambda u, t: u.files.open(t.file),
    "snapshots.get": lambda u, t: u.snapshots.get(t.snapshot.sha256),
    "documents.list": lambda u, t: u.documents.list(t.case),
    "documents.get": lambda u, t: u.documents.get(t.document),
    "reviews.by_case": lambda u, t: u.reviews.by_case().get(t.case),
    "reviews.list": lambda u, t: u.reviews.list(t.case),
    "jobs.get": lambda u, t: u.jobs.get(t.job),
    "jobs.list": lambda u, t: u.jobs.list(t.case),
    "jobs.stale": lambda u, t: u.jobs.stale(LATER),
    "jobs.company_of": lambda u, t: u.jobs.company_of(t.job),
    "previews.get": lambda u, t: u.previews.get(t.preview),
    "journals.list": lambda u, t: u.journals.list("duty", case_id=t.case),
    "journals.get": lambda u, t: u.journals.get("duty", t.entry),
    "journals.newest": lambda u, t: u.journals.newest("duty"),
    "journals.last_position": lambda u, t: u.journals.last_position("duty"),
    "kept_facts.list": lambda u, t: u.kept_facts.list(),
    "calendar_feeds.get": lambda u, t: u.calendar_feeds.get(FEED),
    "calendar_feeds.of_person": lambda u, t: u.calendar_feeds.of_person(t.person),
    "trail.page": lambda u, t: u.trail.page(t.case),
    "trail.bodies": lambda u, t: u.trail.bodies(t.case),
    "trail.leaves": lambda u, t: [leaf for leaf in u.trail.leaves() if leaf in leaves(t)],
    "trail.head": lambda u, t: u.trail.head() == head(t) or None,
    "trail.origin": lambda u, t: t.office.company in u.trail.origin() or None,
    "trail.body": lambda u, t: [body for body in (u.trail.body(0),) if (0, body) in bodies(t)],
    "trail.last_of_kind": lambda u, t: u.trail.last_of_kind(t.case, "case created"),
    "trail.openings": lambda u, t: [one for one in u.trail.openings([0], rows=True)[0] if one in openings(t)],
    "trail.tree": lambda u, t: [leaf for leaf in (u.trail.tree(1).node(0, 0),) if leaf in leaves(t)],
    "trail.unsigned": lambda u, t: [company for company in u.trail.unsigned() if company == t.office.company],
    "trail.checkpoint": lambda u, t: u.trail.checkpoint(),
    "trail.anchors": lambda u, t: u.trail.anchors(),
    "trail.newest_anchor": lambda u, t: u.trail.newest_anchor("mail", "secret"),
    "trail.anchored_size": lambda u, t: u.trail.anchored_size("mail", "secret", f"tongguan/{t.office.company}"),
    "trail.anchors_of": lambda u, t: u.trail.anchors_of(f"tongguan/{t.office.company}", 1),
    "trail.name_now": lambda u, t: None if u.trail.name_now(t.person) == ERASED else u.trail.name_now(t.person),
    "erasures.of_person": lambda u, t: u.erasures.of_person(t.person, ["秘密"]),
    "erasures.cases_of": lambda u, t: u.erasures.cases_of(t.person),
    "erasures.last_change": lambda u, t: u.erasures.last_change(t.case),
    "erasures.of_case": lambda u, t: u.erasures.of_case(t.case),
    "trail.authors": lambda u, t: u.trail.authors(t.case),
    "timeline.part": lambda u, t: list(u.timeline.part(TimelineFilter(case_id=t.case)).lines),
    "timeline.count": lambda u, t: u.timeline.count(TimelineFilter(case_id=t.case)),
    "timeline.line": lambda u, t: [one for one in (u.timeline.line(2),) if one and one.case_id == t.case],
    "timeline.oldest_after": lambda u, t: u.timeline.oldest_after(5),
    "timeline.bodies": lambda u, t: list(u.timeline.bodies(TimelineFilter(case_id=t.case))),
    "timeline.checkpoints": lambda u, t: u.timeline.checkpoints(None, None),
    "trail.answer_changes": lambda u, t: list(u.trail.answer_changes(t.case, 0)),
}
WRITING: dict[str, Callable[[Unit, Theirs], Any]] = {
    "people.set_password_hash": lambda u, t: u.people.set_password_hash(t.person, "mine"),
    "people.set_language": lambda u, t: u.people.set_language(t.person, "en"),
    "erasures.rename": lambda u, t: u.erasures.rename(t.person, "mine"),
    "people.set_roles": lambda u, t: u.people.set_roles(t.person, []),
    "people.set_active": lambda u, t: u.people.set_active(t.person, False),
    "erasures.salts_of": lambda u, t: u.erasures.salts_of([f"case_record/{t.case}"]),
    "disposals.dispose": lambda u, t: u.disposals.dispose(t.case),
    "cases.touch": lambda u, t: u.cases.touch(t.case),
    "cases.rename": lambda u, t: u.cases.rename(t.case, "mine"),
    "sheets.save_answers": lambda u, t: u.sheets.save_answers(t.case, "", {"a.text": "mine"}),
    "sheets.add_entry": lambda u, t: u.sheets.add_entry(t.case, Scope.CLAUSE),
    "sheets.move_entry": lambda u, t: u.sheets.move_entry(t.case, t.scenario, 0),
    "sheets.remove_entry": lambda u, t: u.sheets.remove_entry(t.case, t.scenario),
    "items.add_many": lambda u, t: u.items.add_many(t.case, t.scenario, [{"name": "mine"}]),
    "items.change": lambda u, t: u.items.change(t.item, {"name": "mine"}),
    "items.change_many": lambda u, t: u.items.change_many(t.case, t.scenario, {t.item: {"name": "mine"}}),
    "items.set_states": lambda u, t: u.items.set_states(t.case, t.scenario, "cut", {t.item: CUT}),
    "item_proposals.keep": lambda u, t: u.item_proposals.keep({t.item: "mine"}, {t.item: (FOUND, JUDGED)}),
    "item_proposals.judge": lambda u, t: u.item_proposals.judge(t.case, t.scenario, {(): JUDGED}),
    "item_removals.put_back": lambda u, t: u.item_removals.put_back(t.case, t.scenario, []),
    "items.remove": lambda u, t: u.items.remove(t.case, t.scenario, [t.item]),
    "snapshots.put": lambda u, t: u.snapshots.put(t.case, t.snapshot),
    "documents.add": lambda u, t: add_document(u, t.case, t.job, FILE),
    "reviews.add": lambda u, t: add_review(u, t.case),
    "jobs.create": lambda u, t: u.jobs.create(t.case, "mine", snapshot_sha256=None, requested_by="x"),
    "jobs.claim": lambda u, t: u.jobs.claim(t.job, LATER, stale_before=LATER),
    "jobs.progress": lambda u, t: u.jobs.progress(t.job, 1, 1, "mine", LATER),
    "jobs.heartbeat": lambda u, t: u.jobs.heartbeat(t.job, LATER),
    "jobs.finish": lambda u, t: u.jobs.finish(t.job, LATER),
    "jobs.fail": lambda u, t: u.jobs.fail(t.job, "mine", LATER),
    "previews.put": lambda u, t: u.previews.put(t.case, t.scenario, "mine", {}),
    "previews.delete": lambda u, t: u.previews.delete(t.preview),
    "journals.append": lambda u, t: u.journals.append("duty", "pipia", {}, case_id=t.case),
    "kept_facts.put": lambda u, t: u.kept_facts.put(FactsKept(t.case, 2, "mine", {})),
    "calendar_feeds.open": lambda u, t: u.calendar_feeds.open("e" * 64, t.person),
    "trail.add_checkpoint": lambda u, t: u.trail.add_checkpoint(signed_start(u)),
    "trail.add_anchor": lambda u, t: u.trail.add_anchor(Anchor("mail", "mine", "mine", 9, LATER, b"")),
    "calendar_feeds.close": lambda u, t: u.calendar_feeds.close(t.person),
    "previews.delete_older": lambda u, t: u.previews.delete_older(LATER),
}
# These name nothing that belongs to somebody, or belong to the browser and not to a company.
WITHOUT_KEYS = {
    "erasures.erase",
    "erasures.erased",
    "cold.due",
    "disposals.still_kept",
    "cold.move",
    "cold.stretches",
    "companies.create",
    "people.create",
    "cases.create",
    "files.put",
    "sessions.get",
    "sessions.put",
    "sessions.touch",
    "sessions.delete",
    "sessions.delete_of",
    "sessions.delete_expired",
}


def found_theirs(unit: Unit, theirs: Theirs) -> bool:
    found = unit.cases.by_reference("2026-001")
    return found is not None and found.id == theirs.case


def leaves(theirs: Theirs) -> list[bytes]:
    with theirs.office.read() as unit:
        return unit.trail.leaves()


def bodies(theirs: Theirs) -> list[tuple[int, bytes]]:
    with theirs.office.read() as unit:
        return unit.trail.bodies()


def openings(theirs: Theirs) -> list[Opening]:
    with theirs.office.read() as unit:
        return unit.trail.openings([0], rows=True)[0]


def head(theirs: Theirs) -> Any:
    with theirs.office.read() as unit:
        return unit.trail.head()


@pytest.fixture
def theirs(database: Database) -> Theirs:
    return fill(open_office(database))


@pytest.fixture
def ours(database: Database) -> Office:
    return open_office(database, "另一家", prefix="our-")


def methods_of(unit: Unit) -> set[str]:
    return {
        f"{name}.{method}"
        for name, repository in vars(unit).items()
        if not name.startswith("_")
        for method in dir(repository)
        if not method.startswith("_")
    }


def everything(connection: Connection, company: str) -> list[Any]:
    tables = [table_of(kind) for kind in Row.__subclasses__()]
    return [
        list(connection.execute(select(table).where(table.c.company_id == company).order_by(*table.primary_key)))
        for table in tables
        if "company_id" in table.c
    ]


def test_every_method_of_every_repository_is_walked(ours: Office) -> None:
    with ours.read() as unit:
        assert methods_of(unit) == READING.keys() | WRITING.keys() | WITHOUT_KEYS


def test_nothing_of_another_company_is_seen(ours: Office, theirs: Theirs) -> None:
    for name, ask in READING.items():
        with ours.read() as unit:
            try:
                answer = ask(unit, theirs)
            except Missing:
                continue
        assert answer in NOTHING, name
        with theirs.office.read() as unit:
            nothing = name not in {"trail.head", "trail.origin"} and ask(unit, theirs) in NOTHING
            assert not nothing, f"{name} finds nothing at home either"


def test_nothing_of_another_company_is_changed(ours: Office, theirs: Theirs) -> None:
    engine = theirs.office.database.engines.reading
    with engine.connect() as connection:
        before = everything(connection, theirs.office.company)
    for name, write in WRITING.items():
        with ours.unit() as unit:
            try:
                answer = write(unit, theirs)
                unit.commit()
            except Missing:
                continue
            except NotRecorded:
                pytest.fail(f"{name} changed rows")
        assert answer in NOTHING, name
        with engine.connect() as connection:
            assert everything(connection, theirs.office.company) == before, name
    assert verify(theirs.office.database).findings == ()


def test_the_same_bytes_are_kept_for_each_company(ours: Office, theirs: Theirs) -> None:
    with ours.unit() as unit:
        unit.files.put(b"secret", "our own.pdf", "application/pdf")
        unit.record("evidence added")
        unit.commit()
    with ours.read() as unit:
        mine = unit.files.get(theirs.file)
    assert mine is not None and mine.name == "our own.pdf"
