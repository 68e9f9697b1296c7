// The chat's page beside Gradio: what was asked is kept in the tab, announced, scrolled to and acted upon.
import { copyAnswer } from "./chat-copy.js";
import { act, kept, keep, turns } from "./chat-conversation.js";
import { openChange, vote } from "./chat-dialogs.js";
import { closeRow, openRow } from "./chat-row.js";

let shown = 0;
let focusOn = null; // The number of the question whose heading takes the focus once it is answered.
let said = "";
let restored = false;

const status = document.createElement("div");
status.setAttribute("role", "status");
status.className = "unseen";
document.body.prepend(status);

// What Gradio leaves to be mended: names for screen readers that its sanitiser takes away, and links that leave the page.
function tidy() {
  for (const message of document.querySelectorAll("#conversation [data-testid][aria-label]")) {
    message.removeAttribute("aria-label"); // Gradio's label is the message's raw Markdown.
  }
  for (const log of document.querySelectorAll("#conversation [aria-live]")) {
    log.setAttribute("aria-live", "off"); // It would read out whole tables; the status says what has come.
  }
  for (const region of document.querySelectorAll("#conversation .scroll[title]")) {
    region.setAttribute("aria-label", region.title);
    region.removeAttribute("title");
  }
  for (const link of document.querySelectorAll("#top a[target]")) {
    link.removeAttribute("target");
  }
}

function restoreOnce() {
  if (restored || !document.querySelector("#do") || !document.querySelector("#turns textarea")) {
    return;
  }
  restored = true;
  const before = kept();
  if (before) {
    act({ restore: before });
  }
}

function announce(all) {
  const last = all.at(-1);
  const reply = [...document.querySelectorAll("#conversation .reply")].at(-1);
  if (!last || !reply || (!last.answer && !last.problem)) {
    return;
  }
  const words = reply.closest("[data-testid]").innerText.trim().split("\n")[0];
  const rows = last.answer ? last.answer.citations.length + last.unshown : 0;
  const now = `Answer ${all.length}: ${words} ${rows} ${rows === 1 ? "source" : "sources"}.`;
  if (now !== said) {
    said = now;
    status.textContent = now;
  }
}

// The newest question goes to the top of the window when it is asked, and again when its answer has made room below.
function follow(all) {
  const questions = document.querySelectorAll("#conversation .user-row");
  const pieces = questions.length + document.querySelectorAll("#conversation .reply").length;
  const heading = focusOn === null ? null : document.getElementById(`question-${focusOn}`);
  if (heading && all[focusOn] && (all[focusOn].answer || all[focusOn].problem)) {
    focusOn = null;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  } else if (pieces > shown && questions.length) {
    questions[questions.length - 1].scrollIntoView({ block: "start" });
  }
  shown = pieces;
}

let waiting = false;
function changed() {
  waiting = false;
  tidy();
  restoreOnce();
  const all = turns();
  keep();
  announce(all);
  follow(all);
}

new MutationObserver(() => {
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(changed);
  }
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
window.addEventListener("pagehide", keep);

const ACTIONS = {
  change: (number, which) => openChange(number, which, () => (focusOn = number)),
  remove: (number, which) => {
    focusOn = number;
    act({ turn: number, edit: which === "topic" ? { topic: "" } : { condition: Number(which) } });
  },
  again: (number) => {
    focusOn = number;
    act({ turn: number, again: true });
  },
  ask: (number, which) => {
    focusOn = turns().length;
    act({ ask: turns()[number].suggestions[Number(which)] });
  },
  copy: (number, which, button) => copyAnswer(number, button),
  helpful: (number, which, button) => vote(number, true, button),
  unhelpful: (number, which, button) => vote(number, false, button),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("#conversation .reply button[name]");
  if (button && ACTIONS[button.name]) {
    const [number, which] = button.value.split(" ");
    ACTIONS[button.name](Number(number), which, button);
    return;
  }
  const link = event.target.closest("#conversation a.row-link");
  if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    openRow(link);
  } else if (event.target.closest("#conversation button.example, #conversation .example")) {
    focusOn = turns().length;
  } else if (event.target.closest("#print")) {
    window.print();
  } else if (event.target.closest("#again")) {
    closeRow();
    said = "";
    document.querySelector("#question textarea").focus();
  }
});

// The head of a printed conversation.
const printed = document.createElement("p");
printed.className = "printed";
document.body.prepend(printed);
window.addEventListener("beforeprint", () => {
  const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  printed.textContent = `Action plan assistant: a conversation, printed on ${day} from ${location.host}`;
});
