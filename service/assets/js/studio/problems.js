// What the server's check says, on the elements and in a list; a click selects the element, and
// draws the way on which a case comes there.
import { Way } from "./way.js";

const PAUSE = 700;

export class Problems {
  constructor(studio, modeler, { list, count, played }) {
    Object.assign(this, { studio, modeler, list, count, played, asked: 0 });
    this.way = new Way(modeler);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check().catch(() => {}), PAUSE);
  }

  async check() {
    const mine = (this.asked += 1);
    const answer = await this.studio.post("/check", await this.studio.content());
    const said = await answer.json();
    if (mine !== this.asked) return;
    const refused = [{ element: null, sentence: said.detail, severity: "error", path: [] }];
    this.show(answer.ok ? said.problems : refused);
    this.played.textContent = said.played ? this.sayPlayed(said.played) : "";
  }

  sayPlayed({ states, complete }) {
    return this.studio.say(complete ? "played" : "gaveUp", { states });
  }

  show(problems) {
    const overlays = this.modeler.get("overlays");
    overlays.remove({ type: "problem" });
    this.count.textContent = problems.length ? `（${problems.length}）` : "";
    this.way.clear();
    this.lines = new Map(problems.map((one) => [one, this.line(one)]));
    this.list.replaceChildren(...this.lines.values());
    if (!problems.length) this.list.append(made("li", this.studio.say("noProblems")));
    const registry = this.modeler.get("elementRegistry");
    for (const one of problems) if (one.element && registry.get(one.element)) this.mark(overlays, one);
    this.list.dataset.checked = String(this.asked);
    this.chosen = problems.find((one) => one.sentence === this.chosen?.sentence);
    if (this.chosen) this.draw(this.chosen);
  }

  mark(overlays, problem) {
    const badge = made("button", "!");
    badge.type = "button";
    badge.className = `studio-badge studio-badge-${problem.severity}`;
    badge.title = problem.sentence;
    badge.setAttribute("aria-label", problem.sentence);
    badge.addEventListener("click", () => this.choose(problem));
    overlays.add(problem.element, "problem", { position: { top: -10, left: -10 }, html: badge });
  }

  line(problem) {
    const item = document.createElement("li");
    const button = made("button", problem.sentence);
    button.type = "button";
    button.className = `studio-problem studio-problem-${problem.severity}`;
    button.addEventListener("click", () => this.choose(problem));
    if (problem.path.length) button.setAttribute("aria-expanded", "false");
    item.append(button);
    return item;
  }

  choose(problem) {
    const again = this.chosen === problem && problem.path.length;
    this.undraw();
    this.chosen = again ? undefined : problem;
    if (again) return;
    this.lead(problem);
    this.draw(problem);
  }

  undraw() {
    this.way.clear();
    for (const item of this.list.querySelectorAll(".studio-way-words")) {
      item.previousSibling.setAttribute("aria-expanded", "false");
      item.remove();
    }
  }

  draw(problem) {
    if (!problem.path.length) return;
    this.way.show(problem.path);
    const words = made("p", `${this.studio.say("way")}${this.way.words(problem.path).join(" → ")}`);
    words.className = "studio-way-words";
    this.lines.get(problem).append(words);
    words.previousSibling.setAttribute("aria-expanded", "true");
  }

  lead({ element: id, path }) {
    const element = id && this.modeler.get("elementRegistry").get(id);
    if (!element) return;
    this.modeler.get("canvas").scrollToElement(element);
    // What may be done to a selected element would cover the way that ends there.
    this.modeler.get("selection").select(path.length ? [] : element);
  }
}

function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
