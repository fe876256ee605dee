// What a condition or a table may be picked from: routing fields of forms, outputs of tables, what
// is known of the applicant, results of operations.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

export function conditionFields(element, studio) {
  const found = new Map();
  const truth = [true, false].map((value) => ({ value, label: studio.say(value ? "Yes" : "No") }));
  const all = [
    ...Object.values(studio.files.forms).flatMap((text) => fieldsOfForm(text, truth)),
    ...Object.values(studio.files.tables).flatMap((text) => outputsOfTable(text, truth)),
    ...studio.givens.map((one) => ({ ...one, values: one.values ?? truth })),
    ...resultsOnDiagram(element, studio, truth),
  ];
  for (const one of all) if (!found.has(one.key)) found.set(one.key, one);
  return [...found.values()];
}

function fieldsOfForm(text, truth) {
  const walk = (parts) => (parts ?? []).flatMap((part) => [...routing(part, truth), ...walk(part.components)]);
  return walk(JSON.parse(text).components);
}

function routing(part, truth) {
  if (part.properties?.routing !== "true") return [];
  return [{ key: part.key, label: part.label ?? part.key, values: part.values ?? truth }];
}

// The values of an output are what the rules give it.
function outputsOfTable(text, truth) {
  const table = new DOMParser().parseFromString(text, "application/xml");
  const rules = [...table.getElementsByTagName("rule")];
  return [...table.getElementsByTagName("output")].map((output, place) => {
    const key = output.getAttribute("name");
    return { key, label: output.getAttribute("label") || key, values: givenBy(rules, place, truth) };
  });
}

function givenBy(rules, place, truth) {
  const written = rules.map((rule) => rule.getElementsByTagName("outputEntry")[place]?.textContent.trim());
  return [...new Set(written)].flatMap((text) => {
    try {
      const value = JSON.parse(text);
      return [truth.find((one) => one.value === value) ?? { value, label: text }];
    } catch {
      return []; // Counted by the table, not one of a few values.
    }
  });
}

function resultsOnDiagram(element, { operations }, truth) {
  const steps = getBusinessObject(element).$parent?.flowElements ?? [];
  const named = steps.flatMap((step) => step.extensionElements?.get("values") ?? []).map((one) => one.get("name"));
  const used = operations.filter((one) => named.includes(one.name));
  return used.flatMap((one) => one.results.map((key) => ({ key, label: key, values: truth })));
}
