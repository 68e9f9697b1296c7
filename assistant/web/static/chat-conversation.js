// The conversation as the page holds it: in a box of Gradio's that travels with each event, and in the tab's storage.
const STORED = "action-plans-conversation";
let last = null;

function box(id) {
  return document.querySelector(`#${id} textarea`);
}

function fill(id, words) {
  const field = box(id);
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The turns, as the server writes them; see assistant/web/conversation.py.
export function turns() {
  const words = box("turns")?.value;
  return words ? JSON.parse(words) : [];
}

// Hands in what a person did; see Act in assistant/web/conversation.py.
export function act(done) {
  fill("act", JSON.stringify(done));
  setTimeout(() => document.querySelector("#do").click(), 0);
}

export function markVote(number, helpful) {
  const all = turns();
  if (all[number]) {
    all[number].helpful = helpful;
    fill("turns", JSON.stringify(all));
    keep();
  }
}

export function kept() {
  return sessionStorage.getItem(STORED) ?? "";
}

// The tab's storage survives a reload and ends with the tab.
export function keep() {
  const words = box("turns")?.value;
  if (words === undefined || words === last || (last === null && !words)) {
    return;
  }
  last = words;
  try {
    if (words) {
      sessionStorage.setItem(STORED, words);
    } else {
      sessionStorage.removeItem(STORED);
    }
  } catch {
    sessionStorage.removeItem(STORED); // More than the browser keeps: a part of a conversation would mislead.
  }
}
