"""Answers over the sample plans: right by the rules of the questions, proved by their rows, the same on every run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.answer import Answer, AnswerKind
from assistant.engine import LONGEST_QUESTION, Engine
from assistant.markdown import escaped, unescaped
from assistant.query import QueryPlan
from assistant.settings import Settings
from assistant.wording import number, sentence
from evals.command import read_documents
from evals.questions import Question, read_questions
from evals.scoring import Score, quote_in, score_answer
from ingest.errors import BadRequest
from ingest.ingestion import ingest_paths
from ingest.register import Register

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2025, 10, 15)
QUESTIONS = read_questions(ROOT / "evals/questions/send.jsonl")


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Engine]:
    with Engine.open(Settings(home=home)) as engine:
        yield engine


@pytest.fixture(scope="module")
def documents(plans_folder: Path) -> dict[str, str]:
    return read_documents([plans_folder])


def answered(engine: Engine, question: Question) -> Answer:
    return engine.ask(question.question, question.as_of, question.history)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_sample_questions(question: Question, engine: Engine, documents: dict[str, str]) -> None:
    score = score_answer(question, answered(engine, question), documents)
    assert isinstance(score, Score)
    assert score.faults == ()
    assert score.quotes_missing == score.quotes_unchecked == 0


def test_every_mark_has_its_citation_and_the_other_way_round(engine: Engine, documents: dict[str, str]) -> None:
    for question in QUESTIONS:
        answer = answered(engine, question)
        marks = {int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", answer.text)}
        assert marks == {citation.n for citation in answer.citations} == set(range(1, len(answer.citations) + 1))
        for citation in answer.citations:
            assert quote_in(citation.quote, documents[citation.source.sha256]), citation.quote


def test_owners_who_share_are_named_together(engine: Engine) -> None:
    answer = engine.ask("Which recommendations do the Governor and CNWL share?", TODAY)
    assert [citation.rec_no for citation in answer.citations] == ["6.8", "6.9"]
    assert "are owned by Governor and Central North West London NHS Foundation Trust." in answer.text


def test_numbers_of_a_count_add_up(engine: Engine) -> None:
    answer = engine.ask("How many actions are overdue, and whose?", TODAY)
    assert (answer.kind, answer.count, answer.count_of) == (AnswerKind.COUNT, 21, "actions")
    assert "21 of 31 actions" in answer.text
    assert sum(int(n) for n in re.findall(r"\((\d+)\) \[", answer.text)) == 21
    assert "Governor: 21" in answer.text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What did HMP Bronzefield commit to on self-harm?", "no action plan of HMP Bronzefield is held"),
        ("What did the 2022 plan say about kitchens?", "no plan that answers to “the 2022 plan” is held"),
        ("Who owns recommendation 6.31?", "there is no rec no 6.31"),
        ("Which recommendation came from paragraph 9.99?", "no row refers to report paragraph 9.99"),
        ("What is Serco responsible for?", "no row names the owner: “serco”"),
        ("What does ZZZ stand for?", "no plan explains “zzz”"),
        ("What does the plan say about swimming pools?", "no row of the plans held is about “swimming pools”"),
        ("What does the 2025 plan say about dentists?", "nothing about “dentists” among: the 2025 plan"),
        ("How many prisoners are at Send?", "this is not a question about action plans that I can read"),
        ("hello", "this is not a question about action plans that I can read"),
    ],
)
def test_each_kind_of_nothing_is_said_as_such(question: str, reason: str, engine: Engine) -> None:
    answer = engine.ask(question, TODAY)
    assert answer.abstained
    assert answer.kind is AnswerKind.NONE
    assert answer.reason == reason
    assert answer.citations == ()
    assert "Held: two action plans: HMP Send (18 January 2019, 8 July 2025)." in answer.text


def test_the_nearest_rec_numbers_are_named(engine: Engine) -> None:
    assert "The nearest held: 6.26, 6.25 and 6.24." in engine.ask("Who owns recommendation 6.31?", TODAY).text


@pytest.mark.parametrize(
    "question", ["Which actions are due in January 2030?", "Which concerns about interpreters are completed?"]
)
def test_a_filter_that_no_row_meets_is_a_true_zero(question: str, engine: Engine) -> None:
    answer = engine.ask(question, TODAY)
    assert (answer.count, answer.abstained, answer.citations) == (0, False, ())


def test_yes_or_no(engine: Engine) -> None:
    assert engine.ask("Is 6.4 overdue?", TODAY).text.startswith("**Yes.** Recommendation 6.4 is **overdue** [1].")
    assert engine.ask("Is 6.21 overdue?", TODAY).text.startswith("**No.** Recommendation 6.21 is **completed** [1].")
    said = engine.ask("Was recommendation 6.13 accepted?", TODAY).text
    assert said.startswith("**No.** Recommendation 6.13 is not agreed [1].")


def test_an_abbreviation_is_explained_by_the_row_that_spells_it_out(engine: Engine) -> None:
    answer = engine.ask("What does ACCT stand for?", TODAY)
    assert "Assessment, Care in Custody and Teamwork" in answer.text
    assert [(c.rec_no, c.action) for c in answer.citations] == [("2", 1)]


def test_a_refusal_that_is_only_the_nearest_is_called_so(engine: Engine) -> None:
    question = "Why was the recommendation about toiletries and essentials for newcomers not agreed?"
    answer = engine.ask(question, TODAY)
    assert [c.rec_no for c in answer.citations] == ["6.13"]
    assert "in so many words; the nearest is:" in answer.text
    assert engine.ask("Why was the recommendation about solar panels not agreed?", TODAY).abstained


def test_what_was_answered_stands_under_few_rows(engine: Engine) -> None:
    refused = engine.ask("What did Send say about accommodation on release?")
    assert "response: This recommendation is not agreed as it is dependent on" in refused.text
    promised = engine.ask("What did Send promise about interpreters in 2025?")
    assert promised.text.count("  - action ") == len(promised.citations) - 1 == 6


def test_what_is_left_out_is_not_what_is_listed(engine: Engine) -> None:
    answer = engine.ask("How many concerns are not priority concerns?")
    assert answer.text.startswith(f"**{sentence(number(answer.count or 0))} concerns other than priority concerns.**")


def test_who_has_the_most(engine: Engine) -> None:
    answer = engine.ask("Apart from the Governor, who has the most recommendations in the 2019 plan?")
    assert answer.text.startswith("**Central North West London NHS Foundation Trust has the most: ")
    assert answer.count == len(answer.citations)
    assert "- Governor: " not in answer.text


def test_a_list_of_two_things_is_found_by_either(engine: Engine) -> None:
    answer = engine.ask("anything on keeping fit and healthy eating?")
    assert [c.rec_no for c in answer.citations] == ["6.21"]
    assert engine.ask("anything on solar panels and wind turbines?").abstained
    assert engine.ask("anything on a mother and baby unit?").abstained


def test_earliest_date(engine: Engine) -> None:
    answer = engine.ask("What is the earliest target date in the 2025 plan?", TODAY)
    assert {c.target_date for c in answer.citations} == {"August 2025"}


def test_a_plan_made_elsewhere_is_answered_as_it_stands(engine: Engine) -> None:
    plan = engine.understand("Which concerns about interpreters are still open?", TODAY)
    fewer = plan.model_copy(update={"filters": (), "topic": None})
    again = QueryPlan.model_validate_json(fewer.model_dump_json())
    assert engine.ask("Which concerns about interpreters are still open?", TODAY, plan=again).count == 32


@pytest.mark.parametrize("question", ["", "   ", "x" * (LONGEST_QUESTION + 1)])
def test_no_question_and_too_long_a_question(question: str, engine: Engine) -> None:
    with pytest.raises(BadRequest):
        engine.ask(question, TODAY)


def without_times(answer: Answer) -> str:
    return answer.model_dump_json(exclude={"timings_ms"})


def test_the_same_to_the_byte_whatever_the_order_of_ingestion(
    engine: Engine, empty_home: Path, plans_folder: Path
) -> None:
    with Register.open(empty_home / "register.sqlite", create=True) as register:
        for path in sorted(plans_folder.glob("*.txt"), reverse=True):
            ingest_paths(register, [path])
    with Engine.open(Settings(home=empty_home)) as other:
        for question in QUESTIONS:
            assert without_times(answered(other, question)) == without_times(answered(engine, question))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](http://127.0.0.1/x.png)",
        "[a](javascript:alert(1)) and <b>bold</b>",
        "see www.example.org or http://example.org or a@example.org",
        "a | b | c\n---|---|---\n1 | 2 | 3",
        "# heading\n- list\n> quote\n```code```",
        "$x^2$ and \\(y\\) &amp; &#60;",
        "~~struck~~ __bold__ *em* `code` [^1] [1]: http://example.org",
    ],
)
def test_document_text_in_markdown_stays_text(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(f"before {escaped(text)} after")
    assert re.findall(r"<(?!/?p>)", rendered) == []
    assert unescaped(escaped(text)) == " ".join(text.split())
