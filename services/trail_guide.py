"""The explanation that travels with an export and with a single record, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def guides(about: Mapping[str, str], count: int, cold: Sequence[int], *, whole: bool, earlier: int) -> dict[str, str]:
    """``README.zh.md`` and ``README.md``. ``cold``: places of records whose cold files are lost."""
    return {
        "README.zh.md": _chinese(about["zh"], count, cold, whole, earlier),
        "README.md": _english(about["en"], count, cold, whole, earlier),
    }


def proof_guide(seq: int) -> str:
    """For one record: what lies here and the command that checks it."""
    command = _command(seq)
    return (
        f"第 {seq} 号记录及其证明\n\n"
        f"record-{seq}.json             记录原文（逐字节参与哈希）\n"
        f"record-{seq}.tlog-proof       该记录在日志中的存在证明和已签名检查点（C2SP tlog-proof@v1）\n"
        f"record-{seq}.openings.jsonl   封存的姓名与文字的启封值；已依规删除的不在其中\n"
        "keys.txt                     日志和见证人的公钥；请另行核对\n\n"
        f"核验（Python 3.11 及 cryptography，不需要本系统）：\n{command}\n\n"
        "--------\n\n"
        f"Record {seq} with its proof\n\n"
        "The record word for word, the proof that it stands in the signed log, what opens its sealed names and texts\n"
        "(what was erased under a rule is not among them), and the public keys, which you should compare with a copy\n"
        f"from elsewhere. To check (Python 3.11 and cryptography, without the application):\n{command} --lang en\n"
    )


def _command(seq: int) -> str:
    return (
        f"python -m audit.verify proof record-{seq}.tlog-proof --record record-{seq}.json "
        f"--openings record-{seq}.openings.jsonl --key keys.txt"
    )


def _chinese(about: str, count: int, cold: Sequence[int], whole: bool, earlier: int) -> str:
    lines = [
        "# 留痕导出",
        "",
        f"范围：{about}。记录 {count} 条。",
        "",
        "| 文件 | 内容 |",
        "|---|---|",
        "| `records.jsonl` | 每行一条记录，附其存在证明和启封值；首行为已签名检查点和公钥 |",
    ]
    if whole:
        lines.append("| `log.jsonl` | 全部记录原文，自第 0 号起；据此可证明一条不多、一条不少 |")
    lines += [
        "| `checkpoint.txt` | 导出时的已签名检查点，含见证人签名（如有） |",
        "| `keys.txt` | 日志和见证人的公钥；请与另行取得的核对 |",
    ]
    if earlier:
        lines.append("| `checkpoints/` | 该期间每日最后一个检查点，及其与导出时检查点的一致性证明 |")
    lines += [
        "| `stamps/` | 检查点的 RFC 3161 时间戳（如有） |",
        "| `verifier/` | 核验程序；不放心此副本的，请自行取得同一程序，或按 docs/verify.md 另写 |",
        "",
        "## 核验",
        "",
        "需要 Python 3.11 以上；签名另需 `cryptography`（`pip install cryptography`）。在本文件夹中：",
        "",
        "```",
        "cd verifier",
        "python -m audit.verify export ../records.jsonl --key ../keys.txt",
        *(["python -m audit.verify export ../log.jsonl --records --key ../keys.txt"] if whole else []),
    ]
    if earlier:
        lines.append(
            "python -m audit.verify consistency ../checkpoints/N.txt ../checkpoint.txt "
            "--proof ../checkpoints/N.consistency"
        )
    lines += [
        "```",
        "",
        "## 由此可知与不可知",
        "",
        "- 每条记录均在已签名的日志之中，此后未被改动；启封的内容正是当时封存的内容。",
        "- 部分导出不能证明没有其他记录；"
        + ("`log.jsonl` 是全部记录，可以证明。" if whole else "同一项目的记录以 `previous` 首尾相接，可查有无缺漏。"),
        "- 依规删除的姓名与文字不在其中，记录本身和日志不受影响。",
        "- 记录证明何人以何账户在系统时钟的何时做了何事，不证明所填内容属实。",
    ]
    if cold:
        lines += ["", f"未包括：{len(cold)} 条记录的冷存储文件缺失或受损（第 {_places(cold, '、')} 号）。"]
    return "\n".join(lines) + "\n"


def _english(about: str, count: int, cold: Sequence[int], whole: bool, earlier: int) -> str:
    lines = [
        "# Export of the trail",
        "",
        f"Part: {about}. Records: {count}.",
        "",
        "| file | content |",
        "|---|---|",
        "| `records.jsonl` | one record a line with its proof and openings; the first line holds checkpoint and keys |",
    ]
    if whole:
        lines.append("| `log.jsonl` | every record from number 0 on: shows that none is missing and none was added |")
    lines += [
        "| `checkpoint.txt` | the signed checkpoint at the export, with witnesses' signatures if there are any |",
        "| `keys.txt` | public keys of log and witnesses; compare them with a copy from elsewhere |",
    ]
    if earlier:
        lines.append("| `checkpoints/` | the last checkpoint of each day of the period, with its consistency proof |")
    lines += [
        "| `stamps/` | RFC 3161 time stamps of the checkpoint, if there are any |",
        "| `verifier/` | the verifier; if you trust no copy, take it from elsewhere or write one from docs/verify.md |",
        "",
        "## How to check",
        "",
        "Python 3.11 or newer; signatures also want `cryptography` (`pip install cryptography`). In this folder:",
        "",
        "```",
        "cd verifier",
        "python -m audit.verify export ../records.jsonl --key ../keys.txt --lang en",
        *(["python -m audit.verify export ../log.jsonl --records --key ../keys.txt --lang en"] if whole else []),
    ]
    if earlier:
        lines.append(
            "python -m audit.verify consistency ../checkpoints/N.txt ../checkpoint.txt "
            "--proof ../checkpoints/N.consistency --lang en"
        )
    lines += [
        "```",
        "",
        "## What it shows and what it does not",
        "",
        "- Every record stands in the signed log and was not changed since; what is opened is what was sealed then.",
        "- An extract does not show that there are no other records; "
        + ("`log.jsonl` holds all of them and does." if whole else "records of one case name each other (`previous`)."),
        "- Names and texts erased under a rule are not here; the records and the log stand all the same.",
        "- Records show what was done under which account at which time of the system's clock, not that it was true.",
    ]
    if cold:
        lines += ["", f"Not included: {len(cold)} records whose cold files are lost (numbers {_places(cold, ', ')})."]
    return "\n".join(lines) + "\n"


def _places(seqs: Sequence[int], separator: str) -> str:
    shown = separator.join(str(seq) for seq in seqs[:10])
    return shown if len(seqs) <= 10 else f"{shown} … {seqs[-1]}"
