"""Loads the dated scorecards of a regime and refuses one that contradicts itself.

A scorecard is a folder named by its first day, ``scorecards/YYYY-MM-DD/``, with ``method.yaml`` and
``questions-*.yaml``. The method is the company's own, not law: a day before the first scorecard is scored with
the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from assessment.errors import RegimeBroken
from assessment.scorecard import BARRIER, LEVELS, Method, QuestionFile, Scorecard
from regimes.strict import read, validate


def load_scorecard(folder: Path, on: date) -> Scorecard:
    """The scorecard of the regime in ``folder`` that applies on that day."""
    starts = scorecard_dates(folder)
    if not starts:
        raise RegimeBroken(f"{folder / 'scorecards'}: no scorecard; expected a folder named by its first day")
    applicable = [start for start in starts if start <= on]
    return _load(folder / "scorecards" / (applicable[-1] if applicable else starts[0]).isoformat())


def scorecard_dates(folder: Path) -> tuple[date, ...]:
    """First days of all scorecards, earliest first."""
    return tuple(sorted(date.fromisoformat(path.name) for path in (folder / "scorecards").iterdir() if path.is_dir()))


@lru_cache(maxsize=16)
def _load(folder: Path) -> Scorecard:
    method = validate(read(folder / "method.yaml"), Method)
    questions = [question for file in _files(folder) for question in file.questions]
    scorecard = Scorecard(method=method, questions=tuple(sorted(questions, key=lambda q: q.order)))
    defects = tuple(contradictions(scorecard, folder.name))
    if defects:
        raise RegimeBroken(f"{folder}: " + "; ".join(defects))
    return scorecard


def question_files(folder: Path, starts: date) -> tuple[QuestionFile, ...]:
    """The questions of the scorecard of that first day by file, with how well their references were read."""
    return _files(folder / "scorecards" / starts.isoformat())


@lru_cache(maxsize=16)
def _files(folder: Path) -> tuple[QuestionFile, ...]:
    return tuple(validate(read(path), QuestionFile) for path in sorted(folder.glob("questions-*.yaml")))


def contradictions(scorecard: Scorecard, first_day: str) -> Iterator[str]:
    """What no single field can show; one sentence each."""
    method = scorecard.method
    ids = [question.id for question in scorecard.questions]
    if method.starts.isoformat() != first_day:
        yield f"method.yaml starts on {method.starts}, the folder says {first_day}"
    yield from (f"question {id_} stands twice" for id_ in sorted({i for i in ids if ids.count(i) > 1}))
    yield from (f"factor {f} has no question" for f, questions in scorecard.by_factor.items() if not questions)
    factors = set(scorecard.by_factor)
    yield from (f"question {q.id} names factor {q.factor}" for q in scorecard.questions if q.factor not in factors)
    scenarios = {scenario.id for scenario in method.scenarios}
    for scenario in method.scenarios:
        yield from (f"{scenario.id} names factor {f}" for f in scenario.factors if f not in factors | {BARRIER})
    for article in method.articles:
        yield from (f"article {article.id} names {s}" for s in article.scenarios if s not in scenarios)
    yield from (f"must-item {item.question} is no question" for item in method.must_items if item.question not in ids)
    yield from (f"gate {g.id} names {g.derived_from}" for g in method.gates if g.derived_from not in (None, *ids))
    yield from _matrix_defects(method)


def _matrix_defects(method: Method) -> Iterator[str]:
    """Every cell is the stricter of the two published matrices; the last one follows by monotony."""
    published = {matrix.id: matrix.rows for matrix in method.published}
    missing = {"annex_b", "gbt39335", "gbt45577"} - set(published)
    if missing:
        yield f"published matrices are missing: {', '.join(sorted(missing))}"
        return
    if [len(row) for row in method.matrix] != [4] * method.severity.highest:
        yield f"the matrix needs {method.severity.highest} rows of 4 cells"
        return
    for severity, row in enumerate(method.matrix):
        for likelihood, level in enumerate(row):
            cells = [
                LEVELS.index(rows[severity][likelihood])
                for rows in (published["annex_b"], published["gbt39335"])
                if severity < len(rows) and likelihood < len(rows[severity])
            ]
            left = [LEVELS.index(row[likelihood - 1])] if likelihood else []
            below = [LEVELS.index(method.matrix[severity - 1][likelihood])] if severity else []
            if LEVELS.index(level) != max(cells + left + below):
                yield f"matrix cell ({severity + 1}, {likelihood + 1}) is not the stricter of the published ones"
