"""What is done to several data items at once: ticked ones, or all that a filter finds.

One form stands under the table and on the page of one item; which of its fields count depends on the button.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeAlias

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from assessment.item_lines import KINDS
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import Checks
from forms.items import MAX_TEXT
from forms.typed import trimmed
from forms.validators import AtMost, OneOf

KIND_NAMES: dict[str, Text] = {
    "important": Text("重要数据", "Important data"),
    "sensitive": Text("敏感个人信息", "Sensitive personal information"),
    "personal": Text("个人信息", "Personal information"),
    "undetermined": Text("待定", "Undetermined"),
    "none": Text("一般数据", "General data"),
}
MEANS_NAMES: dict[str, Text] = {
    "dropped": Text("删除", "Dropped"),
    "masked": Text("遮蔽", "Masked"),
    "generalised": Text("泛化", "Generalised"),
    "pseudonym": Text("假名化，密钥留在境内", "Pseudonym, key kept in China"),
    "aggregated": Text("汇总", "Aggregated"),
}
Pairs: TypeAlias = Sequence[tuple[str, Text | str]]
_CHOOSE = ("", Text("请选择", "Choose"))


class StepForm(OurForm):
    """Check boxes named ``item``; ``one`` is set by a button in a row; ``whole`` means the whole filter result."""

    item = SelectMultipleField(choices=[], validate_choice=False)
    one = StringField()
    whole = BooleanField()
    origin = HiddenField()
    kind = SelectField(
        Text("定为", "Class"),
        [OneOf()],
        choices=options([_CHOOSE, *((kind, KIND_NAMES[kind]) for kind in KINDS)]),
        default="",
        validate_choice=False,
    )
    reason = TextAreaField(Text("理由", "Reason"), [AtMost(MAX_TEXT)], filters=[trimmed], render_kw={"rows": 2})
    necessity = StringField(
        Text("出境必要性", "Why it must leave"),
        [AtMost(MAX_TEXT)],
        id="to-necessity",  # the form of a row, open beside this one, has a field of the same name
        filters=[trimmed],
        render_kw={"autocomplete": "off"},
    )
    means = SelectField(
        Text("方式", "How"),
        [OneOf()],
        choices=options([_CHOOSE, *MEANS_NAMES.items()]),
        default="",
        validate_choice=False,
    )
    category = SelectField(Text("类别", "Category"), [OneOf()], choices=[], default="", validate_choice=False)
    processing = SelectField(
        Text("对应的处理方式", "Processing of the catalogue"), [OneOf()], choices=[], default="", validate_choice=False
    )
    note = TextAreaField(Text("具体做法", "What exactly"), [AtMost(MAX_TEXT)], filters=[trimmed], render_kw={"rows": 2})
    evidence = Checks(Text("证明材料", "Evidence"), [OneOf()], choices=[], validate_choice=False)
    cut_reason = TextAreaField(
        Text("剔除理由", "Why it is taken out"), [AtMost(MAX_TEXT)], filters=[trimmed], render_kw={"rows": 2}
    )

    categories: ClassVar[Pairs] = ()
    processings: ClassVar[Pairs] = ()
    evidences: ClassVar[Pairs] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, pairs in (
            (self.category, self.categories),
            (self.processing, self.processings),
            (self.evidence, self.evidences),
        ):
            field.choices = options(
                (value, self.say(name) if isinstance(name, Text) else name) for value, name in pairs
            )

    def chosen(self) -> list[str]:
        """The items that the button speaks of, each once."""
        if self.one.data:
            return [self.one.data]
        return list(dict.fromkeys(item for item in self.item.data or () if item))

    @property
    def everything(self) -> bool:
        """Whether the whole filter result is meant; a button in a row never means it."""
        return bool(self.whole.data) and not self.one.data


class UndoForm(OurForm):
    """Take one change back; ``change`` is its id, ``origin`` the page that it was made on."""

    change = HiddenField()
    origin = HiddenField()


def step_form(language: Language, *, categories: Pairs, processing: Pairs, evidence: Pairs) -> type[StepForm]:
    """The form with the catalogue's categories and ways of processing, and with the evidence of the case."""
    made: type[StepForm] = spoken(StepForm, language)
    given: dict[str, Any] = {
        "categories": [("", Text("按建议", "as proposed")), *categories],
        "processings": [("", Text("不属于所列方式", "none of those listed")), *processing],
        "evidences": list(evidence),
    }
    return type("StepForm", (made,), given)


def undo_form(language: Language) -> type[UndoForm]:
    return spoken(UndoForm, language)
