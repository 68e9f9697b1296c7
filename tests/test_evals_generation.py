"""Generated plans: repeatable, true to their own text, and read back whole by the reader of documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.generation.corpus import generate_corpus, write_corpus
from evals.generation.damage import Damage
from evals.generation.document import GeneratedPlan
from evals.generation.places import bare_name
from evals.generation.targets import make_target
from evals.scoring import quote_in
from ingest.errors import BadRequest
from ingest.reading import read_document
from ingest.records import Agreement, Item, Plan, PlanKind

WITHOUT_DOUBTS = {"warnings", "set_aside"}


def read_back(plan: GeneratedPlan, folder: Path) -> Plan:
    write_corpus(folder, [plan])
    (read,) = read_document(folder / "plans" / plan.file_name).plans
    return read


def bare(item: Item) -> Item:
    return item.model_copy(update={"warnings": ()})


@pytest.fixture(scope="module")
def corpus() -> tuple[GeneratedPlan, ...]:
    return generate_corpus(30)


def test_size_of_the_standard_corpus(corpus: tuple[GeneratedPlan, ...]) -> None:
    assert len(corpus) == 90
    assert len({plan.truth.establishment for plan in corpus}) == 30
    assert len({plan.truth.plan_id for plan in corpus}) == 90
    assert sum(len(plan.truth.items) for plan in corpus) > 1000
    assert all(len(plan.topics) == len(plan.truth.items) for plan in corpus)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    again = generate_corpus(3, seed=7, damage=tuple(Damage))
    assert again == generate_corpus(3, seed=7, damage=tuple(Damage))
    assert again != generate_corpus(3, seed=8, damage=tuple(Damage))


def test_no_name_of_a_prison_is_part_of_another(corpus: tuple[GeneratedPlan, ...]) -> None:
    names = {bare_name(plan.truth.establishment) for plan in corpus}
    assert not [(one, other) for one in names for other in names if one != other and one in other]


def test_too_many_prisons_are_refused() -> None:
    with pytest.raises(BadRequest, match="241 establishments"):
        generate_corpus(241)


def test_every_kind_of_row_is_there(corpus: tuple[GeneratedPlan, ...]) -> None:
    items = [item for plan in corpus for item in plan.truth.items]
    words = {re.sub(r"\d", "0", action.target_date or "") for item in items for action in item.actions}
    assert {
        "Completed", "Completed December 0000", "Ongoing", "Ongoing, review December 0000", "TBC", "N/A", "Immediate",
        "Within 0 months", "Within 00 months", "00/00/0000", "Q0 0000", "Spring 0000", "End of March 0000", "",
    } <= words  # fmt: skip
    assert any(action.part_completed for item in items for action in item.actions)
    text = "\n".join(plan.text for plan in corpus)
    for form in (
        r"\t<s>\w+ \d{4}</s> \w+ \d{4}\n",  # a date crossed out for another
        r"\t<s>\w+ \d{4}</s>\n",  # and one for none
        r"\tGovernor/[A-Z]",
        r"\tGovernor; [A-Z]",
        r"\t<p>Governor</p> <p>[A-Z]",
        r" / Governor\t",
        r"NHS England Governor\t",
        r"\tThe Governor\t",
        r"\tGoverning Governor\t",
        r"[\t/] ?(?:Buckinghamshire, Oxfordshire and Berkshire West ICB|Kent, Surrey and Sussex CRC)",
        r"<ul> • .* • ",
        r"\nESTABLISHMENT: HMYOI [A-Z]+",
        r"\nESTABLISHMENT: HMP/YOI [A-Z]+",
        r"\nAction Plan: .* CRC\n",
        r"\nAction Plan: NPS .* Division\n",
        r"\nPOSITION AS AT: [A-Z][a-z]+ 201\d\n",
        r"\nTIMETABLE\tDATE\tSTATUS\n",
        r"\tTIMETABLE/DATE/STATUS\n|\t6\. TIMETABLE/DATE/STATUS\n",
        r"Submitted: \d+th ",
        r"Submitted \d\d/\d\d/\d{4}\n",
        r"Submitted:? \d+ (?:st|nd|rd|th) ",
        r"Inspection:? \d+[-,] ?\d+(?:th)?(?:;| &|,)",
        r"Inspection:? \d+\S* – \d+\S* [A-Z][a-z]+\n",
        r"\nPage 2 of \d\n",
        r"COVID-19 pandemic and may have to change\.\n(?s:.)*\nPlease note",
        r"\t3\. Accepted",
        r"\tAccepted/ Rejected",
    ):
        assert re.search(form, text), form
    assert {item.agreement for item in items} == {None, *Agreement}
    assert {plan.truth.kind for plan in corpus} == set(PlanKind)
    assert any(len(item.target_dates) > len(item.actions) for item in items)
    assert any(item.repeated_from for item in items)
    assert any(len(action.responsible_owner) == 2 for item in items for action in item.actions)
    assert any(re.fullmatch(r"[56]\.0\d", item.rec_no) for item in items)


def test_all_that_is_true_stands_at_its_lines(corpus: tuple[GeneratedPlan, ...]) -> None:
    for plan in corpus:
        lines = plan.text.split("\n")
        for item in plan.truth.items:
            for action in item.actions:
                assert action.source.lines is not None
                first, last = action.source.lines
                assert quote_in(action.text, " ".join(lines[first - 1 : last])), (plan.file_name, item.rec_no)


def test_whole_documents_are_read_back_field_by_field(corpus: tuple[GeneratedPlan, ...], tmp_path: Path) -> None:
    for plan in corpus:
        read = read_back(plan, tmp_path)
        for mine, true in zip(read.items, plan.truth.items, strict=True):
            assert bare(mine) == true, plan.file_name
        assert read.model_dump(exclude=WITHOUT_DOUBTS | {"items"}) == plan.truth.model_dump(
            exclude=WITHOUT_DOUBTS | {"items"}
        )
        assert not read.set_aside


@pytest.mark.parametrize("kind", list(Damage))
def test_damage_is_done_where_it_is_said(kind: Damage) -> None:
    # A refused row beside an agreed one of a single row is rare.
    many = 16 if kind is Damage.SLIPPED_CELLS else 4
    whole = generate_corpus(many)
    torn = generate_corpus(many, damage=[kind])
    done = [plan for plan in torn if plan.damaged]
    assert len(done) >= 4
    for before, after in zip(whole, torn, strict=True):
        assert (before.text != after.text) == bool(after.damaged)
        assert [one.kind for one in after.damaged] in ([], [kind])
        assert [item.text for item in before.truth.items] == [item.text for item in after.truth.items]
        for damaged in after.damaged:
            first, last = damaged.lines
            assert "\t" in after.text.split("\n")[first - 1]
            assert first <= last


@pytest.mark.parametrize("kind", [Damage.LOST_REC_NO, Damage.SPLIT_HEADING, Damage.TYPOGRAPHY, Damage.LOOK_ALIKES])
def test_documents_torn_as_the_samples_are_read_back(kind: Damage, tmp_path: Path) -> None:
    for plan in generate_corpus(8, damage=[kind]):
        read = read_back(plan, tmp_path)
        assert [bare(item) for item in read.items] == list(plan.truth.items), plan.file_name


def test_lost_numbers_are_true_as_inferred() -> None:
    lost = [plan for plan in generate_corpus(4, damage=[Damage.LOST_REC_NO]) if plan.damaged]
    for plan in lost:
        inferred = [item.rec_no for item in plan.truth.items if item.rec_no_inferred]
        assert inferred
        assert set(inferred) <= set(plan.damaged[0].rec_nos)


def test_targets_mean_what_they_say() -> None:
    import random
    from datetime import date

    submitted = date(2024, 1, 31)
    rng = random.Random(3)
    for _ in range(500):
        target = make_target(submitted, rng)
        words = target.words or ""
        assert all(one in target.cell for one in target.entries)
        assert set(target.live) <= set(target.entries)
        if target.completed:
            assert words.startswith("Completed")
        if target.due is not None:
            assert not target.completed
            assert target.due > submitted
            assert str(target.due.year) in words or words.startswith("Within")
