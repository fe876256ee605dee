// What only works with JavaScript is hidden until it is there; what only stands in for it
// without goes away.
export function showWhatScriptsCan(root) {
  for (const element of root.querySelectorAll("[data-with-script]")) element.hidden = false;
  for (const element of root.querySelectorAll("[data-without-script]")) element.hidden = true;
}
