// An answer as plain text with its sources, for a letter or a report.
import { turns } from "./chat-conversation.js";
import { showText } from "./chat-dialogs.js";

export async function copyAnswer(number, button) {
  const words = asText(number, button.closest(".reply"));
  if ((await copied(words)) || copiedByHand(words)) {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy as text"), 4000);
    button.focus();
  } else {
    showText(words);
  }
}

function asText(number, reply) {
  const { question, answer } = turns()[number];
  const text = [];
  for (let piece = reply.parentElement.firstElementChild; piece && piece !== reply; piece = piece.nextElementSibling) {
    text.push(piece.innerText.trim());
  }
  const chips = [...reply.querySelectorAll(".chip")].map((chip) => chip.lastChild.textContent.trim());
  const sources = answer.citations.map((row) => {
    const place = row.action === null ? "" : `, action ${row.action}`;
    const facts = [
      `owner: ${row.responsible_owner.join(", ") || "not stated"}`,
      `target date: ${row.target_date ?? "not stated"}`,
      `status: ${row.status.replace("_", " ")}`,
    ];
    const where = `${row.source.document}${row.source.lines ? `, lines ${row.source.lines.join("-")}` : ""}`;
    return `[${row.n}] ${row.plan_id}/${row.rec_no}${place}; ${facts.join("; ")}. “${row.quote}” (${where})`;
  });
  return [`Question: ${question}`, ...text, `Understood as: ${chips.join("; ")}`, ...sources].join("\n\n") + "\n";
}

async function copied(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false; // No permission, or no clipboard as the page is not served over HTTPS.
  }
}

function copiedByHand(words) {
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
