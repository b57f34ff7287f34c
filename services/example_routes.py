"""Further cases of the example company: a standard contract, an exemption, and one that was filed and allowed.

They are loaded where somebody starts the program to look around; nothing else leans on them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assessment.milestones import Milestone
from assessment.work import Person
from services import milestones, review
from services.case_files import CaseFile
from services.desk import Desk

CASES = ("standard-contract", "exemption", "filed")
FILED = "filed"

_AFTERWARDS = (
    Milestone(kind="dossier_submitted", on=date(2026, 4, 13), number="苏网信数出申〔2026〕0118"),
    Milestone(kind="accepted", on=date(2026, 4, 24)),
    Milestone(
        kind="result_received",
        on=date(2026, 7, 9),
        result_date=date(2026, 7, 6),
        outcome="passed",
        valid_until=date(2029, 7, 5),
        number="国网数评〔2026〕0733",
        persons=1_410_000,
    ),
)


def load_routes(
    desk: Desk, preparer: Person, approver: Person, files: dict[str, CaseFile], load: Callable[[CaseFile], str]
) -> None:
    """``files`` by name of the folder; ``load`` puts one into the store and gives the id of its case."""
    for name, file in files.items():
        case_id = load(file)
        if name == FILED:
            snapshot = review.submit(desk, preparer, case_id)
            review.approve(desk, approver, case_id, snapshot.sha256)
            for milestone in _AFTERWARDS:
                if milestone.on <= desk.today:  # loaded on an earlier day, it has not happened yet
                    milestones.record(desk, preparer, case_id, milestone)
