"""The pre-visit pack: every promise of an establishment once, read back from the files that were made."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date
from html import unescape
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import ROOT, RunCli
from docx.document import Document
from docx.oxml.ns import qn
from hostile_plan import BAITS, write_hostile_plan
from register_truth import truth

from assistant.status import Status
from assistant.visit_files import pack_docx, pack_xlsx
from assistant.visit_pack import JUDGEMENTS, VisitPack, make_pack
from assistant.web.visit_html import pack_html
from ingest.errors import NotHeld
from ingest.ingestion import ingest_paths
from ingest.register import Register

DAY = date(2025, 10, 15)
OURS = frozenset(
    re.findall(r"\w+", "body main h1 h2 p section div table caption thead tbody tr th td span strong ul li")
)
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2", "@SUM(A1)")


@pytest.fixture(scope="module")
def pack(home: Path) -> VisitPack:
    with Register.open(home / "register.sqlite") as register:
        return make_pack(register, "HMP Send", DAY)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> VisitPack:
    """The pack of the establishment whose plan is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_plan(folder)
    with Register.open(folder / "register.sqlite", create=True) as register:
        ingest_paths(register, sorted(folder.glob("*.docx")))
        (plan,) = register.plans()
        return make_pack(register, plan.establishment, DAY)


def words_of(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def rows_of(made: bytes) -> list[dict[str, str]]:
    lines = list(openpyxl.load_workbook(io.BytesIO(made))["Pack"].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[0]), (cell or "" for cell in line), strict=True)) for line in lines[1:]]  # type: ignore[misc]


def test_the_newest_plan_comes_first_and_says_what_superseded_the_other(pack: VisitPack) -> None:
    assert [(plan.plan_id, plan.superseded_on) for plan in pack.plans] == [
        ("hmp-send-2025-07-08", None),
        ("hmp-send-2019-01-18", date(2025, 7, 8)),
    ]
    assert pack.establishment == "HMP Send"


def test_every_item_and_action_stands_in_it_once(pack: VisitPack) -> None:
    for plan, year in zip(pack.plans, (2025, 2019), strict=True):
        assert sorted(item.rec_no for item in plan.items) == sorted(item["rec_no"] for item in truth(year)["items"])
    assert Counter(action.n is None for action in pack.actions) == {False: 69}


def test_themes_are_sections_or_else_groups_of_the_plan(pack: VisitPack) -> None:
    newest, oldest = pack.plans
    assert [(theme.name, len(theme.items)) for theme in newest.themes] == [
        ("Priority concerns", 1),
        ("Key concerns", 5),
    ]
    true = Counter(item.get("section") or item["group"] for item in truth(2019)["items"])
    assert {theme.name: len(theme.items) for theme in oldest.themes} == true


def test_repeated_items_are_marked(pack: VisitPack) -> None:
    true = {item["rec_no"]: item["repeated_from"] for item in truth(2019)["items"] if item["repeated_from"]}
    assert true
    marked = {item.rec_no: item.repeated for item in pack.plans[1].items if item.repeated}
    assert set(marked) == set(true)
    assert all(paragraph in str(marked[rec_no]) for rec_no in true for paragraph in true[rec_no])


def test_statuses_are_of_the_day(home: Path) -> None:
    with Register.open(home / "register.sqlite") as register:
        early = make_pack(register, "send", date(2025, 7, 8))
        before = make_pack(register, "HMP/YOI Send", date(2025, 7, 7))
        with pytest.raises(NotHeld, match="held are plans of HMP Send"):
            make_pack(register, "HMP Nowhere", DAY)
        with pytest.raises(NotHeld, match="none is held at all"):
            make_pack(register, "HMP Send", date(2019, 1, 17))
    assert Status.OVERDUE not in {action.status for item in early.plans[0].items for action in item.actions}
    assert [(plan.plan_id, plan.superseded_on) for plan in before.plans] == [("hmp-send-2019-01-18", None)]


def test_the_workbook_has_a_row_for_each_action_with_its_choice_of_judgement(pack: VisitPack) -> None:
    made = pack_xlsx(pack)
    rows = rows_of(made)
    assert [(row["Rec no"], row["Action"]) for row in rows[:3]] == [("1", "1"), ("1", "2"), ("1", "3")]
    assert [row["What was promised"] for row in rows] == [action.text for action in pack.actions]
    assert all(row["Source"] and row["Why"] and row["Status"] and not row["Judgement"] for row in rows)
    assert Counter(row["Status"] for row in rows)["Overdue"] == sum(a.status is Status.OVERDUE for a in pack.actions)
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Pack"]
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == f'"{",".join(JUDGEMENTS)}"'
    column = [cell.value for cell in sheet[1]].index("Judgement") + 1
    letter = sheet.cell(1, column).column_letter
    assert str(choices.sqref) == f"{letter}2:{letter}70"
    assert sheet.print_title_rows == "$1:$1"


def test_the_word_document_has_every_row_with_four_boxes_and_heads_that_repeat(pack: VisitPack) -> None:
    document = docx.Document(io.BytesIO(pack_docx(pack)))
    words = words_of(document)
    for plan in pack.plans:
        for item in plan.items:
            assert item.text in words
            assert all(action.text in words and f"Source: {action.source}" in words for action in item.actions)
    assert "Action plan submitted 18 January 2019 (superseded on 8 July 2025)" in words
    assert len(document.tables) == sum(len(plan.themes) for plan in pack.plans)
    assert sum(len(table.rows) - 1 for table in document.tables) == 69
    for table in document.tables:
        assert [cell.text for cell in table.rows[0].cells][-1] == "Judgement"
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        for row in table.rows[1:]:
            assert [line.text for line in row.cells[-1].paragraphs] == [f"☐ {judgement}" for judgement in JUDGEMENTS]
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height


def test_the_html_file_needs_nothing_beside_it(pack: VisitPack) -> None:
    made = pack_html(pack).decode()
    assert not re.search(r"<(?:a|link|script|img|iframe)\b|(?:src|href)=|url\(", made)
    text = unescape(made)
    assert all(action.text in text for action in pack.actions)
    assert made.count('<ul class="boxes">') == 32


def test_hostile_words_stay_words_in_every_file(hostile: VisitPack) -> None:
    items = [item for plan in hostile.plans for item in plan.items]
    assert len(items) >= len(BAITS)
    html = pack_html(hostile).decode()
    body = html[html.index("<body") :]
    tags = set(re.findall(r"<([a-z0-9]+)", body))
    assert tags <= OURS
    words = words_of(docx.Document(io.BytesIO(pack_docx(hostile))))
    rows = rows_of(pack_xlsx(hostile))
    for item in items:
        assert item.text in words
        assert item.text in unescape(html)
        assert item.text in {row["Recommendation or concern"] for row in rows}


def test_cells_that_begin_like_formulas_are_text(pack: VisitPack) -> None:
    plan = pack.plans[0]
    theme = plan.themes[0]
    items = tuple(
        theme.items[0].model_copy(
            update={
                "text": formula,
                "actions": (
                    theme.items[0]
                    .actions[0]
                    .model_copy(update={"text": f"{formula}\x00\x0b\ufffe", "responsible_owner": (formula,)}),
                ),
            }
        )
        for formula in FORMULAS
    )
    changed = pack.model_copy(
        update={"plans": (plan.model_copy(update={"themes": (theme.model_copy(update={"items": items}),)}),)}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(pack_xlsx(changed)))["Pack"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if str(cell.value).startswith(FORMULAS)]
    assert len(cells) == 3 * len(FORMULAS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert all(formula in words_of(docx.Document(io.BytesIO(pack_docx(changed)))) for formula in FORMULAS)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "html"])
def test_the_command_writes_the_kind_that_the_name_ends_in(cli: RunCli, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"pack.{ending}"
    done = cli("pack", "send", "--out", str(out), "--as-of", "2025-10-15")
    assert (done.returncode, done.stdout) == (0, f"HMP Send: two plans and 69 actions written to {out}\n")
    assert out.read_bytes()[:2] == (b"<!" if ending == "html" else b"PK")


def test_the_command_says_what_it_can_not_do(cli: RunCli, tmp_path: Path) -> None:
    assert cli("pack", "send", "--out", str(tmp_path / "pack.pdf")).returncode == 2
    missing = cli("pack", "HMP Nowhere", "--out", str(tmp_path / "pack.docx"))
    assert missing.returncode == 1
    assert "held are plans of HMP Send" in missing.stderr
    folder = cli("pack", "send", "--out", str(ROOT / "no-such-folder" / "pack.docx"))
    assert folder.returncode == 1
    assert "can't be written" in folder.stderr
