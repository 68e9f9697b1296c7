"""Letters and digits that only look right: mended where the word is the evidence, left alone where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assemble import assemble
from ingest.look_alikes import mended_words
from ingest.text_document import read_text

HEAD = "Action Plan: HMP Example\nAction Plan Submitted: 8 July 2025\n"
HEADER = "Rec No\tConcerns\tResponse Action Taken/Planned\tResponsible Owner\tTarget Date\n"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Gоvеrnоr", "Governor"),
        ("Мау 2026", "Мау 2026"),  # wholly Cyrillic: nothing tells that it isn't meant
        ("Мay 2O26", "May 2026"),
        ("3l/O3/2026", "31/03/2026"),
        ("In 20l9 and 2O2O", "In 2019 and 2020"),
        ("the α wave", "the α wave"),
        ("C Wing, B1, O2, 6.l0", "C Wing, B1, O2, 6.l0"),
        ("Здравствуйте", "Здравствуйте"),
    ],
)
def test_words(text: str, mended: str) -> None:
    assert mended_words(text) == mended


@given(st.text(st.characters(max_codepoint=0x24F), max_size=80).filter(lambda text: not any(c.isdigit() for c in text)))
def test_latin_text_without_digits_is_never_changed(text: str) -> None:
    assert mended_words(text) == text


def test_what_was_mended_is_said_on_its_row() -> None:
    rows = "9\tIt was cold.\tHeat it.\tGоvernor\tMay 2O26\n1O\tIt was wet.\tDry it.\tGovernor\tMay 2026\n"
    plan = assemble(read_text("plan.txt", "", (HEAD + HEADER + rows).encode()))
    first, second = plan.items
    assert (first.responsible_owner, str(first.actions[0].due)) == (("Governor",), "2026-05-31")
    (said,) = [doubt.message for doubt in first.warnings if doubt.code == "look-alikes-mended"]
    assert "'2O26' as '2026'" in said
    assert "'Gоvernor' as 'Governor'" in said
    assert (second.rec_no, [doubt.code for doubt in second.warnings]) == ("10", ["rec-no-inferred"])
