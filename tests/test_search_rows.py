"""What a search lists and counts is what the register's filters select, on any plans and any filters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from test_filters import DAYS, OWNERS, SECTIONS, SHA, SUBMITTED, plans, progress

from assistant.facets import FACETS, MOST_VALUES, facets, ways_out
from assistant.knowledge import Knowledge
from assistant.query import Field, Filter, Op, Unit
from assistant.row_table import RowKey
from assistant.search import Limit, list_rows, narrow
from assistant.search_terms import UNDATED, RowFilters, Search, Sort, Trait
from assistant.selection import select
from assistant.status import Status, action_status, item_status
from evals.benchmarks.large import fill
from ingest.establishments import establishment_key
from ingest.owners import owner_key
from ingest.reading import ReadDocument, read_document
from ingest.records import Agreement, Plan
from ingest.register import Register

AS_OF = date(2025, 10, 15)


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple))


row_filters = st.builds(
    RowFilters,
    establishments=some("HMP Send", "ford", "HMP Nowhere"),
    owners=some(*OWNERS),
    statuses=some(*Status),
    agreements=some(*Agreement),
    groups=some("key CONCERNS"),
    sections=some(*[section for section in SECTIONS if section], "health services"),
    due_from=st.sampled_from([None, None, *DAYS]),
    due_to=st.sampled_from([None, None, *DAYS]),
    plans=some("hmp-send-2019-01-18", "hmp-ford-2025-07-08"),
    rec_nos=some("1", "6.5"),
    years=some("2018", "2025"),
    due_months=some("2019-03", "2025-08", UNDATED),
    current=st.booleans(),
)


@contextmanager
def knowing(*documents: ReadDocument) -> Iterator[Knowledge]:
    with TemporaryDirectory() as name, Register.open(Path(name) / "register.sqlite", create=True) as register:
        register.connection.execute("PRAGMA synchronous = OFF")
        for document in documents:
            register.save(document)
        knowledge = Knowledge(register, Path(name), None)
        yield knowledge
        knowledge.connection.close()


def selected(knowledge: Knowledge, wanted: RowFilters, as_of: date) -> set[RowKey]:
    """The rows by the register's filters; years and due months, which those don't have, are looked up in the rows."""
    named = {
        Field.ESTABLISHMENT: tuple(map(establishment_key, wanted.establishments)),
        Field.OWNER: tuple(map(owner_key, wanted.owners)),
        Field.STATUS: wanted.statuses,
        Field.AGREEMENT: wanted.agreements,
        Field.GROUP: ("Key concerns",) if wanted.groups else (),
        Field.SECTION: tuple(name.replace("health", "Health") for name in wanted.sections),
        Field.PLAN: wanted.plans,
        Field.REC_NO: wanted.rec_nos,
        Field.CURRENT: ("yes",) if wanted.current else (),
    }
    filters = [Filter(field=field, op=Op.IN, value=value, label="") for field, value in named.items() if value]
    if wanted.due_from or wanted.due_to:
        days = tuple(str(day or "") for day in (wanted.due_from, wanted.due_to))
        filters.append(Filter(field=Field.DUE, op=Op.BETWEEN, value=days, label=""))
    rows = {
        RowKey(one.plan_id, one.rec_no, n)
        for one in select(knowledge.connection, filters, Unit.ACTIONS, as_of)
        for n in one.actions
    } | {
        RowKey(one.plan_id, one.rec_no, None)
        for one in select(knowledge.connection, filters, Unit.ITEMS, as_of)
        if not knowledge.item(one.plan_id, one.rec_no).actions
    }
    return {
        row
        for row in rows
        if (not wanted.years or row.plan_id[-10:-6] in wanted.years)
        and (not wanted.due_months or due_month(knowledge, row) in wanted.due_months)
    }


def due_month(knowledge: Knowledge, row: RowKey) -> str:
    item = knowledge.item(row.plan_id, row.rec_no)
    due = next((action.due for action in item.actions if action.n == row.action), None)
    return UNDATED if due is None or item.agreement is Agreement.NOT_AGREED else due.isoformat()[:7]


def keys(knowledge: Knowledge, wanted: Search) -> list[RowKey]:
    return [
        RowKey(row.plan.plan_id, row.item.rec_no, row.action.n if row.action else None)
        for row in list_rows(knowledge, wanted).rows()
    ]


@settings(max_examples=60, deadline=None)
@given(
    plans(),
    progress("reported.csv"),
    st.lists(row_filters, min_size=3, max_size=5),
    st.sampled_from(Sort),
    st.sampled_from([*DAYS, *SUBMITTED]),
)
def test_rows_and_counts_are_those_of_the_filters(
    read: tuple[Plan, ...], reported: ReadDocument, chosen: list[RowFilters], sort: Sort, as_of: date
) -> None:
    with knowing(ReadDocument("plan.txt", SHA, read, ()), reported) as knowledge:
        for filters in chosen:
            wanted = Search(filters=filters, sort=sort, as_of=as_of)
            found = list_rows(knowledge, wanted)
            assert found.total == len(set(keys(knowledge, wanted)))
            assert set(keys(knowledge, wanted)) == selected(knowledge, filters, as_of)
            for row in found.rows():
                status = (
                    action_status(row.action, row.item.agreement, as_of) if row.action else item_status(row.item, as_of)
                )
                assert row.status is status
            narrowing = narrow(knowledge, wanted)
            for facet in facets(knowledge.rows, wanted, narrowing):
                assert facet.left_out == 0
                for value in facet.values:
                    alone = wanted.model_copy(update={"filters": filters.only(facet.trait, (value.name,))})
                    assert value.rows == list_rows(knowledge, alone).total, (facet.trait, value)
                    assert value.rows or value.chosen
                without = wanted.model_copy(update={"filters": filters.only(facet.trait, ())})
                if facet.trait not in (Trait.OWNER, Trait.AGREEMENT, Trait.SECTION, Trait.GROUP):
                    # Of these every row has exactly one value.
                    assert sum(value.rows for value in facet.values) == list_rows(knowledge, without).total
            for way in ways_out(narrowing):
                if isinstance(way.part, Trait):
                    less = filters.only(way.part, ())
                elif way.part is Limit.CURRENT:
                    less = filters.model_copy(update={"current": False})
                else:
                    less = filters.model_copy(update={"due_from": None, "due_to": None})
                assert way.rows == len(selected(knowledge, less, as_of)) > 0


def test_sorting_puts_dates_and_numbers_in_their_order(tmp_path: Path, plans_folder: Path) -> None:
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        for name in ("hmp-send-2019.txt", "hmp-send-2025.txt"):
            register.save(read_document(plans_folder / name))
        knowledge = Knowledge(register, tmp_path, None)
        by_due = list_rows(knowledge, Search(sort=Sort.DUE, as_of=AS_OF)).rows()
        by_number = [row.item.rec_no for row in list_rows(knowledge, Search(sort=Sort.REC_NO, as_of=AS_OF)).rows()]
        plain = list_rows(knowledge, Search(as_of=AS_OF)).rows()
    dates = [row.action.due for row in by_due if row.action and row.item.agreement is not Agreement.NOT_AGREED]
    assert dates[0] == date(2019, 3, 31)
    assert dates == sorted(dates, key=lambda day: day or date.max)
    assert by_number == sorted(by_number, key=lambda number: [int(part) for part in number.split(".")])
    assert by_number.index("6.9") < by_number.index("6.10")
    assert [row.plan.submitted for row in plain] == sorted(row.plan.submitted for row in plain)


def test_a_facet_of_very_many_values_lists_the_frequent_and_the_chosen(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        fill(register, 3_000, lambda done, total: None)
        knowledge = Knowledge(register, tmp_path, None)
        table = knowledge.rows
        rare = min(table.column(Trait.PLAN, AS_OF).names, key=lambda plan_id: len(knowledge.plans[plan_id].items))
        wanted = Search(filters=RowFilters(plans=(rare,)), as_of=AS_OF)
        (plan,) = (one for one in facets(table, wanted, narrow(knowledge, wanted)) if one.trait is Trait.PLAN)
        visible = [one for one in knowledge.plans.values() if one.submitted <= AS_OF]
    assert MOST_VALUES <= len(plan.values) <= MOST_VALUES + 1
    assert [value.name for value in plan.values if value.chosen] == [rare]
    assert plan.left_out == len(visible) - len(plan.values)
    assert set(FACETS) == set(Trait) - {Trait.REC_NO}
