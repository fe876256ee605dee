// The form as the server draws it, at the width of a phone or of a desktop, and what is wrong.
const PAUSE = 500;

export class Preview {
  constructor(place, studio) {
    this.studio = studio;
    this.asked = 0;
    this.frame = document.createElement("iframe");
    // Nothing in it runs; the same origin only lets it load our style sheet.
    this.frame.setAttribute("sandbox", "allow-same-origin");
    this.frame.title = studio.say("form preview");
    this.frame.className = "form-drawn";
    this.frame.dataset.width = "phone";
    this.problems = document.createElement("ul");
    this.problems.className = "form-problems";
    this.problems.setAttribute("role", "status");
    place.append(this.switch("phone"), this.switch("desktop"), this.problems, this.frame);
  }

  switch(width) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn btn-sm", textContent: this.studio.say(`form ${width}`) });
    made.addEventListener("click", () => (this.frame.dataset.width = width));
    return made;
  }

  soon(write) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(write), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
  }

  async show(write) {
    const turn = ++this.asked;
    const answer = await this.studio.postTo(this.studio.preview_address, { form: write() });
    const said = await answer.json();
    if (turn !== this.asked) return;
    const sentences = answer.ok ? said.problems.map((one) => one.sentence) : [said.detail];
    this.problems.replaceChildren(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    // A form that cannot be drawn leaves the last drawing, visibly out of date.
    this.frame.classList.toggle("form-stale", !said.page);
    if (said.page) this.frame.srcdoc = said.page;
  }
}
