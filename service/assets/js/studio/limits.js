// What happens while nobody does a task: the reminders and limits at its edge, and new ones.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";

import { readTimer, timerOf } from "./timers.js";

const REMIND = "notices.remind";
const BELOW = 130;
const GAP = 15;
const PLACES = 12;

export function limitEntries(element, studio) {
  if (!is(element, "bpmn:UserTask") || element.labelTarget) return [];
  return [{ id: "limits", component: () => limits(element, studio) }];
}

function limits(element, studio) {
  const modeler = servicesOf();
  const timers = (element.attachers ?? []).filter(timerOf);
  const lines = timers.map((timer) => line(timer, modeler, studio));
  const add = (act, word) =>
    jsx("button", { type: "button", class: "btn btn-sm", onClick: () => act(element, modeler, studio), children: studio.say(word) });
  const list = timers.length ? jsx("ul", { class: "studio-limits", children: lines }) : jsx("p", { children: studio.say("noLimits") });
  return jsx("div", {
    class: "bio-properties-panel-entry",
    children: [list, add(addReminder, "addReminder"), " ", add(addEscalation, "addEscalation")],
  });
}

function servicesOf() {
  const names = ["modeling", "elementFactory", "elementRegistry", "moddle", "selection"];
  return Object.fromEntries(names.map((name) => [name, useService(name)]));
}

function line(timer, { selection }, studio) {
  const { amount, unit } = readTimer(timerOf(timer));
  const object = getBusinessObject(timer);
  const time = amount ? studio.say(`after ${unit}`, { amount }) : "…";
  const kind = studio.say(object.cancelActivity ? "limit" : "reminder");
  const children = `${kind}：${time}`;
  return jsx("li", { children: jsx("button", { type: "button", class: "btn btn-sm", onClick: () => selection.select(timer), children }) });
}

// A reminder leaves the task open: its timer leads to the operation and ends there.
function addReminder(task, services, studio) {
  const timer = attach(task, services, { interrupting: false, days: "3" });
  const remind = append(timer, services, "bpmn:ServiceTask", { name: studio.say("reminderName") }, BELOW);
  const { modeling, moddle } = services;
  const operation = moddle.create("mp:Operation", { name: REMIND, params: [] });
  modeling.updateProperties(remind, { extensionElements: moddle.create("bpmn:ExtensionElements", { values: [operation] }) });
  append(remind, services, "bpmn:EndEvent", { name: studio.say("remindedName") });
  services.selection.select(timer);
}

// An escalation takes the task away and gives the same form to somebody else, who goes on as it would.
function addEscalation(task, services, studio) {
  const timer = attach(task, services, { interrupting: true, days: "10" });
  const object = getBusinessObject(task);
  const name = studio.say("escalated", { name: object.name ?? "" });
  const words = { name, "mp:form": object.get("mp:form"), "mp:milestone": object.get("mp:milestone") };
  const instead = append(timer, services, "bpmn:UserTask", words, BELOW);
  for (const flow of task.outgoing) services.modeling.connect(instead, flow.target);
  services.selection.select(instead);
}

function attach(task, { modeling, elementFactory, moddle }, { interrupting, days }) {
  const shape = elementFactory.createShape({
    type: "bpmn:BoundaryEvent",
    eventDefinitionType: "bpmn:TimerEventDefinition",
    cancelActivity: interrupting,
  });
  const place = { x: task.x + freePlace(task), y: task.y + task.height };
  const timer = modeling.createShape(shape, place, task, { attach: true });
  modeling.updateModdleProperties(timer, timerOf(timer), { "mp:workingDays": days });
  return timer;
}

function freePlace(task) {
  const taken = (task.attachers ?? []).length;
  return Math.min(task.width - 10, 20 + 40 * taken);
}

// The middle of a free place for a shape: the one that is wished for, or the next one below it.
function besideOthers({ x, y }, { width, height }, elementRegistry) {
  const others = elementRegistry.filter((one) => one.width && !is(one, "bpmn:Participant") && !is(one, "bpmn:Lane") && one.parent);
  const covers = (one, middle) =>
    Math.abs(one.x + one.width / 2 - x) < (one.width + width) / 2 + GAP && Math.abs(one.y + one.height / 2 - middle) < (one.height + height) / 2 + GAP;
  const steps = Array.from({ length: PLACES }, (_, step) => y + step * (height + GAP));
  return { x, y: steps.find((middle) => !others.some((one) => covers(one, middle))) ?? y };
}

function append(source, { modeling, elementFactory, elementRegistry }, type, properties, down = 0) {
  const shape = elementFactory.createShape({ type });
  const middle = { x: source.x + source.width / 2, y: source.y + source.height / 2 };
  const place = down ? { x: middle.x, y: middle.y + down } : { x: middle.x + 150, y: middle.y };
  const made = modeling.appendShape(source, shape, besideOthers(place, shape, elementRegistry));
  modeling.updateProperties(made, properties);
  return made;
}
