// data-key="a" on a link, button or field: the key follows, presses or focuses it, unless the
// person is writing. The page shows the key in a <kbd> and as aria-keyshortcuts.
const WRITING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

export function watchKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (isMeantForSomethingElse(event)) return;
    const element = findByKey(root, event.key.toLowerCase());
    if (!element) return;
    event.preventDefault();
    use(element);
  });
}

function isMeantForSomethingElse(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  return event.target.matches(WRITING);
}

function findByKey(root, key) {
  const open = root.querySelector("dialog[open]") ?? root;
  return [...open.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key === key && element.offsetParent !== null,
  );
}

function use(element) {
  element.focus();
  if (element.matches("a, button, input[type=radio], input[type=checkbox]")) element.click();
}
