"""What a reader asks of the trail, as it stands in the address; and the form of an export."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField

from assessment.vocabulary import Text
from forms.base import OurForm, options
from forms.typed import AsDay, trimmed

LONGEST_SEARCH = 100
LONGEST_ID = 64
ANYBODY = Text("所有人", "Everybody")
ANYTHING = Text("所有事项", "Everything")
ANYWHERE = Text("所有部分", "Every section")
WHOLE_LOG = Text("全部日志（企业）", "The whole log of the company")
LATE_FIRST = Text(
    "“自”晚于“至”，因此没有记录；请核对日期。", "'From' is later than 'until', so nothing fits; check the dates."
)


class TimelineForm(OurForm):
    """Who, what, where, when, and words; a choice that means nothing here is passed over and everything is shown."""

    class Meta(OurForm.Meta):
        csrf = False  # it reads and changes nothing

    text = StringField(Text("查找文字", "Words"), filters=[trimmed], render_kw={"maxlength": LONGEST_SEARCH})
    person = SelectField(Text("人员", "Who"), choices=options([("", ANYBODY)]), default="", validate_choice=False)
    group = SelectField(Text("事项", "What"), choices=options([("", ANYTHING)]), default="", validate_choice=False)
    section = SelectField(Text("部分", "Section"), choices=options([("", ANYWHERE)]), default="", validate_choice=False)
    since = StringField(Text("自", "From"), [AsDay()], filters=[trimmed], render_kw={"type": "date"})
    until = StringField(
        Text("至（含当日）", "Until (included)"), [AsDay()], filters=[trimmed], render_kw={"type": "date"}
    )
    question = HiddenField(filters=[trimmed])
    entry = HiddenField(filters=[trimmed])


class ExportForm(OurForm):
    """Which part of the trail an auditor takes away. ``case`` is empty for the whole log."""

    case = SelectField(Text("项目", "Case"), choices=[], default="", validate_choice=False)
    since = StringField(Text("自", "From"), [AsDay()], filters=[trimmed], render_kw={"type": "date"})
    until = StringField(
        Text("至（含当日）", "Until (included)"), [AsDay()], filters=[trimmed], render_kw={"type": "date"}
    )
    reason = StringField(
        Text("用途（写入留痕）", "What for (goes into the trail)"),
        filters=[trimmed],
        render_kw={"maxlength": 200, "autocomplete": "off"},
    )
