// A search box marked data-search hears no `input` while an input method composes pinyin, and one
// `input` when the characters are there: otherwise each letter of "zhang" would be a search.
export function watchComposition(root) {
  root.addEventListener("input", holdBack, true);
  root.addEventListener("compositionend", announce);
}

function holdBack(event) {
  if (event.isComposing && event.target.matches("[data-search]")) event.stopImmediatePropagation();
}

function announce(event) {
  if (!event.target.matches("[data-search]")) return;
  event.target.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
