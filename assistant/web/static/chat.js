// What Gradio leaves to be mended in the page: the names of messages and links, and where the window stands.
"use strict";

function tidy() {
  for (const message of document.querySelectorAll("#conversation [data-testid][aria-label]")) {
    message.removeAttribute("aria-label"); // Gradio's label is the message's raw Markdown.
  }
  for (const link of document.querySelectorAll("#top a[target]")) {
    link.removeAttribute("target"); // Links of an answer open beside the conversation; these leave it.
  }
}

// The newest question goes to the top of the window when it is asked, and again when its answer has made room below.
let shown = 0;
new MutationObserver(() => {
  tidy();
  const questions = document.querySelectorAll("#conversation .user-row");
  const pieces = questions.length + document.querySelectorAll("#conversation .reply").length;
  if (pieces > shown) {
    questions[questions.length - 1].scrollIntoView({ block: "start" });
  }
  shown = pieces;
}).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label", "target"] });
