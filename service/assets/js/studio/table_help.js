// Lets a clerk choose the fields and values of a decision table, where dmn-js asks for their codes.
const TYPES = { boolean: "boolean", number: "number" };
const TRUTH = [true, false];

export function tableHelp(viewer, place, fields, say) {
  const values = document.createElement("p");
  values.className = "table-values";
  place.append(columnChooser(viewer, fields, say), values);
  viewer.get("eventBus").on("cellSelection.changed", ({ elementId, selection }) => {
    if (!selection.selected) return;
    const cell = viewer.get("elementRegistry").get(elementId);
    values.replaceChildren(...offered(cell?.col?.businessObject, fields, say).map((one) => button(viewer, cell, one)));
  });
}

function columnChooser(viewer, fields, say) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.className = "form-select";
  select.append(new Option(say("none"), ""), ...fields.map((one) => new Option(one.label, one.key)));
  select.addEventListener("change", () => {
    addColumn(viewer, fields.find((one) => one.key === select.value));
    select.value = "";
  });
  label.append(say("addColumn"), " ", select);
  return label;
}

function addColumn(viewer, field) {
  const modeling = viewer.get("modeling");
  const { input } = viewer.get("sheet").getRoot().businessObject;
  const { businessObject } = modeling.addCol({ type: "dmn:InputClause" }, input ? input.length : 0);
  modeling.updateProperties(businessObject, { label: field.label });
  const typeRef = TYPES[typeof field.values[0]?.value] ?? "string";
  modeling.editInputExpression(businessObject.inputExpression, { text: field.key, typeRef });
}

// What may stand in a cell of the column: [what the clerk reads, what is written].
function offered(column, fields, say) {
  if (column?.$type === "dmn:OutputClause") return column.typeRef === "boolean" ? TRUTH.map((value) => said(value, say)) : [];
  const field = fields.find((one) => one.key === column?.inputExpression?.text);
  if (!field) return [];
  return [[say("anyValue"), "-"], ...field.values.map(({ value, label }) => (value === label ? said(value, say) : [label, JSON.stringify(value)]))];
}

function said(value, say) {
  const written = JSON.stringify(value);
  return [typeof value === "boolean" ? say(value ? "Yes" : "No") : written, written];
}

function button(viewer, cell, [label, text]) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-sm", textContent: label, title: text });
  // The cell keeps the focus, so that several can be filled one after the other.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", () => viewer.get("modeling").editCell(cell.businessObject, text));
  return made;
}
