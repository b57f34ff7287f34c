"""Data items: upload a list, edit one item, choose several, confirm an import. Also the upload of an evidence file."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import SelectMultipleField, StringField, TextAreaField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.validators import AtMost, Needed

MAX_TEXT = 2_000


def _trimmed(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


class UploadForm(OurForm):
    """One file. What is in it is judged where it is read."""

    file = FileField(Text("文件", "File"), [Needed(Text("请先选择文件。", "Choose a file first."))])


class ItemForm(OurForm):
    """One row of the official table."""

    name = StringField(
        Text("数据项名称", "Item name"),
        [Needed(Text("请填写数据项名称。", "Fill in the item name.")), AtMost(MAX_TEXT)],
        filters=[_trimmed],
    )
    description = TextAreaField(Text("内容描述", "Content"), [AtMost(MAX_TEXT)], filters=[_trimmed])
    necessity = TextAreaField(Text("出境必要性", "Why export is necessary"), [AtMost(MAX_TEXT)], filters=[_trimmed])
    example = TextAreaField(Text("示例", "Example"), [AtMost(MAX_TEXT)], filters=[_trimmed])
    remark = TextAreaField(Text("备注", "Remark"), [AtMost(MAX_TEXT)], filters=[_trimmed])


class ItemsForm(OurForm):
    """The table of items: what is ticked (check boxes named ``item``); with nothing ticked it confirms an import."""

    item = SelectMultipleField(Text("选中的数据项", "Selected items"), choices=[], validate_choice=False)

    def chosen(self) -> list[str]:
        return list(dict.fromkeys(item for item in self.item.data or () if item))


def upload_form(language: Language) -> type[UploadForm]:
    return spoken(UploadForm, language)


def item_form(language: Language) -> type[ItemForm]:
    return spoken(ItemForm, language)


def items_form(language: Language) -> type[ItemsForm]:
    return spoken(ItemsForm, language)
