// The condition of a flow: by picking field, comparison and value, or typed as FEEL.
import { SelectEntry, TextAreaEntry } from "@bpmn-io/properties-panel";

import { choices, entry } from "./entries.js";
import { conditionFields } from "./condition_fields.js";

const SIMPLE = /^\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*(.+?)\s*$/;
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="].map((sign) => [sign, sign]);

export function conditionEntries(flow, studio) {
  const { say } = studio;
  const fields = conditionFields(flow, studio);
  const part = (index) => (object) => read(object).match(SIMPLE)?.[index] ?? "";
  const change = (index) => (value, element, services) => {
    const [field, sign, wanted] = read(element.businessObject).match(SIMPLE)?.slice(1) ?? ["", "=", '""'];
    const parts = [field, sign, wanted];
    parts[index - 1] = value;
    write(parts[0] ? parts.join(" ") : "", element, services);
  };
  const none = [["", say("none")]];
  const values = (element) => valuesFor(fields, read(element.businessObject));
  return [
    entry("field", say("field"), SelectEntry, part(1), change(1), {
      getOptions: choices([...none, ...fields.map((one) => [one.key, one.label])]),
    }),
    entry("comparison", say("comparison"), SelectEntry, part(2), change(2), {
      getOptions: choices([...none, ...COMPARISONS]),
    }),
    valueEntry(say, part(3), change(3), values, none),
    entry("condition", say("condition"), TextAreaEntry, read, write, { description: say("conditionHint") }),
  ];
}

function valueEntry(say, get, set, values, none) {
  const made = entry("value", say("value"), SelectEntry, get, set, { getOptions: () => [] });
  const component = ({ element }) =>
    entry("value", say("value"), SelectEntry, get, set, {
      getOptions: choices([...none, ...values(element)]),
    }).component({ element });
  return { ...made, component };
}

function valuesFor(fields, condition) {
  const [, key, , written] = condition.match(SIMPLE) ?? [];
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
