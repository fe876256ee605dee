// <form data-autosave="/address"> posts itself there, files excepted, a second after the last
// change and when the page is left. The answer is JSON: `version`, put into the form's field of
// that name, `said`, shown in [data-autosave-status], and `hidden`, the questions that are not
// asked now (conditions.js). Otherwise the status shows one of its own sentences: data-saving,
// data-failed (tried again later), data-stale, data-signed-out (a person has to decide).
import { showQuestions } from "./conditions.js";

const PAUSE_MS = 1000;
const RETRY_MS = 5000;

export function watchAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) new Autosave(form);
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.changed = false;
    this.sending = null;
    for (const name of ["input", "change"]) form.addEventListener(name, (event) => this.onChange(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => this.onLeave());
  }

  onChange(event) {
    if (event.target.matches("[type=file], [type=search]")) return;
    this.changed = true;
    // What was chosen may ask other questions, so it is saved sooner than what is being typed.
    this.saveIn(event.type === "change" ? PAUSE_MS / 5 : PAUSE_MS);
  }

  saveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  // One request at a time: an older answer must never arrive after a newer one.
  save() {
    if (!this.changed || this.sending) return;
    this.changed = false;
    this.show("saving");
    this.sending = this.send().finally(() => {
      this.sending = null;
    });
  }

  async send() {
    const { outcome, saved } = await post(this.form.dataset.autosave, answersOf(this.form));
    if (saved) this.take(saved);
    else this.show(outcome);
    if (outcome === "failed") this.changed = true;
    if (this.changed) this.saveIn(outcome === "failed" ? RETRY_MS : PAUSE_MS);
  }

  take(saved) {
    this.form.elements.version.value = saved.version;
    this.show("saved", saved.said);
    showQuestions(this.form, saved.hidden);
  }

  // A save on its way would make the page that follows it look older than the draft.
  async onSubmit(event) {
    clearTimeout(this.timer);
    this.changed = false;
    if (!this.sending || event.defaultPrevented) return;
    event.preventDefault();
    await this.sending;
    clearTimeout(this.timer);
    this.form.requestSubmit(event.submitter);
  }

  // The request outlives the page; a page that only went behind another gets its answer, too.
  onLeave() {
    if (document.visibilityState === "hidden") this.save();
  }

  show(state, said) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = said ?? this.status.dataset[state] ?? "";
  }
}

function answersOf(form) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
  return answers;
}

async function post(address, body) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      keepalive: true,
      redirect: "manual",
      headers: { Accept: "application/json" },
    });
    if (answer.ok) return { outcome: "saved", saved: await answer.json() };
    if (answer.type === "opaqueredirect" || answer.status === 401) return { outcome: "signedOut" };
    return { outcome: answer.status < 500 && answer.status !== 429 ? "stale" : "failed" };
  } catch {
    return { outcome: "failed" };
  }
}
