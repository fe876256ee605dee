// Opens a decision table or a form of the draft over the page, and brings it back changed.
import { conditionFields } from "./condition_fields.js";
import { titleOf } from "./titles.js";

const loading = {};

function loadEditors(dialog, which) {
  loading[which] ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: dialog.dataset[`${which}Style`] });
    const script = document.createElement("script");
    Object.assign(script, { src: dialog.dataset[`${which}Script`], onload: () => resolve(window.mingpaiEditors), onerror: reject });
    document.head.append(style, script);
  });
  return loading[which];
}

export function fileDialog(studio, dialog) {
  const place = dialog.querySelector("[data-file-place]");
  const title = dialog.querySelector("[data-file-title]");
  // A new file comes as its text, and is the draft's only once it is kept: `kept` is called then.
  return async (which, name, element, text = studio.files[which][name], kept = () => {}) => {
    const editors = await loadEditors(dialog, which);
    title.textContent = titleOf(which, name, text, element.businessObject.name);
    dialog.showModal();
    const editor = await editors[which](place, text, studio, conditionFields(element, studio));
    dialog.dataset.ready = which;
    const end = async (keep) => {
      if (keep) await studio.changeFile(which, name, await editor.text());
      if (keep) kept();
      editor.close();
      place.replaceChildren();
      delete dialog.dataset.ready;
      dialog.close();
    };
    dialog.querySelector("[data-file-keep]").onclick = () => end(true);
    dialog.querySelector("[data-file-cancel]").onclick = () => end(false);
    dialog.oncancel = (event) => {
      event.preventDefault();
      end(false);
    };
  };
}
