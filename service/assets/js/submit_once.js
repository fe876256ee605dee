// A double click sends a form once. The server counts one act anyway; this spares people the
// second answer. A form that htmx sends takes care of itself (hx-disabled-elt).
export function watchSubmits(root) {
  root.addEventListener("submit", refuseSecond);
  // A page that comes back from the browser's cache can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

function refuseSecond(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
}
