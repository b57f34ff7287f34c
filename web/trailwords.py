"""Each kind of record as a sentence after the name of whoever did it, and the groups by which a reader filters.

A kind without a sentence of its own is told by its label, so that a new one is never left out of a timeline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assessment.vocabulary import Text
from audit.kinds import KINDS

PHRASES: dict[str, Text] = {
    "company added": Text("建立了企业“{s}”", "set up the company {s}"),
    "company changed": Text("修改了企业信息", "changed the company's details"),
    "person added": Text("添加了人员 {s}", "added the person {s}"),
    "person changed": Text("修改了人员 {s} 的信息", "changed the details of {s}"),
    "password changed": Text("修改了 {s} 的密码", "changed the password of {s}"),
    "log restored": Text(
        "从备份恢复了日志，日志以新纪元延续", "restored the log from a backup; it goes on in a new epoch"
    ),
    "signed in": Text("登录", "signed in"),
    "sign-in refused": Text("拒绝了账户 {s} 的登录", "refused a sign-in of {s}"),
    "signed out": Text("退出", "signed out"),
    "case created": Text("建立了项目 {s}", "created the case {s}"),
    "case changed": Text("修改了项目名称", "changed the title of the case"),
    "case imported": Text("导入了项目 {s}", "imported the case {s}"),
    "answers saved": Text("保存了“{s}”", "saved “{s}”"),
    "entry added": Text("添加了一项{s}", "added an entry: {s}"),
    "entry moved": Text("调整了{s}的次序", "moved an entry: {s}"),
    "entry removed": Text("删除了一项{s}", "removed an entry: {s}"),
    "items imported": Text("向“{s}”导入了数据项清单", "imported a list of data items into “{s}”"),
    "item added": Text("添加了数据项“{s}”", "added the data item “{s}”"),
    "item changed": Text("修改了数据项“{s}”", "changed the data item “{s}”"),
    "items removed": Text("从“{s}”删除了数据项", "removed data items from “{s}”"),
    "items changed": Text("批量修改了“{s}”的数据项", "changed data items of “{s}” together"),
    "items classified": Text("确认了“{s}”中数据项的定级", "settled the class of data items of “{s}”"),
    "classification withdrawn": Text("撤回了“{s}”中数据项的定级", "withdrew the class of data items of “{s}”"),
    "items treated": Text("登记了“{s}”中数据项的脱敏处理", "recorded the treatment of data items of “{s}”"),
    "treatment verified": Text("核实了“{s}”中数据项的脱敏处理", "verified the treatment of data items of “{s}”"),
    "items cut": Text("从“{s}”剔除了数据项", "cut data items from “{s}”"),
    "items restored": Text("恢复了“{s}”中剔除的数据项", "restored data items cut from “{s}”"),
    "change undone": Text("撤销了对“{s}”数据项的修改", "undid a change of data items of “{s}”"),
    "fact of items answered": Text(
        "填写了“{s}”数据项定级所需的事实", "answered a fact behind the class of items of “{s}”"
    ),
    "evidence added": Text("上传了证明材料“{s}”", "uploaded the evidence “{s}”"),
    "evidence removed": Text("移除了证明材料“{s}”", "removed the evidence “{s}”"),
    "grade saved": Text("保存了风险评分 {s}", "saved the grade {s}"),
    "grade checked": Text("核验了风险评分 {s}", "checked the grade {s}"),
    "grade given apart": Text("独立评定了 {s}", "graded {s} apart from the first person"),
    "submitted": Text("将第 {rev} 版提交复核", "submitted revision {rev} for review"),
    "withdrawn": Text("撤回了第 {rev} 版的提交", "withdrew revision {rev} from review"),
    "changes requested": Text("退回第 {rev} 版，要求修改", "sent revision {rev} back for changes"),
    "approved": Text("批准了第 {rev} 版", "approved revision {rev}"),
    "build requested": Text("请求生成申报材料", "requested the documents of the dossier"),
    "dossier built": Text("生成了申报材料", "built the documents of the dossier"),
    "build failed": Text("未能生成申报材料", "could not build the documents of the dossier"),
    "bundle exported": Text("导出了核验包", "exported the bundle for verification"),
    "folder exported": Text("导出了申报文件夹", "exported the folder of the filing"),
    "persons counted": Text("登记了 {s} 的出境人数", "entered the exported persons of {s}"),
    "count corrected": Text("更正了 {s} 的出境人数", "corrected the exported persons of {s}"),
    "overlay added": Text("加载了补充规则 {s}", "loaded the overlay {s}"),
    "overlay removed": Text("停用了补充规则 {s}", "took the overlay {s} out of use"),
    "rule signed off": Text("确认了规则 {s}", "signed off the rule {s}"),
    "rule doubted": Text("对规则 {s} 存疑", "doubted the rule {s}"),
    "sign-off withdrawn": Text("撤回了对规则 {s} 的确认", "withdrew the sign-off of the rule {s}"),
    "important data determined": Text("判定了“{s}”是否含重要数据", "determined the important data of “{s}”"),
    "milestone recorded": Text("登记了办理节点“{s}”", "recorded the milestone “{s}”"),
    "milestone corrected": Text("更正了办理节点“{s}”", "corrected the milestone “{s}”"),
    "duty recorded": Text("登记了义务“{s}”的履行情况", "recorded how the duty “{s}” is met"),
    "calendar feed opened": Text("开通了日历订阅", "opened a calendar feed"),
    "calendar feed closed": Text("关闭了日历订阅", "closed a calendar feed"),
    "override recorded": Text("登记了对结论的人工调整", "recorded an override of the conclusion"),
    "override withdrawn": Text("撤销了对结论的人工调整", "withdrew an override of the conclusion"),
    "destination graded": Text("评定了目的地 {s}", "graded the destination {s}"),
    "fix scheduled": Text("安排了整改 {s}", "scheduled the rectification of {s}"),
    "fix finished": Text("完成了整改 {s}", "finished the rectification of {s}"),
    "mapping remembered": Text("记住了清单“{s}”各列的对应关系", "remembered the columns of “{s}”"),
    "comment added": Text("对“{s}”提出了意见", "commented on “{s}”"),
    "comment answered": Text("回复了对“{s}”的意见", "answered a comment on “{s}”"),
    "comment settled": Text("处理了对“{s}”的意见", "settled a comment on “{s}”"),
    "comment reopened": Text("重新提出了对“{s}”的意见", "took up a comment on “{s}” again"),
    "document signed": Text("签署了“{s}”", "signed “{s}”"),
    "signed copy withdrawn": Text("移除了“{s}”的签署件", "took away the signed copy of “{s}”"),
    "sealed scan added": Text("上传了“{s}”的盖章扫描件", "uploaded the scan of the sealed original of “{s}”"),
    "sealed scan withdrawn": Text("移除了“{s}”的盖章扫描件", "took away the scan of the sealed original of “{s}”"),
    "copy requested": Text("请求生成副本（{s}）", "requested a copy ({s})"),
    "copy made": Text("生成了副本（{s}）", "made a copy ({s})"),
    "copy not made": Text("未能生成副本（{s}）", "could not make a copy ({s})"),
    "comparison requested": Text("请求将申报材料重新生成并比对", "asked to make the documents again and compare"),
    "build compared": Text("将申报材料重新生成并作了比对", "made the documents again and compared them"),
    "comparison not made": Text("未能重新生成申报材料作比对", "could not make the documents again to compare"),
    "evidence opened": Text("查看了证明材料“{s}”", "looked at the evidence “{s}”"),
    "document opened": Text("查看了申报材料“{s}”", "looked at the document “{s}”"),
    "preview opened": Text("预览了申报材料“{s}”", "previewed the document “{s}”"),
    "signed copy opened": Text("查看了“{s}”的签署件", "looked at the signed copy of “{s}”"),
    "sealed scan opened": Text("查看了“{s}”的盖章扫描件", "looked at the scan of the sealed original of “{s}”"),
    "copy opened": Text("查看了副本“{s}”", "looked at the copy “{s}”"),
    "items exported": Text("导出了“{s}”的数据项清单", "exported the list of data items of “{s}”"),
    "counts exported": Text("导出了 {s} 的出境人数台账", "exported the ledger of exported persons of {s}"),
    "overlay exported": Text("导出了补充规则 {s}", "exported the overlay {s}"),
    "calendar read": Text("以日历程序读取了订阅", "read the calendar subscription with a calendar program"),
    "roles changed": Text("调整了人员 {s} 的角色", "changed the roles of {s}"),
    "person left": Text("停用了人员 {s} 的账号", "closed the account of {s}"),
    "erasure proposed": Text("提出删除个人信息（{s}）", "proposed an erasure of personal information ({s})"),
    "erasure withdrawn": Text("撤回了删除个人信息的提议（{s}）", "withdrew the proposal of an erasure ({s})"),
    "person erased": Text("批准并删除了人员姓名（{s}）", "approved and erased the name of a person ({s})"),
    "values erased": Text("批准并删除了留痕中的文字（{s}）", "approved and erased texts of the trail ({s})"),
    "hold set": Text("设置了保全，暂停处置", "set a hold, which stops disposal"),
    "hold lifted": Text("解除了保全", "lifted the hold"),
    "disposal proposed": Text("提出处置到期记录", "proposed the disposal of records past their term"),
    "disposal withdrawn": Text("撤回了处置提议", "withdrew the proposal of a disposal"),
    "records disposed": Text(
        "处置了期满的项目，删除其内容和文件", "disposed of a case past its term: content and files are deleted"
    ),
    "records put in cold storage": Text("将早期记录转入冷存储", "put older records in cold storage"),
    "trail checked": Text("完成了留痕自检", "checked the trail"),
    "backup made": Text("进行了备份", "made a backup"),
    "trail exported": Text("导出了留痕（{s}）", "exported the trail ({s})"),
    "trail not exported": Text("未能导出留痕", "could not export the trail"),
    "record exported": Text("导出了第 {s} 号记录及其证明", "exported record {s} with its proof"),
}

GROUPS: dict[str, tuple[Text, frozenset[str]]] = {
    "filling": (
        Text("填报", "Answers"),
        frozenset(
            {
                "case created", "case changed", "case imported", "answers saved", "entry added", "entry moved",
                "entry removed", "example loaded",
            }
        ),
    ),
    "items": (
        Text("数据项", "Data items"),
        frozenset(
            {
                "items imported", "item added", "item changed", "items removed", "items changed", "items classified",
                "classification withdrawn", "items treated", "treatment verified", "items cut", "items restored",
                "change undone", "fact of items answered", "mapping remembered",
            }
        ),
    ),
    "evidence": (Text("证明材料", "Evidence"), frozenset({"evidence added", "evidence removed"})),
    "risk": (
        Text("评估与判断", "Appraisal"),
        frozenset(
            {
                "grade saved", "grade checked", "grade given apart", "important data determined", "override recorded",
                "override withdrawn", "destination graded", "fix scheduled", "fix finished",
            }
        ),
    ),
    "review": (
        Text("复核与批准", "Review"),
        frozenset(
            {
                "submitted", "withdrawn", "changes requested", "approved", "comment added", "comment answered",
                "comment settled", "comment reopened",
            }
        ),
    ),
    "documents": (
        Text("申报材料", "Documents"),
        frozenset(
            {
                "build requested", "dossier built", "build failed", "document signed", "signed copy withdrawn",
                "sealed scan added", "sealed scan withdrawn", "copy requested", "copy made", "copy not made",
                "comparison requested", "build compared", "comparison not made",
            }
        ),
    ),
    "seen": (
        Text("查看与导出", "Seen and exported"),
        frozenset(
            {
                "bundle exported", "folder exported", "trail exported", "trail not exported", "record exported",
                "evidence opened",
                "document opened", "preview opened", "signed copy opened", "sealed scan opened", "copy opened",
                "items exported", "counts exported", "overlay exported", "calendar read",
            }
        ),
    ),
    "after": (
        Text("申报后与人数", "After filing, head-counts"),
        frozenset(
            {
                "persons counted", "count corrected", "milestone recorded", "milestone corrected", "duty recorded",
                "calendar feed opened", "calendar feed closed",
            }
        ),
    ),
    "law": (
        Text("规则", "Rules"),
        frozenset({"overlay added", "overlay removed", "rule signed off", "rule doubted", "sign-off withdrawn"}),
    ),
    "people": (
        Text("人员与登录", "People and sign-ins"),
        frozenset(
            {"person added", "person changed", "password changed", "signed in", "sign-in refused", "signed out",
             "roles changed", "person left"}
        ),
    ),
    "house": (
        Text("系统与留存", "System and retention"),
        frozenset({"company added", "company changed", "log restored"}),
    ),
}  # fmt: skip
"""Group → its name and the kinds it is about. A kind that stands nowhere belongs by what its name says."""

_PLACE = re.compile(r"\{(s|rev)\}")
_BY_WORD = (
    ("seen", ("viewed", " opened", "downloaded", "exported", "looked")),
    ("law", ("rule", "overlay", "law")),
    ("people", ("sign-in", "signed in", "person ", "role", "password")),
    ("items", ("item",)),
    ("evidence", ("evidence",)),
)


def group_of(kind: str) -> str:
    """The group of a kind; what has none of its own and no telling word concerns the house."""
    named = next((group for group, (_, kinds) in GROUPS.items() if kind in kinds), "")
    if named:
        return named
    return next((group for group, words in _BY_WORD if any(word in kind for word in words)), "house")


def kinds_of(group: str) -> frozenset[str]:
    """Every kind of a group; none for a name that is no group."""
    return frozenset(kind for kind in KINDS if group_of(kind) == group)


def kinds_named(text: str) -> frozenset[str]:
    """Kinds whose label or sentence holds the text, in either language."""
    sought = text.casefold()
    return frozenset(kind for kind in KINDS if any(sought in words.casefold() for words in _words(kind)))


def phrase(kind: str) -> Text | None:
    """The sentence of a kind with its places ``{s}`` and ``{rev}`` still open; ``None`` when it has none."""
    return PHRASES.get(kind)


def filled(sentence: str, places: Mapping[str, str]) -> str:
    """Put names into a sentence; names are text and are never read for places of their own."""
    return _PLACE.sub(lambda place: places[place[1]], sentence)


def _words(kind: str) -> tuple[str, ...]:
    said = PHRASES.get(kind)
    own = (said.zh, said.en) if said else ()
    return (KINDS[kind].zh, KINDS[kind].en, *own)
