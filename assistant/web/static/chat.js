// The chat's page beside Gradio: what was asked is kept in the tab, announced, scrolled to and acted upon.
import { copyAnswer } from "./chat-copy.js";
import { act, kept, keep, turns } from "./chat-conversation.js";
import { openChange, vote } from "./chat-dialogs.js";
import { closeRow, openRow } from "./chat-row.js";

let shown = 0;
let focusOn = null; // The question whose heading takes the focus once it is answered anew: its number, and the turns before.
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
  for (const examples of document.querySelectorAll("#conversation .examples[role=list]")) {
    examples.setAttribute("role", "group"); // Its children are buttons, not items of a list.
    examples.setAttribute("aria-label", "Examples");
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

// The newest question goes to the top of the window when it is asked, and again when its answer has made room below;
// a question that was acted upon takes the focus once it is answered.
function follow(all) {
  const questions = document.querySelectorAll("#conversation .user-row");
  const pieces = questions.length + document.querySelectorAll("#conversation .reply").length;
  const heading = focusOn && document.getElementById(`question-${focusOn.number}`);
  if (heading && JSON.stringify(all) !== focusOn.before && isDone(all[focusOn.number]) && !waitsInPage(heading)) {
    focusOn = null;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  } else if (focusOn === null && pieces > shown && questions.length) {
    questions[questions.length - 1].scrollIntoView({ block: "start" });
  }
  shown = pieces;
}

function focusLater(number) {
  focusOn = { number, before: JSON.stringify(turns()) };
}

function isDone(turn) {
  return Boolean(turn && (turn.answer || turn.problem));
}

function waitsInPage(heading) {
  return !heading.closest(".user-row").nextElementSibling?.querySelector(".reply");
}

let waiting = false;
let looks = 0;
function changed() {
  waiting = false;
  tidy();
  restoreOnce();
  const all = turns();
  keep();
  announce(all);
  follow(all);
  // What Gradio writes into its boxes changes no element: look again while something is on its way.
  looks = focusOn !== null || (all.length && !isDone(all.at(-1))) ? looks + 1 : 0;
  if (looks > 0 && looks < 200) {
    setTimeout(look, 150);
  }
}

function look() {
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(changed);
  }
}

new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
window.addEventListener("pagehide", keep);

const ACTIONS = {
  change: (number, which) => openChange(number, which, () => focusLater(number)),
  remove: (number, which) => {
    focusLater(number);
    act({ turn: number, edit: which === "topic" ? { topic: "" } : { condition: Number(which) } });
  },
  again: (number) => {
    focusLater(number);
    act({ turn: number, again: true });
  },
  ask: (number, which) => {
    focusLater(turns().length);
    act({ ask: turns()[number].suggestions[Number(which)] });
  },
  retry: (number) => {
    focusLater(number);
    act({ restore: JSON.stringify(turns()) });
  },
  copy: (number, which, button) => copyAnswer(number, button),
  helpful: (number, which, button) => vote(number, true, button),
  unhelpful: (number, which, button) => vote(number, false, button),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("#conversation :is(.reply, .waiting) button[name]");
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
    focusLater(turns().length);
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
