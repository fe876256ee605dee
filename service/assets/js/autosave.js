// <form data-autosave="/address"> posts itself there, files excepted, a second after the last
// change and when the page is left. Its [data-autosave-status] shows one of its own sentences:
// data-saving, data-saved, data-failed (tried again later), data-refused (a reload is needed).
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
    this.sending = false;
    for (const name of ["input", "change"]) form.addEventListener(name, () => this.onChange());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => this.onLeave());
  }

  onChange() {
    this.changed = true;
    this.saveIn(PAUSE_MS);
  }

  saveIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  stop() {
    this.changed = false;
    clearTimeout(this.timer);
  }

  // One request at a time: an older answer must never arrive after a newer one.
  async save() {
    if (!this.changed || this.sending) return;
    this.changed = false;
    this.sending = true;
    this.show("saving");
    this.finish(await post(this.form.dataset.autosave, answersOf(this.form)));
  }

  finish(outcome) {
    this.sending = false;
    this.show(outcome);
    if (outcome === "failed") {
      this.changed = true;
      this.saveIn(RETRY_MS);
    } else if (this.changed) {
      this.saveIn(PAUSE_MS);
    }
  }

  onLeave() {
    if (document.visibilityState !== "hidden" || !this.changed) return;
    if (navigator.sendBeacon(this.form.dataset.autosave, answersOf(this.form))) this.stop();
  }

  show(state) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = this.status.dataset[state] ?? "";
  }
}

function answersOf(form) {
  const answers = new FormData(form);
  for (const [name, value] of [...answers]) if (value instanceof File) answers.delete(name);
  return answers;
}

async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, redirect: "error" });
    if (answer.ok) return "saved";
    return answer.status < 500 ? "refused" : "failed";
  } catch {
    return "failed";
  }
}
