"""The numbers and statements that the extension test and its form ask for: once for the case, once a scenario.

An answer that is left open stays open. Both parts are one page: each scenario has its fields under a prefix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.extension_law import ExtensionSaid, ScenarioSaid, Size
from assessment.vocabulary import Language, Text
from assessment.volumes import VolumeUnit
from forms.base import OurForm, options, spoken
from forms.builder import whole_number
from forms.fields import DateText, Radios
from forms.typed import AsCount, AsDay, shown_count, shown_day, shown_yes_no, trimmed, yes_no
from forms.validators import AtMost, OneOf

MAX_TEXT = 8_000
YES_NO = options([("yes", Text("是", "Yes")), ("no", Text("否", "No")), ("", Text("尚未确认", "Not confirmed yet"))])
UNITS = options([("MB", "MB"), ("GB", "GB"), ("TB", "TB")])


def _three(zh: str, en: str) -> Radios:
    return Radios(Text(zh, en), [OneOf()], choices=YES_NO, default="", validate_choice=False)


def _number(zh: str, en: str) -> StringField:
    return StringField(Text(zh, en), [AsCount()], render_kw={"inputmode": "numeric", "autocomplete": "off"})


def _unit(zh: str, en: str) -> SelectField:
    return SelectField(Text(zh, en), [OneOf()], choices=UNITS, default="GB", validate_choice=False)


class ScenarioForm(OurForm):
    """Block 2 of the official form, for one scenario; it stands inside ``CaseForm`` and has no mark of its own."""

    class Meta(OurForm.Meta):
        csrf = False

    unchanged = _three("数据出境的目的、范围等未发生变化", "Purpose, scope and so on of the export are unchanged")
    parties_unchanged = _three("数据处理者和境外接收方等未发生变化", "Data handler and recipients are unchanged")
    persons_concerned = _three("出境个人信息", "Personal information is exported")
    persons_allowed = _number("原评估结果准予过去三年出境的自然人数量", "Persons allowed for the past three years")
    persons_planned = _number("未来三年涉及自然人数量", "Persons in the coming three years")
    volume_concerned = _three("出境重要数据", "Important data are exported")
    volume_allowed = _number("原评估结果准予过去三年出境的数据规模", "Volume allowed for the past three years")
    volume_allowed_unit = _unit("单位（准予）", "Unit (allowed)")
    volume_planned = _number("未来三年出境数据规模", "Volume in the coming three years")
    volume_planned_unit = _unit("单位（未来）", "Unit (coming)")
    link_unchanged = _three(
        "数据出境链路、存储系统、数据中心未发生变化", "Link, storage systems and data centres are unchanged"
    )
    use_unchanged = _three("境外接收方处理数据的用途和方式未发生变化", "Use and method of the recipient are unchanged")

    def said(self, scenario: str) -> ScenarioSaid:
        return ScenarioSaid(
            scenario=scenario,
            unchanged=yes_no(self.unchanged.data),
            parties_unchanged=yes_no(self.parties_unchanged.data),
            persons_concerned=yes_no(self.persons_concerned.data),
            persons_allowed=self.persons_allowed.value,
            persons_planned=self.persons_planned.value,
            volume_concerned=yes_no(self.volume_concerned.data),
            volume_allowed=_size(self.volume_allowed, self.volume_allowed_unit),
            volume_planned=_size(self.volume_planned, self.volume_planned_unit),
            link_unchanged=yes_no(self.link_unchanged.data),
            use_unchanged=yes_no(self.use_unchanged.data),
        )


class CaseForm(OurForm):
    """Blocks 1 and 3, and the statements of the conditions. ``seen``: the newest entry that the page showed."""

    seen = HiddenField(default="0")
    acceptance_number = StringField(Text("受理编号", "Acceptance number"), [AtMost(100)], filters=[trimmed])
    result_on = DateText(Text("评估结果出具日期", "Day of the result"), [AsDay()])
    ends_on = DateText(Text("结果通知书写明的届满日期", "End printed in the notice"), [AsDay()])
    article_9 = _three("与境外接收方订立的法律文件符合第九条规定", "The legal document meets Article 9")
    as_notified = _three(
        "过去三年严格按照评估结果开展出境活动", "Exported strictly as the result says in the past three years"
    )
    no_incident = _three("过去三年未发生重大数据安全事件", "No major data security incident in the past three years")
    measures = TextAreaField(
        Text("保障数据出境安全的措施及相关工作情况", "Measures that keep the export secure, and related work"),
        [AtMost(MAX_TEXT)],
        filters=[trimmed],
    )
    performance = TextAreaField(
        Text("境外接收方履行法律文件约定义务的情况", "How the recipient performs its duties under the legal document"),
        [AtMost(MAX_TEXT)],
        filters=[trimmed],
    )
    compliance = TextAreaField(
        Text("过去三年遵守评估结果通知书的情况", "Compliance with the result notice in the past three years"),
        [AtMost(MAX_TEXT)],
        filters=[trimmed],
    )
    incidents = TextAreaField(
        Text(
            "过去三年发生的重大事件、处罚、调查及整改情况",
            "Major incidents, penalties, investigations and rectification in the past three years",
        ),
        [AtMost(MAX_TEXT)],
        filters=[trimmed],
    )

    def validate_ends_on(self, field: Any) -> None:
        if field.value is not None and self.result_on.value is not None and field.value <= self.result_on.value:
            sentence = Text("届满日期须晚于评估结果出具日期。", "The end lies after the day of the result.")
            raise StopValidation(self.say(sentence))

    @property
    def position(self) -> int:
        return whole_number(self.seen.data) or 0


class ExtensionForms:
    """The page's forms together: they are filled, checked and read as one."""

    def __init__(self, case: CaseForm, scenarios: Mapping[str, ScenarioForm]) -> None:
        self.case = case
        self.scenarios = scenarios

    def validate(self) -> bool:
        """Every part is looked at, so that all that is wrong is said at once."""
        sent = self.case.is_submitted()
        parts = [self.case.validate(), *(form.validate() for form in self.scenarios.values())]
        return bool(sent and all(parts))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything to put right, in the order of the page."""
        forms = (self.case, *self.scenarios.values())
        return [(field.anchor, message) for form in forms for field in form for message in field.errors]

    def said(self) -> ExtensionSaid:
        case = self.case
        return ExtensionSaid(
            acceptance_number=case.acceptance_number.data or "",
            result_on=case.result_on.value,
            ends_on=case.ends_on.value,
            article_9=yes_no(case.article_9.data),
            as_notified=yes_no(case.as_notified.data),
            no_incident=yes_no(case.no_incident.data),
            scenarios=tuple(form.said(scenario) for scenario, form in self.scenarios.items()),
            measures=case.measures.data or "",
            performance=case.performance.data or "",
            compliance=case.compliance.data or "",
            incidents=case.incidents.data or "",
        )


def extension_forms(language: Language, scenarios: Sequence[str], said: ExtensionSaid, seen: int) -> ExtensionForms:
    """The forms with what is known in them; what a browser sent takes its place."""
    case = spoken(CaseForm, language)(data=_case_data(said, seen))
    made = spoken(ScenarioForm, language)
    return ExtensionForms(
        case, {scenario: made(prefix=f"{scenario}-", data=_scenario_data(said.of(scenario))) for scenario in scenarios}
    )


def _case_data(said: ExtensionSaid, seen: int) -> dict[str, str]:
    return {
        "seen": str(seen),
        "acceptance_number": said.acceptance_number,
        "result_on": shown_day(said.result_on),
        "ends_on": shown_day(said.ends_on),
        "article_9": shown_yes_no(said.article_9),
        "as_notified": shown_yes_no(said.as_notified),
        "no_incident": shown_yes_no(said.no_incident),
        "measures": said.measures,
        "performance": said.performance,
        "compliance": said.compliance,
        "incidents": said.incidents,
    }


def _scenario_data(said: ScenarioSaid) -> dict[str, str]:
    allowed, planned = said.volume_allowed, said.volume_planned
    names = (
        "unchanged",
        "parties_unchanged",
        "persons_concerned",
        "volume_concerned",
        "link_unchanged",
        "use_unchanged",
    )
    return {
        **{name: shown_yes_no(getattr(said, name)) for name in names},
        "persons_allowed": shown_count(said.persons_allowed),
        "persons_planned": shown_count(said.persons_planned),
        "volume_allowed": shown_count(allowed.size if allowed else None),
        "volume_allowed_unit": allowed.unit if allowed else "GB",
        "volume_planned": shown_count(planned.size if planned else None),
        "volume_planned_unit": planned.unit if planned else (allowed.unit if allowed else "GB"),
    }


def _size(number: Any, unit: Any) -> Size | None:
    return Size(size=number.value, unit=cast(VolumeUnit, unit.data)) if number.value is not None else None
