"""``python -m regimes.check``: read every file of every regime and name all defects, each with its place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from assessment.errors import InputRefused, RegimeBroken
from regimes.loader import Regime, load_regime, regimes_at_hand

BEIJING = timezone(timedelta(hours=8))  # no time-zone file is needed for it


def defects(regime: Regime, on: date) -> list[str]:
    """One line per defect; empty when the regime is whole."""
    parts: tuple[Callable[[], object], ...] = (
        lambda: regime.rules,
        lambda: regime.questionnaire,
        lambda: regime.scorecard(on),
        lambda: regime.wording,
        lambda: regime.important_data,
        lambda: regime.after_filing,
        lambda: regime.calendars,
        lambda: regime.deadlines,
    )
    found = []
    for part in parts:
        try:
            part()
        except InputRefused as refused:
            found += [f"{p.where}: {p.sentence.zh} / {p.sentence.en}" for p in refused.problems]
        except RegimeBroken as broken:
            found.append(str(broken))
    return found


def main() -> int:
    today = datetime.now(BEIJING).date()
    lines = [line for name in regimes_at_hand() for line in defects(load_regime(name), today)]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
