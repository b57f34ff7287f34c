"""What a record can say: every kind, in the past tense, with its label. The set is closed.

A kind that is not in this table cannot be recorded; one that is in it is never renamed or taken out, because
records that carry it have been hashed.
"""

from __future__ import annotations

from audit.sentences import Sentence

KINDS: dict[str, Sentence] = {
    "company added": Sentence("已建立企业", "Company added"),
    "company changed": Sentence("已修改企业信息", "Company changed"),
    "person added": Sentence("已添加人员", "Person added"),
    "person changed": Sentence("已修改人员信息", "Person changed"),
    "password changed": Sentence("已修改密码", "Password changed"),
    "signed in": Sentence("已登录", "Signed in"),
    "sign-in refused": Sentence("登录被拒绝", "Sign-in refused"),
    "signed out": Sentence("已退出", "Signed out"),
    "example loaded": Sentence("已载入示例", "Example loaded"),
    "case created": Sentence("已建立评估项目", "Case created"),
    "case changed": Sentence("已修改项目名称", "Case title changed"),
    "case imported": Sentence("已导入评估项目", "Case imported"),
    "answers saved": Sentence("已保存填报内容", "Answers saved"),
    "entry added": Sentence("已添加条目", "Entry added"),
    "entry moved": Sentence("已调整条目次序", "Entry moved"),
    "entry removed": Sentence("已删除条目", "Entry removed"),
    "items imported": Sentence("已导入数据项", "Data items imported"),
    "item added": Sentence("已添加数据项", "Data item added"),
    "item changed": Sentence("已修改数据项", "Data item changed"),
    "items removed": Sentence("已删除数据项", "Data items removed"),
    "evidence added": Sentence("已上传证据材料", "Evidence added"),
    "evidence removed": Sentence("已移除证据材料", "Evidence removed"),
    "grade saved": Sentence("已保存风险评分", "Grade saved"),
    "grade checked": Sentence("已核验风险评分", "Grade checked"),
    "submitted": Sentence("已提交复核", "Submitted for review"),
    "withdrawn": Sentence("已撤回", "Withdrawn"),
    "changes requested": Sentence("已退回修改", "Changes requested"),
    "approved": Sentence("已批准", "Approved"),
    "build requested": Sentence("已请求生成申报材料", "Build of the dossier requested"),
    "dossier built": Sentence("已生成申报材料", "Dossier built"),
    "build failed": Sentence("申报材料未能生成", "Build of the dossier did not finish"),
    "bundle exported": Sentence("已导出核验包", "Bundle exported"),
    "persons counted": Sentence("已登记出境人数", "Exported persons counted"),
    "count corrected": Sentence("已更正出境人数", "Count of exported persons corrected"),
    "overlay added": Sentence("已加载补充规则", "Overlay of the law added"),
    "overlay removed": Sentence("已停用补充规则", "Overlay of the law removed"),
    "rule signed off": Sentence("律师已确认规则", "Rule signed off by counsel"),
    "rule doubted": Sentence("律师对规则存疑", "Rule doubted by counsel"),
    "sign-off withdrawn": Sentence("律师已撤回确认", "Sign-off withdrawn by counsel"),
    "important data determined": Sentence("已判定重要数据", "Important data determined"),
    "milestone recorded": Sentence("已登记办理节点", "Milestone of the filing recorded"),
    "milestone corrected": Sentence("已更正办理节点", "Milestone of the filing corrected"),
    "duty recorded": Sentence("已登记义务履行情况", "Performance of a duty recorded"),
    "calendar feed opened": Sentence("已开通日历订阅", "Calendar feed opened"),
    "calendar feed closed": Sentence("已关闭日历订阅", "Calendar feed closed"),
    "override recorded": Sentence("已登记人工调整", "Override recorded"),
    "override withdrawn": Sentence("已撤销人工调整", "Override withdrawn"),
    "destination graded": Sentence("已评定目的地", "Destination graded"),
    "fix scheduled": Sentence("已安排整改", "Rectification scheduled"),
    "fix finished": Sentence("已完成整改", "Rectification finished"),
    "mapping remembered": Sentence("已记住清单各列的对应关系", "Mapping of a list's columns remembered"),
    "grade given apart": Sentence("已由第二人独立评分", "Grade given apart by a second person"),
}

AUTHORING = frozenset(
    {
        "answers saved",
        "entry added",
        "entry moved",
        "entry removed",
        "items imported",
        "item added",
        "item changed",
        "items removed",
        "evidence added",
        "evidence removed",
        "grade saved",
    }
)
"""Kinds that make somebody an author of the case, who may therefore not approve it."""
