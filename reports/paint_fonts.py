"""Fonts for pages that are painted directly: which glyph, how wide, and the subset that the PDF embeds.

A face is opened by HarfBuzz from its file and asked only for what a text needs. Kai and FangSong have no bold
cut: their bold is the same outlines with a stroke, under a name of its own, so that a program sees that it is bold.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import pikepdf
import uharfbuzz

from reports.fonts import FACES, Face, font_file, in_latin_range
from reports.measures import is_stretched

Look = Literal["fang", "fang-bold", "kai", "kai-bold", "hei"]
SQUARE = 1000
"""The width of a hanzi; only other widths are listed."""
DROPPED = ("BASE", "GPOS", "GSUB", "JSTF", "DSIG", "vhea", "vmtx", "VORG")


class Glyph(NamedTuple):
    """One character as it is painted: resource name of its font, glyph as hexadecimal digits, width in em."""

    font: str
    code: str
    advance: float
    stretched: bool
    blank: bool


class PaintFont:
    """One face. ``used`` collects what was painted with it, so that only that is embedded."""

    def __init__(self, path: Path, name: str, family: str, *, latin_only: bool = False) -> None:
        self.name, self.family = name, family
        self.used: dict[int, str] = {}
        self._latin_only = latin_only
        self._blob = uharfbuzz.Blob.from_file_path(str(path))
        self._face = uharfbuzz.Face(self._blob)
        self._font = uharfbuzz.Font(self._face)
        self._units: int = self._face.upem
        self._cff = "CFF " in self._face.table_tags

    def glyph(self, character: str) -> int:
        """The number of the glyph, 0 where this face has none."""
        point = ord(character)
        if self._latin_only and not in_latin_range(point):
            return 0
        return self._font.get_nominal_glyph(point) or 0

    def advance(self, glyph: int) -> float:
        """In parts of the font size."""
        width: int = self._font.get_glyph_h_advance(glyph)
        return width / self._units

    def squeezed(self, marks: str) -> tuple[tuple[float, float], ...]:
        """Neighbouring full-width punctuation: (advance, shift) of each mark, in parts of the font size."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(marks)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer, {"chws": True})
        places = buffer.glyph_positions
        if len(places) != len(marks):
            return tuple((self.advance(self.glyph(mark)), 0.0) for mark in marks)
        return tuple((place.x_advance / self._units, place.x_offset / self._units) for place in places)

    def embed(self, pdf: pikepdf.Pdf, names: Iterable[str]) -> dict[str, pikepdf.Object]:
        """The font dictionaries under the names that the pages use; plain and bold share one subset."""
        program = pikepdf.Stream(pdf, self._subset())
        if self._cff:
            program.Subtype = pikepdf.Name.OpenType
        program = pdf.make_indirect(program)
        mapping = pdf.make_indirect(pikepdf.Stream(pdf, self._to_unicode()))
        widths = pikepdf.Array()
        for glyph in sorted(self.used):
            wide = round(self.advance(glyph) * 1000)
            if wide != SQUARE:
                widths.append(glyph)
                widths.append(pikepdf.Array([wide]))
        widths = pdf.make_indirect(widths)
        return {name: self._dictionary(pdf, name, program, mapping, widths) for name in sorted(names)}

    def _dictionary(
        self,
        pdf: pikepdf.Pdf,
        name: str,
        program: pikepdf.Object,
        mapping: pikepdf.Object,
        widths: pikepdf.Object,
    ) -> pikepdf.Object:
        bold = "-Bold" if name != self.name else ""
        base = pikepdf.Name(f"/{self._tag()}+{self.family}{bold}")
        box = struct.unpack(">4h", self._face.reference_table("head").data[36:44])
        ascent, descent = struct.unpack(">2h", self._face.reference_table("hhea").data[4:8])
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=[self._scaled(value) for value in box],
            ItalicAngle=0,
            Ascent=self._scaled(ascent),
            Descent=self._scaled(descent),
            CapHeight=self._scaled(ascent),
            StemV=120 if bold else 80,
        )
        descriptor[pikepdf.Name.FontFile3 if self._cff else pikepdf.Name.FontFile2] = program
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType0 if self._cff else pikepdf.Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=widths,
            DW=SQUARE,
        )
        if not self._cff:
            descendant.CIDToGIDMap = pikepdf.Name.Identity
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=base,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=mapping,
            )
        )

    def _scaled(self, value: int) -> int:
        return round(value * 1000 / self._units)

    def _tag(self) -> str:
        digest = hashlib.sha256(",".join(map(str, sorted(self.used))).encode()).digest()
        return "".join(chr(65 + byte % 26) for byte in digest[:6])

    def _subset(self) -> bytes:
        order = uharfbuzz.SubsetInput()
        order.glyph_set.update(self.used)
        order.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED)
        flags = uharfbuzz.SubsetFlags
        order.flags = flags.RETAIN_GIDS | flags.DESUBROUTINIZE
        kept = uharfbuzz.subset(self._face, order).blob.data
        assert isinstance(kept, bytes)
        return kept

    def _to_unicode(self) -> bytes:
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        pairs = [f"<{g:04x}> <{c.encode('utf-16-be').hex()}>" for g, c in sorted(self.used.items())]
        for start in range(0, len(pairs), 100):
            part = pairs[start : start + 100]
            lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode("ascii")


class Case(dict[str, Glyph]):
    """The faces that one look tries in order, as a dictionary from character to glyph that fills itself."""

    def __init__(self, faces: tuple[PaintFont, ...], *, stroked: bool) -> None:
        super().__init__()
        self._faces, self._stroked = faces, stroked

    def __missing__(self, character: str) -> Glyph:
        for face in self._faces:
            number = face.glyph(character)
            if number:
                name = face.name + "b" if self._stroked and face.name not in TIMES else face.name
                face.used.setdefault(number, character)
                blank = character in " \u00a0"
                found = Glyph(name, f"{number:04x}", face.advance(number), is_stretched(character), blank)
                self[character] = found
                return found
        raise LookupError(f"no face has U+{ord(character):04X}")


TIMES = frozenset({"L", "Lb"})
"""Names of the faces that have a bold cut of their own and need no stroke."""


class TypeCase:
    """All faces of one painting, with what was used of them."""

    def __init__(self, folder: Path) -> None:
        self.faces = tuple(_load(folder))
        named = {face.name: face for face in self.faces}
        rest = tuple(named[name] for name in RARE_NAMES if name in named)
        self._cases: dict[str, Case] = {}
        for look, main in (("fang", "F"), ("kai", "K"), ("hei", "H")):
            self._cases[look] = Case((named["L"], named[main], *rest), stroked=False)
            self._cases[f"{look}-bold"] = Case((named["Lb"], named[main], *rest), stroked=True)
        self._by_name = named
        self._squeezes: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {}

    def of(self, look: Look) -> Case:
        return self._cases[look]

    def squeezed(self, font: str, marks: str) -> tuple[tuple[float, float], ...]:
        found = self._squeezes.get((font, marks))
        if found is None:
            face = self._by_name.get(font) or self._by_name[font.removesuffix("b")]
            found = self._squeezes[font, marks] = face.squeezed(marks)
        return found

    def embed(self, pdf: pikepdf.Pdf, used: Iterable[tuple[str, int, str]]) -> pikepdf.Dictionary:
        """A font resource for all (font name, glyph, character) that pages show."""
        wanted: dict[str, set[str]] = {}
        for face in self.faces:
            face.used = {}
        for name, glyph, character in used:
            face = self._by_name.get(name) or self._by_name[name.removesuffix("b")]
            face.used.setdefault(glyph, character)
            wanted.setdefault(face.name, set()).add(name)
        fonts = pikepdf.Dictionary()
        for face in self.faces:
            if face.used:
                for name, font in face.embed(pdf, wanted[face.name]).items():
                    fonts[f"/{name}"] = font
        return fonts


RARE_NAMES = ("R", "B")
_NAMES = {
    "LiberationSerif-Regular.ttf": "L",
    "LiberationSerif-Bold.ttf": "Lb",
    "FandolFang-Regular.otf": "F",
    "FandolKai-Regular.otf": "K",
    "FandolHei-Regular.otf": "H",
    "NotoSerifCJKsc-Regular.otf": "R",
    "DejaVuSans.ttf": "B",
}


def _load(folder: Path) -> Iterable[PaintFont]:
    for face in FACES:
        family = face.family.replace(" ", "-") + ("-Bold" if face.weight == 700 else "")
        yield _opened(folder, face, family)


def _opened(folder: Path, face: Face, family: str) -> PaintFont:
    return PaintFont(font_file(folder, face.file), _NAMES[face.file], family, latin_only=face.chars is not None)


@lru_cache(maxsize=2)
def type_case(folder: Path) -> TypeCase:
    """One for each folder and process: opening faces costs more than painting a page."""
    return TypeCase(folder)
