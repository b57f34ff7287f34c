"""The faces of the documents: which file serves which role, and whether every character can be drawn.

Faces come from one folder that ``scripts/fonts.sh`` fills, never from the system, so that the same text gives the
same bytes everywhere. A character that no face has is refused before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz

from assessment.vocabulary import Text

LATIN_RANGE = "U+0020-007E, U+00A0-00B6, U+00B8-00D6, U+00D8-00F6, U+00F8-024F"
"""Only these come from the Latin face; its curly quotes and dashes would be half as wide as Chinese ones."""


@dataclass(frozen=True, slots=True)
class Face:
    """One @font-face. ``chars`` limits what it is used for (CSS ``unicode-range``)."""

    family: str
    file: str
    weight: int = 400
    chars: str | None = None

    @property
    def address(self) -> str:
        return f"tongguan:fonts/{self.file}"


FACES = (
    Face("Dossier Liberation Serif", "LiberationSerif-Regular.ttf", chars=LATIN_RANGE),
    Face("Dossier Liberation Serif", "LiberationSerif-Bold.ttf", weight=700, chars=LATIN_RANGE),
    Face("Dossier FandolFang", "FandolFang-Regular.otf"),
    Face("Dossier FandolKai", "FandolKai-Regular.otf"),
    Face("Dossier FandolHei", "FandolHei-Regular.otf"),
    Face("Dossier Noto Serif CJK SC", "NotoSerifCJKsc-Regular.otf"),
    Face("Dossier DejaVu Sans", "DejaVuSans.ttf"),
)
BODY, RARE, BOXES = "FandolFang-Regular.otf", "NotoSerifCJKsc-Regular.otf", "DejaVuSans.ttf"
DRAWN_FIRST = ("LiberationSerif-Regular.ttf", BODY, "FandolKai-Regular.otf", "FandolHei-Regular.otf")
TRULY_BOLD = frozenset({"Dossier Liberation Serif"})
"""Families with a bold face of their own; every other one is emboldened by a stroke."""


class FontsMissing(Exception):
    """The folder of fonts is not complete; the sentence says what to run."""

    def __init__(self, folder: Path, name: str) -> None:
        self.sentence = Text(
            f"字体文件 {name} 不在 {folder}；请运行 scripts/fonts.sh。",
            f"The font file {name} is not in {folder}; run scripts/fonts.sh.",
        )
        super().__init__(self.sentence.en)


class GlyphMissing(Exception):
    """A character that no face can draw; the sentence names it, its code point and where it stands."""

    def __init__(self, character: str, where: str, around: str) -> None:
        self.character, self.where = character, where
        point = f"U+{ord(character):04X}"
        self.sentence = Text(
            f"字体中没有字符“{character}”（{point}），位于{where}：“{around}”；请改用其他写法。",
            f"No font has the character '{character}' ({point}) in {where}: '{around}'; write it in another way.",
        )
        super().__init__(self.sentence.en)


def font_file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise FontsMissing(folder, name)
    return path


@lru_cache(maxsize=16)
def coverage(path: Path) -> frozenset[int]:
    """Code points that a font file can draw."""
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)


def faces_needed(folder: Path, texts: Iterable[tuple[str, str]]) -> tuple[Face, ...]:
    """The faces for these texts, each given with the place it stands; raises ``GlyphMissing``.

    The large face for rare characters is loaded only where a character needs it.
    """
    for name in (*DRAWN_FIRST, RARE, BOXES):
        font_file(folder, name)
    given = list(texts)
    rare, boxes = coverage(folder / RARE), coverage(folder / BOXES)
    others = {ord(c) for c in set().union(*(text for _, text in given))} - _everywhere(folder) - {10, 32}
    nowhere = others - rare - boxes
    if nowhere:
        raise next(_missing(given, {chr(point) for point in nowhere}))
    needed = {RARE} if others & rare else set()
    needed |= {BOXES} if others - rare else set()
    return tuple(face for face in FACES if face.file not in {RARE, BOXES} or face.file in needed)


def _missing(texts: Iterable[tuple[str, str]], characters: set[str]) -> Iterator[GlyphMissing]:
    for where, text in texts:
        for index, character in enumerate(text):
            if character in characters:
                yield GlyphMissing(character, where, text[max(0, index - 8) : index + 9].replace("\n", " "))


@lru_cache(maxsize=4)
def _everywhere(folder: Path) -> frozenset[int]:
    """What every style has a face for: Latin from its own, everything else from FangSong, Kai and Hei alike."""
    latin, *hanzi = (coverage(folder / name) for name in DRAWN_FIRST)
    return frozenset.intersection(*hanzi) | {point for point in latin if in_latin_range(point)}


def in_latin_range(point: int) -> bool:
    return 0x20 <= point <= 0x24F and point not in {0xB7, 0xD7, 0xF7} and not 0x7F <= point <= 0x9F


def stylesheet(faces: Iterable[Face]) -> str:
    """The @font-face rules of the faces."""
    rules = []
    for face in faces:
        limit = f"; unicode-range: {face.chars}" if face.chars else ""
        rules.append(
            f"@font-face {{ font-family: '{face.family}'; src: url('{face.address}');"
            f" font-weight: {face.weight}{limit} }}"
        )
    return "\n".join(rules)
