// The dialogs of the chat: a condition to change, the reason of a vote, a text to copy by hand.
import { act, markVote, turns } from "./chat-conversation.js";
import { element } from "./chat-elements.js";

const MANY = 12;
const REASONS = [
  "A row is missing",
  "A row doesn’t belong",
  "A number, date, owner or status is wrong",
  "The question was understood wrongly",
  "Something else",
];

const dialog = element("dialog", { id: "dialog" });
document.body.append(dialog);

// Shows a form; `taken` gets it when it is sent, and says a problem in words, or nothing where all is well.
function ask(title, verb, parts, taken) {
  const heading = element("h2", { id: "dialog-heading", className: "govuk-heading-m", textContent: title });
  const problem = element("p", { className: "govuk-error-message" });
  problem.setAttribute("role", "alert");
  const send = element("button", { className: "govuk-button", textContent: verb });
  const cancel = element("button", { type: "button", className: "govuk-button govuk-button--secondary", textContent: "Cancel" });
  const form = element("form", {}, heading, problem, ...parts, element("div", { className: "govuk-button-group" }, send, cancel));
  form.noValidate = true;
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    problem.textContent = (await taken(form)) ?? "";
    if (!problem.textContent) {
      dialog.close();
    }
  });
  dialog.setAttribute("aria-labelledby", "dialog-heading");
  dialog.replaceChildren(form);
  dialog.showModal();
}

function field(label, id, properties) {
  const box = element("input", { id, name: id, className: "govuk-input", autocomplete: "off", ...properties });
  return element("div", { className: "govuk-form-group" }, labelled(label, id), box);
}

function labelled(words, id) {
  return element("label", { className: "govuk-label", htmlFor: id, textContent: words });
}

function choice(kind, name, value, words, checked) {
  const id = `${name}-${value.replace(/\W+/g, "-")}`;
  const box = element("input", { type: kind, id, name, value, checked, className: kind === "radio" ? "govuk-radios__input" : "govuk-checkboxes__input" });
  const label = element("label", { className: kind === "radio" ? "govuk-label govuk-radios__label" : "govuk-label govuk-checkboxes__label", htmlFor: id, textContent: words });
  return element("div", { className: kind === "radio" ? "govuk-radios__item" : "govuk-checkboxes__item" }, box, label);
}

// Changes a condition, the topic or the day of answer `number`; `done` is called before it is answered again.
export async function openChange(number, which, done) {
  const plan = turns()[number].answer.plan;
  const send = (edit) => {
    done();
    act({ turn: number, edit });
  };
  if (which === "day") {
    ask("Change the day", "Answer again", [field("Statuses as of", "day", { type: "date", value: plan.as_of, className: "govuk-input govuk-!-width-one-half" })], (form) => {
      const day = form.elements.day.value;
      return day ? send({ as_of: day }) : "Give a day.";
    });
  } else if (which === "topic") {
    ask("Change the topic", "Answer again", [field("About", "topic", { value: plan.topic, maxLength: 120 })], (form) => {
      const topic = form.elements.topic.value.trim();
      return topic ? send({ topic }) : "Give a topic, or cancel and remove it.";
    });
  } else {
    await changeCondition(Number(which), plan, send);
  }
}

async function changeCondition(number, plan, send) {
  const condition = [...plan.filters, ...plan.check][number];
  const answer = await fetch(`/choices/${condition.field}?as_of=${plan.as_of}`).catch(() => null);
  if (!answer?.ok) {
    ask("Change a condition", "Close", [element("p", { textContent: refused(answer) })], () => undefined);
    return;
  }
  const { form: kind, choices } = await answer.json();
  const title = `Change “${condition.label}”`;
  const sendValues = (values, missing) => (values.length ? send({ condition: number, values }) : missing);
  if (kind === "days") {
    const [first, last] = [condition.value[0] ?? "", condition.value[1] ?? ""];
    const parts = [field("From", "first", { type: "date", value: first }), field("To", "last", { type: "date", value: last })];
    ask(title, "Answer again", parts, (form) => {
      const values = [form.elements.first.value, form.elements.last.value];
      if (values[0] && values[1] && values[0] > values[1]) {
        return "The first day is after the last one: change one of them.";
      }
      return sendValues(values.some(Boolean) ? values : [], "Give a first day, a last day or both.");
    });
  } else if (kind === "type") {
    const hint = "Number, or several with commas between them";
    ask(title, "Answer again", [field(hint, "numbers", { value: condition.value.join(", "), maxLength: 120 })], (form) =>
      sendValues(form.elements.numbers.value.split(",").map((one) => one.trim()).filter(Boolean), "Give a number."),
    );
  } else {
    const parts = picking(condition.field, choices, condition.op === "in" ? condition.value : []);
    ask(title, "Answer again", parts, (form) =>
      sendValues([...form.querySelectorAll(":checked")].map((box) => box.value), "Choose at least one."),
    );
  }
}

function picking(name, choices, chosen) {
  const boxes = choices.map(({ value, label }) => choice("checkbox", name, value, label, chosen.includes(value)));
  const list = element("div", { className: "govuk-checkboxes govuk-checkboxes--small choices" }, ...boxes);
  const legend = element("legend", { className: "govuk-fieldset__legend", textContent: "One or more of these" });
  const set = element("fieldset", { className: "govuk-fieldset" }, legend, list);
  if (choices.length <= MANY) {
    return [set];
  }
  const find = field("Find in the list", "find", { type: "search" });
  find.addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase();
    for (const box of boxes) {
      box.hidden = !box.textContent.toLowerCase().includes(words);
    }
  });
  return [find, set];
}

export async function vote(number, helpful, button) {
  const place = button.closest(".vote");
  if (helpful) {
    const problem = await sendVote(number, true, null, place);
    if (problem) {
      place.append(element("span", { className: "govuk-error-message", textContent: problem, role: "alert" }));
    }
    return;
  }
  const radios = REASONS.map((reason) => choice("radio", "reason", reason, reason, false));
  const legend = element("legend", { className: "govuk-fieldset__legend", textContent: "What was wrong?" });
  const set = element("fieldset", { className: "govuk-fieldset govuk-form-group" }, legend, element("div", { className: "govuk-radios govuk-radios--small" }, ...radios));
  const more = element("textarea", { id: "more", name: "more", className: "govuk-textarea", rows: 3, maxLength: 900 });
  const hint = element("p", { className: "govuk-hint", textContent: "Your question and this are kept for the people who mend this assistant. Name no persons." });
  const parts = [set, element("div", { className: "govuk-form-group" }, labelled("More (optional)", "more"), more), hint];
  ask("Not helpful", "Send", parts, (form) => {
    const reason = [form.elements.reason.value, form.elements.more.value.trim()].filter(Boolean).join(": ");
    return reason ? sendVote(number, false, reason, place) : "Choose a reason, or write one.";
  });
}

async function sendVote(number, helpful, reason, place) {
  const all = turns();
  const { question, plan, answer } = all[number];
  const judgement = {
    question,
    history: all.slice(0, number).map((turn) => turn.question),
    plan: answer.plan,
    by_hand: plan !== null,
    helpful,
    reason,
  };
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(judgement) };
  const kept = await fetch("/feedback", sent).catch(() => null);
  if (!kept?.ok) {
    return refused(kept);
  }
  markVote(number, helpful);
  const thanks = element("span", { tabIndex: -1, textContent: helpful ? "You found this helpful. Thank you." : "You found this not helpful. Thank you." });
  place.replaceChildren(thanks);
  setTimeout(() => thanks.focus(), 0); // After the dialog, if any, has given the focus back to a button that is gone.
  return null;
}

// Why the server did not do what was asked; `answer` is null where it can't be reached.
function refused(answer) {
  switch (answer?.status) {
    case undefined:
      return "The assistant can’t be reached. Try again in a moment.";
    case 401:
      return "You are signed out. Load the page again to sign in; the conversation stays.";
    case 429:
      return "That was too much in a short time. Wait a minute and try again.";
    default:
      return "That could not be done. Try again, or load the page again.";
  }
}

export function showText(words) {
  const text = element("textarea", { id: "text", className: "govuk-textarea", rows: 12, readOnly: true, value: words });
  ask("Copy this text", "Close", [labelled("Select all of it and copy it", "text"), text], () => undefined);
  text.focus();
  text.select();
}
