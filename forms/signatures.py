"""The forms of signed copies and scans: choose a file, or say why one is taken away."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.typed import trimmed
from forms.validators import AtMost, Needed


class ScanForm(OurForm):
    """The scan of one sealed original."""

    file = FileField(
        Text("盖章扫描件（PDF）", "Scan of the sealed original (PDF)"),
        [Needed(Text("请先选择文件。", "Choose a file first."))],
    )


class TakeAwayForm(OurForm):
    what = HiddenField()
    note = StringField(
        Text("移除的理由", "Why it is taken away"),
        [Needed(Text("请写明为何移除。", "Say why it is taken away.")), AtMost(500)],
        filters=[trimmed],
    )


def scan_form(language: Language) -> type[ScanForm]:
    return spoken(ScanForm, language)


def take_away_form(language: Language) -> type[TakeAwayForm]:
    return spoken(TakeAwayForm, language)
