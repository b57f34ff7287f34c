"""Builds the files of the example cases that are not written by hand: workbooks of data items and evidence PDFs.

The rows and texts stand readable in ``scripts/example_sources``; ``case.yaml`` itself is written by hand and
is not touched. Run it after a change of the sources: ``python scripts/make_examples.py``.
"""

from __future__ import annotations

import html
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # ships no type hints
import yaml
from fontTools import subset  # type: ignore[import-untyped]  # ships no type hints
from stdnum.cn import ric, uscc
from weasyprint import HTML  # type: ignore[import-untyped]  # ships no type hints
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # ships no type hints

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "scripts" / "example_sources"
EXAMPLES = ROOT / "examples"
COMPANY = "沪岚汽车（上海）有限公司"
HEADINGS = ("序号", "数据项名称", "内容描述", "出境必要性", "示例", "备注")
WIDTHS = (6, 34, 46, 50, 30, 36)
# A workbook and a PDF carry the moment they were made; a fixed one keeps the committed files unchanged.
MADE_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

WORKBOOKS = {
    "battery-diagnostics": ("telematics", "电池与驱动系统远程诊断", "售后服务部"),
    "connected-services": ("telematics", "互联服务客户支持与应用平台", "车联网部"),
    "ota-quality": ("telematics", "升级（OTA）质量反馈", "软件工程部"),
    "dealer-support": ("dealer-crm", "经销商客户关系管理", "销售运营部"),
}

EVIDENCE = {
    "evidence": "telematics",
    "evidence-standard-contract": "standard-contract",
    "evidence-exemption": "exemption",
}

CREDIT_CODE_STEM = "91310114MA1HL0AN7"
IDENTITY_STEMS = {
    "legal_rep_id": "31011519680212991",
    "officer_id": "31011519790523992",
    "agent_id": "31011519881107992",
}

STYLE = """
@page { size: A4; margin: 25.4mm 31.8mm; font-family: "Liberation Serif", serif;
  @bottom-center { content: counter(page); font-size: 9pt } }
body { font-family: "Liberation Serif", "Evidence", serif; font-size: 11pt; line-height: 1.6 }
h1 { font-size: 16pt; text-align: center; line-height: 1.4; margin: 0 0 4mm }
h2 { font-size: 11.5pt; margin: 4mm 0 1mm }
.meta { text-align: center; font-size: 10pt; margin-bottom: 6mm }
p { text-indent: 2em; margin: 1mm 0 }
p.marked { border: 0.8pt solid #000; padding: 1mm 2mm; text-indent: 0 }
table { border-collapse: collapse; width: 100%; margin: 2mm 0; font-size: 10pt; line-height: 1.4 }
td { border: 0.5pt solid #000; padding: 1mm 1.5mm; vertical-align: top }
.end { text-align: right; margin-top: 8mm; text-indent: 0 }
.note { font-size: 8.5pt; margin-top: 6mm; text-indent: 0 }
"""


def fictional_numbers() -> dict[str, str]:
    """Codes with a correct check digit, of nobody: the stems are invented."""
    numbers = {name: stem + ric.calc_check_digit(stem + "0") for name, stem in IDENTITY_STEMS.items()}
    return numbers | {"credit_code": CREDIT_CODE_STEM + uscc.calc_check_digit(CREDIT_CODE_STEM)}


def item_rows(source: Path) -> list[list[str]]:
    """The rows of one list in the order of the official table, without 序号."""
    rows = []
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        name, field, description, necessity, example, remark = line.split("|")
        rows.append([f"{name}（{field}）", description, necessity, example, remark])
    return rows


def write_workbook(target: Path, title: str, department: str, rows: list[list[str]]) -> None:
    """One workbook as a department hands it in: title rows above the official heading."""
    book = xlsxwriter.Workbook(target, {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"title": title, "company": COMPANY, "created": MADE_AT.replace(tzinfo=None)})
    sheet = book.add_worksheet("出境数据项")
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E7ECEF", "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"{title}——拟出境数据项清单", bold)
    sheet.write_string(1, 0, f"填报部门：{department}　　版本：V3.2　　日期：2026-11-02")
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, heading, head)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 2, 0, number, cell)
        for column, text in enumerate(row, start=1):
            sheet.write_string(number + 2, column, text, cell)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()


def chinese_face(text: str, target: Path) -> str:
    """A font rule with only the characters of ``text``: the whole font would add 200 KB to every PDF."""
    query = ["fc-match", "--format=%{file}|%{index}", "Noto Serif CJK SC"]
    file, index = subprocess.run(query, check=True, capture_output=True, text=True).stdout.split("|")
    options = subset.Options(font_number=int(index), notdef_outline=True)
    font = subset.load_font(file, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    return f'@font-face {{ font-family: "Evidence"; src: url("{target.as_uri()}") }}'


def body_html(body: str) -> str:
    """Paragraphs, small headings and tables of the plain notation that ``evidence.yaml`` explains."""
    parts: list[str] = []
    table: list[str] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            cells = "".join(f"<td>{html.escape(text.strip())}</td>" for text in line[1:].split("|"))
            table.append(f"<tr>{cells}</tr>")
            continue
        if table:
            parts.append(f"<table>{''.join(table)}</table>")
            table = []
        if line.startswith("## "):
            parts.append(f"<h2>{html.escape(line[3:])}</h2>")
        elif line.startswith("["):
            parts.append(f'<p class="marked">{html.escape(line.strip("[]"))}</p>')
        elif line:
            parts.append(f"<p>{html.escape(line)}</p>")
    return "\n".join(parts)


def evidence_html(document: dict[str, str], numbers: dict[str, str], face: str) -> str:
    title, issuer = html.escape(document["title"]), html.escape(document["issuer"])
    meta = f"{issuer}　　编号：{html.escape(document['number'].format(**numbers))}"
    return (
        f'<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="author" content="{issuer}"><meta name="dcterms.created" content="{document["date"]}">'
        f"<style>{face}{STYLE}</style></head><body><h1>{title}</h1>"
        f'<p class="meta">{meta}</p>{body_html(document["body"].format(**numbers))}'
        f'<p class="end">{issuer}<br>{document["date"]}</p>'
        '<p class="note">本材料为虚构企业的示例，所涉名称、人员和数字均属虚构。</p></body></html>'
    )


def main() -> None:
    for name, (case, title, department) in WORKBOOKS.items():
        target = EXAMPLES / case / "items" / f"{name}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(target, title, department, item_rows(SOURCES / f"{name}.txt"))
    numbers = fictional_numbers()
    for source, case in EVIDENCE.items():
        write_evidence((SOURCES / f"{source}.yaml").read_text(encoding="utf-8"), EXAMPLES / case / "evidence", numbers)


def write_evidence(source: str, folder: Path, numbers: dict[str, str]) -> None:
    fonts = FontConfiguration()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        face = chinese_face(source + Path(__file__).read_text(encoding="utf-8"), Path(scratch) / "evidence.otf")
        for name, document in yaml.safe_load(source).items():
            page = HTML(string=evidence_html(document, numbers, face))
            page.write_pdf(folder / f"{name}.pdf", font_config=fonts)


if __name__ == "__main__":
    main()
