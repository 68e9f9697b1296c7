// A row of a plan beside the conversation: over it on a narrow screen. The link stays a link for all other ways to open it.
import { element } from "./chat-elements.js";

const NARROW = matchMedia("(max-width: 63.99rem)");
let opener = null;

const pane = element("dialog", { id: "row" });
const body = element("div", { className: "row-body" });
const close = element("button", { type: "button", className: "govuk-button govuk-button--secondary", textContent: "Close" });
pane.append(close, body);
document.body.append(pane);

export async function openRow(link) {
  opener = link;
  const address = new URL(link.href);
  const action = address.hash.match(/^#action-(\d+)$/);
  const query = new URLSearchParams(address.search);
  if (action) {
    query.set("action", action[1]);
  }
  show(element("p", { textContent: "Loading the row …", tabIndex: -1 }));
  try {
    const answer = await fetch(`${address.pathname.replace(/^\/plans\//, "/beside/")}?${query}`);
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(...page.body.childNodes);
    body.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  } catch {
    const sorry = element("p", { textContent: "The row could not be loaded. ", tabIndex: -1 });
    sorry.setAttribute("role", "alert");
    sorry.append(element("a", { href: link.href, target: "_blank", textContent: "Open its page instead" }));
    show(sorry);
  }
}

function show(...content) {
  body.replaceChildren(...content);
  const heading = body.querySelector("[tabindex]");
  heading.id = "row-heading";
  pane.setAttribute("aria-labelledby", "row-heading");
  if (!pane.open) {
    if (NARROW.matches) {
      pane.showModal();
    } else {
      pane.show();
    }
    document.body.classList.add("with-row");
  }
  heading.focus();
}

export function closeRow() {
  if (pane.open) {
    pane.close();
  }
}

pane.addEventListener("close", () => {
  document.body.classList.remove("with-row");
  if (opener?.isConnected) {
    opener.focus();
  }
});
pane.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    closeRow();
  }
});
close.addEventListener("click", closeRow);
NARROW.addEventListener("change", closeRow);
