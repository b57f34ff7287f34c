"""Data items: upload a list, map its columns, confirm an import, edit one item, choose several.

Also the upload of an evidence file.
"""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.typed import trimmed
from forms.validators import AtMost, Needed

MAX_TEXT = 2_000


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
    """One row of the official table."""

    name = StringField(
        Text("数据项名称", "Item name"),
        [Needed(Text("请填写数据项名称。", "Fill in the item name.")), AtMost(MAX_TEXT)],
        filters=[trimmed],
    )
    description = TextAreaField(Text("内容描述", "Content"), [AtMost(MAX_TEXT)], filters=[trimmed])
    necessity = TextAreaField(Text("出境必要性", "Why export is necessary"), [AtMost(MAX_TEXT)], filters=[trimmed])
    example = TextAreaField(Text("示例", "Example"), [AtMost(MAX_TEXT)], filters=[trimmed])
    remark = TextAreaField(Text("备注", "Remark"), [AtMost(MAX_TEXT)], filters=[trimmed])


class ItemsForm(OurForm):
    """The table of items: what is ticked (check boxes named ``item``)."""

    item = SelectMultipleField(Text("选中的数据项", "Selected items"), choices=[], validate_choice=False)

    def chosen(self) -> list[str]:
        return list(dict.fromkeys(item for item in self.item.data or () if item))


def upload_form(language: Language) -> type[UploadForm]:
    return spoken(UploadForm, language)


def item_form(language: Language) -> type[ItemForm]:
    return spoken(ItemForm, language)


def items_form(language: Language) -> type[ItemsForm]:
    return spoken(ItemsForm, language)


def mapping_form(language: Language) -> type[MappingForm]:
    return spoken(MappingForm, language)


def confirm_form(language: Language) -> type[ConfirmForm]:
    return spoken(ConfirmForm, language)
