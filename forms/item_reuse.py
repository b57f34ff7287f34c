"""What is taken over for several items at once: ticks, and where a class changes, a reason."""

from __future__ import annotations

from wtforms import TextAreaField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.fields import Checks
from forms.typed import trimmed
from forms.validators import AtMost


class ReuseForm(OurForm):
    """``item``: ids of items, or names that stand for a group of equal ones."""

    item = Checks(Text("选择", "Select"), choices=[], validate_choice=False)
    reason = TextAreaField(
        Text("改定的理由", "Why the class changes"), [AtMost(2_000)], filters=[trimmed], render_kw={"rows": 2}
    )

    def chosen(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in self.item.data or () if one))


def reuse_form(language: Language) -> type[ReuseForm]:
    return spoken(ReuseForm, language)
