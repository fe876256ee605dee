// How long a timer waits: working days by the association's calendar, days, hours, or any ISO text.
import { SelectEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

import { choices, definitionOf, entry } from "./entries.js";

const UNITS = ["workingDays", "days", "hours", "iso"];
const WRITTEN = { days: (amount) => `P${amount}D`, hours: (amount) => `PT${amount}H`, iso: (text) => text };
const KINDS = ["timeDuration", "timeCycle", "timeDate"];

export function timerOf(element) {
  return definitionOf(getBusinessObject(element), "bpmn:TimerEventDefinition");
}

export function timerEntries(element, say) {
  const read = () => readTimer(timerOf(element));
  const set = (part) => (value, _element, services) => writeTimer(element, { ...read(), [part]: value }, services);
  const options = { getOptions: choices(UNITS.map((unit) => [unit, say(`unit ${unit}`)])) };
  return [
    entry("timer-amount", say("days"), TextFieldEntry, () => read().amount, set("amount"), { description: say("daysHint") }),
    entry("timer-unit", say("unit"), SelectEntry, () => read().unit, set("unit"), options),
  ];
}

export function readTimer(timer) {
  const days = timer.get("mp:workingDays");
  if (days) return { amount: days, unit: "workingDays" };
  const text = KINDS.map((kind) => timer.get(kind)?.body).find(Boolean) ?? "";
  const [, whole, hours] = text.match(/^(?:P(\d+)D|PT(\d+)H)$/) ?? [];
  if (whole) return { amount: whole, unit: "days" };
  if (hours) return { amount: hours, unit: "hours" };
  return { amount: text, unit: text ? "iso" : "workingDays" };
}

function writeTimer(element, { amount, unit }, { modeling, moddle }) {
  const text = (amount ?? "").trim();
  const properties = { "mp:workingDays": undefined, timeDuration: undefined, timeCycle: undefined, timeDate: undefined };
  if (text && unit === "workingDays") properties["mp:workingDays"] = text;
  if (text && unit !== "workingDays") {
    const body = WRITTEN[unit](text);
    properties[kindOf(body)] = moddle.create("bpmn:FormalExpression", { body });
  }
  modeling.updateModdleProperties(element, timerOf(element), properties);
}

function kindOf(body) {
  if (body.startsWith("R")) return "timeCycle";
  return body.startsWith("P") ? "timeDuration" : "timeDate";
}
