// Which operation a service task asks for, chosen from the list with its explanation.
import { SelectEntry, TextAreaEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

import { choices, entry } from "./entries.js";
import { readers } from "./roles.js";

export function operationEntries(element, studio) {
  const chosen = operationOf(getBusinessObject(element))?.get("name") ?? "";
  const known = studio.operations.find((one) => one.name === chosen);
  const params = Object.entries(known?.params ?? {});
  return [chooser(studio, known), ...params.map(([name, text]) => param(name, text, known, studio))];
}

function operationOf(object) {
  return object.extensionElements?.get("values").find((one) => one.$type === "mp:Operation");
}

function chooser(studio, known) {
  const { say } = studio;
  const options = studio.operations.map((one) => [one.name, `${one.summary}（${one.name}）`]);
  const results = known?.results.length ? say("results", { names: known.results.join("、") }) : "";
  return entry(
    "operation",
    say("operation"),
    SelectEntry,
    (object) => operationOf(object)?.get("name") ?? "",
    (name, element, services) => write(element, services, name, {}),
    { getOptions: choices([["", say("none")], ...options]), description: results },
  );
}

function param(name, text, known, studio) {
  const optional = known.optional.includes(name) ? `（${studio.say("optional")}）` : "";
  const [Control, read, written, extra] = controlOf(known.kinds[name], studio);
  return entry(
    `param-${name}`,
    `${text}${optional}`,
    Control,
    (object) => read(valuesOf(object)[name] ?? ""),
    (value, element, services) => {
      const values = { ...valuesOf(getBusinessObject(element)), [name]: written(value ?? "") };
      write(element, services, known.name, values);
    },
    extra,
  );
}

// Words and readers stand on the diagram as FEEL text; nobody who draws has to write the quotes.
function controlOf(kind, studio) {
  if (kind === "text") return [TextAreaEntry, unquoted, quoted, { rows: 3 }];
  if (kind === "reader") return [SelectEntry, unquoted, quoted, { getOptions: choices(readers(studio)) }];
  return [TextFieldEntry, (value) => value, (value) => value, {}];
}

function quoted(text) {
  return text && JSON.stringify(text);
}

function unquoted(value) {
  try {
    return String(JSON.parse(value || '""'));
  } catch {
    return value;
  }
}

function valuesOf(object) {
  const params = operationOf(object)?.get("params") ?? [];
  return Object.fromEntries(params.map((one) => [one.get("name"), one.get("value")]));
}

function write(element, { modeling, moddle }, name, values) {
  const object = getBusinessObject(element);
  const others = (object.extensionElements?.get("values") ?? []).filter((one) => one.$type !== "mp:Operation");
  const filled = Object.entries(values).filter(([, value]) => value);
  const params = filled.map(([key, value]) => moddle.create("mp:Param", { name: key, value }));
  const operation = name ? [moddle.create("mp:Operation", { name, params })] : [];
  const extensionElements = moddle.create("bpmn:ExtensionElements", { values: [...others, ...operation] });
  modeling.updateProperties(element, { extensionElements });
}
