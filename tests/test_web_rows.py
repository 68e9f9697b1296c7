"""The pages of rows, plans, dashboard and packs by HTTP: what they say, lead to, and leave as mere words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hostile_plan import BAITS, write_hostile_plan
from register_truth import PLANS, truth
from starlette.testclient import TestClient
from web_app import web_client

from assistant.dashboard import View, read_dashboard
from assistant.settings import Settings
from ingest.ingestion import ingest_paths
from ingest.register import Register

AS_OF = date(2025, 10, 15)
OLD, NEW = "hmp-send-2019-01-18", "hmp-send-2025-07-08"


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[TestClient]:
    with web_client(Settings(home=home, as_of=AS_OF)) as client:
        yield client


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The app over the plan of 2025 in two versions, with a progress file about it and a hostile plan beside it."""
    folder = tmp_path_factory.mktemp("changed")
    document = folder / "plan.txt"
    text = (PLANS / "hmp-send-2025.txt").read_text(encoding="utf-8")
    document.write_text(text.replace("interpreting service will be relaunched", "service stays"), encoding="utf-8")
    progress = folder / "progress.csv"
    progress.write_text(
        "Plan,Rec no,Action no,Status,Status date,Note\n"
        f"{NEW},4,4,Completed,1 October 2025,seen on site\n"
        f"{NEW},4,5,In progress,2 October 2025,\n",
        encoding="utf-8",
    )
    write_hostile_plan(folder)
    with Register.open(folder / "register.sqlite", create=True) as register:
        ingest_paths(register, [document, *folder.glob("*.docx")])
        document.write_text(text, encoding="utf-8")
        ingest_paths(register, [document])
    with Register.open(folder / "register.sqlite") as register:
        assert [report.reason for report in ingest_paths(register, [progress])] == [None]
    with web_client(Settings(home=folder, as_of=AS_OF)) as client:
        yield client


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links_of(html: str, pattern: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'href="({pattern}[^"]*)"', html)]


# Rows


def test_a_row_says_how_to_cite_and_where_to_find_it(site: TestClient) -> None:
    page = text_of(site.get(f"/plans/{NEW}/4").text)
    assert "HMP Send action plan submitted 8 July 2025, concern 4 (hmp-send-2025.txt, lines 42 to 47)" in page
    assert "concern 4, action 3 (hmp-send-2025.txt, line 44)" in page
    assert f"http://localhost:8000/plans/{NEW}/4?as_of=2025-10-15" in page


def test_an_abbreviation_is_explained_on_hover_and_in_the_list(site: TestClient) -> None:
    html = site.get(f"/plans/{NEW}/4").text
    assert html.count('<abbr title="English for Speakers of Other Languages">ESOL</abbr>') == 1
    assert "ESOL English for Speakers of Other Languages (explained in this row)" in text_of(html)
    # Explained in another row of the plan: the list leads there.
    elsewhere = [
        link
        for item in truth(2025)["items"]
        for link in re.findall(
            r'explained in <a class="govuk-link" href="([^"]+)"', site.get(f"/plans/{NEW}/{item['rec_no']}").text
        )
    ]
    assert elsewhere
    assert {site.get(unescape(link)).status_code for link in elsewhere} == {200}


def test_like_rows_of_other_plans_are_those_of_a_comparison_and_a_suggestion(site: TestClient) -> None:
    like = {}
    for item in truth(2025)["items"]:
        html = site.get(f"/plans/{NEW}/{item['rec_no']}").text
        part = html.partition('id="alike"')[2].partition("</section>")[0]
        like[item["rec_no"]] = links_of(part, f"/plans/{OLD}/")
        assert like[item["rec_no"]] == [] or "That is a suggestion" in text_of(part)
    assert any(like.values())
    early = site.get(f"/plans/{OLD}/6.1?as_of=2025-07-07").text
    assert 'id="alike"' not in early, "the later plan was not submitted yet"


def test_a_plan_is_superseded_from_the_day_of_the_later_one(site: TestClient) -> None:
    for path in (f"/plans/{OLD}", f"/plans/{OLD}/6.1"):
        assert "superseded by a later plan" in text_of(site.get(path).text)
        assert "superseded by" not in text_of(site.get(f"{path}?as_of=2025-07-07").text)
        assert "superseded by a later plan" in text_of(site.get(f"{path}?as_of=2025-07-08").text)


def test_what_was_reported_since_and_what_an_earlier_version_said(changed: TestClient) -> None:
    html = changed.get(f"/plans/{NEW}/4").text
    page = text_of(html)
    assert "1 October 2025 4 Completed seen on site progress.csv, row 2" in page
    assert "2 October 2025 5 In progress none progress.csv, row 3" in page
    assert "Completed Reported on 1 October 2025" in page
    assert "An earlier version of the plan, plan.txt, says otherwise" in page
    assert "The Big Word service stays" in page
    before = text_of(changed.get(f"/plans/{NEW}/4?as_of=2025-09-30").text)
    assert "1 October 2025 (after the day shown) 4 Completed" in before
    assert "kept, and said the same of this row" in text_of(changed.get(f"/plans/{NEW}/1").text)


# Plans


def test_a_plan_leads_to_its_search_its_pack_and_its_other_plans(site: TestClient) -> None:
    html = site.get(f"/plans/{NEW}").text
    (search,) = links_of(html, r"/search\?")
    assert parse_qs(urlsplit(search).query) == {"plan": [NEW], "as_of": ["2025-10-15"]}
    assert "31 rows" in text_of(site.get(search).text) or " 31 " in text_of(site.get(search).text)
    for link in (*links_of(html, "/visits/"), *links_of(html, "/dashboard\\?"), f"/plans/{OLD}"):
        assert site.get(link).status_code == 200
    assert "Earlier: 18 January 2019" in text_of(html)
    assert "Later: 8 July 2025" in text_of(site.get(f"/plans/{OLD}").text)
    assert "Later:" not in text_of(site.get(f"/plans/{OLD}?as_of=2025-07-07").text)


def test_a_plan_says_what_it_leaves_to_be_desired(site: TestClient) -> None:
    page = text_of(site.get(f"/plans/{NEW}").text)
    assert "3 points that whoever wrote the plan may want to put right" in page
    assert "Numbers that are missing or double Rec no 4 : The rec no is missing" in page


def test_plans_can_be_narrowed_by_name_and_lead_to_what_is_open_and_overdue(site: TestClient) -> None:
    html = site.get("/plans?name=sEnD").text
    assert "2 plans of establishments with “sEnD” in their name" in text_of(html)
    totals = {}
    for link in links_of(html, "/search\\?plan"):
        asked = parse_qs(urlsplit(link).query)
        totals[asked["plan"][0], asked["status"][0]] = link
    assert set(totals) == {(plan, status) for plan in (OLD, NEW) for status in ("open", "overdue")}
    nothing = site.get("/plans?name=%3Ci%3E").text
    assert "with “&lt;i&gt;” in its name" in nothing
    early = text_of(site.get("/plans?as_of=2025-07-07").text)
    assert "not submitted yet" in early


# Dashboard


def test_the_dashboard_says_the_true_figures_and_links_each(site: TestClient) -> None:
    html = site.get("/dashboard").text
    page = text_of(html)
    assert "the current plans: 1 plan with 6 recommendations and concerns and 31 actions" in page
    assert "3 completed 7 open 21 overdue" in page
    assert "August 2025 0 0 12 12" in page
    assert 'aria-label="August 2025: 12 rows, 12 overdue"' in html
    links = set(links_of(html, r"/search\?"))
    assert len(links) > 10
    assert {site.get(link).status_code for link in links} == {200}


def test_the_dashboard_follows_its_choices(site: TestClient) -> None:
    whole = text_of(site.get("/dashboard?plans=all").text)
    assert "all plans: 2 plans with 32 recommendations and concerns and 69 actions" in whole
    early = text_of(site.get("/dashboard?as_of=2025-07-07&establishment=send").text)
    assert "the current plans of HMP Send: 1 plan with 26" in early
    nothing = text_of(site.get("/dashboard?as_of=2010-01-01").text)
    assert "No action is in view" in nothing
    assert site.get("/dashboard?as_of=soon").status_code == 400


def test_the_dashboard_tells_what_the_last_ingestion_changed(site: TestClient, changed: TestClient) -> None:
    page = text_of(site.get("/dashboard").text)
    assert "HMP Send, 2019 (hmp-send-2019.txt): added, with 26 items and 38 actions" in page
    later = text_of(changed.get("/dashboard").text)
    assert "HMP Send, 2025 (progress.csv): progress reported in 2 rows, 1 of them completed" in later
    send = text_of(changed.get("/dashboard?establishment=send").text)
    assert "4 completed 7 open 20 overdue" in send, "a reported completion counts"


def test_a_bar_stands_as_wide_as_its_rows(site: TestClient, home: Path) -> None:
    html = site.get("/dashboard").text
    bar = html.partition('aria-label="Governor: ')[2].partition("</svg>")[0]
    widths = [float(width) for width in re.findall(r'<rect x="[\d.]+%" width="([\d.]+)%"', bar)]
    with Register.open(home / "register.sqlite") as register:
        board = read_dashboard(register.connection, View(as_of=AS_OF), 5)
    tally = board.owners[0].tally
    assert widths == [
        pytest.approx(100 * n / tally.promised, abs=0.01) for n in (tally.completed, tally.open, tally.overdue)
    ]


# Packs, and hostile words


def test_packs_are_listed_shown_and_downloaded(site: TestClient) -> None:
    assert "HMP Send (2 plans, the latest of 8 July 2025)" in text_of(site.get("/visits").text)
    page = site.get("/visits/send")
    assert all(unescape(page.text).count(item["text"]) >= 1 for item in truth(2025)["items"])
    assert page.text.count('<ul class="boxes">') == 32
    for ending in ("docx", "xlsx"):
        answer = site.get(f"/visits/send/pack.{ending}?as_of=2025-08-01")
        assert answer.status_code == 200
        assert answer.content[:2] == b"PK"
        assert f'filename="pre-visit-pack-send-2025-08-01.{ending}"' in answer.headers["content-disposition"]
    missing = site.get("/visits/nowhere")
    assert missing.status_code == 404
    assert "held are plans of HMP Send" in text_of(missing.text)


def test_hostile_words_become_no_element_on_any_page(changed: TestClient) -> None:
    (plan,) = {link.split("?")[0] for link in links_of(changed.get("/plans").text, "/plans/hmp-mirefield")}
    key = links_of(changed.get(plan).text, "/visits/")[0].partition("?")[0]
    paths = ["/plans", "/dashboard?plans=all", "/visits", key, plan]
    paths += sorted(set(links_of(changed.get(plan).text, f"{plan}/")))
    assert len(paths) > len(BAITS)
    for path in paths:
        html = changed.get(path).text
        assert "laundry" in html or "irefield" in html or "IREFIELD" in html, path
        assert not re.search(r"<(?:script|iframe|b|i)\b|<img (?!src=\"/pictures)|\son\w+=[^>]*>(?<=<)", html), path
        assert not re.search(
            r'<[^>]*\s(?:onerror|onload|onfocus|style|autofocus)=(?=["\'\w])[^>]*>', re.sub(r'="[^"]*"', '=""', html)
        ), path
        assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', html)), path
