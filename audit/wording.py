"""The verifier's answer in words: a report that a lawyer can read, and the same as JSON.

It never says more than was checked: what a sound bundle proves stands beside what it cannot prove.
"""

from __future__ import annotations

from typing import Any

from audit.sentences import Finding, Language, Sentence
from audit.verdict import Check, State, Subject, Verdict

SHOWN = 20
_SIGNS: dict[State, Sentence] = {
    "passed": Sentence("✓ 相符", "✓ holds"),
    "failed": Sentence("✗ 不符", "✗ does not hold"),
    "open": Sentence("– 未核验", "– not checked"),
}
_OF_RECORD = Sentence(
    "记录证明何人以何账户在系统时钟的何时做了何事，不证明所填内容属实，也不证明时钟准确。",
    "Records show what was done under which account at which time of the system's clock; not that what was entered is "
    "true, nor that the clock was right.",
)
_OF_KEY = Sentence(
    "持有签名密钥者可以另造一段历史并签名；与另行取得的检查点、见证人签名或时间戳比对，方可排除。",
    "Whoever holds the signing key could make and sign another history; a checkpoint obtained elsewhere, a witness's "
    "signature or a time stamp rules that out.",
)
_OF_LATER = Sentence(
    "导出之后发生的事不在本文件之中；较早的文件即使相符，也可能已被取代。",
    "What happened after the export is not in this file; an older one holds and may yet be superseded.",
)
_IN_LOG = Sentence(
    "该记录一字不差地存在于检查点所述的日志之中，此后未被改动。",
    "The record stands word for word in the log of the checkpoint and was not changed since.",
)
PROVES: dict[Subject, tuple[Sentence, ...]] = {
    "bundle": (
        Sentence(
            "包内申报材料、快照和证据材料，与日志中生成、提交和批准的记录所载明的完全一致。",
            "The documents, the snapshot and the evidence here are exactly those that the records of building, "
            "submitting and approving in the log name.",
        ),
        Sentence(
            "自项目建立至本包导出，本项目的记录首尾相接，均在已签名检查点所述的日志之中，此后未被改动、增删或调换次序。",
            "From the creation of the case to the export of this bundle its records follow one another without a gap, "
            "all stand in the log of the signed checkpoint, and none was changed, added, taken out or moved since.",
        ),
    ),
    "export": (
        Sentence(
            "导出的记录均在已签名检查点所述的日志之中；完整导出时，一条不多，一条不少，次序不变。",
            "The exported records stand in the log of the signed checkpoint; in a full export none is missing, added "
            "or moved.",
        ),
    ),
    "proof": (_IN_LOG,),
    "consistency": (
        Sentence(
            "较早的检查点是较新的检查点的开头：其间只有新增，没有改动、删除或回退。",
            "The older checkpoint is the beginning of the newer: between them records were only added, none changed, "
            "taken out or rolled back.",
        ),
    ),
    "opening": (Sentence("所示内容正是该记录封存的内容。", "What is shown is exactly what the record seals."),),
}
DOES_NOT_PROVE: dict[Subject, tuple[Sentence, ...]] = {
    "bundle": (_OF_KEY, _OF_LATER, _OF_RECORD),
    "export": (
        _OF_KEY,
        Sentence(
            "部分导出不证明没有其他记录；所选的范围由导出者说明。",
            "An extract does not prove that there are no other records; what was chosen is the exporter's word.",
        ),
        _OF_RECORD,
    ),
    "proof": (_OF_KEY, _OF_RECORD),
    "consistency": (_OF_KEY,),
    "opening": (
        Sentence(
            "不证明该记录在日志之中；请用 proof 一并核验。",
            "It does not prove that the record stands in the log; check that with proof.",
        ),
        _OF_RECORD,
    ),
}


def as_text(verdict: Verdict, language: Language) -> str:
    """The report, ready to print."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    lines = [
        say("核验报告", "Verification report"),
        "",
        *([say("项目编号或范围：", "Case or part: ") + verdict.reference] if verdict.reference else []),
        *([say("文件 SHA-256：", "SHA-256 of the file: ") + verdict.sha256] if verdict.sha256 else []),
    ]
    if verdict.checkpoint is not None:
        lines.append(say("检查点（日志名、记录数、根哈希）：", "Checkpoint (log, size, root hash):"))
        lines += [f"    {line}" for line in verdict.checkpoint.text().splitlines()]
    for check in verdict.checks:
        lines += ["", *_of_check(check, language)]
    if verdict.verified:
        conclusion = say("结论：全部相符。", "Conclusion: everything holds.")
    elif verdict.incomplete:
        conclusion = say(
            "结论：已核验的均相符，但有未能核验之处，见上文“未核验”。",
            "Conclusion: what was checked holds, but something could not be checked; see 'not checked' above.",
        )
    else:
        conclusion = say(
            "结论：有不符之处，本文件不可采信。", "Conclusion: something does not hold; do not rely on this file."
        )
    lines += ["", conclusion]
    if verdict.verified:
        lines += ["", say("由此证明：", "This proves:")]
        lines += [f"  · {sentence.in_language(language)}" for sentence in PROVES[verdict.subject]]
    lines += ["", say("不能证明：", "It does not prove:")]
    lines += [f"  · {sentence.in_language(language)}" for sentence in DOES_NOT_PROVE[verdict.subject]]
    return "\n".join(_printable(line) for line in lines)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The report for programs; every finding, in both languages."""
    return {
        "verified": verdict.verified,
        "complete": not verdict.incomplete,
        "subject": verdict.subject,
        "sha256": verdict.sha256,
        "case": verdict.reference,
        "checkpoint": verdict.checkpoint.as_json() if verdict.checkpoint else None,
        "checks": [_check_json(check) for check in verdict.checks],
        "proves": [_pair(sentence) for sentence in PROVES[verdict.subject]] if verdict.verified else [],
        "does_not_prove": [_pair(sentence) for sentence in DOES_NOT_PROVE[verdict.subject]],
    }


def _of_check(check: Check, language: Language) -> list[str]:
    lines = [f"{_SIGNS[check.state].in_language(language)}  {check.title.in_language(language)}"]
    lines.append(f"    {check.says.in_language(language)}")
    lines += [f"    ✗ {_located(finding, language)}" for finding in check.findings[:SHOWN]]
    more = len(check.findings) - SHOWN
    if more > 0:
        lines.append(f"    … 另有 {more} 处" if language == "zh" else f"    … and {more} more")
    return lines


def _located(finding: Finding, language: Language) -> str:
    return f"{finding.where}：{finding.sentence.zh}" if language == "zh" else f"{finding.where}: {finding.sentence.en}"


def _check_json(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "state": check.state,
        "title": _pair(check.title),
        "says": _pair(check.says),
        "findings": [finding.as_json() for finding in check.findings],
    }


def _pair(sentence: Sentence) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}


def _printable(line: str) -> str:
    # Names come from a file that may be hostile: a terminal must not obey what stands in them.
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in line)
