// A menu made of <details> closes when one looks elsewhere, and on Escape gives the focus back.
export function watchMenus(root) {
  root.addEventListener("click", (event) => closeAll(root, event.target));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = root.querySelector(".account-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function closeAll(root, target) {
  for (const menu of root.querySelectorAll(".account-menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}
