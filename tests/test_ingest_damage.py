"""The sample plans torn as documents are torn: read right where there is evidence, doubted where there is none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_truth import PLANS, differences, truth

from ingest.assemble import assemble
from ingest.errors import DocumentRefused
from ingest.records import Plan
from ingest.text_document import read_text


def read(text: str) -> Plan:
    data = text.encode()
    return assemble(read_text("plan.txt", hashlib.sha256(data).hexdigest(), data))


def sample(year: int) -> str:
    return (PLANS / f"hmp-send-{year}.txt").read_text()


def wrong(plan: Plan, year: int) -> list[str]:
    """Fields that differ from the true register, places in the document aside."""
    return [line for line in differences(plan, truth(year)) if "source" not in line]


def codes(plan: Plan) -> set[tuple[str | None, str]]:
    return {(warning.rec_no, warning.code) for warning in plan.warnings}


def pages(text: str, columns: int) -> list[range]:
    """The line indexes of each stretch of table rows without a blank line between."""
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.count("\t") == columns - 1]
    found: list[range] = []
    for at in starts:
        if found and found[-1].stop == at:
            found[-1] = range(found[-1].start, at + 1)
        else:
            found.append(range(at, at + 1))
    return found


def without_column(text: str, page: range, column: int, columns: int) -> str:
    lines = text.split("\n")
    for at in page:
        cells = lines[at].split("\t")
        if len(cells) == columns and not lines[at].startswith("1. Rec"):
            lines[at] = "\t".join(cells[:column] + cells[column + 1 :])
    return "\n".join(lines)


PAGES_2019 = pages(sample(2019), 6)


@pytest.mark.parametrize("page", PAGES_2019, ids=lambda page: f"lines{page.start + 1}-{page.stop}")
def test_a_page_that_lost_its_numbers_is_read_whole(page: range) -> None:
    plan = read(without_column(sample(2019), page, 0, 6))
    assert wrong(plan, 2019) == []
    assert {code for _, code in codes(plan)} >= {"columns-lost"}
    for item in plan.items:
        assert item.rec_no_inferred == ((item.rec_no, "rec-no-inferred") in codes(plan))


@pytest.mark.parametrize("page", PAGES_2019, ids=lambda page: f"lines{page.start + 1}-{page.stop}")
def test_a_page_that_lost_its_answers_infers_or_doubts_each(page: range) -> None:
    plan = read(without_column(sample(2019), page, 2, 6))
    left = wrong(plan, 2019)
    assert all("agreement: None" in line for line in left), left
    for item in plan.items:
        lost = page.start < (item.source.lines or (0, 0))[0] <= page.stop
        assert lost == ((item.rec_no, "agreement-unclear") in codes(plan))


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip("\t") for line in text.split("\n"))


def with_repeated_header(text: str) -> str:
    lines = text.split("\n")
    header = next(line for line in lines if line.startswith("1. Rec No"))
    for page in pages(text, header.count("\t") + 1)[1:]:
        lines[page.start] = f"{header}\n{lines[page.start]}"
    return "\n".join(lines)


def with_notices(text: str) -> str:
    lines = text.split("\n")
    for page in pages(text, 6 if "Agreed/ Partly" in text else 5)[1:]:
        lines[page.start] = f"This plan was drafted before COVID-19 and may change.\nPage 3 of 12\n{lines[page.start]}"
    return "\n".join(lines)


def windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def hard_blanks(text: str) -> str:
    return text.replace(" ", "\u00a0")


def form_feeds(text: str) -> str:
    return re.sub(r"\n\n+(?=[^\n]*\t)", "\n\f", text)


@pytest.mark.parametrize("year", [2019, 2025])
@pytest.mark.parametrize("change", [trimmed, with_repeated_header, with_notices, windows, hard_blanks, form_feeds])
def test_harmless_changes_change_nothing(change: Callable[[str], str], year: int) -> None:
    plan, whole = read(change(sample(year))), read(sample(year))
    assert wrong(plan, year) == []
    assert codes(plan) == codes(whole)


def test_a_section_heading_torn_over_two_columns_is_one() -> None:
    lines = sample(2019).split("\n")
    torn = [
        f"\t{words[0]} {words[1]}\t{' '.join(words[2:])}\t\t\t"
        if line.count("\t") == 5
        and len(words := line.split()) > 2
        and line.strip("\t") == line[1:].rstrip("\t")
        and words[2].islower()
        and not line.rstrip("\t").endswith(".")
        else line
        for line in lines
    ]
    assert sum(one != other for one, other in zip(lines, torn, strict=True)) > 1
    assert wrong(read("\n".join(torn)), 2019) == []


def test_the_form_before_2016() -> None:
    text = sample(2019)
    for now, before in [
        ("3. Agreed/ Partly Agreed/ Not Agreed", "3. Accepted/ Rejected"),
        ("5. Responsible Owner", "5. Function Responsible/ Policy Lead"),
        ("6. Target Date", "6. TIMETABLE/DATE/STATUS"),
        ("\tPartly Agreed\t", "\tPartially accepted\t"),
        ("\tNot Agreed\t", "\tRejected\t"),
        ("\tAgreed\t", "\tAccepted\t"),
    ]:
        text = text.replace(now, before)
    text = re.sub(r"(?m)^6\.(\d+)\t", lambda match: f"5.{int(match[1]):02d}\t", text)
    plan = read(text)
    assert [item.rec_no for item in plan.items][7:11] == ["5.08", "5.09", "5.10", "5.11"]
    assert [item.agreement for item in plan.items] == [item.agreement for item in read(sample(2019)).items]


def test_another_establishment_is_read_alike() -> None:
    text = sample(2025).replace("HMP Send", "HMP/YOI Low Newton").replace("HMP SEND", "HMP/YOI LOW NEWTON")
    plan = read(text)
    assert (plan.plan_id, plan.establishment) == ("hmp-yoi-low-newton-2025-07-08", "HMP/YOI Low Newton")
    assert [len(item.actions) for item in plan.items] == [4, 5, 9, 6, 3, 4]


def edited(text: str, line: int, change: Callable[[str], str]) -> str:
    lines = text.split("\n")
    lines[line - 1] = change(lines[line - 1])
    return "\n".join(lines)


def test_text_cut_off_is_doubted_on_its_row() -> None:
    plan = read(edited(sample(2019), 36, lambda line: line.replace(" subject to resourcing.", "")))
    assert ("6.2", "text-cut-off") in codes(plan)


def test_a_row_that_stands_twice_is_set_aside_once() -> None:
    plan = read(edited(sample(2019), 36, lambda line: f"{line}\n{line}"))
    assert wrong(plan, 2019) == []
    assert [aside.source.lines for aside in plan.set_aside] == [(37, 37)]


def test_one_row_whose_cells_slipped_is_read_by_their_looks() -> None:
    plan = read(edited(sample(2019), 36, lambda line: "\t".join([*line.split("\t")[1:], ""])))
    assert wrong(plan, 2019) == []
    assert {(None, "cells-slipped"), ("6.2", "rec-no-inferred")} <= codes(plan)


def test_a_look_alike_in_a_number_is_mended_and_said() -> None:
    plan = read(sample(2019).replace("\n6.10\t", "\n6.l0\t"))
    assert wrong(plan, 2019) == []
    assert ("6.10", "rec-no-inferred") in codes(plan)


def test_totals_that_differ_are_said() -> None:
    plan = read(sample(2019).replace("\nAgreed\t20", "\nAgreed\t21"))
    (found,) = [warning for warning in plan.warnings if warning.code == "totals-differ"]
    assert "Agreed: stated 21, counted 20" in found.message
    assert "lines 119 to 122" in found.message


def test_a_response_that_contradicts_its_answer_is_said() -> None:
    text = edited(sample(2019), 68, lambda line: line.replace("\tPartly Agreed\t", "\tAgreed\t"))
    assert ("6.11", "agreement-contradicted") in codes(read(text))


def test_a_date_before_submission_is_said() -> None:
    assert ("6.2", "date-before-submission") in codes(read(sample(2019).replace("October 2019", "October 2018", 1)))


def test_every_word_of_the_table_is_in_an_item_or_set_aside() -> None:
    for year in (2019, 2025):
        plan = read(sample(year))
        held = " ".join(
            [item.model_dump_json() for item in plan.items]
            + [aside.text for aside in plan.set_aside]
            + [definition.model_dump_json() for definition in plan.definitions]
        ).replace("\\n", " ")
        words = set(re.findall(r"[A-Za-z]{4,}", held))
        rows = [line for line in sample(year).split("\n") if "\t" in line and not line.startswith(("1. Rec", "Term"))]
        lost = {word for row in rows for word in re.findall(r"[A-Za-z]{4,}", re.sub(r"<[^>]*>", " ", row))} - words
        # Answers are kept as values, headings in their usual spelling.
        assert lost <= {"Agreed", "Partly", "cerns", "Total", "Recommendations"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no table here", "no table was found"),
        ("Name\tAge\nA\t3", "the columns found are Name | Age"),
        ("Rec No\tConcerns\tNotes\tOwner\n1\tx\ty\tz", "Rec No | Concerns | Notes | Owner"),
        (sample(2025).split("Priority\t", maxsplit=1)[0], "without a single row"),
        (" \n\n", "is empty"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_was_found(text: str, message: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(text)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([2019, 2025]), st.data())
def test_any_damage_is_read_or_refused_and_ids_stay_unique(year: int, data: st.DataObject) -> None:
    lines = sample(year).split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = data.draw(
            st.sampled_from(
                [
                    "",
                    lines[at].replace("\t", "", 1),
                    f"\t{lines[at]}",
                    lines[at][: len(lines[at]) // 2],
                    lines[at] + "\t" + lines[at],
                    lines[at - 1],
                    "<p>" * 50 + lines[at],
                ]
            )
        )
    try:
        plan = read("\n".join(lines))
    except DocumentRefused:
        return
    numbers = [item.rec_no for item in plan.items]
    assert len(set(numbers)) == len(numbers)
    for item in plan.items:
        assert [action.n for action in item.actions] == list(range(1, len(item.actions) + 1))
        assert all(warning.message for warning in item.warnings)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        assemble(read_text("plan.txt", "0" * 64, data))
    except DocumentRefused as refused:
        assert "\n" not in str(refused)
