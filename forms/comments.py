"""The forms of the preview: a comment on a page, and the steps of its thread."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField

from assessment.comments import LONGEST, LONGEST_QUOTE
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.typed import trimmed
from forms.validators import AtMost, Needed


class CommentForm(OurForm):
    """``heading``: what on the page is meant; ``quote``: words copied from it, so that the place is found again."""

    page = IntegerField(validators=[Needed(Text("请从某一页开始写意见。", "Begin the comment from a page."))])
    heading = SelectField(Text("位置", "Place"), choices=[], validate_choice=False)
    quote = StringField(
        Text("所指的原文（选填）", "Words meant (optional)"), [AtMost(LONGEST_QUOTE)], filters=[trimmed]
    )
    text = TextAreaField(
        Text("意见", "Comment"),
        [Needed(Text("请写下意见。", "Write what you want to say.")), AtMost(LONGEST)],
        filters=[trimmed],
    )

    def offer(self, headings: tuple[str, ...], whole: str) -> None:
        """The headings of the page; with none of them the comment stands at the page as a whole."""
        self.heading.choices = options([*((one, one) for one in headings), ("", whole)])


class ThreadForm(OurForm):
    """A step of a thread; ``page`` only brings the reader back."""

    step = HiddenField()
    page = HiddenField()
    text = TextAreaField(Text("回复", "Reply"), [AtMost(LONGEST)], filters=[trimmed])


def comment_form(language: Language) -> type[CommentForm]:
    return spoken(CommentForm, language)


def thread_form(language: Language) -> type[ThreadForm]:
    return spoken(ThreadForm, language)
