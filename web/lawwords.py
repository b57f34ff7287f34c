"""How kinds, states and readings of the law are said on its pages."""

from __future__ import annotations

from types import SimpleNamespace

from assessment.vocabulary import Text

KINDS = {
    "rule": Text("路径规则", "Route rules"),
    "side": Text("选项与提示", "Options and warnings"),
    "duty": Text("义务", "Duties"),
    "figure": Text("数字", "Figures"),
    "list": Text("负面清单", "Negative lists"),
    "deadline": Text("期限", "Deadlines"),
    "item": Text("重要数据数据项", "Important-data items"),
    "catalogue": Text("数据项目录", "Catalogue of data items"),
    "method": Text("评分方法", "Scoring method"),
    "reference": Text("风险问题所引条文", "Articles behind risk questions"),
    "after": Text("申报之后", "After filing"),
    "calendar": Text("工作日历", "Working days"),
    "version": Text("规则版本", "Versions"),
    "wording": Text("文件用语", "Wording of documents"),
    "question": Text("问题与表述", "Questions and labels"),
}
OVERLAYS = {
    "zone_list": Text("负面清单正文", "Text of a negative list"),
    "notice": Text("主管部门告知", "Notice from an authority"),
    "annex": Text("附件", "Annex"),
    "figure": Text("数字", "Figure"),
    "rule": Text("规则", "Rule"),
    "important_data": Text("重要数据", "Important data"),
    "calendar": Text("工作日历", "Working-day calendar"),
    "deadline": Text("期限", "Deadline"),
    "catalogue": Text("数据项目录", "Catalogue of data items"),
    "wording": Text("官方文字", "Official wording"),
}
OVERLAY_STATES = {
    "in_force": (Text("适用中", "In force"), "ok"),
    "coming": (Text("尚未开始", "Not begun"), "open"),
    "ended": (Text("已停用", "Ended"), "plain"),
    "set_aside": (Text("未适用", "Not applied"), "stop"),
}
STATES = {
    "unsigned": (Text("待律师核对", "For counsel"), "open"),
    "signed": (Text("律师已确认", "Signed off"), "ok"),
    "changed": (Text("确认后有变化", "Changed since"), "wait"),
    "doubted": (Text("律师存疑", "Doubted"), "stop"),
}
CONFIDENCE = {
    "high": (Text("已读原文", "Text read"), "plain"),
    "medium": (Text("据二手来源", "Secondary source"), "open"),
    "low": (Text("推定", "Inferred"), "open"),
}
WHY_BELOW = {
    "medium": Text(
        "据二手来源或译文录入，尚未逐字核对官方原文。",
        "Taken from a secondary source or a translation; not yet compared word by word with the official text.",
    ),
    "low": Text(
        "由条文或实务推定，官方原文未见明文，或者来源之间不一致。",
        "Inferred from the articles or from practice; not found in so many words, or sources disagree.",
    ),
}
VERDICTS = {
    "confirmed": Text("确认", "Confirmed"),
    "doubted": Text("存疑", "Doubted"),
    "withdrawn": Text("撤回", "Withdrawn"),
}
CHANGES = {
    "added": Text("新增", "New"),
    "replaced": Text("更改", "Changed"),
    "ends": Text("止日变更", "Ends otherwise"),
    "gone": Text("不再适用", "Gone"),
}

LAW_WORDS = SimpleNamespace(
    kinds=KINDS,
    overlays=OVERLAYS,
    overlay_states=OVERLAY_STATES,
    states=STATES,
    confidence=CONFIDENCE,
    why_below=WHY_BELOW,
    verdicts=VERDICTS,
    changes=CHANGES,
)
