"""``make repro``: build the example dossiers twice, under different clocks, languages and hash seeds, and compare.

The first build draws everything; the second draws everything again elsewhere; the third uses the parts that the first
one kept. All three must give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = sorted((ROOT / "examples").glob("*/case.yaml"))
SURROUNDINGS = (
    ("first", {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"}),
    ("second", {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4711"}),
    ("first", {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}),
)


def build(case: Path, out: Path, kept: Path) -> None:
    from regimes.loader import load_regime
    from services.headless import dossier_from_file

    fonts = Path(os.environ.get("TONGGUAN_FONTS", ROOT / ".cache" / "fonts"))
    dossier_from_file(case, out, load_regime("cn"), fonts, None, drawn=kept)


def main() -> int:
    differ = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case in CASES:
            hashes = []
            for number, (kept, changes) in enumerate(SURROUNDINGS):
                out = folder / f"{case.parent.name}-{number}"
                command = [sys.executable, str(Path(__file__)), str(case), str(out), str(folder / kept)]
                environment = {**os.environ, **changes, "PYTHONPATH": str(ROOT)}
                subprocess.run(command, check=True, cwd=ROOT, env=environment)
                hashes.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.iterdir())})
            for file, digest in hashes[0].items():
                same = all(others.get(file) == digest for others in hashes[1:])
                differ += not same
                print(f"{'=' if same else '!'} {digest[:16]} {case.parent.name}/{file}")
    print("三次生成逐字节一致 / three builds, the same bytes" if not differ else f"{differ} 份不一致 / files differ")
    return 1 if differ else 0


if __name__ == "__main__":
    if len(sys.argv) == 4:
        build(*map(Path, sys.argv[1:]))
    else:
        sys.exit(main())
