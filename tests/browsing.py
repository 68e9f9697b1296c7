"""A real browser over a server of its own: what the browser tests share, and what each of them watches for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DAY = "2025-10-15"
PATIENCE_MS = 30_000
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAB_STOPS = 200
SWEPT_STOPS = 40


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """A browser, for as long as the block runs; no asyncio loop may be run in this thread meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[str]:
    """The address of ``action-plans serve`` over a home while the block runs; ``environment`` is set besides."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port)]
    variables = {
        **os.environ,
        "ACTION_PLANS_HOME": str(home),
        "ACTION_PLANS_AS_OF": DAY,
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert address, f"the server said {said!r}"
            yield address[0]
        finally:
            server.terminate()


class Visit:
    """A page, and what it asked of which host, ran against the policy, or threw."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.outside: list[str] = []
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.context.on("request", self._requested)
        page.context.on("page", self._watched)
        self._watched(page)

    def _watched(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.outside.append(request.url)

    def goto(self, path: str) -> Page:
        """Opens the page at a path of the address, such as "/plans"."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def ask(self, question: str) -> None:
        """Asks in the chat and waits until the reply is whole."""
        replies = self.page.locator("#conversation .reply")
        before = replies.count()
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(replies).to_have_count(before + 1, timeout=PATIENCE_MS)

    def tab_to(self, wanted: Locator) -> None:
        """Goes by the Tab key alone until the element has the focus."""
        for _ in range(TAB_STOPS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by {TAB_STOPS} presses of Tab: {wanted}")


@contextmanager
def visiting(
    browser: Browser, address: str, width: int = 1280, height: int = 900, **context_options: Any
) -> Iterator[Visit]:
    """A visit in a fresh profile; at its end nothing outside was asked for and nothing went wrong."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **context_options)
    visit = Visit(context.new_page(), address)
    yield visit
    context.close()
    assert visit.outside == []
    assert visit.wrong == []


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands against WCAG 2.2 AA, in light and then in dark, one line each."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # The chat learns of the other colours by script, and its parts fade to them from the next frame on.
        page.wait_for_timeout(200)
        page.evaluate(_AT_REST)
        results = page.evaluate(
            "rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", [*WCAG_22_AA, "best-practice"]
        )
        found += [
            f"{scheme}: {violation['id']}: {' '.join(map(str, node['target']))}: {_why(node)}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]
    return found


_AT_REST = """() => document.getAnimations()
    .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity).forEach((moving) => moving.finish())"""


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


def narrow_faults(page: Page) -> list[str]:
    """What is wrong with the page at 320 px: a page that scrolls sideways, a part that scrolls and can't be reached."""
    page.set_viewport_size({"width": 320, "height": 640})
    return page.evaluate(
        """() => {
            const faults = [];
            const wide = document.documentElement.scrollWidth;
            if (wide > 320) faults.push(`the page is ${wide} px wide`);
            for (const part of document.querySelectorAll("body *:not(input, textarea, select)")) {
                const moves = ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
                if (!moves || part.scrollWidth <= part.clientWidth + 1) continue;
                const name = part.getAttribute("aria-label") || part.title || part.getAttribute("aria-labelledby");
                if (part.tabIndex < 0 || !name || !part.getAttribute("role"))
                    faults.push(`${part.tagName} ${part.className} scrolls without a name or without the keyboard`);
            }
            return faults;
        }"""
    )


def focus_faults(page: Page) -> list[str]:
    """What is wrong with the focus at the page's first stops of Tab: unseen, covered by something, or caught."""
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0) }")
    faults, seen = [], []
    for _ in range(SWEPT_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or (seen and stop["place"] == seen[0]):
            return faults
        if seen and stop["place"] == seen[-1]:  # A day's field has stops of its own: day, month, year, calendar.
            continue
        if stop["place"] in seen:
            return [*faults, f"caught at {stop['place']}"]
        seen.append(stop["place"])
        faults += [f"{stop['place']}: {fault}" for fault in stop["faults"]]
    return faults


_FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const place = (node) => {
        if (node.id || !node.parentElement) return `${node.tagName}#${node.id}`;
        return `${place(node.parentElement)}>${node.tagName}:${[...node.parentElement.children].indexOf(node)}`;
    };
    const box = element.getBoundingClientRect();
    const faults = [];
    // A checkbox of GOV.UK Frontend is drawn on its label.
    const drawn = [element, element.nextElementSibling, element.parentElement].filter(Boolean).flatMap(
        (node) => [getComputedStyle(node), getComputedStyle(node, "::before")]);
    const lined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        && !/, 0\\)$/.test(style.outlineColor);
    const visible = drawn.some((style) => style.boxShadow !== "none" || lined(style));
    if (!visible) faults.push("the focus can't be seen");
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, window.innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)];
    const over = [0.1, 0.5, 0.9].flatMap((x) => [0.25, 0.5, 0.75].map((y) =>
        document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)));
    const label = element.labels ? [...element.labels] : [];
    if (!over.some((shown) => shown && (element.contains(shown) || shown.contains(element) || label.includes(shown))))
        faults.push("the focus is covered or out of sight");
    return { place: place(element), faults };
}"""
