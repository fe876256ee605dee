// Inside [data-upload] a file input that htmx sends (hx-post, multipart) gets a bar that moves:
// its <progress>. data-max-bytes on the input refuses a file that is too large before a phone
// spends minutes on it; hx-params="NAME,csrf_token" keeps the rest of the form out of the
// request. data-too-large is the sentence, shown in [data-upload-status] like
// data-failed when the network gave up.
export function watchUploads(root) {
  root.addEventListener("htmx:confirm", refuseTooLarge);
  root.addEventListener("htmx:beforeRequest", (event) => start(event.target));
  root.addEventListener("htmx:xhr:progress", (event) => move(event.target, event.detail));
  root.addEventListener("htmx:afterRequest", (event) => finish(event.target));
  root.addEventListener("htmx:sendError", (event) => say(event.target, "failed"));
  root.addEventListener("htmx:responseError", (event) => say(event.target, "failed"));
}

function partsOf(input) {
  const box = input.closest?.("[data-upload]");
  if (!box || input.type !== "file") return null;
  return { bar: box.querySelector("progress"), status: box.querySelector("[data-upload-status]") };
}

function refuseTooLarge(event) {
  const input = event.target;
  if (!partsOf(input) || !input.dataset.maxBytes) return;
  const limit = Number(input.dataset.maxBytes);
  if ([...input.files].every((file) => file.size <= limit)) return;
  event.preventDefault();
  input.value = "";
  say(input, "tooLarge");
}

function start(input) {
  const parts = partsOf(input);
  if (!parts) return;
  if (parts.bar) parts.bar.hidden = false;
  say(input, "uploading");
}

function move(input, { loaded, total }) {
  const bar = partsOf(input)?.bar;
  if (!bar || !total) return;
  bar.max = total;
  bar.value = loaded;
}

function finish(input) {
  const parts = partsOf(input);
  if (!parts) return;
  if (parts.bar) {
    parts.bar.hidden = true;
    parts.bar.removeAttribute("value");
  }
  say(input, "done");
  // The same file can be chosen again after it was removed or refused.
  input.value = "";
}

function say(input, sentence) {
  const status = partsOf(input)?.status;
  if (status) status.textContent = status.dataset[sentence] ?? "";
}
