"""How the verifier is called: its words on the command line, in both languages."""

from __future__ import annotations

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m audit.verify",
        description="核验“通关”的留痕，不需要应用程序。Check the trail of Tongguan offline, without the application.",
    )
    ways = made.add_subparsers(dest="what", required=True, metavar="bundle|export|proof|opening|consistency")
    bundle = _way(ways, "bundle", "核验包 / a bundle (the word may be left out)")
    bundle.add_argument("file", type=Path, metavar="BUNDLE.zip", help="核验包 / the bundle")
    _checkpoint(bundle)
    bundle.add_argument("--proof", type=Path, metavar="FILE", help="两个检查点之间的一致性证明 / consistency proof")
    export = _way(ways, "export", "日志导出文件 / an export of the log")
    export.add_argument("file", type=Path, metavar="EXPORT.jsonl", help="导出文件 / the export")
    export.add_argument("--records", action="store_true", help="逐条读取记录内容 / read the content of each record too")
    _checkpoint(export)
    proof = _way(ways, "proof", "一条记录及其证明 / one record with its proof")
    proof.add_argument("file", type=Path, metavar="FILE.tlog-proof", help="证明文件 / the proof")
    proof.add_argument("--record", type=Path, required=True, metavar="FILE", help="记录 / the record")
    proof.add_argument("--openings", type=Path, metavar="FILE", help="启封值 / what opens its sealed fields")
    opening = _way(ways, "opening", "封存内容的启封值 / what a sealed field holds")
    opening.add_argument("file", type=Path, metavar="OPENINGS.jsonl", help="启封值 / the openings")
    opening.add_argument("--record", type=Path, required=True, metavar="FILE", help="记录 / the record")
    both = _way(ways, "consistency", "两个检查点 / two checkpoints")
    both.add_argument("old", type=Path, metavar="OLD", help="较早的检查点 / the older one")
    both.add_argument("new", type=Path, metavar="NEW", help="较新的检查点 / the newer one")
    both.add_argument("--proof", type=Path, metavar="FILE", help="一致性证明 / the consistency proof")
    return made


def _way(ways: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str) -> argparse.ArgumentParser:
    way = ways.add_parser(name, help=says, description=says)
    way.add_argument("--json", action="store_true", help="以 JSON 输出 / print JSON")
    way.add_argument("--lang", choices=("zh", "en"), default="zh", help="报告语言 / language of the report")
    way.add_argument("--key", type=Path, metavar="FILE", help="另行取得的公钥 / public keys obtained elsewhere")
    return way


def _checkpoint(way: argparse.ArgumentParser) -> None:
    way.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="另行取得的检查点 / a checkpoint obtained elsewhere"
    )
