// The condition of a flow: by picking field, comparison and value, or typed as FEEL.
import { CheckboxEntry, SelectEntry, TextAreaEntry } from "@bpmn-io/properties-panel";
import { isAny } from "bpmn-js/lib/util/ModelUtil";

import { choices, entry } from "./entries.js";
import { conditionFields } from "./condition_fields.js";

const LITERAL = String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null`;
const SIMPLE = new RegExp(String.raw`^\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*(${LITERAL})\s*$`);
const BLANK = ["", "=", '""'];
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="].map((sign) => [sign, sign]);

export function conditionEntries(flow, studio) {
  const { say } = studio;
  const exit = defaultEntries(flow.businessObject, say);
  if (isDefault(flow.businessObject)) return exit;
  const fields = conditionFields(flow, studio);
  const none = ["", say("none")];
  const picker = (id, index, optionsOf) => {
    const get = (object) => partsOf(object)[index] ?? "";
    const set = (value, element, services) => {
      const parts = partsOf(element.businessObject);
      const changed = BLANK.map((blank, at) => (at === index ? value : parts[at]) || blank);
      write(changed[0] && changed.join(" "), element, services);
    };
    const getOptions = (element) => choices([none, ...optionsOf(element.businessObject)])();
    // Picking a part of a longer condition would drop the rest of it.
    return entry(id, say(id), SelectEntry, get, set, { getOptions, now: (object) => ({ disabled: isLonger(object) }) });
  };
  const hint = (object) => ({ description: say(isLonger(object) ? "conditionLonger" : "conditionHint") });
  return [
    ...exit,
    picker("field", 0, () => fields.map((one) => [one.key, one.label])),
    picker("comparison", 1, () => COMPARISONS),
    picker("value", 2, (object) => valuesFor(fields, partsOf(object))),
    entry("condition", say("condition"), TextAreaEntry, read, write, { now: hint }),
  ];
}

// The way out when no condition holds; it has none of its own.
function defaultEntries(flow, say) {
  if (!isAny(flow.sourceRef, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"])) return [];
  const set = (value, element, { modeling }) => {
    if (value) write("", element, { modeling });
    const { source } = element.labelTarget ?? element;
    modeling.updateProperties(source, { default: value ? flow : undefined });
  };
  return [entry("default", say("default"), CheckboxEntry, isDefault, set)];
}

function isDefault(flow) {
  return flow.sourceRef?.default === flow;
}

function partsOf(object) {
  return read(object).match(SIMPLE)?.slice(1) ?? [];
}

function isLonger(object) {
  return Boolean(read(object).trim()) && !partsOf(object).length;
}

function valuesFor(fields, [key, , written]) {
  const field = fields.find((one) => one.key === key);
  const offered = (field?.values ?? []).map((one) => [JSON.stringify(one.value), one.label]);
  const known = offered.some(([value]) => value === written);
  return written && !known ? [...offered, [written, written]] : offered;
}

function read(object) {
  return object.conditionExpression?.body ?? "";
}

function write(text, element, { modeling, moddle }) {
  const body = text.trim();
  const conditionExpression = body ? moddle.create("bpmn:FormalExpression", { body }) : undefined;
  modeling.updateProperties(element, { conditionExpression });
}
