// What a condition may be picked from: routing fields of forms, outputs of tables, results of operations.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

const TRUTH = [true, false].map((value) => ({ value, label: String(value) }));

export function conditionFields(flow, studio) {
  const found = new Map();
  const all = [
    ...Object.values(studio.files.forms).flatMap(fieldsOfForm),
    ...Object.values(studio.files.tables).flatMap(outputsOfTable),
    ...resultsOnDiagram(flow, studio),
  ];
  for (const one of all) if (!found.has(one.key)) found.set(one.key, one);
  return [...found.values()];
}

function fieldsOfForm(text) {
  const walk = (parts) => (parts ?? []).flatMap((part) => [...routing(part), ...walk(part.components)]);
  return walk(JSON.parse(text).components);
}

function routing(part) {
  if (part.properties?.routing !== "true") return [];
  return [{ key: part.key, label: part.label ?? part.key, values: part.values ?? TRUTH }];
}

// The values of an output are what the rules give it.
function outputsOfTable(text) {
  const table = new DOMParser().parseFromString(text, "application/xml");
  const rules = [...table.getElementsByTagName("rule")];
  return [...table.getElementsByTagName("output")].map((output, place) => {
    const key = output.getAttribute("name");
    return { key, label: output.getAttribute("label") || key, values: givenBy(rules, place) };
  });
}

function givenBy(rules, place) {
  const written = rules.map((rule) => rule.getElementsByTagName("outputEntry")[place]?.textContent.trim());
  return [...new Set(written)].flatMap((text) => {
    try {
      return [{ value: JSON.parse(text), label: text }];
    } catch {
      return []; // Counted by the table, not one of a few values.
    }
  });
}

function resultsOnDiagram(flow, { operations }) {
  const steps = getBusinessObject(flow).$parent?.flowElements ?? [];
  const named = steps.flatMap((step) => step.extensionElements?.get("values") ?? []).map((one) => one.get("name"));
  const used = operations.filter((one) => named.includes(one.name));
  return used.flatMap((one) => one.results.map((key) => ({ key, label: key, values: TRUTH })));
}
