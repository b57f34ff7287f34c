"""The tagged edition of a document, for readers who listen: PDF/A-3a and PDF/UA-1 in one file.

It is laid out in one run, since a structure tree does not survive a merge; it says the same and is not the filed file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pikepdf

from reports.build import Built, texts_of
from reports.document import Dossier
from reports.fonts import faces_needed
from reports.pages import whole_html
from reports.render_job import Order, draw_apart
from reports.validate import require

SUFFIX = "（无障碍版）"
_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)


def build_tagged(
    dossier: Dossier, *, fonts: Path, progress: Callable[[int, int, str], None] = lambda *_: None
) -> tuple[Built, ...]:
    """All documents, tagged; raises what ``build`` raises."""
    orders = []
    for document in dossier.documents:
        faces = tuple(face.file for face in faces_needed(fonts, texts_of(document, dossier)))
        html = whole_html(document, dossier)
        orders.append(Order(document.title, html, document.sheet, faces, variant="pdf/a-3a"))
    built = []
    for document, drawn in zip(dossier.documents, draw_apart(orders, fonts, progress), strict=True):
        pdf = accessible(drawn.pdf)
        require(document.title, pdf, "3a")
        require(document.title, pdf, "ua1")
        name = Path(document.file)
        built.append(
            Built(
                kind=document.kind,
                title=document.title,
                file=f"{name.stem}{SUFFIX}{name.suffix}",
                pages=drawn.pages,
                status=dossier.status,
                pdf=pdf,
                sha256=hashlib.sha256(pdf).hexdigest(),
            )
        )
    return tuple(built)


def accessible(pdf: bytes) -> bytes:
    """A PDF/A-3a that says of itself that it is PDF/UA-1 as well; WeasyPrint writes only one of the two."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        xmp = root.Metadata.read_bytes().replace(b"</rdf:RDF>", _SCHEMA.encode() + b"</rdf:RDF>")
        root.Metadata = document.make_indirect(
            pikepdf.Stream(document, xmp, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        )
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        document.save(out, deterministic_id=True)
    return out.getvalue()
