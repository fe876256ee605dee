// The editor of a draft: bpmn-js with our words, our panel, the server's check and saving.
import Modeler from "bpmn-js/lib/Modeler";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { BpmnPropertiesPanelModule } from "bpmn-js-properties-panel";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "../css/studio.css";

import { fileDialog } from "./studio/files.js";
import { Keeper } from "./studio/keeping.js";
import moddle from "./studio/moddle.js";
import { postDialog } from "./studio/new_post.js";
import { panelOf } from "./studio/panel.js";
import { Problems } from "./studio/problems.js";
import { titleOf } from "./studio/titles.js";
import tools from "./studio/tools.js";

const WIDE = "(min-width: 60rem)";
const MARGIN = 20;
const READABLE = 0.7;
const STEP = 1.3;
const PALETTE = 90;
const find = (name) => document.querySelector(`[data-studio-${name}]`);

const holder = find("data");
const studio = JSON.parse(holder.textContent);
studio.files = { forms: studio.forms, tables: studio.tables };
// bpmn-js spells its words now with capital letters or hyphens and now without.
const spelt = (key) => key.toLowerCase().replaceAll("-", " ");
const words = new Map(Object.entries(studio.words).map(([key, said]) => [spelt(key), said]));
studio.say = (key, places = {}) => fill(words.get(spelt(key)) ?? key, places);
studio.postTo = (address, body, headers = {}) =>
  fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": holder.dataset.csrf, ...headers },
    body: JSON.stringify(body),
  });
studio.post = (what, body, headers) => studio.postTo(studio.address + what, body, headers);

function fill(text, places) {
  return text.replace(/{([^}]+)}/g, (whole, key) => places[key.trim()] ?? whole);
}

async function open() {
  const editable = studio.open && window.matchMedia(WIDE).matches;
  const modeler = editable ? newModeler() : new NavigatedViewer({ container: find("canvas"), moddleExtensions: { mp: moddle } });
  await modeler.importXML(studio.diagram);
  begin(modeler, editable ? PALETTE : MARGIN);
  studio.content = async () => ({ diagram: (await modeler.saveXML({ format: true })).xml, ...studio.files });
  const places = { list: find("problems"), count: find("count"), played: find("played") };
  const problems = new Problems(studio, modeler, places);
  if (editable) edit(modeler, problems);
  await problems.check();
  find("canvas").dataset.ready = "1";
}

// Opens where the words can be read, with the first steps to the right of the palette.
function begin(viewer, left) {
  fit(viewer, left);
  const canvas = viewer.get("canvas");
  if (canvas.zoom() >= READABLE) return;
  const { inner } = canvas.viewbox();
  const { width, height } = canvas.getSize();
  canvas.viewbox({ x: inner.x - left / READABLE, y: inner.y - MARGIN, width: width / READABLE, height: height / READABLE });
}

// Shows the whole diagram to the right of the palette, which would cover its first steps.
function fit(viewer, left) {
  const canvas = viewer.get("canvas");
  const { inner } = canvas.viewbox();
  const { width, height } = canvas.getSize();
  const scale = Math.min(1, (width - left - MARGIN) / inner.width, (height - 2 * MARGIN) / inner.height);
  canvas.viewbox({
    x: inner.x - left / scale,
    y: inner.y - MARGIN / scale,
    width: width / scale,
    height: height / scale,
  });
}

function newModeler() {
  studio.newPost = postDialog(studio, find("post"));
  studio.editFile = fileDialog(studio, find("file"));
  return new Modeler({
    container: find("canvas"),
    propertiesPanel: { parent: find("panel") },
    moddleExtensions: { mp: moddle },
    additionalModules: [
      BpmnPropertiesPanelModule,
      panelOf(studio),
      tools,
      { translate: ["value", studio.say] },
    ],
  });
}

function edit(modeler, problems) {
  studio.selected = () => modeler.get("selection").get()[0]?.id ?? "";
  const keeper = new Keeper(studio, teller(modeler));
  const changed = () => {
    keeper.touch();
    problems.soon();
  };
  modeler.on("commandStack.changed", changed);
  studio.changeFile = async (which, name, text) => {
    studio.files[which][name] = text;
    changed();
  };
  keeper.watch();
  const acts = {
    undo: () => modeler.get("commandStack").undo(),
    redo: () => modeler.get("commandStack").redo(),
    fit: () => fit(modeler, PALETTE),
    nearer: () => modeler.get("canvas").zoom(modeler.get("canvas").zoom() * STEP),
    farther: () => modeler.get("canvas").zoom(modeler.get("canvas").zoom() / STEP),
    save: () => keeper.save(),
  };
  for (const button of document.querySelectorAll("[data-studio-do]")) {
    button.addEventListener("click", () => acts[button.dataset.studioDo]());
  }
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    keeper.save();
  });
}

function teller(modeler) {
  const nameOf = (id) => {
    const element = modeler.get("elementRegistry").get(id);
    return element?.businessObject.name || (element && kindOf(element));
  };
  return {
    saved(state, places, detail) {
      find("saved").textContent = detail ?? studio.say(state, places);
      find("saved").dataset.state = state;
    },
    others(others) {
      const said = others.map(({ name, element: id }) => {
        const element = nameOf(id);
        return element ? studio.say("others", { name, element }) : studio.say("viewing", { name });
      });
      find("others").textContent = said.join("；");
    },
    conflict: (said) => showConflict(said, nameOf),
  };
}

// "bpmn:SequenceFlow" as the reader calls it: nobody knows an id.
function kindOf({ type }) {
  return studio.say(type.replace("bpmn:", "").replace(/(?<=[a-z])(?=[A-Z])/g, " "));
}

function showConflict(said, nameOf) {
  const box = find("conflict");
  const named = Object.entries(said.elements).map(([id, name]) => (name === id ? fileTitle(id) ?? nameOf(id) : name));
  const elements = [...new Set(named.filter(Boolean))].join("、") || "…";
  const text = document.createElement("p");
  text.textContent = studio.say("conflict", { by: said.by, at: said.at, elements });
  const keep = button(studio.say("keepMine"), async () => {
    const answer = await studio.post("/copy", await studio.content());
    if (answer.ok) leaveTo((await answer.json()).address);
  });
  const load = button(studio.say("loadTheirs"), () => leaveTo(studio.address));
  box.replaceChildren(text, keep, " ", load);
  box.hidden = false;
}

function fileTitle(name) {
  const which = ["forms", "tables"].find((one) => name in studio.files[one]);
  return which && titleOf(which, name, studio.files[which][name]);
}

function leaveTo(address) {
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });
  window.location.assign(address);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

open().catch((problem) => {
  find("saved").textContent = String(problem.message ?? problem);
  console.error(problem);
});
