"""The search page over the sample plans, by HTTP: what it lists, counts, exports, keeps and refuses."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient
from web_app import web_client

from assistant.knowledge import Knowledge
from assistant.saved_searches import MOST_SAVED, delete_search, save_search, saved_searches
from assistant.search import list_rows
from assistant.settings import Settings
from assistant.web.highlighting import Highlighter
from assistant.web.search_query import read_query
from ingest.errors import BadRequest
from ingest.reading import read_document
from ingest.register import Register

AS_OF = date(2025, 10, 15)
SEND_2019, SEND_2025 = "hmp-send-2019-01-18", "hmp-send-2025-07-08"
THREE = "/search?status=overdue&owner=Governor&year=2025"
_ROW = re.compile(r'<h3><a class="govuk-link" href="/plans/([^/"]+)/([^?"]+)\?as_of=[\d-]+(?:#action-(\d+))?"')
_VALUE = re.compile(
    r'type="checkbox" form="search" id="[^"]*" name="(\w+)" value="([^"]*)"( checked)?>'
    r'\s*<label[^>]*>([^<]*)<span class="search-count">'
    r'<span class="govuk-visually-hidden">, rows: </span>([\d,]+)</span>'
)


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=home, as_of=AS_OF)) as client:
        yield client


@pytest.fixture(scope="module")
def writable(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    copy = tmp_path_factory.mktemp("writable") / "home"
    shutil.copytree(home, copy)
    with web_client(Settings(home=copy, as_of=AS_OF)) as client:
        yield client


def page_of(site: TestClient, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, text_of(answer.text)
    return answer.text


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def heading(html: str) -> str:
    found = re.search(r'<h2[^>]*id="found">(.*?)</h2>', html)
    assert found
    return unescape(found[1])


def rows_of(html: str) -> list[tuple[str, ...]]:
    return _ROW.findall(html)


def all_rows(site: TestClient, address: str) -> list[tuple[str, ...]]:
    """The rows of all pages, by following the link to the next."""
    rows: list[tuple[str, ...]] = []
    following: str | None = address
    while following:
        html = page_of(site, following)
        rows += rows_of(html)
        found = re.search(r'href="([^"]+)" rel="next"', html)
        following = unescape(found[1]) if found else None
    return rows


def counts_of(html: str) -> dict[tuple[str, str], int]:
    return {(name, unescape(value)): int(rows) for name, value, _, _, rows in _VALUE.findall(html)}


def test_without_a_word_every_row_is_listed(site: TestClient) -> None:
    html = page_of(site, "/search")
    assert heading(html) == "69 actions in 2 plans"
    rows = all_rows(site, "/search")
    assert len(rows) == len(set(rows)) == 69
    assert "Statuses as of 15 October 2025; rows 1 to 20 are on this page." in text_of(html)


def test_facets_narrow_the_rows_and_their_counts_keep_their_word(site: TestClient) -> None:
    html = page_of(site, THREE)
    counts = counts_of(html)
    assert len(all_rows(site, THREE)) == counts["status", "overdue"] == counts["owner", "Governor"] == 21
    assert heading(html) == "21 actions in 1 plan"
    for (name, value), rows in counts.items():
        others = [pair for pair in QueryParams(THREE.partition("?")[2]).multi_items() if pair[0] != name]
        alone = page_of(site, f"/search?{urlencode([*others, (name, value)])}")
        assert heading(alone).startswith(f"{rows} action") or not rows, (name, value)


def test_each_chosen_filter_can_be_taken_away(site: TestClient) -> None:
    html = page_of(site, f"{THREE}&q=data")
    removals = [unescape(address) for address in re.findall(r'<li><a href="(/search[^"]*)"><span', html)]
    assert removals == [
        "/search?status=overdue&owner=Governor&year=2025",
        "/search?q=data&owner=Governor&year=2025",
        "/search?q=data&status=overdue&year=2025",
        "/search?q=data&status=overdue&owner=Governor",
    ]
    ticked = {(name, value) for name, value, checked, _, _ in _VALUE.findall(html) if checked}
    assert ticked == {("status", "overdue"), ("owner", "Governor"), ("year", "2025")}


def test_words_are_found_by_their_stems_and_marked(site: TestClient) -> None:
    html = page_of(site, "/search?q=interpreters")
    assert rows_of(html)[0] == (SEND_2025, "4", "4")
    assert "<mark>interpreting</mark> service" in html
    assert heading(html) == "6 actions in 1 plan"


def test_every_word_any_word_or_the_meaning(site: TestClient) -> None:
    every = set(all_rows(site, "/search?q=interpreting+relaunched"))
    some = set(all_rows(site, "/search?q=interpreting+relaunched&match=any"))
    meaning = all_rows(site, "/search?q=interpreting+relaunched&match=meaning")
    assert every == {(SEND_2025, "4", "4")}
    assert every < some < set(meaning)
    assert len(meaning) == 69
    assert meaning[0] == (SEND_2025, "4", "4")


def test_meaning_lists_what_the_command_lists(site: TestClient, home: Path) -> None:
    listed = all_rows(site, "/search?q=locked+in+cells+all+day&match=meaning&status=overdue")
    with Register.open(home / "register.sqlite") as register:
        knowledge = Knowledge(register, home, None)
        asked = read_query(
            QueryParams("q=locked in cells all day&match=meaning&status=overdue"), knowledge.rows, AS_OF
        ).search
        found = list_rows(knowledge, asked).rows()
    assert listed == [(r.plan.plan_id, r.item.rec_no, str(r.action.n if r.action else "")) for r in found]


def test_rows_show_owner_date_status_and_on_request_why(site: TestClient) -> None:
    address = f"/search?plan={SEND_2025}&rec_no=4&status=overdue&sort=due"
    html = page_of(site, address)
    assert "HMP Send, 2025: Rec no 4, action 2 Overdue" in text_of(html)
    assert "Owner Governor Target date August 2025" in text_of(html)
    assert "Why overdue" not in html
    explained = page_of(site, f"{address}&why=yes")
    assert "Why overdue Target August 2025 has passed and the plan doesn't report completion" in text_of(explained)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=due&due_from=2025-10-01", (SEND_2025, "3", "9")),
        ("sort=rec_no", (SEND_2025, "1", "1")),
        ("due=none", (SEND_2019, "6.5", "2")),
        ("current=yes", (SEND_2025, "1", "1")),
    ],
)
def test_the_first_row_of_a_search(site: TestClient, query: str, first: tuple[str, ...]) -> None:
    assert rows_of(page_of(site, f"/search?{query}"))[0] == first


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("status=late", "status"),
        ("agreement=maybe", "agreement"),
        ("establishment=HMP+Nowhere", "establishment"),
        ("plan=hmp-send", "plan"),
        ("owner=Nobody", "owner"),
        ("section=none", "section"),
        ("year=25", "year"),
        ("due=October", "due"),
        ("due_from=soon", "due_from"),
        ("due_from=2025-10-01&due_to=2025-09-01", "due_to"),
        ("as_of=yesterday", "as_of"),
        ("current=maybe", "current"),
        ("match=some", "match"),
        ("sort=size", "sort"),
        ("page=0", "page"),
        ("page=5", "page"),
        ("q=a&q=b", "q"),
        (f"q={'a' * 301}", "q"),
        ("owners=Governor", "owners"),
    ],
)
def test_what_a_search_cannot_have_is_refused_by_name(site: TestClient, query: str, named: str) -> None:
    answer = site.get(f"/search?{query}")
    assert answer.status_code == 400
    assert re.search(rf"\b{named}: ", text_of(answer.text))


def test_hostile_words_stay_words(site: TestClient) -> None:
    words = '<script>alert(1)</script> "><img src=x onerror=alert(2)> governor'
    html = page_of(site, f"/search?{urlencode({'q': words, 'match': 'any'})}")
    assert "<script" not in html
    assert "<img" not in html
    assert unescape(html).count(words) >= 2


def test_nothing_found_says_what_to_take_away(site: TestClient) -> None:
    html = page_of(site, "/search?q=governor+xylophone&status=completed")
    assert heading(html) == "Nothing found"
    ways = dict(re.findall(r'<li><a class="govuk-link" href="(/search[^"]*)">([^<]*)</a></li>', html))
    for address, words in ways.items():
        rows = re.search(r": ([\d,]+) rows?$", unescape(words))
        assert rows
        assert len(all_rows(site, unescape(address))) == int(rows[1])
    assert any("any of the words" in words for words in ways.values())


def test_the_address_is_written_in_one_way(site: TestClient) -> None:
    html = page_of(
        site, "/search?owner=the+governor&page=2&q=&establishment=send&status=&sort=establishment&as_of=15/10/2025"
    )
    assert 'href="/search?establishment=HMP+Send&amp;owner=Governor&amp;as_of=2025-10-15"' in html


def test_an_empty_register_says_so(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, as_of=AS_OF)
    Register.open(settings.register_file, create=True).close()
    with web_client(settings) as client:
        assert "No plan is held yet, so there is nothing to search." in text_of(page_of(client, "/search"))


# Exports

SEARCHES = (
    "status=overdue&owner=Governor&year=2025&sort=due",
    "q=education&match=any&why=yes",
    "q=education+staff&match=meaning&agreement=agreed",
    "agreement=not_agreed",
)


@pytest.mark.parametrize("query", SEARCHES)
def test_files_hold_exactly_the_rows_listed_in_their_order(site: TestClient, query: str) -> None:
    listed = all_rows(site, f"/search?{query}")
    assert listed
    made = json.loads(site.get(f"/search/export?{query}&format=json").content)
    assert [(row["plan_id"], row["rec_no"], str(row["action"] or "")) for row in made["rows"]] == listed
    assert made["total"] == len(listed)
    assert made["as_of"] == AS_OF.isoformat()
    text = site.get(f"/search/export?{query}&format=csv").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["plan_id"], row["rec_no"], row["action"]) for row in lines] == listed
    assert {row["query"] for row in lines} == {made["query"]}
    book = load_workbook(io.BytesIO(site.get(f"/search/export?{query}&format=xlsx").content))
    head, *cells = book["Rows"].values
    sheet = [dict(zip(head, row, strict=True)) for row in cells]
    assert [(row["plan_id"], row["rec_no"], row["action"] or "") for row in sheet] == listed
    assert dict(list(book["About"].values)[:2])["query"] == made["query"]
    calendar = site.get(f"/search/export?{query}&format=ics").content.replace(b"\r\n ", b"").decode()
    dated = [f"{row['plan_id']}/{row['rec_no']}#{row['action']}" for row in made["rows"] if row["due"]]
    assert re.findall(r"UID:(\S+)", calendar) == dated


def test_a_file_says_what_was_asked_in_words(site: TestClient) -> None:
    answer = site.get("/search/export?q=education&status=overdue&current=yes&format=json")
    assert answer.headers["content-disposition"] == 'attachment; filename="action-plans-2025-10-15.json"'
    assert answer.json()["query"] == "every word of “education”; status: overdue; plans: current only"


@pytest.mark.parametrize("query", ["", "format=pdf", "format=csv&page=x", "format=csv&status=late"])
def test_a_file_that_cannot_be_made_is_refused(site: TestClient, query: str) -> None:
    assert site.get(f"/search/export?{query}").status_code == 400


# Saved searches


def test_a_search_is_saved_listed_found_again_and_deleted(writable: TestClient) -> None:
    query = "status=overdue&owner=Governor"
    answer = writable.post("/search/saved", data={"name": " Overdue <b> ", "query": query})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/search?{query}#saved")
    html = page_of(writable, "/search")
    assert '<a class="govuk-link" href="/search?status=overdue&amp;owner=Governor">Overdue &lt;b&gt;</a>' in html
    writable.post("/search/saved", data={"name": "Overdue <b>", "query": "status=open"})
    assert page_of(writable, "/search").count("Overdue &lt;b&gt;</a>") == 1
    assert writable.post("/search/saved/delete", data={"name": "Overdue <b>", "query": ""}).status_code == 303
    assert "Overdue &lt;b&gt;" not in page_of(writable, "/search")


@pytest.mark.parametrize("form", [{"name": ""}, {"name": "x" * 81}, {"name": "ok", "query": "status=late"}])
def test_what_cannot_be_saved_is_refused(writable: TestClient, form: dict[str, str]) -> None:
    assert writable.post("/search/saved", data=form).status_code == 400


def test_saving_from_another_site_is_refused(writable: TestClient) -> None:
    answer = writable.post("/search/saved", data={"name": "x"}, headers={"Origin": "http://outside.example"})
    assert answer.status_code == 403


def test_each_person_has_their_own_searches(tmp_path: Path) -> None:
    at = datetime(2025, 10, 15, 9, 30, tzinfo=UTC)
    with Register.open(tmp_path / "register.sqlite", create=True) as register:
        save_search(register, "Ann", "mine", "status=open", at)
        save_search(register, "Ben", "mine", "status=overdue", at)
        delete_search(register, "Ann", "mine")
        assert saved_searches(register, "Ann") == ()
        assert [one.query for one in saved_searches(register, "Ben")] == ["status=overdue"]
        for number in range(MOST_SAVED):
            save_search(register, "Ann", f"search {number}", "", at)
        with pytest.raises(BadRequest, match="delete one first"):
            save_search(register, "Ann", "one more", "", at)
        save_search(register, "Ann", "search 1", "status=open", at)


# Addresses and marks

some_words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@given(
    some_words,
    st.sampled_from(["", "match=any", "match=meaning"]),
    st.lists(
        st.sampled_from(["status=open", "owner=the governor", "due=2025-09", "year=2019", "rec_no=6.5"]), unique=True
    ),
    st.sampled_from(["", "sort=due", "as_of=8 July 2025", "why=yes", "current=yes", "due_to=1/2/2026"]),
)
def test_an_address_reads_back_as_the_same_search(
    read_plans: Knowledge, words: str, match: str, filters: list[str], more: str
) -> None:
    asked = "&".join([urlencode({"q": words}), *(part for part in (match, *filters, more) if part)])
    query = read_query(QueryParams(asked), read_plans.rows, AS_OF)
    again = read_query(QueryParams(query.address().partition("?")[2]), read_plans.rows, AS_OF)
    assert again == query
    assert again.address() == query.address()


@pytest.fixture(scope="module")
def read_plans(tmp_path_factory: pytest.TempPathFactory, plans_folder: Path) -> Iterator[Knowledge]:
    home = tmp_path_factory.mktemp("read")
    with Register.open(home / "register.sqlite", create=True) as register:
        for name in ("hmp-send-2019.txt", "hmp-send-2025.txt"):
            register.save(read_document(plans_folder / name))
        yield Knowledge(register, home, None)


@given(some_words, some_words)
def test_marked_pieces_join_to_the_text(words: str, text: str) -> None:
    marks = Highlighter(words, lambda said: said.casefold().split())
    pieces = marks.pieces(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert not any(one.marked and other.marked for one, other in pairwise(pieces))


def test_words_in_a_row_are_marked_as_one() -> None:
    marks = Highlighter("use force", lambda said: [word.rstrip("ds") for word in said.casefold().split()])
    pieces = [(piece.text, piece.marked) for piece in marks.pieces("The use of forces: used  force.")]
    assert pieces == [
        ("The ", False),
        ("use", True),
        (" of ", False),
        ("forces", True),
        (": ", False),
        ("used  force", True),
        (".", False),
    ]
