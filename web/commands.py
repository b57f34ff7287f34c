"""The commands: the same services as the pages, with JSON in and out and exit codes that scripts can lean on.

0 done; 1 the input is incomplete or a check failed, reasons on standard output; 2 used wrongly.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import with_appcontext

from assessment.deadline_words import doubt, how_counted
from assessment.errors import InputRefused, Problem
from services import example
from services.classify import classify_file
from services.deadlines import deadline_for
from services.decide import decide_file
from services.filing_check import check_file
from services.headless import dossier_from_file, place_of
from services.headless_copies import KINDS, copies_from_file
from services.rebuild import rebuild
from services.score import score_file
from services.trail import verify_store
from web import keeping_commands, trail_commands
from web.desk import desk

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Day(click.ParamType[date, Any]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-11-21.", param, ctx)


def register(app: Flask) -> None:
    for command in (decide, score, deadline, classify, check, dossier, rebuild_filed, verify_audit, load_example):
        app.cli.add_command(command)
    for command in (*trail_commands.COMMANDS, *keeping_commands.COMMANDS):
        app.cli.add_command(command)


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a refusal of the core into its sentences and exit code 1."""

    @wraps(command)
    def wrapped(*args: Any, as_json: bool, **kwargs: Any) -> None:
        try:
            command(*args, as_json=as_json, **kwargs)
        except InputRefused as refused:
            stop(refused.problems, as_json)

    return wrapped


def stop(problems: tuple[Problem, ...], as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"problems": [p.as_json() for p in problems]}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(f"{problem.where}: {problem.sentence.zh} / {problem.sentence.en}")
    sys.exit(1)


@click.command("decide")
@click.argument("facts", type=FILE)
@click.option("--on", type=Day(), default=None, help="The day whose rules apply; today in Beijing if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the decision as JSON.")
@with_appcontext
@refusing
def decide(facts: Path, on: date | None, as_json: bool) -> None:
    """Decide the route from plain FACTS (YAML)."""
    decision = decide_file(facts, on or desk().today, desk().regime_of(None))
    if as_json:
        click.echo(json.dumps(decision.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{decision.route} · {decision.on} · {decision.ruleset}")
    for flow in decision.flows:
        click.echo(f"  {flow.id}: {flow.route}")
        for rule in flow.rules:
            click.echo(f"    {rule.id} {rule.because.zh}（{rule.cite.text}{rule.cite.article}）")


@click.command("score")
@click.argument("answers", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the score as JSON.")
@with_appcontext
@refusing
def score(answers: Path, as_json: bool) -> None:
    """Score the risk from plain ANSWERS (YAML)."""
    result = score_file(answers)
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{result.decision} · {result.level[0]} – {result.level[1]}")
    for line in result.scenarios:
        click.echo(f"  {line.id} {line.sentence.zh}")


@click.command("deadline")
@click.argument("kind", metavar="DL-nn")
@click.option("--from", "start", type=Day(), default=None, help="The day of the event; of the end for windows.")
@click.option("--end", type=Day(), default=None, help="The end of a result or certificate, to be counted back from.")
@click.option("--json", "as_json", is_flag=True, help="Print the term as JSON.")
@with_appcontext
def deadline(kind: str, start: date | None, end: date | None, as_json: bool) -> None:
    """Count one term of the catalogue (DL-01 …) from the day of its event."""
    day = start or end
    if day is None or (start and end):
        raise click.UsageError("Give the day of the event with --from, or the end to count back from with --end.")
    try:
        found = deadline_for(kind, day, desk().regime_of(None), anchor="end" if end else None)
    except InputRefused as refused:  # a kind that does not exist is a command used wrongly, not an input to complete
        raise click.UsageError(" ".join(f"{p.sentence.zh} / {p.sentence.en}" for p in refused.problems)) from refused
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.kind} {found.rule.label.zh} / {found.rule.label.en}")
    window = f"{found.opens} – " if found.opens else ""
    click.echo(f"  {window}{found.due or '—'}")
    doubts = doubt(found)
    for sentence in filter(None, (how_counted(found), doubts)):
        click.echo(f"  {sentence.zh} / {sentence.en}")
    click.echo(f"  {found.cite.text}{found.cite.article}")


@click.command("classify")
@click.argument("items", type=FILE)
@click.option("--on", type=Day(), default=None, help="The day whose catalogue applies; today in Beijing if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a row.")
@with_appcontext
@refusing
def classify(items: Path, on: date | None, as_json: bool) -> None:
    """Classify the data items of a list: columns name, description, example, or the official headings."""
    found = classify_file(items, desk().regime_of(None), on or desk().today)
    lines = []
    for item in found.items:
        if as_json:
            lines.append(json.dumps(item.as_json(), ensure_ascii=False))
        else:
            lines.append(f"{item.name} · {item.category or '—'} · {item.kind} · {item.sure}")
            lines.append(f"  {item.because.zh} / {item.because.en}")
    click.echo("\n".join(lines), nl=bool(lines))  # at once: a long list printed line by line takes seconds
    if found.problems:
        stop(found.problems, as_json)


@click.command("check")
@click.argument("case_file", metavar="CASE", type=click.Path(exists=True, path_type=Path))
@click.option("--on", type=Day(), default=None, help="The day of filing; the case file's if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@with_appcontext
@refusing
def check(case_file: Path, on: date | None, as_json: bool) -> None:
    """Check CASE (a case.yaml or its folder) before filing: what must be mended, what to look at, what is by hand."""
    found = check_file(desk(), _case_yaml(case_file), on)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        for sign, defects in (("!", found.must), ("?", found.look)):
            for defect in defects:
                place = place_of(defect.gap.section, defect.gap.entry, defect.gap.question)
                click.echo(f"{sign} {place}: {defect.gap.sentence.zh} / {defect.gap.sentence.en}")
        for one in found.by_hand:
            click.echo(f"☐ {one.document}: {one.place.zh} · {one.who.zh} · {one.what.zh}")
        for lean in found.leans:
            click.echo(f"~ {lean.sentence.zh} / {lean.sentence.en}")
        click.echo(
            f"{len(found.must)} 处必须补齐，{len(found.look)} 处建议核对，{len(found.by_hand)} 处须手工完成 / "
            f"{len(found.must)} to mend, {len(found.look)} to look at, {len(found.by_hand)} by hand"
        )
    sys.exit(0 if found.may_be_final else 1)


def _case_yaml(case_file: Path) -> Path:
    """The file itself, or the case.yaml of a folder."""
    if not case_file.is_dir():
        return case_file
    inside = case_file / "case.yaml"
    if not inside.exists():
        raise click.UsageError(f"{inside} does not exist; name the folder that holds case.yaml.")
    return inside


@click.command("dossier")
@click.argument("case_file", metavar="CASE", type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the PDFs.")
@click.option("--on", type=Day(), default=None, help="The day of the dossier; the case file's if left out.")
@click.option("--tagged", is_flag=True, help="Write the tagged edition (PDF/UA-1) beside each document.")
@click.option("--copy", "kinds", multiple=True, type=click.Choice(KINDS), help="Write this copy too; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written, or what is missing, as JSON.")
@with_appcontext
@refusing
def dossier(case_file: Path, out: Path, on: date | None, tagged: bool, kinds: tuple[str, ...], as_json: bool) -> None:
    """Check, decide, score, and write every document of CASE (a case.yaml or its folder)."""
    case_file = _case_yaml(case_file)
    at = desk()
    result = dossier_from_file(case_file, out, at.regime_of(None), at.fonts, on, tagged=tagged, drawn=at.drawn)
    if kinds:
        names = copies_from_file(case_file, out, at.regime_of(None), at.fonts, on, kinds)
        result.manifest["copies"] = list(names)
    if result.missing:
        stop(result.missing, as_json)
    if as_json:
        click.echo(json.dumps(result.manifest, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{out}: {len(result.manifest['documents'])} documents, manifest.json")  # type: ignore[arg-type]  # JSON


@click.command("rebuild")
@click.argument("filed", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Write what was made again to this folder."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@with_appcontext
@refusing
def rebuild_filed(filed: Path, out: Path | None, as_json: bool) -> None:
    """Make FILED (a report, a zip or a folder of a filing) again from the snapshot in it, and compare every byte."""
    at = desk()
    found = rebuild(filed, at.regime_of(None), at.fonts, at.drawn)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for document in found.documents:
            (out / document.file).write_bytes(document.pdf)
    if as_json:
        reasons = [{"zh": reason.zh, "en": reason.en} for reason in found.reasons]
        click.echo(json.dumps({"same": dict(found.same), "reasons": reasons}, ensure_ascii=False, indent=2))
    else:
        for name, same in found.same.items():
            click.echo(f"{'=' if same else '!'} {name}")
        for reason in found.reasons:
            click.echo(f"{reason.zh} / {reason.en}")
    if found.reasons:
        sys.exit(1)


@click.command("verify-audit")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@with_appcontext
def verify_audit(as_json: bool) -> None:
    """Check the trail of the running store: records, tree, and every row against its last record."""
    report = verify_store(desk())
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{report.records} 条记录已核对 / {report.records} records checked")
        if report.erased:
            click.echo(
                f"{report.erased} 处姓名或文字已依法删除，各有记录，记录本身完整 / "
                f"{report.erased} names and texts were erased, each by a record; the records themselves stand"
            )
        for finding in report.findings:
            click.echo(f"! {finding.sentence.zh} / {finding.sentence.en}")
        click.echo(
            "✓ 未发现改动 / nothing was touched" if not report.findings else f"{len(report.findings)} 处不符 / findings"
        )
    sys.exit(1 if report.findings else 0)


@click.command("load-example")
@with_appcontext
def load_example() -> None:
    """Load the example company with its cases, once."""
    click.echo(example.load(desk(), routes=True))
