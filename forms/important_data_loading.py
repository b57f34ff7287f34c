"""Loading the final table of important data: one item as it stands in the official text, or a file with many."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import DateText, Radios
from forms.typed import AsDay, trimmed
from forms.validators import AtMost, Needed, OneOf

KEEP, DROP = "kept", "dropped"
REASON_NEEDED = Text(
    "请写明理由，例如“对照官方 PDF 核对”。", "Give the reason, such as: checked against the official PDF."
)


def _needed(zh: str, en: str) -> Needed:
    return Needed(Text(zh, en))


class NeededUnlessDropped:
    """Only an item that the final lists has a name, a rule and the rest."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if form.listed.data != DROP and not (field.data or "").strip():
            raise StopValidation(form.say(self.sentence))


class LoadItemForm(OurForm):
    """``listed``: whether the final lists the item at all; asked only for an item of the draft."""

    listed = Radios(
        Text("正式稿是否列有此项", "Does the final list this item?"),
        [OneOf()],
        choices=options(
            [(KEEP, Text("列有，内容如下", "Yes, as follows")), (DROP, Text("正式稿已无此项", "No, it is gone"))]
        ),
        default=KEEP,
        validate_choice=False,
    )
    code = StringField(
        Text("代码", "Code"),
        [NeededUnlessDropped(Text("请填写代码，例如 AID-6-1。", "Give a code, such as AID-6-1.")), AtMost(40)],
        filters=[lambda text: trimmed(text).upper()],
    )
    category = SelectField(Text("数据类别", "Category"), [OneOf()], choices=[], validate_choice=False)
    name_zh = StringField(
        Text("数据项（照抄正式稿）", "Item, in Chinese as printed"),
        [NeededUnlessDropped(Text("请照抄数据项名称。", "Copy the name of the item.")), AtMost(200)],
        filters=[trimmed],
    )
    name_en = StringField(
        Text("数据项（英文）", "Item, in English"),
        [NeededUnlessDropped(Text("请填写英文名称。", "Give the name in English.")), AtMost(200)],
        filters=[trimmed],
    )
    description_zh = TextAreaField(
        Text("数据项说明（照抄正式稿）", "Description, in Chinese as printed"),
        [NeededUnlessDropped(Text("请照抄数据项说明。", "Copy the description.")), AtMost(2_000)],
        filters=[trimmed],
    )
    description_en = TextAreaField(
        Text("数据项说明（英文）", "Description, in English"),
        [NeededUnlessDropped(Text("请填写英文说明。", "Give the description in English.")), AtMost(2_000)],
        filters=[trimmed],
    )
    rule = StringField(
        Text("判定规则", "Rule"),
        [
            NeededUnlessDropped(Text("请用测试代码写明判定规则。", "Write the rule with the codes of the tests.")),
            AtMost(200),
        ],
        filters=[trimmed],
    )
    article = StringField(
        Text("出处", "Where it stands"),
        [_needed("请写明出处，例如“第二部分 序号 7”。", "Say where it stands, such as part 2, no. 7."), AtMost(100)],
        filters=[trimmed],
    )
    read_on = DateText(
        Text("核对日期", "Read on"), [_needed("请填写核对日期。", "Give the day on which it was read."), AsDay()]
    )
    reason = StringField(Text("理由", "Reason"), [Needed(REASON_NEEDED), AtMost(1_000)], filters=[trimmed])


class LoadFileForm(OurForm):
    """A file of kind ``important_data``, pasted."""

    text = TextAreaField(
        Text("文件内容（YAML）", "Content of the file (YAML)"), [_needed("请粘贴文件内容。", "Paste the file.")]
    )
    reason = StringField(Text("理由", "Reason"), [Needed(REASON_NEEDED), AtMost(1_000)], filters=[trimmed])


def load_item_form(language: Language) -> type[LoadItemForm]:
    return spoken(LoadItemForm, language)


def load_file_form(language: Language) -> type[LoadFileForm]:
    return spoken(LoadFileForm, language)
