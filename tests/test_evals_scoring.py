"""The rules of evals/questions/README.md on hand-made answers: each rule is broken once, and held once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerKind, Citation, Timings
from assistant.query import Intent, QueryPlan, Understood, Unit
from evals.measures import by_family
from evals.questions import Question, RowRef, read_questions
from evals.report import make_report, wrong_lines
from evals.run import run
from evals.scoring import Rule, Score, quote_in, score_answer
from ingest.errors import BadRequest
from ingest.records import Source

DAY = date(2025, 10, 15)
PLAN = "hmp-send-2025-07-08"
TEXT = "4\tSupport was limited.\t<p>The service will be\trelaunched &amp; staffed.</p>\tGovernor\tMay 2025\n"
SHA = "ab" * 32


def row(rec_no: str, plan: str = PLAN) -> RowRef:
    return RowRef(plan=plan, rec_no=rec_no)


def citation(rec_no: str, **fields: object) -> Citation:
    filled: dict[str, object] = {
        "n": 1,
        "plan_id": PLAN,
        "establishment": "HMP Send",
        "rec_no": rec_no,
        "action": None,
        "responsible_owner": ("Governor",),
        "target_date": "May 2025",
        "status": "overdue",
        "quote": "Support was limited.",
        "source": Source(document="plan.txt", sha256=SHA, lines=(1, 1)),
    }
    return Citation.model_validate(filled | fields)


def answer(*citations: Citation, **fields: object) -> Answer:
    filled: dict[str, object] = {
        "question": "?",
        "as_of": DAY,
        "kind": AnswerKind.LIST,
        "understood": Understood(topic=None, filters=()),
        "plan": QueryPlan(intent=Intent.LIST, unit=Unit.ITEMS, as_of=DAY),
        "text": "One concern.",
        "citations": citations,
        "timings_ms": Timings(understand=0, retrieve=0, compose=0, total=0),
    }
    return Answer.model_validate(filled | fields)


def refusal(**fields: object) -> Answer:
    return answer(abstained=True, reason="in no row", kind=AnswerKind.NONE, **fields)


def question(kind: str = "topic", **fields: object) -> Question:
    return Question.model_validate({"id": "q", "kind": kind, "question": "?"} | fields)


def rules(asked: Question, given: Answer) -> set[Rule]:
    return {fault.rule for fault in score_answer(asked, given, {SHA: TEXT}).faults}


@pytest.mark.parametrize(
    ("asked", "given", "broken"),
    [
        (question(expected=[row("4")]), answer(citation("4")), set()),
        (question(expected=[row("4")], allowed=[row("5")]), answer(citation("4"), citation("5")), set()),
        (question(expected=[row("4"), row("5")]), answer(citation("4")), {Rule.ROW_MISSING}),
        (question(expected=[row("4", "other-plan")]), answer(citation("4")), {Rule.ROW_MISSING, Rule.ROW_TOO_MANY}),
        (question(expected=[row("4")]), answer(citation("4"), citation("5")), {Rule.ROW_TOO_MANY}),
        (question("definition"), answer(citation("5")), set()),
        (question("count", count=3), answer(count=3), set()),
        (question("count", count=3), answer(citation("5"), count=3), {Rule.ROW_TOO_MANY}),
        (question("count", count=3, allowed=[row("5")]), answer(citation("5"), count=3), set()),
        (question("count", count=3), answer(count=4), {Rule.COUNT}),
        (question("count", count=3), answer(), {Rule.COUNT}),
        (question("filter", count=0), answer(count=0), set()),
        (question(must_include=["ONE  concern"]), answer(), set()),
        (question(must_include=["governor"]), answer(citation("4")), set()),
        (question(must_include=["overdue", "May 2025", "Support was"]), answer(citation("4")), set()),
        (question(must_include=["a*b"]), answer(text=r"a\*b"), set()),
        (question(must_include=["Novus"]), answer(citation("4")), {Rule.NOT_SAID}),
        (question(must_not_include=["one concern"]), answer(), {Rule.SAID_WRONGLY}),
        (question(must_not_include=["Governor"]), answer(citation("4")), set()),
        (question("abstain"), refusal(), set()),
        (question("abstain"), answer(), {Rule.NOT_ABSTAINED}),
        (question("abstain"), refusal(citations=(citation("4"),)), {Rule.NOT_ABSTAINED}),
        (question("topic"), refusal(), {Rule.ABSTAINED}),
    ],
)
def test_each_rule_holds_and_fails(asked: Question, given: Answer, broken: set[Rule]) -> None:
    assert rules(asked, given) == broken


def test_two_actions_of_an_item_are_one_row() -> None:
    given = answer(citation("4", action=1), citation("4", action=2, n=2))
    assert score_answer(question(expected=[row("4")]), given, {}).cited == (row("4"),)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Support was limited.", True),
        ("The service  will be relaunched & staffed.", True),
        ("<p>The service</p>", True),
        ("support was limited.", False),
        ("Support is limited.", False),
        ("", False),
        ("<p></p>", False),
    ],
)
def test_quote_stands_word_for_word(quote: str, stands: bool) -> None:
    assert quote_in(quote, TEXT) is stands


def test_quotes_are_counted_found_missing_and_unchecked() -> None:
    elsewhere = Source(document="other.pdf", sha256="cd" * 32, page=2)
    given = answer(citation("4"), citation("4", quote="Never said."), citation("4", source=elsewhere))
    score = score_answer(question(expected=[row("4")]), given, {SHA: TEXT})
    assert (score.quotes_found, score.quotes_missing, score.quotes_unchecked) == (1, 1, 1)


def broken_ask(question: str, as_of: date | None = None, history: Sequence[str] = ()) -> Answer:
    if question == "crash":
        raise ZeroDivisionError("no reason")
    if question == "refuse":
        return refusal()
    return answer(citation("4"), citation("9"))


def test_figures_by_hand() -> None:
    asked = [
        question(id="a", question="list", expected=[row("4"), row("5")]),
        question(id="b", question="crash"),
        question("abstain", id="c", question="refuse"),
        question("abstain", id="d", question="list"),
        question(id="e", question="refuse", expected=[row("6")]),
    ]
    topic, abstain, total = by_family(run(asked, broken_ask, {}))
    assert (topic.family, topic.right.hits, topic.right.of, topic.unscored) == ("topic", 0, 2, 1)
    assert (abstain.right.hits, abstain.right.of) == (1, 2)
    assert (total.precision.hits, total.precision.of) == (1, 4)
    assert (total.recall.hits, total.recall.of) == (1, 3)
    assert (total.abstention_precision.share, total.abstention_recall.share) == (0.5, 0.5)
    assert total.abstention_f1 == 0.5
    assert total.count_exact.share is None
    assert topic.abstention_f1 == 0.0
    assert total.quotes_unchecked == 4


def test_report_names_wrong_answers_and_failures() -> None:
    asked = [question(id="a", question="list", expected=[row("4")]), question(id="b", question="crash")]
    report = make_report(run(asked, broken_ask, {}))
    assert [one.question.id for one in report.wrong] == ["a"]
    assert report.unscored[0].error == "ZeroDivisionError: no reason"
    wrong, failed = wrong_lines(report)
    assert "a row too many: hmp-send-2025-07-08/9 is cited" in wrong
    assert "unscored" in failed
    assert report.total.questions == 2
    assert report.total.unscored == 1


def test_a_person_stopping_the_run_stops_it() -> None:
    def stopped(question: str, as_of: date | None = None, history: Sequence[str] = ()) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([question()], stopped, {})


def test_sample_questions_are_read() -> None:
    questions = read_questions(Path("evals/questions/send.jsonl"))
    assert len(questions) == 40
    assert questions[0].expected == (row("4"),)
    assert questions[-1].history == ("What is being done about use of force in the 2025 plan?",)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('{"id": "a", "kind": "topic", "question": "?"}\n{"id": "b", "kind": "topic"}\n', "line 2: question: "),
        ('\n{"id": "a", "kind"', "line 2: the line: "),
        ('{"id": "a", "kind": "t", "question": "?", "expected": [{"plan": "p"}]}', "line 1: expected.0.rec_no: "),
        ('{"id": "a", "kind": "t", "question": "?"}\n{"id": "a", "kind": "t", "question": "?"}', "'a' stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, lines: str, message: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(lines)
    with pytest.raises(BadRequest) as caught:
        read_questions(file)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"none\.jsonl cannot be read \(No such file"):
        read_questions(tmp_path / "none.jsonl")


def test_a_right_answer_is_right() -> None:
    (score,) = run([question(expected=[row("4"), row("9")])], broken_ask, {})
    assert isinstance(score, Score)
    assert score.right
