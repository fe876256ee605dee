// What lies over a drawn diagram: the flows that a case went, and how the steps of all cases are.
// Every mark says in words or figures what its colour says.

// ways: {flow id: label}; the label says in which rounds it was gone, "" when that says nothing.
export function markWays(viewer, ways) {
  for (const [id, label] of Object.entries(ways)) {
    const flow = viewer.get("elementRegistry").get(id);
    if (!flow) continue;
    lineUnder(viewer, flow, "diagram-gone");
    if (label) hangOn(viewer, flow, middleOf(flow.waypoints), badge("span", "diagram-rounds", label));
  }
}

// slow: {flows: [id]}
export function markSlowWay(viewer, slow) {
  for (const id of slow.flows) {
    const flow = viewer.get("elementRegistry").get(id);
    if (flow) lineUnder(viewer, flow, "diagram-slow");
  }
}

// steps: [{id, href, label, open, overdue, failed, time, slowest}]; the texts come from the server.
export function markSteps(viewer, steps) {
  const registry = viewer.get("elementRegistry");
  for (const step of steps) {
    const shape = registry.get(step.id);
    if (!shape) continue;
    const box = document.createElement("a");
    box.className = "diagram-step";
    box.href = step.href;
    box.setAttribute("aria-label", step.label);
    for (const part of ["open", "overdue", "failed", "slowest", "time"]) {
      if (step[part]) box.append(badge("span", `diagram-step-${part}`, step[part]));
    }
    viewer.get("overlays").add(step.id, { position: { top: -3, left: 0 }, html: box });
    viewer.get("canvas").addMarker(step.id, step.open ? "is-occupied" : "is-step");
    viewer.on("element.click", (event) => {
      if (event.element.id === step.id) window.location.assign(step.href);
    });
  }
}

// A wide line below the drawn one: were that one itself wider, its arrowhead would grow with it.
function lineUnder(viewer, flow, name) {
  const line = viewer.get("elementRegistry").getGraphics(flow).querySelector(".djs-visual > path");
  const under = document.createElementNS("http://www.w3.org/2000/svg", "path");
  under.setAttribute("d", line.getAttribute("d"));
  under.setAttribute("class", name);
  line.before(under);
}

function hangOn(viewer, flow, point, html) {
  const left = Math.min(...flow.waypoints.map((one) => one.x));
  const top = Math.min(...flow.waypoints.map((one) => one.y));
  viewer.get("overlays").add(flow.id, { position: { left: point.x - left, top: point.y - top }, html });
}

function badge(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

// The middle of the longest straight piece: there a label stands on a line and not on a corner.
function middleOf(points) {
  let longest = { length: -1 };
  for (let at = 1; at < points.length; at += 1) {
    const [from, to] = [points[at - 1], points[at]];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length > longest.length) longest = { length, x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  }
  return longest;
}
