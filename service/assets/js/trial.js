// A try-out: its acts go to the server by htmx, which answers with what is different; this keeps
// the run. Each act is an entry of the history with the whole script in it, so that back, forward
// and reload lead where one expects, and no address says what was typed. The newest run of a page
// is also kept for the tab, so that one may change the draft and come back to it.
import { watchDecisions } from "./decision.js";
import { drawAll } from "./diagram.js";
import { watchQuestions } from "./questions.js";

import "../css/trial.css";

class Trial {
  constructor(form) {
    this.form = form;
    this.key = `trial:${form.dataset.trial}`;
    [this.diagram] = drawAll(form);
    watchDecisions(document);
    watchQuestions(document);
    form.addEventListener("htmx:afterSettle", () => this.onAnswer());
    form.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("popstate", (event) => this.onPop(event));
    this.begin();
  }

  // An address that names a test or a case says itself what to open.
  begin() {
    const kept = history.state?.trial ?? (location.search ? null : this.stored());
    if (kept && !sameRun(kept, this.run())) this.show(kept);
    else this.remember("replaceState");
  }

  onAnswer() {
    const marks = this.form.querySelector("[data-trial-marks]");
    this.diagram?.move(marks.dataset.done, marks.dataset.active);
    const known = history.state?.trial;
    this.remember(known && sameRun(known, this.run()) ? "replaceState" : "pushState");
    this.lead();
  }

  // Whoever works by keyboard or by ear is led to what comes next.
  lead() {
    const wrong = this.form.querySelector("[data-error-summary]");
    const done = document.activeElement;
    if (wrong) wrong.focus();
    else if (!done || done === document.body) this.form.querySelector("[data-trial-focus]")?.focus();
  }

  onPop(event) {
    if (event.state?.trial) this.show(event.state.trial);
  }

  show(run) {
    history.replaceState({ ...history.state, trial: run }, "");
    for (const [name, value] of Object.entries(run)) {
      this.form.elements[`trial-${name}`].value = value;
    }
    this.form.requestSubmit(this.form.querySelector("[data-trial-look]"));
  }

  run() {
    const read = (name) => this.form.elements[`trial-${name}`].value;
    return { script: read("script"), at: read("at"), playing: read("playing") };
  }

  remember(how) {
    const run = this.run();
    history[how]({ ...history.state, trial: run }, "");
    try {
      sessionStorage.setItem(this.key, JSON.stringify(run));
    } catch {
      // A full or forbidden store only costs the way back to this page.
    }
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // Enter presses the button beside the field, not the form's first one.
  onKey(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, select")) return;
    const button = event.target.closest("[data-presses]")?.querySelector("button");
    if (!button) return;
    event.preventDefault();
    this.form.requestSubmit(button);
  }
}

// Which form is shown is no act: going back passes it by.
function sameRun(one, other) {
  return one.at === other.at && one.script === other.script;
}

const form = document.querySelector("form[data-trial]");
if (form) new Trial(form);
