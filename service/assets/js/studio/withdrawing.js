// What the process releases when its applicant withdraws, chosen from the operations that can.
import { SelectEntry } from "@bpmn-io/properties-panel";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";

import { choices, entry } from "./entries.js";

export function withdrawEntries(element, studio) {
  if (!isWhole(element)) return [];
  const releasing = studio.operations.filter((one) => one.releases).map((one) => [one.name, one.summary]);
  const set = (value, _element, { modeling }) =>
    modeling.updateModdleProperties(element, processOf(element), { "mp:onWithdraw": value || undefined });
  const options = { getOptions: choices([["", studio.say("none")], ...releasing]) };
  const get = () => processOf(element).get("mp:onWithdraw") ?? "";
  return [entry("mp:onWithdraw", studio.say("onWithdraw"), SelectEntry, get, set, options)];
}

// The whole is a participant where lanes are drawn, else the process itself.
function isWhole(element) {
  return is(element, "bpmn:Process") || (is(element, "bpmn:Participant") && processOf(element));
}

function processOf(element) {
  const object = getBusinessObject(element);
  return object.get("processRef") ?? object;
}
