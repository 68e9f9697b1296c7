"""The architecture's rules, which stand as data in pyproject.toml, and what the tree may hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGES = ("assistant", "evals", "ingest")
FOLDERS = {*PACKAGES, "data", "prompts", "tests"}
PUT_ASIDE = {"build", "dist", "out", "action_plans.egg-info", "__pycache__"}

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
BREACHES = {
    "ingest/records.py": ("import assistant.answer", "Arrows of import run one way"),
    "ingest/errors.py": ("import httpx", "ingest needs no model, no network"),
    "assistant/answer.py": ("import chromadb", "One module alone knows chromadb"),
    "evals/__init__.py": ("import tantivy", "One module alone knows tantivy"),
    "assistant/query.py": ("import gradio", "The web chat alone knows Gradio"),
}

# Spelt in pieces, so that this file passes its own test.
PLACES = "|".join(("work", "root", "opt", "home", "Users", "srv", "mnt"))
MACHINE_PATH = re.compile(rf"(?<![\w.:/-])/(?:{PLACES})/")
REGISTRIES = (
    "py" + r"pi\.org",
    "python" + "hosted",
    "download" + r"\.pytorch",
    "index" + "-url",
    "find" + "-links",
)
REGISTRY = re.compile("|".join(REGISTRIES))


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=tree, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def tree_files() -> Iterator[Path]:
    """Every file that is kept: those of the named folders and of the top, without what the program writes."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".env")
    for folder in (*sorted(FOLDERS - {"data"}), "data/plans", ".ci"):
        yield from (p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def test_imports_keep_to_the_rules() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


def test_a_breach_of_a_rule_is_found(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (line, _) in BREACHES.items():
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    for _, rule in BREACHES.values():
        assert re.search(rf"{rule}.* BROKEN", done.stdout), f"{rule}: {done.stdout}"


def test_no_folder_at_the_top_beyond_the_named_ones() -> None:
    found = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    assert found <= FOLDERS | PUT_ASIDE


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_one_machine_or_registry(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tree_files()
        if path.suffix not in {".png", ".pyc"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found
