"""Items that an authority did not allow, to be cut with its reason."""

from __future__ import annotations

from wtforms import TextAreaField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.fields import Checks
from forms.typed import trimmed
from forms.validators import AtMost, Needed


class RefusalForm(OurForm):
    """``item``: the ticked items, of any scenario."""

    item = Checks(Text("剔除这些数据项", "Cut these items"), choices=[], validate_choice=False)
    reason = TextAreaField(
        Text("理由（写入申报材料）", "Reason (the documents tell it)"),
        [Needed(Text("请写明理由。", "Give the reason.")), AtMost(2_000)],
        filters=[trimmed],
        render_kw={"rows": 2},
    )

    def chosen(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in self.item.data or () if one))


def refusal_form(language: Language) -> type[RefusalForm]:
    return spoken(RefusalForm, language)
