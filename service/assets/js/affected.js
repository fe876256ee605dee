// One click keeps or reverses everything that is listed; without it each row is chosen by hand.
// Listens on the document, because the questions are drawn anew while one answers.
export function watchAffected(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-affected-all]");
    if (!button) return;
    const fate = button.dataset.affectedAll;
    const list = button.closest("[data-affected]");
    for (const radio of list.querySelectorAll(`input[value="${fate}"]`)) radio.checked = true;
  });
}
