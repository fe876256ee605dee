// j and k walk through the list of tasks; Enter opens the one in focus, as links do.
const WRITING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

export function watchTaskRows(root) {
  const links = [...root.querySelectorAll("[data-task-rows] a")];
  if (!links.length) return;
  root.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!step || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
    event.preventDefault();
    walk(links, step);
  });
  root.querySelector("[data-task-rows] [aria-current]")?.scrollIntoView({ block: "nearest" });
}

function walk(links, step) {
  const focused = links.indexOf(document.activeElement);
  const current = links.findIndex((link) => link.hasAttribute("aria-current"));
  const from = focused >= 0 ? focused : current;
  const to = from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + step));
  links[to].focus();
}
