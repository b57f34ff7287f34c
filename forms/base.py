"""What every form of ours shares: a language, bilingual labels, and sentences instead of WTForms' own messages.

A form class is written once with ``Text`` labels; ``spoken`` gives it a language. Nothing here reads answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, ClassVar, TypeVar

from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice

from assessment.vocabulary import Language, Text

CHOOSE = Text("请从所列选项中选择。", "Choose one of the options.")
_OWN_SENTENCES = {
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "This field is required.": Text("请填写这一项。", "Fill this in."),
    "The CSRF token is missing.": Text(
        "页面已过期；请重新打开后再提交。", "The page has run out; open it again and repeat."
    ),
    "The CSRF token has expired.": Text(
        "页面已过期；请重新打开后再提交。", "The page has run out; open it again and repeat."
    ),
}
_ANY_OTHER = Text("请核对这一项。", "Check this entry.")


class Option(SelectChoice):  # type: ignore[misc]  # WTForms ships no types
    """One thing to choose; it unpacks into value and label, which is what a page needs of it."""

    def __iter__(self) -> Iterator[str]:
        return iter((self.value, self.label))


def options(pairs: Iterable[tuple[str, Any]]) -> list[Option]:
    """(value, label) pairs as WTForms wants them; a ``Text`` label is put into words by the form."""
    return [Option(value, label) for value, label in pairs]


class _Sentences:
    """What WTForms asks for its built-in messages; every one of them comes out as a sentence of ours."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def gettext(self, message: str) -> str:
        return _OWN_SENTENCES.get(message, _ANY_OTHER).in_language(self._language)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(singular)


class OurForm(FlaskForm):  # type: ignore[misc]  # WTForms ships no types
    """A form that knows its reader's language."""

    language: ClassVar[Language] = "zh"

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # WTForms ships no types
        def get_translations(self, form: Any) -> Any:
            return _Sentences(form.language)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field.label.text, Text):
                field.label.text = self.say(field.label.text)
            # A link to a field jumps to its input; a group has none of its own, so to its first option.
            field.is_group = getattr(field, "is_group", False)
            field.anchor = f"{field.id}-0" if field.is_group else field.id
            choices = getattr(field, "choices", None)
            if choices:
                field.choices = options(
                    (value, self.say(label) if isinstance(label, Text) else label) for value, label in choices
                )

    @classmethod
    def say(cls, text: Text) -> str:
        return text.in_language(cls.language)

    def validate_token(self) -> bool:
        """Only whether the form comes from a page of ours; the answers are read one by one elsewhere."""
        token = self._fields.get("csrf_token")
        return token is None or bool(token.validate(self))


F = TypeVar("F", bound=OurForm)


@cache
def spoken(form: type[F], language: Language) -> type[F]:
    """The form class in one language; made once."""
    return type(form.__name__, (form,), {"language": language})
