"""Each filter's two meanings, the match on records and the SQL, agree on any plans and any filters."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.filters import RULES, matching_actions
from assistant.query import Field, Filter, Op, Unit
from assistant.refusals import REFUSAL_STEMS
from assistant.selection import select
from assistant.status import Status
from assistant.vocabulary import superseded_dates
from ingest.plan_names import PlanName
from ingest.progress import ProgressFile, ProgressRow
from ingest.reading import ReadDocument
from ingest.records import (
    Action,
    Agreement,
    Item,
    ItemKind,
    Plan,
    PlanKind,
    ProgressEntry,
    ProgressStatus,
    Source,
    SourceDocument,
)
from ingest.register import Register

SHA = "0" * 64
PLACE = Source(document="plan.txt", sha256=SHA, lines=(1, 1))
OWNERS = ("Governor", "The Governor", "NHS England", "Novus / Governor", "HMPPS")
DAYS = (date(2019, 3, 31), date(2019, 12, 31), date(2025, 8, 31), date(2026, 1, 31))
SUBMITTED = (date(2018, 1, 18), date(2019, 1, 18), date(2025, 7, 8))
RESPONSES = ("It will be done.", "It is not affordable under the contract.", "National policy forbids it.")
NUMBERS = ("1", "2", "6.5")
SECTIONS = (None, "Health services", "Catering")


@st.composite
def items(draw: st.DrawFn, rec_no: str) -> Item:
    owners = tuple(draw(st.lists(st.sampled_from(OWNERS), max_size=2, unique=True)))
    actions = tuple(
        Action(
            n=n,
            text=f"Step {n}.",
            responsible_owner=tuple(draw(st.lists(st.sampled_from(OWNERS), max_size=2, unique=True))),
            target_date=draw(st.sampled_from([None, "March 2019", "Completed"])),
            due=draw(st.sampled_from([None, *DAYS])),
            completed=draw(st.booleans()),
            source=PLACE,
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    )
    repeated = draw(st.booleans())
    return Item(
        rec_no=rec_no,
        kind=draw(st.sampled_from(ItemKind)),
        group=draw(st.sampled_from([None, "Key concerns"])),
        section=draw(st.sampled_from(SECTIONS)),
        text="Something should be done.",
        agreement=draw(st.sampled_from([None, *Agreement])),
        report_paragraphs=tuple(draw(st.lists(st.sampled_from(["S48", "2.69"]), max_size=2, unique=True))),
        repeated=repeated,
        repeated_from=("2.74",) if repeated else (),
        response=draw(st.sampled_from(RESPONSES)),
        responsible_owner=owners,
        target_dates=(),
        actions=actions,
        source=PLACE,
    )


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, ...]:
    heads = draw(
        st.lists(
            st.tuples(st.sampled_from(["HMP Send", "HMP Ford"]), st.sampled_from(SUBMITTED)), unique=True, max_size=4
        )
    )
    return tuple(
        Plan(
            plan_id=f"{name.lower().replace(' ', '-')}-{day}",
            establishment=name,
            kind=PlanKind.RECOMMENDATIONS,
            submitted=day,
            inspection=None,
            report_published=None,
            stated_totals=None,
            definitions=(),
            items=tuple(draw(items(rec_no)) for rec_no in NUMBERS[: draw(st.integers(0, 3))]),
            warnings=(),
            set_aside=(),
            source=SourceDocument(document="plan.txt", sha256=SHA),
        )
        for name, day in heads
    )


@st.composite
def progress(draw: st.DrawFn, document: str) -> ReadDocument:
    rows = draw(
        st.lists(
            st.builds(
                lambda place, submitted, rec_no, action, day, status: ProgressRow(
                    plan=PlanName(words=f"HMP {place}", establishment_key=place, submitted=(submitted, submitted)),
                    rec_no=rec_no,
                    entry=ProgressEntry(
                        on_day=day,
                        status=status,
                        words=status,
                        action=action,
                        source=Source(document=document, sha256=SHA),
                    ),
                ),
                st.sampled_from(["send", "ford"]),
                st.sampled_from(SUBMITTED),
                st.sampled_from([*NUMBERS, "9.9"]),
                st.sampled_from([None, 1, 2, 3, 4]),
                st.sampled_from([*DAYS, *SUBMITTED]),
                st.sampled_from(ProgressStatus),
            ),
            max_size=12,
        )
    )
    return ReadDocument(document, document, (), (), ProgressFile(rows=tuple(rows), doubts=()))


SETS = {
    Field.ESTABLISHMENT: ("send", "ford", "bronzefield"),
    Field.PLAN: ("hmp-send-2019-01-18", "hmp-ford-2025-07-08"),
    Field.KIND: tuple(ItemKind),
    Field.REC_NO: NUMBERS,
    Field.GROUP: ("Key concerns",),
    Field.SECTION: ("Health services", "Catering"),
    Field.ADDRESSEE: ("Governor", "HMPPS"),
    Field.AGREEMENT: tuple(Agreement),
    Field.PARAGRAPH: ("S48", "2.69", "9.99"),
    Field.OWNER: ("governor", "nhs england", "hmpps"),
    Field.STATUS: tuple(Status),
    Field.ACTION: ("1", "2"),
    Field.REPEATED: ("0", "1"),
    Field.REFUSAL: tuple(REFUSAL_STEMS),
}
OPS = {
    Field.OWNER: (Op.IN, Op.NOT_IN, Op.SOME, Op.ONLY, Op.NOT_ONLY, Op.SHARED, Op.MISSING),
    Field.STATUS: (Op.IN, Op.NOT_IN, Op.SOME, Op.NOT_SOME),
    Field.ACTION: (Op.IN,),
    Field.SECTION: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.ADDRESSEE: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.PARAGRAPH: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.AGREEMENT: (Op.IN, Op.NOT_IN, Op.MISSING),
    Field.REFUSAL: (Op.IN,),
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    field = draw(st.sampled_from(Field))
    if field is Field.CURRENT:
        op, value = Op.IN, ("yes",)
    elif field is Field.DUE:
        op = draw(st.sampled_from([Op.BETWEEN, Op.MISSING]))
        ends = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2)))
        shown = [end.isoformat() if draw(st.booleans()) else "" for end in ends]
        value = (shown[0], shown[1]) if op is Op.BETWEEN else ()
    elif field is Field.ACTION_COUNT:
        low, high = sorted(draw(st.lists(st.integers(0, 4), min_size=2, max_size=2)))
        op, value = Op.BETWEEN, (draw(st.sampled_from(["", str(low)])), draw(st.sampled_from(["", str(high)])))
    else:
        op = draw(st.sampled_from(OPS.get(field, (Op.IN, Op.NOT_IN))))
        value = tuple(str(v) for v in draw(st.lists(st.sampled_from(SETS[field]), min_size=1, max_size=2, unique=True)))
    return Filter(field=field, op=op, value=value, label=f"{field} {op}")


@settings(max_examples=250, deadline=None)
@given(
    plans(),
    st.tuples(progress("a.csv"), progress("b.csv")),
    st.booleans(),
    st.lists(st.lists(filters(), max_size=3), min_size=4, max_size=8),
    st.sampled_from([*DAYS, *SUBMITTED]),
)
def test_sql_and_match_agree(
    read: tuple[Plan, ...],
    reported: tuple[ReadDocument, ReadDocument],
    progress_first: bool,
    chosen: list[list[Filter]],
    as_of: date,
) -> None:
    superseded = superseded_dates(read)
    documents = [ReadDocument("plan.txt", SHA, read, ()), *reported]
    with TemporaryDirectory() as name, Register.open(Path(name) / "register.sqlite", create=True) as register:
        register.connection.execute("PRAGMA synchronous = OFF")
        for document in reversed(documents) if progress_first else documents:
            register.save(document)
        held = register.plans()
        for wanted in chosen:
            for unit in (Unit.ITEMS, Unit.ACTIONS):
                by_sql = {(s.plan_id, s.rec_no): s.actions for s in select(register.connection, wanted, unit, as_of)}
                by_match = {
                    (plan.plan_id, item.rec_no): tuple(a.n for a in actions)
                    for plan in held
                    for item in plan.items
                    if (
                        actions := matching_actions(
                            plan, item, wanted, unit, as_of=as_of, superseded_on=superseded.get(plan.plan_id)
                        )
                    )
                    is not None
                }
                assert by_sql == by_match, (unit, wanted)


def test_every_field_has_its_rule() -> None:
    assert set(RULES) == set(Field)
