"""The archive format: validated, attachments dated, inputs recorded; and the tagged edition."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import page as validator
import pikepdf
import pytest

from reports.archive import Attachment
from reports.build import Built, build
from reports.document import Dossier
from reports.recipe import as_bytes, differences, recipe
from reports.tagged import build_tagged
from reports.validate import NotArchivable, broken_rules, require
from tests.reports.test_build import report

ON = date(2026, 11, 21)


def test_every_document_is_pdf_a_3u(final: dict[str, Built], draft: dict[str, Built]) -> None:
    for built in (*final.values(), *draft.values()):
        assert broken_rules(built.pdf, "3u") == ()
        assert built.pdf.startswith(b"%PDF-1.7")


@pytest.fixture(scope="module")
def carrying(dossier: Dossier, fonts: Path) -> Built:
    given = (
        Attachment("snapshot.json", b'{"a":1}', "application/json", "快照", ON, "Source"),
        Attachment("evidence/甲.pdf", b"%PDF-1.4", "application/pdf", "证明", ON),
    )
    one = replace(dossier, documents=(report(),))
    (built,) = build(one, fonts=fonts, attachments={"07-报告.pdf": given})
    return built


def test_attachments_are_inside_with_their_dates_and_relations(carrying: Built) -> None:
    with pikepdf.open(io.BytesIO(carrying.pdf)) as pdf:
        specs = list(pdf.Root.AF)
        assert [str(spec.UF) for spec in specs] == ["evidence/甲.pdf", "snapshot.json"]
        assert [str(spec.AFRelationship) for spec in specs] == ["/Supplement", "/Source"]
        assert {str(spec.EF.F.Params.ModDate) for spec in specs} == {"D:20261121000000+00'00'"}
        assert specs[1].EF.F.read_bytes() == b'{"a":1}'
        assert len(pdf.attachments) == 2
    assert broken_rules(carrying.pdf, "3u") == ()


def test_metadata_say_the_same_in_both_places(carrying: Built, dossier: Dossier) -> None:
    with pikepdf.open(io.BytesIO(carrying.pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "报告"
        assert str(pdf.docinfo["/Author"]) == dossier.handler
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == "报告"
            assert xmp.pdfa_status == "3U"


def test_what_breaks_a_rule_is_not_handed_out(carrying: Built) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(carrying.pdf)) as pdf:
        del pdf.Root.OutputIntents
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x"))
        pdf.save(out)
    with pytest.raises(NotArchivable) as refused:
        require("报告", out.getvalue())
    assert "《报告》" in refused.value.sentence.zh
    assert "'报告' breaks rules" in refused.value.sentence.en


@pytest.fixture(scope="module")
def tagged(dossier: Dossier, fonts: Path) -> tuple[Built, ...]:
    form = next(d for d in dossier.documents if d.kind == "application_form")
    return build_tagged(replace(dossier, documents=(form, report())), fonts=fonts)


def test_the_tagged_edition_is_pdf_a_3a_and_pdf_ua_1(tagged: tuple[Built, ...]) -> None:
    for built in tagged:
        reports = {name: validator.validate_pdf_bytes(built.pdf, profile=name) for name in ("3a", "ua1")}
        assert {f.rule_id for r in reports.values() for f in r.failures} <= {"PDFA3A-STREAM-LENGTH-001"}
        assert built.file.endswith("（无障碍版）.pdf")
        with pikepdf.open(io.BytesIO(built.pdf)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_figure_tells_its_alternative_in_the_tagged_edition(tagged: tuple[Built, ...]) -> None:
    with pikepdf.open(io.BytesIO(tagged[1].pdf)) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.Figure]
        heads = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == pikepdf.Name.TH]
    assert [str(figure.Alt) for figure in figures] == ["蓝色矩形"]
    assert len(heads) >= 8


def test_the_recipe_records_every_input(dossier: Dossier, fonts: Path) -> None:
    made = recipe(dossier, fonts)

    assert set(made["texts"]) == {document.file for document in dossier.documents}
    assert len(made["fonts"]) == 7
    assert made["versions"]["weasyprint"] == "70.0"
    assert all(value != "-" for value in made["versions"].values())
    assert json.loads(as_bytes(made)) == made
    assert differences(made, recipe(dossier, fonts)) == ()


def test_a_recorded_input_that_is_gone_or_another_is_named(dossier: Dossier, fonts: Path) -> None:
    made = json.loads(as_bytes(recipe(dossier, fonts)))
    made["versions"]["qpdf"] = "1.40.0"
    made["fonts"]["公司仿宋.ttf"] = "ab" * 32
    now = recipe(dossier, fonts)

    said = [sentence.en for sentence in differences(made, now)]
    assert said == [
        f"A font, 公司仿宋.ttf ({'ab' * 32}), is gone.",
        f"The version of a library, qpdf, was 1.40.0 then and is {now['versions']['qpdf']} now.",
    ]
