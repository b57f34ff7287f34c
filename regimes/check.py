"""``python -m regimes.check``: read every file of every regime and name all defects, each with its place.

The overlays of the installation's folder are read too; ``python -m regimes.check FOLDER`` names another folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from assessment.errors import InputRefused, Problem, RegimeBroken
from regimes.loader import Regime, load_regime, regimes_at_hand
from regimes.overlay_files import read_folder
from regimes.overlays import fitting
from settings import overlays_in

BEIJING = timezone(timedelta(hours=8))  # no time-zone file is needed for it


def defects(regime: Regime, on: date) -> list[str]:
    """One line per defect; empty when the regime is whole."""
    parts: tuple[Callable[[], object], ...] = (
        lambda: regime.rules,
        lambda: regime.questionnaire,
        lambda: regime.scorecard(on),
        lambda: regime.wording,
        lambda: regime.important_data,
        lambda: regime.catalogue,
        lambda: regime.after_filing,
        lambda: regime.retention,
        lambda: regime.calendars,
        lambda: regime.deadlines,
    )
    found = []
    for part in parts:
        try:
            part()
        except InputRefused as refused:
            found += [_line(problem) for problem in refused.problems]
        except RegimeBroken as broken:
            found.append(str(broken))
    return found


def folder_defects(folder: Path, regime: Regime | None = None) -> list[str]:
    """One line per defect of the overlays in a folder; empty when all of them fit the law, or there is none."""
    read, broken = read_folder(folder)
    try:
        _, misfits = fitting(regime or load_regime(), read)
    except (InputRefused, RegimeBroken):
        misfits = ()  # the law itself is broken; its own defects say so
    return [_line(problem) for problem in (*broken, *misfits)]


def _line(problem: Problem) -> str:
    return f"{problem.where}: {problem.sentence.zh} / {problem.sentence.en}"


def main(arguments: Sequence[str] = ()) -> int:
    today = datetime.now(BEIJING).date()
    lines = [line for name in regimes_at_hand() for line in defects(load_regime(name), today)]
    lines += folder_defects(Path(arguments[0]) if arguments else overlays_in(os.environ))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
