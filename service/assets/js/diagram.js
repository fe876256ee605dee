// Draws a case's diagram into <div data-diagram="/address.bpmn" data-active="task_id"
// data-done="a,b">; data-ways, data-slow and data-steps are JSON for diagram_marks.js. The picture
// is as large as it needs to be and its box scrolls as any box does, so wheel, finger and arrow keys
// never get caught in it. Buttons around it, inside the nearest [data-diagram-frame], carry
// data-diagram-zoom="in", "out" or "fit". Anywhere on the page, a button with
// data-diagram-show="task_id" and data-diagram-of="the box's id" leads to an element.
import Viewer from "bpmn-js/lib/Viewer";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "../css/diagram.css";

import { markSlowWay, markSteps, markWays } from "./diagram_marks.js";

const MARGIN = 20;
const STEP = 1.25;
const LARGEST = 2;
// Below this the names of tasks cannot be read; the picture opens larger and its box scrolls.
const READABLE = 0.85;
const CHANGES = ["added", "changed", "moved"];
const SHOWN_FOR = 2500;

export class Diagram {
  constructor(box) {
    this.box = box;
    this.paper = box.appendChild(document.createElement("div"));
    this.viewer = new Viewer({ container: this.paper });
    this.canvas = this.viewer.get("canvas");
  }

  async open() {
    const answer = await fetch(this.box.dataset.diagram);
    if (!answer.ok) throw new Error(`The diagram could not be read: ${answer.status}`);
    await this.viewer.importXML(await answer.text());
    this.bounds = this.canvas.viewbox().inner;
    for (const state of ["done", "active", ...CHANGES]) this.markState(state);
    this.lay("slow", markSlowWay);
    this.lay("ways", markWays);
    this.lay("steps", markSteps);
    this.zoomTo(Math.max(this.widthFit(), READABLE));
    this.showWhatMatters();
    this.wireButtons();
    this.box.dataset.drawn = "1";
  }

  // Where the case is now, when it went on without the page.
  move(done, active) {
    Object.assign(this.box.dataset, { done, active });
    if (!this.bounds) return; // Still being drawn: it will be marked so.
    this.viewer.get("overlays").clear();
    for (const { id } of this.viewer.get("elementRegistry").getAll()) {
      for (const state of ["done", "active"]) this.canvas.removeMarker(id, `is-${state}`);
    }
    this.markState("done");
    this.markState("active");
    this.showWhatMatters();
  }

  markState(state) {
    const elements = this.viewer.get("elementRegistry");
    for (const id of namesIn(this.box.dataset[state]).filter((name) => elements.get(name))) {
      this.canvas.addMarker(id, `is-${state}`);
      // A shape beside the colour: a tick or a filled circle, drawn by the style sheet.
      const badge = document.createElement("span");
      badge.className = `diagram-badge diagram-badge-${state}`;
      this.viewer.get("overlays").add(id, { position: { top: -12, right: 12 }, html: badge });
    }
  }

  lay(what, mark) {
    const told = this.box.dataset[what];
    if (told) mark(this.viewer, JSON.parse(told));
  }

  widthFit() {
    return Math.min(1, this.box.clientWidth / (this.bounds.width + 2 * MARGIN));
  }

  zoomTo(scale) {
    this.scale = Math.min(LARGEST, Math.max(0.2, scale));
    const { x, y, width, height } = this.bounds;
    this.paper.style.width = `${(width + 2 * MARGIN) * this.scale}px`;
    this.paper.style.height = `${(height + 2 * MARGIN) * this.scale}px`;
    this.canvas.resized();
    this.canvas.viewbox({
      x: x - MARGIN,
      y: y - MARGIN,
      width: width + 2 * MARGIN,
      height: height + 2 * MARGIN,
    });
  }

  showWhatMatters() {
    const { shown, active, done, ...others } = this.box.dataset;
    const changed = CHANGES.flatMap((change) => namesIn(others[change]));
    // What has ended is shown at its end.
    this.show(shown ?? namesIn(active)[0] ?? changed[0] ?? namesIn(done).at(-1));
  }

  show(id) {
    const element = id && this.viewer.get("elementRegistry").get(id);
    if (!element) return;
    const [x, y] = middleOf(element);
    const left = (x - this.bounds.x + MARGIN) * this.scale - this.box.clientWidth / 2;
    const top = (y - this.bounds.y + MARGIN) * this.scale - this.box.clientHeight / 2;
    this.box.scrollTo(left, top);
  }

  lead(id) {
    if (this.scale < READABLE) this.zoomTo(READABLE);
    this.show(id);
    this.box.scrollIntoView({ block: "nearest" });
    this.canvas.addMarker(id, "is-shown");
    setTimeout(() => this.canvas.removeMarker(id, "is-shown"), SHOWN_FOR);
  }

  wireButtons() {
    for (const button of document.querySelectorAll(`[data-diagram-of="${this.box.id}"]`)) {
      button.hidden = !this.viewer.get("elementRegistry").get(button.dataset.diagramShow);
      button.addEventListener("click", () => this.lead(button.dataset.diagramShow));
    }
    const frame = this.box.closest("[data-diagram-frame]");
    for (const button of frame?.querySelectorAll("[data-diagram-zoom]") ?? []) {
      button.hidden = false;
      button.addEventListener("click", () => this.onZoom(button.dataset.diagramZoom));
    }
  }

  onZoom(direction) {
    if (direction === "fit") this.zoomTo(this.widthFit());
    else this.zoomTo(direction === "in" ? this.scale * STEP : this.scale / STEP);
    this.showWhatMatters();
  }
}

// Of an arrow, the middle of its way.
function middleOf({ x, y, width, height, waypoints }) {
  if (!waypoints) return [x + width / 2, y + height / 2];
  const [from, to] = [waypoints[0], waypoints.at(-1)];
  return [(from.x + to.x) / 2, (from.y + to.y) / 2];
}

function namesIn(text) {
  return (text ?? "").split(",").map((name) => name.trim()).filter(Boolean);
}

export function drawAll(root) {
  return [...root.querySelectorAll("[data-diagram]")].map((box) => {
    const diagram = new Diagram(box);
    diagram.open().catch((problem) => {
      // The page tells the same story in words; the box only says that the picture is missing.
      box.dataset.failed = "1";
      console.error(problem);
    });
    return diagram;
  });
}
