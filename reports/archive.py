"""The frame of an archivable PDF: metadata, colours, attachments with explicit dates. Nothing here reads a clock."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

import pikepdf

PRODUCER = "Tongguan"
_CONDITION = "IEC 61966-2-1 Default RGB Colour Space - sRGB"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. ``relationship`` as PDF/A-3 knows it: Data, Source, Supplement, Alternative."""

    name: str
    data: bytes
    media_type: str
    description: str
    on: date
    relationship: str = "Supplement"


def frame(pdf: pikepdf.Pdf, *, title: str, author: str, on: str) -> None:
    """Make an empty PDF one of PDF/A-3u: Chinese, sRGB, metadata the same in both places."""
    root = pdf.Root
    root.Lang = pikepdf.String("zh-Hans")
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    root.Metadata = pdf.make_indirect(
        pikepdf.Stream(pdf, metadata(title, author, on), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    )
    profile = pikepdf.Stream(pdf, _colours(), N=3)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(_CONDITION),
        Info=pikepdf.String(_CONDITION),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
    moment = _moment(date.fromisoformat(on))
    info = {"Title": title, "Author": author, "Producer": PRODUCER, "CreationDate": moment, "ModDate": moment}
    for key, value in info.items():
        pdf.docinfo[f"/{key}"] = pikepdf.String(value)


def metadata(title: str, author: str, on: str) -> bytes:
    """XMP, which must say the same as the dictionary of information."""
    moment = f"{on}T00:00:00+00:00"
    title, author = (html.escape(text, quote=False) for text in (title, author))
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}><rdf:Description rdf:about="">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment]) -> None:
    """Embed files; PDF/A-3 wants each of them named, dated and related to the document."""
    if not attachments:
        return
    names, related = pikepdf.Array(), pikepdf.Array()
    for one in sorted(attachments, key=lambda attachment: attachment.name):
        spec = pdf.make_indirect(_file(pdf, one))
        names.append(pikepdf.String(one.name))
        names.append(spec)
        related.append(spec)
    root = pdf.Root
    tree = pikepdf.Dictionary(Names=names)
    if pikepdf.Name.Names not in root:
        root.Names = pikepdf.Dictionary()
    root.Names.EmbeddedFiles = pdf.make_indirect(tree)
    root.AF = related
    root.PageMode = pikepdf.Name.UseOutlines


class NotReadable(Exception):
    """Not a PDF, or one that is damaged or locked."""


def attached(file: BinaryIO) -> tuple[Attachment, ...]:
    """The files inside a PDF, with their days; those of a stranger that give no day are left out."""
    try:
        with pikepdf.open(file) as pdf:
            return tuple(_attached(pdf))
    except pikepdf.PdfError as cause:
        raise NotReadable(str(cause)) from cause


def _attached(pdf: pikepdf.Pdf) -> Iterator[Attachment]:
    for name, spec in pdf.attachments.items():
        stream = spec.obj.EF.F
        params = stream.get(pikepdf.Name.Params, pikepdf.Dictionary())
        made = str(params.get(pikepdf.Name.CreationDate, ""))
        if not made[2:10].isdigit():
            continue
        yield Attachment(
            name,
            stream.read_bytes(),
            str(stream.get(pikepdf.Name.Subtype, "/"))[1:],
            spec.description,
            date.fromisoformat(made[2:10]),
            str(spec.obj.get(pikepdf.Name.AFRelationship, "/"))[1:],
        )


def _file(pdf: pikepdf.Pdf, one: Attachment) -> pikepdf.Dictionary:
    moment = pikepdf.String(_moment(one.on))
    stream = pikepdf.Stream(pdf, one.data)
    stream.Type = pikepdf.Name.EmbeddedFile
    stream.Subtype = pikepdf.Name("/" + one.media_type)
    stream.Params = pikepdf.Dictionary(
        Size=len(one.data),
        CreationDate=moment,
        ModDate=moment,
        # The format names this digest; it finds a damaged file and protects nothing.
        CheckSum=pikepdf.String(hashlib.md5(one.data, usedforsecurity=False).digest()),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec,
        F=pikepdf.String(one.name),
        UF=pikepdf.String(one.name),
        Desc=pikepdf.String(one.description),
        AFRelationship=pikepdf.Name("/" + one.relationship),
        EF=pikepdf.Dictionary(F=pdf.make_indirect(stream)),
    )


def _moment(on: date) -> str:
    return f"D:{on:%Y%m%d}000000+00'00'"


@lru_cache(maxsize=1)
def _colours() -> bytes:
    """The profile that WeasyPrint ships; looked up without loading WeasyPrint, which takes most of a second."""
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "pdf" / "sRGB2014.icc").read_bytes()
