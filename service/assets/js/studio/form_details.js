// The details of the chosen field: what every field has, then what its kind reads.
const COMMON = ["key", "label", "description", "why", "required", "routing", "hide", "required_when"];
const OWN = {
  text: ["minLength", "maxLength"], number: ["min", "max", "decimalDigits"], date: ["earliest", "latest"],
  document: ["accept", "min_files", "max_files", "max_megabytes"], organisation: ["organisation", "parent"],
  choice: ["values"], choices: ["values"], decision: ["values"], region: [],
};
const TICKS = ["required", "routing"];
const RULES = ["required", "minLength", "maxLength", "min", "max"];
const DEFAULTS = { textfield: "text", textarea: "text", radio: "choice", select: "choice", checklist: "choices", checkbox: "boolean", datetime: "date", number: "number", filepicker: "document" };

function namesFor(field) {
  if (field.type === "text") return ["text", "hide"];
  if (field.type === "group") return ["label", "hide"];
  if (!(field.type in DEFAULTS)) return field.type === "button" ? ["label"] : [];
  return [...COMMON, ...(OWN[field.properties?.kind ?? DEFAULTS[field.type]] ?? [])];
}

function read(field, name) {
  if (name === "hide") return field.conditional?.hide ?? "";
  if (name === "label" && field.type === "datetime") return field.dateLabel ?? field.label ?? "";
  if (name === "values") return (field.values ?? []).map((one) => `${one.value}=${one.label}`).join("\n");
  if (RULES.includes(name)) return field.validate?.[name] ?? "";
  if (["key", "label", "description", "text"].includes(name)) return field[name] ?? "";
  return field.properties?.[name] ?? "";
}

function changeOf(field, name, value) {
  if (name === "hide") return { conditional: value ? { hide: value.startsWith("=") ? value : `=${value}` } : undefined };
  if (name === "label" && field.type === "datetime") return { dateLabel: value };
  if (name === "values") return { values: optionsIn(value) };
  if (RULES.includes(name)) return { validate: without({ ...field.validate, [name]: numberIn(value) }) };
  if (["key", "label", "description", "text"].includes(name)) return { [name]: value };
  return { properties: without({ ...field.properties, [name]: value === true ? "true" : value }) };
}

const numberIn = (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value);
const without = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== "" && value !== false));

function optionsIn(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const [value, ...label] = line.split("=");
    return { value: value.trim(), label: label.join("=").trim() || value.trim() };
  });
}

function control(field, name, say, change) {
  const label = document.createElement("label");
  const tick = TICKS.includes(name);
  const input = document.createElement(["values", "text"].includes(name) ? "textarea" : "input");
  label.className = tick ? "form-check" : "form-label";
  input.className = tick ? "form-check-input" : "form-control";
  input.name = name;
  if (tick) Object.assign(input, { type: "checkbox", checked: String(read(field, name)) === "true" });
  else input.value = read(field, name);
  input.addEventListener("change", () => change(changeOf(field, name, tick ? input.checked : input.value)));
  label.append(...(tick ? [input, ` ${say(`form ${name}`)}`] : [say(`form ${name}`), input]));
  return label;
}

export function detailsOf(place, editor, say) {
  const modeling = editor.get("modeling");
  const draw = (field) => {
    const change = (properties) => modeling.editFormField(field, properties);
    place.replaceChildren(...(field ? namesFor(field).map((name) => control(field, name, say, change)) : []));
  };
  const selection = editor.get("selection");
  // A second click leaves the field chosen, as does the Enter that has just brought it in.
  selection.toggle = (field) => selection.set(field);
  editor.get("eventBus").on("selection.changed", (changed) => draw(changed.selection));
}
