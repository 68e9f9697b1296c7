"""Owners, references, markup, answers, numbers and abbreviations: cell by cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agreements import read_agreement
from ingest.markup import cell_of
from ingest.numbering import number_items
from ingest.owners import known_owners, owner_key, split_owners
from ingest.references import read_references
from ingest.tables import Cell, Paragraph

KNOWN = known_owners([cell_of("Governor"), cell_of("Practice Plus Group"), cell_of("Practice Plus Group Governor")])


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Governor", ["Governor"]),
        ("Novus (Education provider) /Governor", ["Novus (Education provider)", "Governor"]),
        ("Governor; HMPPS", ["Governor", "HMPPS"]),
        ("<p>Governor</p><p>NHS England</p>", ["Governor", "NHS England"]),
        ("NHS England Governor", ["NHS England", "Governor"]),
        ("Practice Plus Group Governor", ["Practice Plus Group", "Governor"]),
        ("Oxleas NHS Foundation Trust Governor", ["Oxleas NHS Foundation Trust", "Governor"]),
        ("Governor Head of Education, Skills and Work", ["Governor", "Head of Education, Skills and Work"]),
        ("Deputy Governor", ["Deputy Governor"]),
        ("NHS England Commissioner", ["NHS England Commissioner"]),
        ("Kent, Surrey and Sussex CRC", ["Kent, Surrey and Sussex CRC"]),
        (
            "Buckinghamshire, Oxfordshire and Berkshire West ICB / Governor",
            ["Buckinghamshire, Oxfordshire and Berkshire West ICB", "Governor"],
        ),
        ("Governor, HMP/YOI Send", ["Governor, HMP/YOI Send"]),
        ("Governor and NHS England", ["Governor and NHS England"]),
        ("N/A", []),
    ],
)
def test_owner_cells(cell: str, names: list[str]) -> None:
    assert list(split_owners(cell_of(cell), KNOWN).names) == names


def test_names_run_together_without_evidence_stay_whole_and_are_suspected() -> None:
    read = split_owners(cell_of("Governor Inclusion"), KNOWN)
    assert (read.names, read.suspect) == (("Governor Inclusion",), ("Governor Inclusion",))


@pytest.mark.parametrize("name", ["Governor", "The Governor", "Governing Governor", "governor ", "Governor, HMP Send"])
def test_one_key_for_one_owner(name: str) -> None:
    assert owner_key(name) == "governor"


def test_other_offices_have_other_keys() -> None:
    assert (
        len({owner_key(name) for name in ("Governor", "Deputy Governor", "NHS England", "HMPPS", "Director of X")}) == 5
    )


@pytest.mark.parametrize(
    ("text", "left", "paragraphs", "repeated"),
    [
        ("Do it. (S48)", "Do it.", ["S48"], []),
        ("Do it (3.27).", "Do it.", ["3.27"], []),
        ("Do it. (2.69, repeated recommendation 2.74)", "Do it.", ["2.69"], ["2.74"]),
        ("Do it. (1.2, 1.3 and 1.5)", "Do it.", ["1.2", "1.3", "1.5"], []),
        ("Do it. (3.12 to 3.15)", "Do it.", ["3.12", "3.13", "3.14", "3.15"], []),
        ("Do it. (1.40, main recommendation S45)", "Do it.", ["1.40", "S45"], []),
        ("Do it. (paragraph 5.9)", "Do it.", ["5.9"], []),
        ("Use of force (UoF)", "Use of force (UoF)", [], []),
        ("As said (2019)", "As said (2019)", [], []),
        ("Half of them (3)", "Half of them (3)", [], []),
    ],
)
def test_references(text: str, left: str, paragraphs: list[str], repeated: list[str]) -> None:
    read = read_references(text)
    assert (read.text, list(read.paragraphs), list(read.repeated_from)) == (left, paragraphs, repeated)
    assert read.repeated == bool(repeated)


def test_a_repeat_that_names_no_paragraph_is_one_still() -> None:
    assert read_references("Do it. (1.5, repeated recommendation)").repeated


def test_markup_becomes_paragraphs_and_entries() -> None:
    cell = cell_of('<p>One &amp; two:</p> <ul style="x"> • first • second <p>Less than < 5 days</p>')
    assert [(part.text, part.entry) for part in cell.paragraphs] == [
        ("One & two:", False),
        ("• first", True),
        ("• second", True),
        ("Less than < 5 days", False),
    ]


def test_markup_of_no_known_tag_is_text() -> None:
    assert cell_of("&lt;script&gt; <script>x</script>").text == "<script> <script>x</script>"


# Markup, bullets, invisible characters and ligatures are what a cell's text loses or changes by design.
UNCHANGED = st.characters(
    exclude_characters="<&•●▪◦‣\u2010\u2011\u00ad\u200b\u200c\u200d\u2060\ufeffﬀﬁﬂﬃﬄﬅﬆ", exclude_categories=["Cs"]
)


@given(st.text(UNCHANGED, max_size=200))
def test_no_word_is_lost_where_there_is_no_markup(words: str) -> None:
    kept = cell_of(words).text
    assert kept.split() == kept.split(" ") or not kept
    assert kept.split() == words.split()


@pytest.mark.parametrize(
    ("words", "answer", "clear"),
    [
        ("Agreed", "agreed", True),
        ("Accepted", "agreed", True),
        ("Partly Agreed", "partly_agreed", True),
        ("Partially accepted", "partly_agreed", True),
        ("Accepted in part", "partly_agreed", True),
        ("Not Agreed", "not_agreed", True),
        ("Rejected", "not_agreed", True),
        ("Accepted in principle", "partly_agreed", False),
        ("See below", None, False),
    ],
)
def test_answers(words: str, answer: str | None, clear: bool) -> None:
    read = read_agreement(words)
    assert (read.agreement, read.clear) == (answer, clear)


@pytest.mark.parametrize(
    ("cells", "total", "numbers"),
    [
        (["3", "", "", "6"], None, ["3", "4", "5", "6"]),
        (["6.8", "", "6.10"], None, ["6.8", "6.9", "6.10"]),
        (["5.08", "", "5.10"], None, ["5.08", "5.09", "5.10"]),
        (["", "2", "3"], None, ["1", "2", "3"]),
        (["1", "2", "3", ""], None, ["1", "2", "3", "4"]),
        (["1", "2", ""], 3, ["1", "2", "3"]),
        (["1", "2", ""], None, ["1", "2", "no-number-1"]),
        (["3", "", "6"], None, ["3", "no-number-1", "6"]),
        (["4", "", "", "6"], None, ["4", "no-number-1", "no-number-2", "6"]),
        (["", ""], None, ["no-number-1", "no-number-2"]),
        (["6.1", "6.1", "6.3"], None, ["6.1", "6.1-2", "6.3"]),
        (["6.9", "6.l0", "6.11"], None, ["6.9", "6.10", "6.11"]),
        (["Rec 1", "2.", "see"], None, ["1", "2", "no-number-1"]),
    ],
)
def test_numbers(cells: list[str], total: int | None, numbers: list[str]) -> None:
    assert [number.rec_no for number in number_items(cells, total)] == numbers


@given(st.integers(2, 30), st.data())
def test_lost_numbers_come_back_or_stand_in_visibly_and_never_wrong(many: int, data: st.DataObject) -> None:
    whole = [f"7.{number}" for number in range(1, many + 1)]
    lost = data.draw(st.sets(st.integers(0, many - 1)))
    read = number_items(["" if at in lost else number for at, number in enumerate(whole)], None)
    assert len({number.rec_no for number in read}) == many
    for at, number in enumerate(read):
        assert number.inferred == (at in lost) == (number.code is not None)
        assert number.rec_no == whole[at] or number.rec_no.startswith("no-number-")
    if lost and max(lost) < many - 1:
        assert [number.rec_no for number in read] == whole


@pytest.mark.parametrize("words", ["Governor HMPPS Digital", "Governor Phoenix Futures", "Governor Barnardo's"])
def test_a_body_after_the_governor_without_a_separator_is_doubted(words: str) -> None:
    read = split_owners(Cell((Paragraph(words),)), known_owners(()))
    assert read.suspect == (words,)


@pytest.mark.parametrize("words", ["Governor of HMP Send", "Governor HMP Send", "Governor and Head of Safety"])
def test_a_governor_of_a_prison_is_one_owner(words: str) -> None:
    read = split_owners(Cell((Paragraph(words),)), known_owners(()))
    assert (read.names, read.suspect) == ((words,), ())
