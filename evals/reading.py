"""``python -m evals.reading``: how many fields of generated plans are read right, from every kind of document.

Plans are written as text, DOCX, ODT, HTML, XLSX, CSV and PDF in turn, whole or damaged, and read back. A field is one
value of an item or action of the truth; an item that is missing or too many makes all of its fields wrong. A wrong
field is said where its item carries a warning, or is missing; else it is silent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from evals.generation.corpus import generate_corpus
from evals.generation.damage import Damage
from evals.generation.document import GeneratedPlan
from evals.published.pdf import write_pdf
from evals.published.sheet import Part, parts_of
from evals.published.writers import write_csv, write_docx, write_html, write_odt, write_xlsx
from ingest.errors import DocumentRefused
from ingest.reading import read_document
from ingest.records import Action, Item, Plan
from ingest.text_document import read_text

WRITERS: dict[str, Callable[[Sequence[Part]], bytes]] = {
    "docx": write_docx,
    "odt": write_odt,
    "html": write_html,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "pdf": write_pdf,
    "pdf, no rules": partial(write_pdf, ruled=False),
}
KINDS = ("txt", *WRITERS)
_ITEM_FIELDS = (
    "rec_no", "kind", "group", "section", "addressee", "text", "agreement", "report_paragraphs", "repeated_from",
    "response", "responsible_owner", "target_dates",
)  # fmt: skip
_ACTION_FIELDS = ("text", "responsible_owner", "target_date", "due", "completed", "part_completed")


@dataclass(slots=True)
class Tally:
    """Fields compared, fields wrong, and fields wrong without a warning on their row; documents refused."""

    documents: int = 0
    refused: int = 0
    fields: int = 0
    wrong: int = 0
    unsaid: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Adds another tally to this one."""
        self.documents += other.documents
        self.refused += other.refused
        self.fields += other.fields
        self.wrong += other.wrong
        self.unsaid += other.unsaid
        self.examples += other.examples

    @property
    def right(self) -> float:
        """The share of fields that are right."""
        return 1 - self.wrong / self.fields if self.fields else 0.0

    @property
    def silent(self) -> float:
        """The share of fields that are wrong without a warning."""
        return self.unsaid / self.fields if self.fields else 0.0


def document_bytes(plan: GeneratedPlan, kind: str) -> bytes:
    """A generated plan as a document of a kind; a damaged one keeps its pages apart, as the damage needs."""
    if kind == "txt":
        return plan.text.encode()
    read = read_text(plan.file_name, "", plan.text.encode())
    return WRITERS[kind](parts_of(read, pages=bool(plan.damaged)))


def _differences(true: Item | Action, mine: Item | Action | None, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if mine is None or getattr(true, name) != getattr(mine, name):
            yield f"{name}: {getattr(mine, name, None)!r} is not {getattr(true, name)!r}"


def _item_fields(item: Item) -> int:
    return len(_ITEM_FIELDS) + len(_ACTION_FIELDS) * len(item.actions)


def compare(true: Plan, read: Plan) -> Tally:
    """The fields of one plan."""
    tally = Tally(documents=1)
    held = {item.rec_no: item for item in read.items}
    for item in true.items:
        mine = held.pop(item.rec_no, None)
        found = list(_differences(item, mine, _ITEM_FIELDS))
        for at, action in enumerate(item.actions):
            other = mine.actions[at] if mine is not None and at < len(mine.actions) else None
            found += [f"#{at + 1} {one}" for one in _differences(action, other, _ACTION_FIELDS)]
        extra = max(0, len(mine.actions) - len(item.actions)) if mine is not None else 0
        found += ["an action too many"] * extra * len(_ACTION_FIELDS)
        said = mine is None or bool(mine.warnings)
        tally.fields += _item_fields(item)
        tally.wrong += len(found)
        tally.unsaid += 0 if said else len(found)
        tally.examples += [f"{true.plan_id}/{item.rec_no}{'' if said else ' UNSAID'} {one}" for one in found]
    for rec_no, item in held.items():
        tally.wrong += _item_fields(item)
        tally.unsaid += 0 if item.warnings else _item_fields(item)
        tally.examples.append(f"{true.plan_id}/{rec_no}{'' if item.warnings else ' UNSAID'} an item too many")
    return tally


def measure(plan: GeneratedPlan, kind: str, folder: Path) -> Tally:
    """Writes a plan as a kind of document, reads it back and compares."""
    path = (folder / plan.file_name).with_suffix(f".{kind.split(',', maxsplit=1)[0]}")
    path.write_bytes(document_bytes(plan, kind))
    try:
        (read,) = read_document(path).plans
    except DocumentRefused as refused:
        fields = sum(_item_fields(item) for item in plan.truth.items)
        return Tally(documents=1, refused=1, fields=fields, wrong=fields, examples=[f"{path.name}: {refused}"])
    return compare(plan.truth, read)


def corpus(many: int, seed: int, *, damaged: bool) -> tuple[GeneratedPlan, ...]:
    """So many plans; of damaged ones each has one to three kinds of damage, by the seed."""
    if not damaged:
        return generate_corpus((many + 2) // 3, seed)[:many]
    rng = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    found: list[GeneratedPlan] = []
    while len(found) < many:
        damage = rng.sample(list(Damage), rng.randint(1, 3))
        found += [plan for plan in generate_corpus(1, rng.randrange(2**31), damage) if plan.damaged]
    return tuple(found[:many])


def main(
    documents: Annotated[int, typer.Option(min=1, help="Documents, half of them damaged.")] = 200,
    seed: Annotated[int, typer.Option(help="Another seed, other plans.")] = 1,
    examples: Annotated[int, typer.Option(help="Wrong fields to show.")] = 0,
) -> None:
    """Prints, for whole and for damaged documents of every kind, the share of fields read right."""
    typer.echo(f"{'documents':<12}{'kind':<14}{'read':>6}{'fields':>9}{'right':>10}{'silent':>10}")
    shown: list[str] = []
    with TemporaryDirectory() as folder:
        for name, damaged in (("whole", False), ("damaged", True)):
            plans = corpus(documents // 2, seed, damaged=damaged)
            whole = Tally()
            for at, kind in enumerate(KINDS):
                tally = Tally()
                for plan in plans[at :: len(KINDS)]:
                    tally.add(measure(plan, kind, Path(folder)))
                whole.add(tally)
                _show(name, kind, tally)
            _show(name, "all", whole)
            shown += whole.examples
    for example in shown[:examples]:
        typer.echo(example[:400])


def _show(name: str, kind: str, tally: Tally) -> None:
    read = tally.documents - tally.refused
    typer.echo(f"{name:<12}{kind:<14}{read:>6}{tally.fields:>9}{tally.right:>10.2%}{tally.silent:>10.2%}")


if __name__ == "__main__":
    typer.run(main)
