// The way that a case takes into a problem: its arrows marked on the diagram, numbered in order.
const MARK = "studio-way";

export class Way {
  constructor(modeler) {
    this.canvas = modeler.get("canvas");
    this.overlays = modeler.get("overlays");
    this.registry = modeler.get("elementRegistry");
    this.marked = [];
  }

  clear() {
    for (const id of this.marked) if (this.registry.get(id)) this.canvas.removeMarker(id, MARK);
    this.overlays.remove({ type: MARK });
    this.marked = [];
  }

  show(path) {
    this.clear();
    const turns = new Map();
    let turn = 0;
    for (const id of path) {
      const element = this.registry.get(id);
      if (!element) continue;
      this.canvas.addMarker(id, MARK);
      this.marked.push(id);
      if (element.waypoints) turns.set(element, [...(turns.get(element) ?? []), (turn += 1)]);
    }
    for (const [arrow, numbers] of turns) this.number(arrow, numbers);
  }

  number(arrow, numbers) {
    const badge = document.createElement("span");
    badge.className = "studio-turn";
    badge.textContent = numbers.join("·");
    // Screen readers have the same way as a list, beside the problem.
    badge.setAttribute("aria-hidden", "true");
    this.overlays.add(arrow, MARK, { position: middleOf(arrow.waypoints), html: badge });
  }

  // The names that a person reads along the way: each step, with the answers that were taken.
  words(path) {
    const said = [];
    for (const element of path.map((id) => this.registry.get(id)).filter(Boolean)) {
      const name = element.businessObject.name?.trim();
      if (!name) continue;
      if (!element.waypoints) said.push(name);
      else if (said.length) said.push(`${said.pop()}（${name}）`);
    }
    return said;
  }
}

// Overlays stand relative to the box around the arrow.
function middleOf(points) {
  const lengths = points.slice(1).map((point, at) => Math.hypot(point.x - points[at].x, point.y - points[at].y));
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2;
  let at = 0;
  while (at < lengths.length - 1 && left > lengths[at]) left -= lengths[at++];
  const part = lengths[at] ? left / lengths[at] : 0;
  const along = (axis) => points[at][axis] + part * (points[at + 1][axis] - points[at][axis]);
  const least = (axis) => Math.min(...points.map((point) => point[axis]));
  return { left: along("x") - least("x") - 11, top: along("y") - least("y") - 11 };
}
