"""Score one export from plain facts and grades in an ANSWERS.yaml file; the command ``flask score`` prints it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assessment.scoring import RiskScore, ScoreInput, score
from regimes.scorecards import load_scorecard
from regimes.strict import read, validate

REGIME = Path(__file__).resolve().parents[1] / "regimes" / "cn"


def score_file(path: Path | str, on: date = date.max) -> RiskScore:
    """The score of the file by the scorecard of that day, by default the newest one.

    Raises ``InputRefused`` with file, line and key for everything that cannot be read as meant.
    """
    return score(validate(read(Path(path)), ScoreInput), load_scorecard(REGIME, on))
