// Draws a case's diagram into <div data-diagram="/address.bpmn" data-active="task_id"
// data-done="a,b">. The picture is as large as it needs to be and its box scrolls as any box
// does, so wheel, finger and arrow keys never get caught in it. Buttons around it, inside the
// nearest [data-diagram-frame], carry data-diagram-zoom="in", "out" or "fit".
import Viewer from "bpmn-js/lib/Viewer";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "../css/diagram.css";

const MARGIN = 20;
const STEP = 1.25;
const LARGEST = 2;
// Below this the names of tasks cannot be read; the picture opens larger and its box scrolls.
const READABLE = 0.85;

class Diagram {
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
    this.mark("done", namesIn(this.box.dataset.done));
    this.mark("active", namesIn(this.box.dataset.active));
    this.zoomTo(Math.max(this.widthFit(), READABLE));
    this.showActive();
    this.wireButtons();
    this.box.dataset.drawn = "1";
  }

  mark(state, ids) {
    const elements = this.viewer.get("elementRegistry");
    for (const id of ids.filter((name) => elements.get(name))) {
      this.canvas.addMarker(id, `is-${state}`);
      // A shape beside the colour: a tick or a filled circle, drawn by the style sheet.
      const badge = document.createElement("span");
      badge.className = `diagram-badge diagram-badge-${state}`;
      this.viewer.get("overlays").add(id, { position: { top: -12, right: 12 }, html: badge });
    }
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

  showActive() {
    const [id] = namesIn(this.box.dataset.active);
    const shape = id && this.viewer.get("elementRegistry").get(id);
    if (!shape) return;
    const middleX = (shape.x + shape.width / 2 - this.bounds.x + MARGIN) * this.scale;
    const middleY = (shape.y + shape.height / 2 - this.bounds.y + MARGIN) * this.scale;
    this.box.scrollTo(middleX - this.box.clientWidth / 2, middleY - this.box.clientHeight / 2);
  }

  wireButtons() {
    const frame = this.box.closest("[data-diagram-frame]");
    for (const button of frame?.querySelectorAll("[data-diagram-zoom]") ?? []) {
      button.hidden = false;
      button.addEventListener("click", () => this.onZoom(button.dataset.diagramZoom));
    }
  }

  onZoom(direction) {
    if (direction === "fit") this.zoomTo(this.widthFit());
    else this.zoomTo(direction === "in" ? this.scale * STEP : this.scale / STEP);
    this.showActive();
  }
}

function namesIn(text) {
  return (text ?? "").split(",").map((name) => name.trim()).filter(Boolean);
}

for (const box of document.querySelectorAll("[data-diagram]")) {
  new Diagram(box).open().catch((problem) => {
    // The page tells the same story in words; the box only says that the picture is missing.
    box.dataset.failed = "1";
    console.error(problem);
  });
}
