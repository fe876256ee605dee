// The decision: ticking a field means «return», choosing «refuse» leads to the reason, a snippet
// is written with one click. The form posts the same without this file.
export function watchDecisions(root) {
  for (const form of root.querySelectorAll("form[data-decision]")) new Decision(form);
}

class Decision {
  constructor(form) {
    this.form = form;
    this.count = form.querySelector("[data-ticked-count]");
    form.addEventListener("change", (event) => this.onChange(event.target));
    form.addEventListener("click", (event) => this.onClick(event));
    form.addEventListener("keydown", (event) => this.onKey(event));
    this.show();
  }

  onChange(element) {
    if (element.matches("[data-tick]")) this.onTick(element);
    this.show();
  }

  // In a text Enter begins a new line; who writes with both hands there need not tab to the button.
  onKey(event) {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!sends || event.isComposing || !event.target.matches("textarea")) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  onTick(tick) {
    const back = this.option("return");
    if (tick.checked && back) back.checked = true;
    if (tick.checked) this.reasonOf(tick).focus({ preventScroll: true });
  }

  onDecision(decision) {
    if (decision === "refuse") this.form.querySelector("#questions textarea")?.focus();
    // A key does not know which field is meant, so it leads to the first box.
    if (decision === "return" && !this.ticked().length) {
      this.form.querySelector("[data-tick]")?.focus();
    }
  }

  onClick(event) {
    // A click and not a change: the key leads there again when the decision was chosen before.
    if (event.target.matches("[data-decides]")) this.onDecision(event.target.dataset.decides);
    const button = event.target.closest("[data-snippet]");
    if (!button) return;
    const reason = document.getElementById(button.dataset.snippet);
    reason.value = button.textContent;
    reason.focus();
  }

  show() {
    const chosen = this.form.querySelector("[data-decides]:checked")?.dataset.decides ?? "";
    this.form.dataset.chosen = chosen;
    if (!this.count) return;
    const labels = this.ticked().map((tick) => tick.dataset.label);
    this.count.textContent = labels.length
      ? `${this.count.dataset.some}${labels.join("、")}`
      : this.count.dataset.none;
  }

  ticked() {
    return [...this.form.querySelectorAll("[data-tick]:checked")];
  }

  option(decision) {
    return this.form.querySelector(`[data-decides="${decision}"]`);
  }

  reasonOf(tick) {
    return document.getElementById(tick.dataset.tick);
  }
}
