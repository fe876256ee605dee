// What other software has left on an element, which the check refuses: a button takes it off.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";

const OURS = /^(mp|xmlns|xsi|bpmn)(:|$)/;

export function foreignEntries(element, studio) {
  const object = getBusinessObject(element);
  const attributes = Object.keys(object.$attrs ?? {}).filter((name) => name.includes(":") && !OURS.test(name));
  const values = object.extensionElements?.get("values") ?? [];
  const kept = values.filter((one) => OURS.test(one.$type));
  if (!attributes.length && kept.length === values.length) return [];
  const component = () => {
    const { modeling, moddle } = { modeling: useService("modeling"), moddle: useService("moddle") };
    const extensionElements = kept.length ? moddle.create("bpmn:ExtensionElements", { values: kept }) : undefined;
    const without = { ...Object.fromEntries(attributes.map((name) => [name, undefined])), extensionElements };
    const onClick = () => modeling.updateProperties(element, without);
    const button = jsx("button", { type: "button", class: "btn btn-sm", onClick, children: studio.say("dropForeign") });
    return jsx("div", { class: "bio-properties-panel-entry", children: button });
  };
  return [{ id: "foreign", component }];
}
