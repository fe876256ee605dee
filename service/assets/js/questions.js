// [data-asks="/address"]: each change of the form around it is posted there, and the answer,
// JSON, says which questions are `hidden` now (conditions.js). Nothing is drawn anew, so what is
// being typed stays. Sending the form ends the asking: its answer would come too late.
import { showQuestions } from "./conditions.js";

export function watchQuestions(root) {
  for (const part of root.querySelectorAll("[data-asks]")) watch(part.closest("form"), part.dataset.asks);
}

function watch(form, address) {
  let asking = new AbortController();
  form.addEventListener("change", async () => {
    asking.abort();
    asking = new AbortController();
    showQuestions(form, await hiddenNow(address, new FormData(form), asking.signal));
  });
  form.addEventListener("submit", () => asking.abort());
}

// Nothing is said of a failure: sending the form asks the same server and says what is wrong.
async function hiddenNow(address, answers, signal) {
  try {
    const response = await fetch(address, { method: "POST", body: answers, signal });
    return response.ok ? (await response.json()).hidden : null;
  } catch {
    return null;
  }
}
