// Gradio neither shows the start of a new answer nor offers a way to say how a message is named to a screen reader.
"use strict";

function tidy() {
  for (const message of document.querySelectorAll("#conversation [data-testid][aria-label]")) {
    message.removeAttribute("aria-label"); // Gradio's label is the message's raw Markdown.
  }
  for (const link of document.querySelectorAll("#top a[target]")) {
    link.removeAttribute("target"); // Links of an answer open beside the conversation; these leave it.
  }
}

let asked = 0;
new MutationObserver(() => {
  tidy();
  const questions = document.querySelectorAll("#conversation .user-row");
  if (questions.length > asked) {
    questions[questions.length - 1].scrollIntoView({ block: "start" });
  }
  asked = questions.length;
}).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label", "target"] });
