// Begins a form or a table of its own for an element: empty, or as a copy of the one it names.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";

const DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/";
const BEGINNING = { forms: emptyForm, tables: emptyTable };
const COPYING = { forms: copiedForm, tables: copiedTable };

export function newFileEntry(which, attributeName, element, studio) {
  const component = () => {
    const modeling = useService("modeling");
    const make = (copied) => () => {
      const object = getBusinessObject(element);
      const name = newName(which, object.id, studio.files[which]);
      const old = studio.files[which][object.get(attributeName)];
      const text = copied && old ? COPYING[which](name, old) : BEGINNING[which](name, object.name, studio);
      studio.editFile(which, name, element, text, () => modeling.updateProperties(element, { [attributeName]: name }));
    };
    const button = (copied, word) =>
      jsx("button", { type: "button", class: "btn btn-sm", onClick: make(copied), children: studio.say(`${which} ${word}`) });
    return jsx("div", { class: "bio-properties-panel-entry", children: [button(false, "new"), " ", button(true, "copy")] });
  };
  return { id: `new-${which}`, component };
}

function newName(which, id, files) {
  const stem = `${which.slice(0, -1)}_${id.toLowerCase().replace(/[^a-z0-9_]/g, "_")}`.slice(0, 50);
  let name = stem;
  for (let number = 2; name in files; number += 1) name = `${stem}_${number}`;
  return name;
}

function emptyForm(name) {
  return written({ type: "default", schemaVersion: 19, id: name, components: [] });
}

function copiedForm(name, text) {
  return written({ ...JSON.parse(text), id: name });
}

function written(form) {
  return JSON.stringify(form, null, 2);
}

// One question and one answer, which hold for everybody until the clerk writes more.
function emptyTable(name, title, { givens }) {
  const [asked] = givens;
  const table = new DOMParser().parseFromString(
    `<definitions xmlns="${DMN}" id="${name}_definitions" namespace="urn:mingpai:dmn">
  <decision id="${name}">
    <decisionTable id="${name}_table" hitPolicy="FIRST">
      <input id="${name}_input" label="${asked.label}"><inputExpression id="${name}_asked" typeRef="string"><text>${asked.key}</text></inputExpression></input>
      <output id="${name}_output" name="${name}_result" typeRef="boolean" />
      <rule id="${name}_rule"><inputEntry id="${name}_if"><text>-</text></inputEntry><outputEntry id="${name}_then"><text>true</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>`,
    "application/xml",
  );
  for (const one of [table.documentElement, table.querySelector("decision")]) one.setAttribute("name", title || name);
  // The result is read where conditions are picked, so it is called like the step.
  if (title) table.querySelector("output").setAttribute("label", title);
  return new XMLSerializer().serializeToString(table);
}

function copiedTable(name, text) {
  const table = new DOMParser().parseFromString(text, "application/xml");
  table.querySelector("decision").setAttribute("id", name);
  return new XMLSerializer().serializeToString(table);
}
