"""Overlays and sign-offs: paste or upload a file, remove one from a day on, say what was read."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import DateText, Radios
from forms.typed import AsDay, trimmed
from forms.validators import AtMost, Needed, OneOf

MAX_BYTES = 2_000_000
NO_DAY = Text("请填写日期，写作 2026-11-21。", "Give a day, written 2026-11-21.")


def _whole(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


class OverlayForm(OurForm):
    """The text of an overlay, typed or uploaded; what is in it is judged where it is read.

    ``step``: the button that was pressed, ``preview`` or ``add``.
    """

    step = HiddenField()

    file = FileField(Text("选择文件（YAML，2 MB 以内）", "Choose a file (YAML, up to 2 MB)"))
    text = TextAreaField(
        Text("文件内容", "Text of the file"), [AtMost(MAX_BYTES)], filters=[_whole], render_kw={"spellcheck": "false"}
    )
    reason = TextAreaField(Text("加载理由", "Reason for adding it"), [AtMost(2_000)], filters=[trimmed])

    def taken_from_file(self) -> Text | None:
        """Put the uploaded file into the text; the sentence says why that was not possible."""
        upload = self.file.data
        if not upload or not getattr(upload, "filename", ""):
            return None
        raw = upload.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            return Text("文件超过 2 MB。", "The file is larger than 2 MB.")
        try:
            self.text.data = _whole(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return Text("文件不是 UTF-8 编码；另存为 UTF-8。", "The file is not UTF-8; save it as UTF-8.")
        return None


class RemoveForm(OurForm):
    """The first day without the overlay, and why."""

    from_day = DateText(Text("自哪一天起停用", "First day without it"), [Needed(NO_DAY), AsDay()], filters=[trimmed])
    reason = TextAreaField(
        Text("停用理由", "Reason for removing it"),
        [Needed(Text("请写明理由。", "Give the reason.")), AtMost(2_000)],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class SignForm(OurForm):
    """``sha256``: the entry as the page showed it; the signature speaks of exactly that."""

    sha256 = HiddenField()
    verdict = Radios(
        Text("意见", "Your word"),
        [Needed(Text("请选择一项意见。", "Choose one.")), OneOf()],
        choices=options(
            [
                ("confirmed", Text("确认：与官方原文一致", "Confirmed: the official text says so")),
                ("doubted", Text("存疑：与原文不符或无法核实", "Doubted: it does not, or cannot be verified")),
                ("withdrawn", Text("撤回先前的意见", "Withdraw what was said before")),
            ]
        ),
        validate_choice=False,
    )
    read = TextAreaField(Text("核对了什么", "What was read"), [AtMost(2_000)], filters=[trimmed], render_kw={"rows": 2})
    read_on = DateText(Text("核对日期", "Read on"), [Needed(NO_DAY), AsDay()], filters=[trimmed])
    note = TextAreaField(Text("说明", "Note"), [AtMost(4_000)], filters=[trimmed], render_kw={"rows": 3})

    def validate_read(self, field: Any) -> None:
        if self.verdict.data == "confirmed" and not field.data:
            raise StopValidation(
                self.say(
                    Text(
                        "请写明核对了什么（文件、条款、版本）。",
                        "Say what was read: the instrument, article and edition.",
                    )
                )
            )

    def validate_note(self, field: Any) -> None:
        if self.verdict.data in ("doubted", "withdrawn") and not field.data:
            raise StopValidation(self.say(Text("存疑或撤回时请写明理由。", "To doubt or withdraw, give the reason.")))


def overlay_form(language: Language) -> type[OverlayForm]:
    return spoken(OverlayForm, language)


def remove_form(language: Language) -> type[RemoveForm]:
    return spoken(RemoveForm, language)


def sign_form(language: Language) -> type[SignForm]:
    return spoken(SignForm, language)
