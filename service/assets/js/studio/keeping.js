// A draft saves itself a second after the last change; nothing of anybody else's is overwritten.
import { UNATTENDED } from "../unattended.js";

const PAUSE = 1000;
const HEARTBEAT = 10000;

export class Keeper {
  constructor(studio, told) {
    Object.assign(this, { studio, told, seen: studio.saved.seen, changed: 0, kept: 0 });
    told.saved("saved", { at: studio.saved.at });
  }

  touch() {
    this.changed += 1;
    this.told.saved("unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  get isDirty() {
    return this.changed !== this.kept;
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.isDirty || this.stopped) return;
    if (this.running) return void (this.timer = setTimeout(() => this.save(), PAUSE));
    this.running = true;
    this.told.saved("saving");
    const upTo = this.changed;
    try {
      await this.send(upTo);
    } catch {
      this.told.saved("failed");
    } finally {
      this.running = false;
    }
  }

  async send(upTo) {
    const answer = await this.studio.post("", { ...(await this.studio.content()), seen: this.seen });
    const said = await answer.json();
    if (answer.status === 409) {
      this.stopped = true;
      this.told.saved("notSaved");
      this.told.conflict(said);
    } else if (answer.ok) {
      this.kept = upTo;
      this.seen = said.seen;
      this.told.saved(this.isDirty ? "unsaved" : "saved", said);
    } else {
      this.told.saved("failed", {}, said.detail);
    }
  }

  watch() {
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.isDirty) return;
      this.save();
      event.preventDefault();
    });
    let active = false;
    for (const act of ["pointerdown", "keydown", "wheel"]) {
      document.addEventListener(act, () => (active = true), { capture: true, passive: true });
    }
    const beat = async () => {
      const headers = active ? {} : UNATTENDED;
      active = false;
      const answer = await this.studio.post("/here", { element: this.studio.selected() }, headers);
      if (answer.ok) this.told.others((await answer.json()).others);
    };
    setInterval(() => beat().catch(() => {}), HEARTBEAT);
    beat().catch(() => {});
  }
}
