"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from regimes import strict
from regimes.check import defects
from regimes.loader import load_regime, regimes_at_hand

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assessment", "audit", "forms", "regimes", "reports", "services", "store", "web")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
LAWS = sorted((ROOT / "regimes").rglob("*.yaml"))

LONGEST = 400
LONG_FOR_A_REASON: dict[str, str] = {}
"""Path of a longer file → why it is not cut."""

# Installed under another name than they are imported by.
NAMES = {
    "argon2": "argon2-cffi",
    "PIL": "pillow",
    "docx": "python-docx",
    "page": "page-validation",
    "flask_bootstrap": "bootstrap-flask",
    "stdnum": "python-stdnum",
    "yaml": "pyyaml",
}


def imported(source: str) -> set[str]:
    """The top names of every absolute import, also of those inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_no_package_imports_the_application() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if "app" in imported(path.read_text("utf-8"))] == []


def test_every_import_stands_in_the_requirements() -> None:
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    named = {re.split(r"[\[=<> #]", line)[0].lower().replace("_", "-") for line in lines if line[:1] not in ("", "#")}
    ours = {*PACKAGES, "app", "settings"}
    used = {name for path in [*SOURCES, ROOT / "app.py", ROOT / "settings.py"] for name in imported(path.read_text())}
    distributions = {NAMES.get(name, name.lower().replace("_", "-")) for name in used - ours - sys.stdlib_module_names}
    assert distributions - named == set()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    source = "\n".join((ROOT / name).read_text("utf-8") for name in ("requirements.in", lock.replace(".txt", ".in")))
    wanted = {
        re.split(r"[\[=<> #]", line)[0].lower().replace("_", "-").replace(".", "-")
        for line in source.splitlines()
        if line[:1] not in ("", "#", "-")
    }
    pins = re.findall(r"^([\w.\[\]-]+)==\S+ \\\n    --hash=sha256:", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    pinned = {pin.split("[")[0].lower().replace("_", "-").replace(".", "-") for pin in pins}
    assert wanted - pinned == set()


class Inline(HTMLParser):
    """Collects what a page with a strict content policy would not run or not show."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or "style" in names or any(re.fullmatch(r"on[a-z]+", name) for name in names):
            self.found.append(self.get_starttag_text() or tag)
        self._script = tag == "script" and "src" not in names

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.found.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def inline(template: str) -> list[str]:
    """What stands inline once the template's own statements are taken out."""
    reader = Inline()
    reader.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", template, flags=re.DOTALL))
    return reader.found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_style_and_no_script(template: Path) -> None:
    assert inline(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line", ["<p style='x'>", "<style>p {}</style>", "<script>go()</script>", '<a {{ b }} onclick="go()">']
)
def test_the_guard_sees_what_stands_inline(line: str) -> None:
    assert inline(line)


def test_a_script_of_its_own_address_is_allowed() -> None:
    assert inline('<script src="{{ url }}" defer></script><p {% if x %}hidden{% endif %}>only=on</p>') == []


@pytest.mark.parametrize("law", LAWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_of_the_law_can_be_read(law: Path) -> None:
    assert strict.read(law).data


@pytest.mark.parametrize("regime", regimes_at_hand())
def test_every_regime_is_whole_today(regime: str) -> None:
    assert defects(load_regime(regime), date.today()) == []


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_commands_of_the_readme_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert named
    assert named - targets((ROOT / "Makefile").read_text("utf-8")) == set()


def test_flask_commands_of_the_readme_exist() -> None:
    named = set(re.findall(r"flask ([a-z-]+)", (ROOT / "README.md").read_text("utf-8")))
    offered = set(re.findall(r'@click\.command\("([a-z-]+)"', (ROOT / "web" / "commands.py").read_text("utf-8")))
    assert named
    assert named - offered == set()


def test_files_named_by_the_readme_exist() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        for address in re.findall(r"\]\(([^):#]+)\)", (ROOT / page).read_text("utf-8")):
            assert (ROOT / address).exists(), f"{page} points to {address}"


def test_no_file_is_longer_than_a_reader_likes() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in [*SOURCES, ROOT / "app.py"]}
    long = {path for path, lines in lengths.items() if lines > LONGEST}
    assert long == set(LONG_FOR_A_REASON)
