// A [data-copy="id"] button copies what a field shows and says so. Without this file the button
// stays hidden, and the field is there to select.
const SAID_FOR = 4000;

export function watchCopies(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(root, button));
  }
}

async function copy(root, button) {
  const field = root.getElementById(button.dataset.copy);
  const done = root.getElementById(button.getAttribute("aria-describedby"));
  field.select();
  done.textContent = (await isCopied(root, field.value)) ? button.dataset.copied : button.dataset.selected;
  setTimeout(() => (done.textContent = ""), SAID_FOR);
}

async function isCopied(root, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return root.execCommand("copy"); // Browsers without a clipboard of their own, or plain HTTP.
  }
}
