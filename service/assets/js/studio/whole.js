// What is said of the process as a whole: that it may run, and what it releases when its applicant
// withdraws, chosen from the operations that can.
import { CheckboxEntry, SelectEntry } from "@bpmn-io/properties-panel";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

import { choices, entry } from "./entries.js";

export function wholeEntries(element, studio) {
  if (!isWhole(element)) return [];
  const releasing = studio.operations.filter((one) => one.releases).map((one) => [one.name, one.summary]);
  const write = (name, words) => (value, _element, { modeling }) =>
    modeling.updateModdleProperties(element, processOf(element), { [name]: words(value) });
  const options = { getOptions: choices([["", studio.say("none")], ...releasing]) };
  const get = () => processOf(element).get("mp:onWithdraw") ?? "";
  const set = write("mp:onWithdraw", (value) => value || undefined);
  return [
    entry("isExecutable", studio.say("executable"), CheckboxEntry, () => processOf(element).isExecutable, write("isExecutable", Boolean)),
    entry("mp:onWithdraw", studio.say("onWithdraw"), SelectEntry, get, set, options),
  ];
}

// The whole is a participant where lanes are drawn, else the process itself.
function isWhole(element) {
  return is(element, "bpmn:Process") || (is(element, "bpmn:Participant") && processOf(element));
}

function processOf(element) {
  const object = getBusinessObject(element);
  return object.get("processRef") ?? object;
}
