"""The look of the pages: what was taken over from GOV.UK Frontend loads nothing, and has its colours in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.web.rendering import STATIC

VENDORED = (STATIC / "govuk-frontend.min.css").read_text(encoding="utf-8")
APP = (STATIC / "app.css").read_text(encoding="utf-8")
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
# The same in the dark: the number of the release, its widths, and the ink of paper.
OF_ANY_SCHEME = re.compile(r"--govuk-(frontend-version|breakpoint-\w+|print-text-colour)")


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face|image-set\(", text)
    assert not re.search(r"GDS Transport|crest|sourceMappingURL", text)


def test_what_was_taken_over_says_its_version_and_licence() -> None:
    note = (STATIC / "govuk-frontend.txt").read_text(encoding="utf-8")
    version = re.search(r'--govuk-frontend-version:"([\d.]+)"', VENDORED)
    assert version
    assert f"govuk-frontend {version[1]}" in note
    assert "The MIT License (MIT)" in note


def test_every_colour_of_the_frontend_is_one_of_ours() -> None:
    defined = set(re.findall(r"(--govuk-[\w-]+):", VENDORED.partition("}")[0]))
    assert len(defined) > 20
    ours = set(re.findall(r"(--govuk-[\w-]+):", APP))
    assert {name for name in defined - ours if not OF_ANY_SCHEME.fullmatch(name)} == set()


def test_a_colour_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS + APP + VENDORED))
    for sheet in STATIC.glob("*.css"):
        used = set(re.findall(r"var\((--ap-[\w-]+)", sheet.read_text(encoding="utf-8")))
        assert used <= defined, sheet.name
