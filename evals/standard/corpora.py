"""The corpora of the standard run: the sample plans, fourteen sets of plans by others, and 30 generated prisons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.bank import FOLDER, Part, Topic, absent_topics, sample_labels, topics
from evals.derive import derive_questions
from evals.generation.corpus import generate_corpus, write_corpus
from evals.generation.document import GeneratedPlan
from evals.questions import Question, read_questions
from evals.retrieval import RankedQuery

SAMPLE_DOCUMENTS = FOLDER.parent / "data" / "plans"

ESTABLISHMENTS = 30
SEED = 1
EACH = 15
"""The standard corpus: so many prisons with three plans each, by this seed, and so many questions of each family."""

_TITLES = {
    "send": "Given questions on the two sample plans",
    "send_topics": "Topics on the two sample plans, labelled by hand",
    "send-hand": "Written by an examiner on the two sample plans",
    "send-acceptance": "An acceptance test on the two sample plans",
    "send-staff": "Staff and inspectors on the two sample plans",
    "send-conditions": "Conditions in many wordings on the two sample plans",
    "send-public": "A public acceptance test on the two sample plans",
    "send-inspectors": "A second public test on the two sample plans",
    "send-grammar": "Conditions in unusual grammar on the two sample plans",
    "send-briefing": "A third public test on the two sample plans",
    "send-last": "A last public test on the two sample plans",
    "send-varied": "Every row asked for once, on the two sample plans",
    "send-conversations": "Conversations on the two sample plans",
    "send-final": "A fourth public test on the two sample plans, with conversations",
    "send-officers": "Topics as officers type them on the two sample plans",
    "send-chat": "A fifth public test on the two sample plans, with conversations",
    "send-everyday": "Topics in everyday speech on the two sample plans",
    "generated": "Derived from 30 generated prisons, three plans each",
}

_WRITTEN = {
    "local-and-training": "a local prison and a training prison",
    "women-and-remand": "a women's prison and a remand prison",
    "young-open-and-high-security": "a prison for children, an open and a high security one",
    "training-twice": "a training prison inspected twice",
    "local-and-removal-centre": "a local prison and a removal centre",
    "local-twice-and-training": "a local prison inspected twice and a training prison",
    "open-children-and-probation": "an open and a high security prison, one for children and a probation region",
    "women-and-resettlement": "a women's prison and a resettlement prison inspected twice",
    "training-and-young-adults": "a training prison inspected twice and a prison for young adults",
    "contracted-and-removal-centre": "a contracted prison, a removal centre and an open prison",
    "local-twice-and-women": "a local prison inspected twice and a women's prison",
    "open-young-and-training": "an open prison, one for children and a training prison",
    "women-and-reception": "a women's prison and a reception prison",
    "resettlement-and-high-security": "a resettlement prison and a high security one",
}
"""Folders of ``evals/written``: plans of invented prisons by others, their true registers, and questions on them."""


@dataclass(frozen=True, slots=True)
class AskedSet:
    """A set of questions with its name and what it is in words."""

    name: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query with the rows about it (none: no row is), and the part it belongs to."""

    ranked: RankedQuery
    part: Part


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in a folder, and what is asked of them."""

    name: str
    documents: Path
    sets: tuple[AskedSet, ...]
    labelled: tuple[Labelled, ...]


def sample_sets() -> tuple[AskedSet, ...]:
    """The files of questions on the sample plans."""
    return tuple(
        AskedSet(name, title, read_questions(FOLDER / "questions" / f"{name}.jsonl"))
        for name, title in _TITLES.items()
        if name != "generated"
    )


def sample_corpus() -> Corpus:
    """The two sample plans."""
    labelled = tuple(
        Labelled(
            RankedQuery(label.query, frozenset(map(str, label.expected)), frozenset(map(str, label.allowed))),
            label.split,
        )
        for label in sample_labels()
    )
    return Corpus("sample plans", SAMPLE_DOCUMENTS, sample_sets(), labelled)


def written_corpora() -> tuple[Corpus, ...]:
    """The plans that were written by others, with the questions on them."""
    return tuple(
        Corpus(
            f"plans of {what}",
            FOLDER / "written" / folder / "plans",
            tuple(
                AskedSet(f"{folder}-{file.stem}", f"Written on {what}: {file.stem}", read_questions(file))
                for file in sorted((FOLDER / "written" / folder).glob("*.jsonl"))
            ),
            (),
        )
        for folder, what in _WRITTEN.items()
    )


def standard_corpora() -> Iterator[Corpus]:
    """All corpora, each to be used before the next is asked for: the generated documents are then thrown away."""
    yield sample_corpus()
    yield from written_corpora()
    with generated_corpus() as corpus:
        yield corpus


@contextmanager
def generated_corpus() -> Iterator[Corpus]:
    """The generated corpus, in a folder that goes away with the block."""
    plans = generate_corpus(ESTABLISHMENTS, SEED)
    questions = derive_questions(plans, EACH, SEED)
    with TemporaryDirectory(prefix="action-plans-corpus-") as made:
        write_corpus(Path(made), plans)
        asked = AskedSet("generated", _TITLES["generated"], questions)
        yield Corpus("generated plans", Path(made) / "plans", (asked,), tuple(_labelled(plans)))


def _labelled(plans: tuple[GeneratedPlan, ...]) -> Iterator[Labelled]:
    """Each topic's first general query with its rows, then the topics that no plan holds."""
    about: dict[str, set[str]] = {}
    for plan in plans:
        for name, item in zip(plan.topics, plan.truth.items, strict=True):
            about.setdefault(name, set()).add(f"{plan.truth.plan_id}/{item.rec_no}")
    for topic in topics():
        if topic.general and topic.id in about:
            yield Labelled(
                RankedQuery(topic.general[0], frozenset(about[topic.id]), _related(topic, about)), topic.split
            )
    for absent in absent_topics():
        yield Labelled(RankedQuery(absent.phrase, frozenset(), frozenset()), absent.split)


def _related(topic: Topic, about: dict[str, set[str]]) -> frozenset[str]:
    near = {item for other in topic.related for item in about.get(other, ())}
    return frozenset(near - about[topic.id])
