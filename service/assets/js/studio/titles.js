// What a form or a table is about, in the words of whoever fills it in, beside its name.
const MOST = 2;

export function formChoices(forms) {
  return Object.entries(forms).map(([name, text]) => [name, titleOf("forms", name, text)]);
}

export function tableChoices(tables) {
  return Object.entries(tables).map(([name, text]) => [name, titleOf("tables", name, text)]);
}

export function titleOf(which, name, text, otherwise = "") {
  const title = (which === "tables" ? decisionName(text) : labelsOf(text).slice(0, MOST).join("、")) || otherwise;
  return title ? `${title}（${name}）` : name;
}

function labelsOf(text) {
  try {
    return (JSON.parse(text).components ?? []).map((one) => one.label).filter(Boolean);
  } catch {
    return [];
  }
}

function decisionName(text) {
  const table = new DOMParser().parseFromString(text, "application/xml");
  return table.querySelector("decision")?.getAttribute("name") ?? "";
}
