"""Data items: upload a list, map its columns, confirm an import, edit one item.

Also the upload of an evidence file.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.typed import trimmed
from forms.validators import AtMost, Needed

MAX_TEXT = 2_000
TEXTS = ("name", "description", "necessity", "example", "remark")


def one_newline(text: str | None) -> str | None:
    """Browsers send line ends as two characters; nothing else is touched."""
    return None if text is None else text.replace("\r\n", "\n")


class UploadForm(OurForm):
    """One file. What is in it is judged where it is read."""

    file = FileField(Text("文件", "File"), [Needed(Text("请先选择文件。", "Choose a file first."))])


class _Line:
    """A row number as spreadsheets count, or 0 for a list without headings."""

    def __call__(self, form: MappingForm, field: StringField) -> None:
        if field.data and not (field.data.isdecimal() and len(field.data) < 8):
            sentence = Text(
                "表头所在行请填写行号，例如 3；没有表头的清单填 0。",
                "Give the row number of the headings, such as 3; 0 for a list without headings.",
            )
            raise StopValidation(form.say(sentence))


class MappingForm(OurForm):
    """How a list is to be read; sent with the address, so that going back undoes it.

    ``column`` stands there once for each column of the file, in order; ``shown`` says of which sheet and heading row
    the columns were, so that columns of another table are not taken over.
    """

    class Meta(OurForm.Meta):
        csrf = False  # it reads and changes nothing

    sheet = StringField(Text("工作表", "Sheet"), filters=[trimmed])
    head = StringField(Text("表头所在行", "Row of the headings"), [_Line()], filters=[trimmed])
    shown = HiddenField()
    column = SelectMultipleField(Text("作为", "Taken for"), choices=[], validate_choice=False)

    @property
    def sheet_number(self) -> int | None:
        return int(self.sheet.data) if self.sheet.data and self.sheet.data.isdecimal() else None

    @property
    def line(self) -> int | None:
        """The heading row as it was typed; ``None`` when it belongs to another sheet than the one chosen now."""
        same_sheet = (self.shown.data or "").split(":")[0] == (self.sheet.data or "")
        return int(self.head.data) if self.head.data and same_sheet and not self.head.errors else None

    @property
    def fields(self) -> tuple[str, ...]:
        same_table = self.shown.data == f"{self.sheet.data}:{self.head.data}"
        return tuple(self.column.data or ()) if same_table and not self.head.errors else ()


class ConfirmForm(OurForm):
    """Take over what the preview showed. ``seen`` is its digest."""

    seen = HiddenField()
    changes = BooleanField(Text("修改现有数据项", "Change the items that are there"))
    gone = BooleanField(Text("删除清单中没有的数据项", "Remove the items that the list does not have"))


class ItemForm(OurForm):
    """One row of the official table. ``was_…`` hold the texts that the page showed, to notice a colleague's change."""

    name = StringField(
        Text("数据项名称", "Item name"),
        [Needed(Text("请填写数据项名称。", "Fill in the item name.")), AtMost(MAX_TEXT)],
        filters=[trimmed],
    )
    description = TextAreaField(Text("内容描述", "Content"), [AtMost(MAX_TEXT)], filters=[trimmed])
    necessity = TextAreaField(Text("出境必要性", "Why export is necessary"), [AtMost(MAX_TEXT)], filters=[trimmed])
    example = TextAreaField(Text("示例", "Example"), [AtMost(MAX_TEXT)], filters=[trimmed])
    remark = TextAreaField(Text("备注", "Remark"), [AtMost(MAX_TEXT)], filters=[trimmed])
    was_name = HiddenField(filters=[one_newline])
    was_description = HiddenField(filters=[one_newline])
    was_necessity = HiddenField(filters=[one_newline])
    was_example = HiddenField(filters=[one_newline])
    was_remark = HiddenField(filters=[one_newline])
    another = SubmitField(Text("保存并再添加一项", "Save and add another"))

    def values(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in TEXTS}

    def seen(self) -> dict[str, str]:
        """The texts as the page showed them; a form that does not say so has none."""
        return {name: self[f"was_{name}"].data for name in TEXTS if self[f"was_{name}"].data is not None}

    def show(self, texts: Mapping[str, str]) -> None:
        """Note what the page shows as standing now."""
        for name in TEXTS:
            self[f"was_{name}"].data = texts[name]


def upload_form(language: Language) -> type[UploadForm]:
    return spoken(UploadForm, language)


def item_form(language: Language) -> type[ItemForm]:
    return spoken(ItemForm, language)


def mapping_form(language: Language) -> type[MappingForm]:
    return spoken(MappingForm, language)


def confirm_form(language: Language) -> type[ConfirmForm]:
    return spoken(ConfirmForm, language)
