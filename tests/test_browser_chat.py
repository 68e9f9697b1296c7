"""The chat in a real browser: each thing that a person does there, on one server, with every request recorded."""

from __future__ import annotations

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pdfplumber
import pytest
from browsing import PATIENCE_MS, serving, violations, visiting
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.web.conversation import Turns, read_turns
from ingest.register import Register

pytestmark = pytest.mark.browser

ASKED = "Which concerns about interpreters are still open?"
SIX = (
    ASKED,
    "Who owns 6.5?",
    "Which recommendations were not agreed, and why?",
    "What does partly agreed mean?",
    "What about unicorns?",
    "How many actions are overdue?",
)


def reply(page: Page, number: int = -1) -> Locator:
    """The reply with its chips, sources and tools."""
    return page.locator("#conversation .reply").nth(number)


def answer(page: Page, number: int = -1) -> Locator:
    """The whole answer, its text included."""
    return page.locator("#conversation .bot-row").nth(number)


def settled(page: Page, number: int) -> None:
    """Waits until the focus has gone to the heading of the question, which it does once the answer is there."""
    expect(page.locator(f"#question-{number}")).to_be_focused(timeout=PATIENCE_MS)


def test_ask_and_follow_up(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/")
        expect(page.locator("#held")).to_contain_text("submitted 8 July 2025")
        expect(page.locator("#held")).to_contain_text("What it can’t answer")
        visit.ask(ASKED)
        expect(reply(page).locator(".chips")).to_contain_text("still open")
        expect(reply(page).locator(".chips")).to_contain_text("as of 15 October 2025")
        row = reply(page).locator("table.citations tbody tr").first
        expect(row).to_contain_text("Governor")
        expect(row.locator(".tag")).to_have_text(re.compile("Open|Overdue"))
        expect(page.get_by_role("status").first).to_contain_text("Answer 1: One concern about “interpreters”")

        visit.ask("who owns them?")
        expect(answer(page)).to_contain_text("Governor")
        expect(page.locator("#conversation .user-row").last).to_be_in_viewport()
        expect(page.get_by_label("Your question")).to_be_in_viewport()
        expect(page.get_by_role("status").first).to_contain_text("Answer 2")


def test_examples_and_suggestions_are_asked_by_a_click_and_the_conversation_starts_again(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        page.get_by_role("button", name="Which recommendations were not agreed, and why?").click()
        expect(page.locator("#conversation .reply")).to_have_count(1, timeout=PATIENCE_MS)
        reply(page).get_by_role("button", name="How many for each owner?").click()
        settled(page, 1)
        expect(answer(page)).to_contain_text("Governor: ")
        page.get_by_role("button", name="Start again").click()
        expect(page.locator("#conversation .user-row")).to_have_count(0)
        expect(page.get_by_label("Your question")).to_be_focused()
        page.reload()
        expect(page.locator("#conversation .example").first).to_be_visible()
        expect(page.locator("#conversation .user-row")).to_have_count(0)


def test_a_condition_is_removed_changed_and_taken_back(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        visit.ask("Which recommendations of 2019 are completed?")
        expect(answer(page)).to_contain_text("One recommendation in the 2019 plan is completed")
        reply(page).get_by_role("button", name="Remove completed").click()
        settled(page, 0)
        expect(answer(page)).to_contain_text("26 recommendations in the 2019 plan")
        expect(reply(page)).to_contain_text("Changed by hand: without “completed”")
        reply(page).get_by_role("button", name="Back to how it was first understood").click()
        settled(page, 0)

        reply(page).get_by_role("button", name="Change completed").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("completed").uncheck()
        dialog.get_by_role("button", name="Answer again").click()
        expect(dialog.get_by_role("alert")).to_have_text("Choose at least one.")
        assert violations(page) == []
        dialog.get_by_label("no action").check()
        dialog.get_by_role("button", name="Answer again").click()
        settled(page, 0)
        expect(answer(page)).to_contain_text("Three recommendations in the 2019 plan are no action")

        reply(page).get_by_role("button", name="Change as of").click()
        dialog.get_by_label("Statuses as of").fill("2019-06-01")
        dialog.get_by_role("button", name="Answer again").click()
        settled(page, 0)
        expect(reply(page).locator(".chips")).to_contain_text("as of 1 June 2019")
        expect(page.get_by_label("As of (leave")).to_have_value("1 June 2019")
        for name in ("no action", "recommendations", "the 2019 plan"):
            reply(page).get_by_role("button", name=f"Remove {name}").click()
            expect(reply(page).get_by_role("button", name=f"Remove {name}")).to_have_count(0)
            settled(page, 0)
        expect(reply(page)).to_contain_text("No condition is left")
        visit.ask("how many are they?")
        expect(answer(page)).to_contain_text("26 recommendations")


def test_a_row_opens_beside_the_chat_and_its_link_stays_a_link(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        visit.ask(ASKED)
        link = reply(page).locator("table.citations a").first
        link.click()
        beside = page.get_by_role("dialog", name="Concern 4")
        expect(beside).to_contain_text("The Big Word interpreting service will be relaunched")
        expect(beside).to_contain_text("Target August 2025 has passed")
        expect(beside.get_by_role("heading").first).to_be_focused()
        expect(page.get_by_label("Your question")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(beside).to_be_hidden()
        expect(link).to_be_focused()
        with page.context.expect_page() as opened:
            link.click(modifiers=["Control"])
        expect(opened.value.locator("h1")).to_contain_text("Concern 4")
        assert page.url.endswith("/chat/")


def test_on_a_phone_the_row_lies_over_the_chat(browser: Browser, address: str) -> None:
    with visiting(browser, address, width=320, height=640) as visit:
        page = visit.goto("/chat/")
        visit.ask(ASKED)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        reply(page).locator("table.citations a").first.click()
        beside = page.get_by_role("dialog", name="Concern 4")
        expect(beside).to_contain_text("The Big Word")
        box = beside.bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 320)
        beside.get_by_role("button", name="Close").click()
        expect(beside).to_be_hidden()


def test_twenty_people_who_ask_at_once_all_get_their_answer(address: str) -> None:
    with httpx.Client(base_url=f"{address}/chat", timeout=PATIENCE_MS / 1000) as client:
        events = client.get("/config").json()["dependencies"]
        asking = next(event["id"] for event in events if any(kind == "submit" for _, kind in event["targets"]))

        def event(number: int, data: list[str], session: str) -> list[Any]:
            body = {"data": data, "fn_index": number, "session_hash": session}
            assert client.post("/gradio_api/queue/join", json=body).status_code == 200
            lines = client.get("/gradio_api/queue/data", params={"session_hash": session}).text.splitlines()
            done = [json.loads(line[5:]) for line in lines if "process_completed" in line]
            assert done[-1]["success"], done
            return cast("list[Any]", done[-1]["output"]["data"])

        def ask(person: int) -> Turns:
            asked = event(asking, [ASKED, "", ""], f"person{person}")
            answered = event(asking + 1, [asked[1]], f"person{person}")
            return read_turns(answered[1])

        with ThreadPoolExecutor(20) as people:
            for (turn,) in people.map(ask, range(20)):
                assert turn.answer is not None
                assert {row.rec_no for row in turn.answer.citations} == {"4"}


def test_votes_are_taken_with_a_reason(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        visit.ask(ASKED)
        visit.ask("Who owns 6.5?")
        reply(page, 1).get_by_role("button", name="Helpful", exact=True).click()
        expect(reply(page, 1)).to_contain_text("You found this helpful")
        reply(page, 0).get_by_role("button", name="Not helpful").click()
        dialog = page.get_by_role("dialog", name="Not helpful")
        dialog.get_by_role("button", name="Send").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Choose a reason")
        assert violations(page) == []
        dialog.get_by_label("A row is missing").check()
        with page.expect_response("**/feedback") as sent:
            dialog.get_by_role("button", name="Send").click()
        assert sent.value.status == 201
        assert sent.value.request.post_data_json["reason"] == "A row is missing"
        expect(reply(page, 0)).to_contain_text("You found this not helpful")
        page.reload()
        expect(reply(page, 0)).to_contain_text("You found this not helpful", timeout=PATIENCE_MS)
        expect(reply(page, 1)).to_contain_text("You found this helpful")


def test_six_questions_survive_a_reload_and_are_all_on_paper_but_not_in_another_tab(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        for question in SIX:
            visit.ask(question)
        page.reload()
        expect(page.locator("#conversation .reply")).to_have_count(6, timeout=PATIENCE_MS)
        with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as printed:
            paper = " ".join(" ".join((sheet.extract_text() or "").split()) for sheet in printed.pages)
        for question in SIX:
            assert question in paper
        for words in (
            "One concern about “interpreters” is still open",
            "unicorns",
            "Words of the plan",
            "Understood as",
        ):
            assert words in paper
        for control in ("Not helpful", "Copy as text", "Start again", "Ask next", "What is held", "Documents"):
            assert control not in paper
        other = page.context.new_page()
        other.goto(f"{address}/chat/")
        expect(other.locator("#conversation .example").first).to_be_visible()
        expect(other.locator("#conversation .reply")).to_have_count(0)


@pytest.mark.parametrize("clipboard", [True, False])
def test_an_answer_is_copied_as_text_with_its_sources(browser: Browser, address: str, clipboard: bool) -> None:
    with visiting(browser, address) as visit:
        if clipboard:
            visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        else:  # As on a site that is served without HTTPS to other machines.
            visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page = visit.goto("/chat/")
        visit.ask(ASKED)
        reply(page).get_by_role("button", name="Copy as text").click()
        expect(reply(page).get_by_role("button", name="Copied")).to_be_focused()
        page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), { id: 'paste' }))")
        page.locator("#paste").focus()
        page.keyboard.press("Control+V")
        copied = page.locator("#paste").input_value()
        assert copied.startswith(f"Question: {ASKED}\n")
        assert "One concern about “interpreters” is still open." in copied
        assert "Understood as: about: interpreters; still open;" in copied
        assert re.search(r"\[1\] hmp-send-2025-07-08/4; owner: Governor; .*status: overdue\..*lines \d+-\d+", copied)


def test_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        expect(page.get_by_label("Your question")).to_be_focused()
        page.keyboard.type(ASKED)
        page.keyboard.press("Enter")
        expect(page.locator("#conversation .reply")).to_have_count(1, timeout=PATIENCE_MS)
        expect(page.get_by_label("Your question")).to_be_focused()
        page.evaluate("document.activeElement.blur()")
        visit.tab_to(reply(page).get_by_role("button", name="Remove still open"))
        page.keyboard.press("Enter")
        settled(page, 0)
        expect(answer(page)).to_contain_text("One concern about “interpreters”.")
        visit.tab_to(reply(page).locator("table.citations a").first)
        page.keyboard.press("Enter")
        beside = page.get_by_role("dialog", name="Concern 4")
        expect(beside.get_by_role("heading").first).to_be_focused()
        page.keyboard.press("Escape")
        visit.tab_to(reply(page).get_by_role("button", name="Not helpful"))
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Not helpful")
        expect(dialog.get_by_label("A row is missing")).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(reply(page).get_by_text("You found this not helpful")).to_be_focused()


def test_a_day_typed_that_is_none_is_said_and_a_true_one_holds(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        page.get_by_label("As of (leave").fill("soon")
        visit.ask(ASKED)
        expect(reply(page)).to_contain_text("“soon” is not a day")
        page.get_by_label("As of (leave").fill("31 July 2025")
        visit.ask(ASKED)
        expect(reply(page).locator(".chips")).to_contain_text("as of 31 July 2025")
        expect(reply(page).locator("table.citations")).not_to_contain_text("Overdue")


def test_a_person_s_own_markup_is_shown_as_text(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        page = visit.goto("/chat/")
        typed = "<b>who</b> ![x](http://outside.example/x.png) owns 6.5?"
        visit.ask(typed)
        expect(page.locator("#conversation .user-row").last).to_contain_text(typed)
        assert page.evaluate("document.querySelectorAll('#conversation :is(img, b)').length") == 0


def test_a_conversation_that_cannot_be_read_any_more_is_said(browser: Browser, address: str) -> None:
    with visiting(browser, address) as visit:
        script = "sessionStorage.setItem('action-plans-conversation', '[{\"older\": 1}]')"
        visit.page.add_init_script(f"if (!sessionStorage.length) {script}")
        page = visit.goto("/chat/")
        expect(page.get_by_text("can’t be read any more: start again")).to_be_visible(timeout=PATIENCE_MS)
        visit.ask(ASKED)
        expect(reply(page)).to_contain_text("still open")


def test_before_any_plan_is_held_the_chat_says_so(browser: Browser, tmp_path: Path) -> None:
    Register.open(tmp_path / "register.sqlite", create=True).close()
    with serving(tmp_path) as empty, visiting(browser, empty) as visit:
        page = visit.goto("/chat/")
        expect(page.locator("#held")).to_contain_text("No plan is held yet")
        visit.ask("Which actions are overdue?")
        expect(answer(page)).to_contain_text("No action plan is held yet")
