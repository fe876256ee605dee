// Inside [data-upload] a file input whose files are sent one by one, each with its own bar, while
// the person goes on writing. The server answers with the file's card, which asks for itself
// again (htmx) until the file was checked. Sentences stand on the input as data-…; without this
// file the input is sent with its page.
import htmx from "htmx.org";

import { makeSmaller } from "./smaller.js";

const ASK_AGAIN_MS = 5000;
const TYPES_OF_PDF = /\.pdf$/i;

export function watchUploads(root) {
  for (const box of root.querySelectorAll("[data-upload]")) new Uploads(box);
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    root.addEventListener(failure, askAgain);
  }
}

// A card that could not ask (a tunnel, a restart) asks again, or it would wait for ever.
function askAgain({ target }) {
  if (!target.matches?.("[data-file]")) return;
  setTimeout(() => target.isConnected && htmx.trigger(target, "again"), ASK_AGAIN_MS);
}

class Uploads {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.files = box.querySelector("[data-files]");
    this.status = box.querySelector("[data-upload-status]");
    this.words = this.input.dataset;
    this.most = Number(this.words.maxFiles);
    this.queue = Promise.resolve();
    this.box.classList.add("is-scripted");
    this.listen();
    this.count();
  }

  listen() {
    this.input.addEventListener("change", () => this.choose([...this.input.files]));
    this.files.addEventListener("click", (event) => this.onClick(event));
    this.box.addEventListener("dragover", (event) => event.preventDefault());
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.choose([...event.dataTransfer.files]);
    });
    this.input.form.addEventListener("submit", (event) => this.onSubmit(event), true);
  }

  choose(files) {
    // The same file can be chosen again after it was removed or refused.
    this.input.value = "";
    this.say("");
    if (this.most === 1) files = files.slice(0, 1);
    else if (this.cards().length + files.length > this.most) return this.say(this.words.tooMany);
    for (const file of files) this.take(file);
  }

  take(file) {
    const limit = this.limitOf(file);
    // A large photo is made smaller first; anything else that is too large stays here.
    if (file.size > limit && !file.type.startsWith("image/")) return this.sayTooLarge(file, limit);
    const row = new Row(file, this.words, () => this.take(file));
    if (this.most === 1) for (const card of this.cards()) card.remove();
    this.files.append(row.element);
    this.count();
    this.queue = this.queue.then(() => this.send(file, row, limit));
  }

  async send(file, row, limit) {
    if (!row.element.isConnected) return;
    row.say(this.words.preparing);
    const smaller = await makeSmaller(file);
    if (smaller.size > limit) {
      row.element.remove();
      this.count();
      this.sayTooLarge(smaller, limit);
      return;
    }
    row.say(this.words.sending);
    try {
      this.put(row, await post(this.words.address, this.bodyOf(smaller), row));
    } catch (problem) {
      if (problem.message === "cancelled") row.element.remove();
      else row.fail(problem.message || this.words.failed);
      this.count();
    }
  }

  bodyOf(file) {
    const body = new FormData();
    body.append("csrf_token", this.input.form.elements.csrf_token.value);
    body.append("subject", this.words.subject);
    body.append("field", this.input.name.replace(/^file-/, ""));
    body.append("file", file, file.name);
    return body;
  }

  put(row, answer) {
    if (!row.element.isConnected) return; // Replaced meanwhile by another file.
    const holder = document.createElement("template");
    holder.innerHTML = answer.html.trim();
    this.forgetProblem();
    const card = holder.content.firstElementChild;
    row.element.replaceWith(card);
    htmx.process(card);
    this.changed();
  }

  // What the server found wrong before is answered by the new file; its card says the rest.
  forgetProblem() {
    this.box.classList.remove("field-has-error");
    this.box.querySelector(".field-error")?.remove();
    this.input.removeAttribute("aria-invalid");
  }

  onClick(event) {
    const button = event.target.closest("button[name=remove]");
    if (!button) return;
    event.preventDefault();
    button.closest("[data-file]").remove();
    this.changed();
    this.input.focus();
  }

  onSubmit(event) {
    if (!this.files.querySelector("[data-sending]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say(this.words.busy);
    this.box.scrollIntoView({ block: "center" });
  }

  changed() {
    this.count();
    this.files.dispatchEvent(new Event("change", { bubbles: true }));
  }

  cards() {
    return [...this.files.children];
  }

  count() {
    const full = this.cards().length > 0 && this.most === 1;
    this.box.querySelector("[data-when-empty]").hidden = full;
    this.box.querySelector("[data-when-full]").hidden = !full;
    this.box.querySelector("[data-upload-add]").hidden =
      this.most > 1 && this.cards().length >= this.most;
  }

  limitOf(file) {
    const isPdf = file.type === "application/pdf" || TYPES_OF_PDF.test(file.name);
    return Number(isPdf ? this.words.maxPdf : this.words.maxImage) || Infinity;
  }

  sayTooLarge(file, limit) {
    const sentence = this.words.tooLarge.replace("{size}", megabytes(file.size));
    this.say(`${file.name}: ${sentence.replace("{limit}", megabytes(limit))}`);
  }

  say(sentence) {
    this.status.textContent = sentence;
  }
}

// A file on its way: its name, a bar, and what can be done about it.
class Row {
  constructor(file, words, retry) {
    this.words = words;
    this.retry = retry;
    this.element = document.createElement("li");
    this.element.className = "file";
    this.element.dataset.sending = "";
    this.name = this.part("p", "file-name", file.name);
    this.state = this.part("p", "file-state", "");
    this.bar = document.createElement("progress");
    this.bar.setAttribute("aria-label", file.name);
    this.button = this.part("button", "btn btn-sm", words.cancel);
    this.button.type = "button";
    this.button.addEventListener("click", () => this.cancel());
    const box = document.createElement("div");
    box.className = "file-words";
    box.append(this.name, this.bar, this.state);
    this.element.append(box, this.button);
  }

  part(tag, className, text) {
    const part = document.createElement(tag);
    part.className = className;
    part.textContent = text;
    return part;
  }

  say(sentence) {
    this.state.textContent = sentence;
  }

  move(loaded, total) {
    this.bar.max = total;
    this.bar.value = loaded;
  }

  cancel() {
    if (this.request) this.request.abort();
    else this.element.remove();
  }

  fail(sentence) {
    delete this.element.dataset.sending;
    this.element.classList.add("file-refused");
    this.bar.remove();
    this.request = null;
    this.say(sentence);
    const again = this.part("button", "btn btn-sm", this.words.retry);
    again.type = "button";
    again.addEventListener("click", () => {
      this.element.remove();
      this.retry();
    });
    this.button.before(again);
  }
}

// XMLHttpRequest, because fetch does not say how much has been sent.
function post(address, body, row) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    row.request = request;
    request.upload.onprogress = (event) => row.move(event.loaded, event.total);
    request.onload = () => settle(request, row, resolve, reject);
    request.onerror = () => reject(new Error(""));
    request.onabort = () => reject(new Error("cancelled"));
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

function settle(request, row, resolve, reject) {
  try {
    const answer = JSON.parse(request.responseText);
    if (request.status === 200) resolve(answer);
    else reject(new Error(answer.detail));
  } catch {
    // A redirect to the sign-in page is a page, not JSON.
    reject(new Error(request.status === 200 ? row.words.signedOut : ""));
  }
}

function megabytes(size) {
  return String(Math.round((size / 1048576) * 10) / 10);
}
