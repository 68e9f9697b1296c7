"""The README and CONTRIBUTING say nothing that isn't there: commands, options, recipes and files."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache

import pytest
from conftest import ROOT

PAGES = ("README.md", "CONTRIBUTING.md")
COMMAND = re.compile(r"^(?:\| )?`?(action-plans [^|`\n]+)`?", re.MULTILINE)
RECIPE = re.compile(r"`?\bmake ([a-z]+)`|^make ([a-z]+)$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def help_of(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", *command, "--help"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


COMMANDS = sorted({line for page in PAGES for line in COMMAND.findall(text(page))})


def test_commands_are_found_in_the_readme() -> None:
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize("line", COMMANDS)
def test_command_and_its_options_exist(line: str) -> None:
    words = shlex.split(line)[1:]
    shown = help_of(words[0])
    for word in words[1:]:
        if word.startswith("--"):
            assert word in shown


def test_every_command_is_in_the_readme() -> None:
    listed = help_of().partition("Commands:")[2]
    names = re.findall(r"^  ([a-z]+)", listed, re.MULTILINE)
    assert len(names) >= 8
    assert all(f"action-plans {name}" in text("README.md") for name in names)


@pytest.mark.parametrize("page", PAGES)
def test_recipes_exist(page: str) -> None:
    makefile = text("Makefile")
    named = {one or other for one, other in RECIPE.findall(text(page))}
    assert {"chat", "test"} <= named
    assert all(f"\n{name}:" in makefile for name in named)


@pytest.mark.parametrize("page", PAGES)
def test_linked_files_exist(page: str) -> None:
    assert [link for link in LINK.findall(text(page)) if not (ROOT / link).exists()] == []
