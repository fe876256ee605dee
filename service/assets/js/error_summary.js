// After a refused submit the list of errors has the focus, so that a screen reader starts there.
export function focusErrorSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}
