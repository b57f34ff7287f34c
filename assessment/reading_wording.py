"""Frozen types of the English of the documents: what a reading copy says for the words of ours and of the forms.

None of it is official and none of it is filed; the Chinese text is what counts. The words are data of the regime.
"""

from __future__ import annotations

from assessment.questions import Bilingual, Frozen


class ReadingCopyWording(Frozen):
    """``mark`` stands on every page, ``notice`` on the first; ``patterns`` have the same blanks in both languages."""

    mark: str
    notice: str
    original: str
    snapshot: str
    blank: str
    chinese: str
    english: str
    phrases: tuple[Bilingual, ...]
    patterns: tuple[Bilingual, ...]
