"""Official texts that an overlay brings in the place of one that was not read at its source: the commitment.

The file is checked here and put in by ``regimes/wordings.py``. On the days on which the overlay does not stand, the
text is what it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.errors import Problem
from assessment.wording_routes import CommitmentText
from regimes.carving import Window
from regimes.overlay_files import Overlay


def wordings_of(overlays: Sequence[Overlay], problems: list[Problem]) -> tuple[CommitmentText, ...]:
    """Each text for the days of its overlay; for one filing one overlay speaks a day."""
    found: list[CommitmentText] = []
    for overlay in overlays:
        window = overlay.window
        for index, text in enumerate(overlay.file.wordings if not window.empty else ()):
            since = text.since or window.since
            dated = text.model_copy(
                update={"since": since, "until": overlay.window_of(text.model_copy(update={"since": since})).until}
            ).model_copy(update={"overlay": overlay.id})
            own = Window(since, dated.until)
            if own.empty:
                continue
            for other in found:
                shared = sorted(set(other.filings) & set(text.filings))
                if shared and Window(other.since or since, other.until).shares_a_day(own):
                    problems.append(
                        overlay.problem(
                            ("wordings", index, "filings"),
                            f"“{'、'.join(shared)}”的承诺书在同一天已由补充规则“{other.overlay}”给出；先停用它。",
                            f"Overlay '{other.overlay}' gives the commitment of {', '.join(shared)} on the same day; "
                            "remove that one first.",
                        )
                    )
            found.append(dated)
    return tuple(found)
