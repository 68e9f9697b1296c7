"""The bank of topics and labels: complete, within its own rules, and true to the sample plans."""

from __future__ import annotations

import json
import re
from pathlib import Path

from evals.bank import Part, absent_topics, sample_labels, topics
from evals.derive import label_questions
from evals.questions import read_questions

GOLD = {
    plan["plan_id"]: {item["rec_no"] for item in plan["items"]}
    for plan in (json.loads(file.read_text()) for file in Path("tests/gold").glob("hmp-send-*.json"))
}


def test_size_and_parts_of_the_bank() -> None:
    bank = topics()
    assert len(bank) == 97
    assert len({topic.id for topic in bank}) == 97
    shares = {part: sum(topic.split is part for topic in bank) for part in Part}
    assert shares == {Part.FIT: 48, Part.CHECK: 20, Part.REPORT: 29}


def test_each_topic_is_whole() -> None:
    for topic in topics():
        assert len(topic.concerns) >= 2, topic.id
        assert len(topic.recommendations) >= 2, topic.id
        assert len(topic.actions) >= 4, topic.id
        assert len(topic.queries.direct) >= 3, topic.id
        assert len(topic.queries.lay) >= 4, topic.id
        assert topic.queries.keyword, topic.id
        assert topic.queries.misspelt, topic.id
        assert set(topic.general) <= set(topic.queries.all()), topic.id


def test_related_topics_exist_and_relate_both_ways() -> None:
    bank = {topic.id: topic for topic in topics()}
    for topic in bank.values():
        assert topic.id not in topic.related
        for other in topic.related:
            assert topic.id in bank[other].related, (topic.id, other)


def test_no_cell_of_the_bank_breaks_a_row() -> None:
    for topic in topics():
        for text in (*topic.concerns, *topic.recommendations, *topic.actions):
            assert not re.search(r"[\t\n<>]", text), text


def test_no_sentence_of_the_sample_plans_is_in_the_bank() -> None:
    samples = " ".join(" ".join(file.read_text().split()) for file in Path("data/plans").glob("*.txt"))
    for topic in topics():
        for text in (*topic.concerns, *topic.actions):
            assert text not in samples


def test_absent_topics_are_in_no_text_of_the_bank() -> None:
    texts = [text.lower() for t in topics() for text in (*t.concerns, *t.recommendations, *t.actions)]
    absent = absent_topics()
    assert len(absent) >= 60
    assert {topic.split for topic in absent} == set(Part)
    for topic in absent:
        assert not any(topic.phrase.lower() in text for text in texts), topic.phrase


def test_labels_name_rows_of_the_sample_plans_and_never_a_row_twice() -> None:
    labels = sample_labels()
    assert sum(label.topic is not None for label in labels) >= 80
    assert sum(label.topic is None for label in labels) >= 30
    for label in labels:
        assert bool(label.expected) == (label.topic is not None)
        rows = (*label.expected, *label.allowed)
        assert len(set(rows)) == len(rows), label.id
        assert all(row.rec_no in GOLD[row.plan] for row in rows), label.id


def test_queries_of_one_topic_lie_in_one_part() -> None:
    parts: dict[str, set[Part]] = {}
    for label in sample_labels():
        if label.topic:
            parts.setdefault(label.topic, set()).add(label.split)
    assert all(len(found) == 1 for found in parts.values())


def test_the_question_file_is_the_one_that_the_labels_make() -> None:
    assert read_questions(Path("evals/questions/send_topics.jsonl")) == label_questions(sample_labels())
