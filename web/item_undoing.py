"""The last change of data items that this browser made, so that the page can offer to take it back.

A change of several scenarios at once stands under the page it was made on instead of a scenario. The sentence is kept
in both languages: whoever changes the language reads it in the new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import session

from assessment.vocabulary import Text

_KEY = "item_undo"


@dataclass(frozen=True, slots=True)
class Undoable:
    """``change``: its id. ``said``: the sentence that told of it, such as 已确认 31 项。"""

    change: str
    said: Text


def offer(case_id: str, scenario: str, change: str, said: Text) -> None:
    """Remember the change; one without an id cannot be taken back and ends the offer of the one before."""
    if change:
        session[_KEY] = [case_id, scenario, change, said.zh, said.en]
    else:
        session.pop(_KEY, None)


def undoable(case_id: str, scenario: str) -> Undoable | None:
    kept = session.get(_KEY)
    if not kept or kept[:2] != [case_id, scenario]:
        return None
    return Undoable(kept[2], Text(kept[3], kept[4]))


def forget() -> None:
    session.pop(_KEY, None)
