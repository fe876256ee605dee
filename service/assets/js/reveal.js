// A [data-reveal="id"] button shows and hides what is typed into a password field. Without
// this file the button stays hidden.
export function watchReveals(root) {
  for (const button of root.querySelectorAll("[data-reveal]")) {
    button.hidden = false;
    button.dataset.showWord = button.textContent;
    button.addEventListener("click", () => toggle(root, button));
  }
  // Password managers and browsers look at the type when a form is sent.
  root.addEventListener("submit", () => hideAll(root), true);
}

function toggle(root, button) {
  const field = root.getElementById(button.dataset.reveal);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.textContent = shown ? button.dataset.hideWord : button.dataset.showWord;
  button.setAttribute("aria-pressed", String(shown));
}

function hideAll(root) {
  for (const button of root.querySelectorAll('[data-reveal][aria-pressed="true"]')) toggle(root, button);
}
