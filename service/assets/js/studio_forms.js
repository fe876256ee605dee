// The editor of forms, loaded when one is first opened: form-js with our kinds of field in its
// palette, our details panel, and the server's drawing of the form beside it.
import { FormEditor } from "@bpmn-io/form-js-editor";

import "@bpmn-io/form-js/dist/assets/form-js.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "../css/studio_forms.css";

import { detailsOf } from "./studio/form_details.js";
import { kindsOf } from "./studio/form_kinds.js";
import { Preview } from "./studio/form_preview.js";

async function editForm(container, text, studio) {
  const part = (name) => {
    const made = document.createElement("div");
    made.className = `form-${name}`;
    container.append(made);
    return made;
  };
  container.classList.add("form-editor");
  const [canvas, details, preview] = ["canvas", "details", "preview"].map(part);
  canvas.style.setProperty("--form-empty", JSON.stringify(studio.say("form empty")));
  const editor = new FormEditor({
    container: canvas,
    propertiesPanel: { parent: document.createElement("div") },
    additionalModules: [kindsOf(studio.say)],
  });
  await editor.importSchema(JSON.parse(text));
  const write = () => JSON.stringify(editor.saveSchema(), null, 2);
  const shown = new Preview(preview, studio);
  detailsOf(details, editor, studio.say);
  editor.on("changed", () => shown.soon(write));
  await shown.show(write);
  return {
    text: async () => `${write()}\n`,
    close() {
      shown.stop();
      editor.destroy();
      container.classList.remove("form-editor");
    },
  };
}

window.mingpaiEditors = { ...window.mingpaiEditors, forms: editForm };
