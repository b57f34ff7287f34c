"""Fonts for pages that are painted directly: which glyph, how wide, and the subset that the PDF embeds."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import uharfbuzz
from fontTools.ttLib import TTFont

from reports.fonts import BODY, BOXES, RARE, font_file, in_latin_range

LATIN = "LiberationSerif-Regular.ttf"
DROPPED = ("BASE", "GPOS", "GSUB", "JSTF", "DSIG", "vhea", "vmtx", "VORG")


class PaintFont:
    """One face. ``used`` collects what was painted with it, so that only that is embedded."""

    def __init__(self, path: Path, name: str, *, latin_only: bool = False) -> None:
        self.name = name
        self._path, self._latin_only = path, latin_only
        with TTFont(path, lazy=True) as font:
            self._glyphs: dict[int, int] = {c: font.getGlyphID(g) for c, g in font.getBestCmap().items()}
            self._units: int = font["head"].unitsPerEm
            metrics = font["hmtx"].metrics
            self._advances = {font.getGlyphID(g): advance for g, (advance, _) in metrics.items()}
            self._postscript: str = font["name"].getDebugName(6)
            self._cff = "CFF " in font
            head, across = font["head"], font["hhea"]
            self._box = [self._scaled(v) for v in (head.xMin, head.yMin, head.xMax, head.yMax)]
            self._ascent, self._descent = self._scaled(across.ascent), self._scaled(across.descent)
        self.used: dict[int, str] = {}

    def has(self, character: str) -> bool:
        point = ord(character)
        return point in self._glyphs and (in_latin_range(point) or not self._latin_only)

    def width(self, text: str) -> float:
        """In parts of the font size."""
        total: int = sum(self._advances[self._glyphs[ord(c)]] for c in text)
        return total / self._units

    def show(self, text: str) -> str:
        """The text as glyph numbers in hexadecimal digits."""
        glyphs = [self._glyphs[ord(c)] for c in text]
        for glyph, character in zip(glyphs, text, strict=True):
            self.used.setdefault(glyph, character)
        return "".join(f"{glyph:04x}" for glyph in glyphs)

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font dictionary with its subset, widths and the way back to characters."""
        name = pikepdf.Name(f"/{self._tag()}+{self._postscript}")
        program = pikepdf.Stream(pdf, self._subset())
        if self._cff:
            program.Subtype = pikepdf.Name.OpenType
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=self._box,
            ItalicAngle=0,
            Ascent=self._ascent,
            Descent=self._descent,
            CapHeight=self._ascent,
            StemV=80,
        )
        descriptor[pikepdf.Name.FontFile3 if self._cff else pikepdf.Name.FontFile2] = pdf.make_indirect(program)
        widths = pikepdf.Array()
        for glyph in sorted(self.used):
            widths.append(glyph)
            widths.append(pikepdf.Array([self._scaled(self._advances[glyph])]))
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType0 if self._cff else pikepdf.Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            W=widths,
            DW=1000,
        )
        if not self._cff:
            descendant.CIDToGIDMap = pikepdf.Name.Identity
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, self._to_unicode())),
            )
        )

    def _scaled(self, value: int) -> int:
        return round(value * 1000 / self._units)

    def _tag(self) -> str:
        number, letters = len(self.used) * 7919 + sum(self.used), ""
        for _ in range(6):
            number, letter = divmod(number, 26)
            letters += chr(65 + letter)
        return letters

    def _subset(self) -> bytes:
        order = uharfbuzz.SubsetInput()
        order.glyph_set.update(self.used)
        order.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED)
        flags = uharfbuzz.SubsetFlags
        order.flags = flags.RETAIN_GIDS | flags.DESUBROUTINIZE
        face = uharfbuzz.Face(uharfbuzz.Blob(self._path.read_bytes()))
        kept = uharfbuzz.subset(face, order).blob.data
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


def load_fonts(folder: Path) -> tuple[PaintFont, ...]:
    """In the order in which a character looks for its face."""
    return (
        PaintFont(font_file(folder, LATIN), "L", latin_only=True),
        PaintFont(font_file(folder, BODY), "F"),
        PaintFont(font_file(folder, RARE), "R"),
        PaintFont(font_file(folder, BOXES), "B"),
    )
