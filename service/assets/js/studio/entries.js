// One line of the properties panel: what it shows of an element, and how it writes it back.
import {
  CheckboxEntry,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isCheckboxEntryEdited,
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

const EDITED = new Map([
  [CheckboxEntry, isCheckboxEntryEdited],
  [SelectEntry, isSelectEntryEdited],
  [TextAreaEntry, isTextAreaEntryEdited],
  [TextFieldEntry, isTextFieldEntryEdited],
]);

// `get` reads from the business object, `set` is given the new value and the modeler's services.
// `extra.now` gives what else depends on the object; the panel keeps an entry while the object changes.
export function entry(id, label, Control, get, set, extra = {}) {
  const component = ({ element }) => {
    const services = { modeling: useService("modeling"), moddle: useService("moddle") };
    const debounce = useService("debounceInput");
    const object = getBusinessObject(element);
    return jsx(Control, {
      id,
      element,
      label,
      debounce,
      getValue: () => get(object),
      setValue: (value) => set(value, element, services),
      ...extra,
      ...extra.now?.(object),
    });
  };
  return { id, component, isEdited: EDITED.get(Control) };
}

export function attribute(name, label, Control, extra) {
  const set = (value, element, { modeling }) =>
    modeling.updateProperties(element, { [name]: value || undefined });
  return entry(name, label, Control, (object) => object.get(name) ?? "", set, extra);
}

export function choices(pairs) {
  return () => pairs.map(([value, label]) => ({ value, label }));
}

export function definitionOf(object, type) {
  const all = object.get?.("eventDefinitions") ?? [];
  return all.find((one) => one.$type === type);
}
