// <section data-viewer> shows one page of the papers at a time, fitted to its stage, to be
// enlarged, turned and leafed through. Links with data-show-paper="paper-…" bring a paper up.
const STEP = 1.3;
const LARGEST = 6;

export function watchViewers(root) {
  for (const section of root.querySelectorAll("[data-viewer]")) {
    if (section.querySelector("[data-viewer-page]")) new Viewer(section);
  }
}

class Viewer {
  constructor(section) {
    this.section = section;
    this.stage = section.querySelector("[data-viewer-stage]");
    this.pages = [...section.querySelectorAll("[data-viewer-page]")];
    this.links = [...section.querySelectorAll("[data-show-paper]")];
    section.dataset.ready = "1";
    this.wire();
    this.show(0);
  }

  wire() {
    this.section.addEventListener("click", (event) => {
      const button = event.target.closest("[data-viewer-do]");
      if (button) this.do(button.dataset.viewerDo);
    });
    document.addEventListener("click", (event) => this.onLink(event));
    this.stage.addEventListener("dblclick", () => this.zoomTo(this.zoom > 1 ? 1 : 2.5));
    window.addEventListener("resize", () => this.lay());
    this.drag();
  }

  onLink(event) {
    const link = event.target.closest("[data-show-paper]");
    const index = link
      ? this.pages.findIndex((page) => page.dataset.paper === link.dataset.showPaper)
      : -1;
    if (index < 0) return;
    event.preventDefault();
    this.show(index);
    this.section.scrollIntoView({ block: "nearest" });
  }

  do(what) {
    const acts = {
      previous: () => this.show(this.index - 1),
      next: () => this.show(this.index + 1),
      smaller: () => this.zoomTo(this.zoom / STEP),
      larger: () => this.zoomTo(this.zoom * STEP),
      fit: () => this.zoomTo(1),
      turn: () => this.turn(),
      return: () => this.tick(),
    };
    acts[what]();
  }

  show(index) {
    this.index = Math.min(this.pages.length - 1, Math.max(0, index));
    this.pages.forEach((page, at) => {
      page.hidden = at !== this.index;
    });
    this.zoom = 1;
    this.turned = 0;
    this.sayWhere();
    this.lay();
    this.fetchNext();
  }

  sayWhere() {
    const name = this.page.dataset.paper;
    const paper = this.pages.filter((page) => page.dataset.paper === name);
    for (const link of this.links) {
      const shown = link.dataset.showPaper === name;
      link.toggleAttribute("aria-current", shown);
      if (shown) link.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    for (const count of this.section.querySelectorAll("[data-paper-count]")) {
      const all = this.pages.filter((page) => page.dataset.paper === count.dataset.paperCount);
      const here = count.dataset.paperCount === name;
      count.textContent = here ? `${paper.indexOf(this.page) + 1}/${all.length}` : `${all.length}`;
    }
    const button = this.section.querySelector('[data-viewer-do="return"]');
    if (button) button.disabled = !document.getElementById(`tick-${this.page.dataset.field}`);
  }

  // The page after this one is there before it is asked for.
  fetchNext() {
    const image = this.pages[this.index + 1]?.querySelector("img");
    if (image) image.loading = "eager";
  }

  get page() {
    return this.pages[this.index];
  }

  zoomTo(zoom) {
    this.zoom = Math.min(LARGEST, Math.max(1, zoom));
    this.lay();
  }

  turn() {
    this.turned = (this.turned + 90) % 360;
    this.lay();
  }

  // Sizes are set on the elements: the policy forbids style attributes in the page, not this.
  lay() {
    const image = this.page.querySelector("img");
    const lying = this.turned % 180 !== 0;
    const [width, height] = [Number(image.getAttribute("width")), Number(image.getAttribute("height"))];
    const across = lying ? height : width;
    const down = lying ? width : height;
    const room = { width: this.stage.clientWidth - 2, height: this.stage.clientHeight - 2 };
    const scale = Math.min(room.width / across, room.height / down) * this.zoom;
    this.page.style.width = `${across * scale}px`;
    this.page.style.height = `${down * scale}px`;
    image.style.width = `${width * scale}px`;
    image.style.height = `${height * scale}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${this.turned}deg)`;
  }

  tick() {
    const box = document.getElementById(`tick-${this.page.dataset.field}`);
    if (!box) return;
    box.scrollIntoView({ block: "center" });
    if (!box.checked) box.click();
  }

  drag() {
    let start = null;
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || this.zoom === 1) return;
      start = { x: event.clientX, y: event.clientY, left: this.stage.scrollLeft, top: this.stage.scrollTop };
      this.stage.setPointerCapture(event.pointerId);
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (!start) return;
      this.stage.scrollTo(start.left - event.clientX + start.x, start.top - event.clientY + start.y);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(name, () => (start = null));
    }
  }
}
