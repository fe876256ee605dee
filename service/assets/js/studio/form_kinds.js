// The palette: our kinds of field, each on the component of form-js that carries it in the file.
import { iconsByType } from "@bpmn-io/form-js-viewer";

// name in the palette: [component, kind]; the words are `kind <name>`.
const KINDS = {
  line: ["textfield", "text"], lines: ["textarea", "text"], number: ["number", "number"],
  date: ["datetime", "date"], person_name: ["textfield", "person_name"],
  resident_id: ["textfield", "resident_id"], uscc: ["textfield", "uscc"],
  mobile: ["textfield", "mobile"], certificate_number: ["textfield", "certificate_number"],
  organisation: ["textfield", "organisation"], document: ["filepicker", "document"],
  radio: ["radio", "choice"], select: ["select", "choice"], choices: ["checklist", "choices"],
  boolean: ["checkbox", "boolean"], consent: ["checkbox", "consent"], region: ["select", "region"],
  decision: ["radio", "decision"], returned_fields: ["textarea", "returned_fields"],
  affected: ["textarea", "affected"],
};
const GROUPS = { textfield: "basic-input", textarea: "basic-input", number: "basic-input", datetime: "basic-input", filepicker: "basic-input" };
const PLAIN = ["text", "separator", "group", "button"];

// What a new field of the kind already says, beside its kind.
function begunOf(kind, say) {
  if (kind !== "decision") return { properties: { kind } };
  const values = ["approve", "return", "refuse"].map((value) => ({ value, label: say(`decision ${value}`) }));
  return { properties: { kind, routing: "true" }, values };
}

function kindOf(base, name, kind, label, begun) {
  const made = (properties) => base(properties);
  const create = (given, isNew) => {
    const { type, ...rest } = given;
    return { ...base.config.create({ ...rest, type: base.config.type, label }, isNew), type: base.config.type, label, ...begun };
  };
  const icon = iconsByType(base.config.type);
  made.config = { ...base.config, type: `mp_${name}`, name: label, label, icon, create, group: GROUPS[base.config.type] ?? "selection" };
  return made;
}

export function kindsOf(say) {
  function Kinds(formFields) {
    const known = { ...formFields._formFields };
    // Known to open older files by, and not in the palette: it lists what can be enumerated.
    for (const type of Object.keys(known)) {
      if (!PLAIN.includes(type) && type !== "default")
        Object.defineProperty(formFields._formFields, type, { enumerable: false });
    }
    for (const type of PLAIN) {
      const own = (properties) => known[type](properties);
      own.config = { ...known[type].config, name: say(`kind ${type}`) };
      formFields.register(type, own);
    }
    for (const [name, [type, kind]] of Object.entries(KINDS)) {
      formFields.register(`mp_${name}`, kindOf(known[type], name, kind, say(`kind ${name}`), begunOf(kind, say)));
    }
  }
  Kinds.$inject = ["formFields"];
  return { __init__: ["mingpaiKinds"], mingpaiKinds: ["type", Kinds] };
}
