// The properties panel: only what a procedure of ours uses, in the reader's language.
import { CheckboxEntry, SelectEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { getBusinessObject, is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { useService } from "bpmn-js-properties-panel";

import { conditionEntries } from "./conditions.js";
import { attribute, choices, definitionOf, entry } from "./entries.js";
import { foreignEntries } from "./foreign.js";
import { limitEntries } from "./limits.js";
import { operationEntries } from "./operations.js";
import { roles } from "./roles.js";
import { formChoices, tableChoices } from "./titles.js";
import { timerEntries, timerOf } from "./timers.js";
import { newFileEntry } from "./new_file.js";
import { wholeEntries } from "./whole.js";

export function panelOf(studio) {
  class Panel {
    constructor(propertiesPanel) {
      propertiesPanel.registerProvider(500, this);
    }

    getGroups(element) {
      const group = (id, entries) => ({ id, label: studio.say(id), shouldOpen: true, entries });
      const groups = [group("group", entriesOf(element, studio)), group("limits", limitEntries(element, studio))];
      return () => groups.filter((one) => one.entries.length);
    }
  }
  Panel.$inject = ["propertiesPanel"];
  return { __init__: ["studioPanelProvider"], studioPanelProvider: ["type", Panel] };
}

function entriesOf(element, studio) {
  if (is(element, "bpmn:Collaboration")) return [];
  const { say } = studio;
  const found = [attribute("name", say("name"), TextFieldEntry)];
  found.push(...wholeEntries(element, studio), ...foreignEntries(element, studio));
  const none = [["", say("none")]];
  const chosen = (pairs) => ({ getOptions: choices([...none, ...pairs]) });
  if (isAny(element, ["bpmn:Lane", "bpmn:UserTask"])) found.push(roleEntry(element, studio));
  if (is(element, "bpmn:UserTask")) {
    found.push(attribute("mp:form", say("form"), SelectEntry, chosen(formChoices(studio.files.forms))));
    found.push(fileEntry(element, "forms", "mp:form", studio), newFileEntry("forms", "mp:form", element, studio));
    found.push(attribute("mp:clock", say("clock"), TextFieldEntry));
  }
  if (is(element, "bpmn:ServiceTask")) found.push(...operationEntries(element, studio));
  if (is(element, "bpmn:BusinessRuleTask")) {
    found.push(attribute("mp:decision", say("decision"), SelectEntry, chosen(tableChoices(studio.files.tables))));
    found.push(fileEntry(element, "tables", "mp:decision", studio), newFileEntry("tables", "mp:decision", element, studio));
  }
  if (timerOf(element)) found.push(...timerEntries(element, say));
  if (bearerOf(element)) found.push(messageEntry(say));
  if (is(element, "bpmn:SequenceFlow")) found.push(...conditionEntries(element, studio));
  if (is(element, "bpmn:FlowNode")) {
    found.push(attribute("mp:milestone", say("milestone"), TextFieldEntry));
    found.push(finalEntry(say));
  }
  return found;
}

// A button that opens the file which the element names.
function fileEntry(element, which, name, studio) {
  const component = () => {
    const file = getBusinessObject(element).get(name);
    const onClick = () => studio.editFile(which, file, element);
    const children = studio.say(`edit ${which}`);
    const known = file in studio.files[which];
    const button = { type: "button", class: "btn btn-sm", disabled: !known, onClick, children };
    return jsx("div", { class: "bio-properties-panel-entry", children: jsx("button", button) });
  };
  return { id: `edit-${which}`, component };
}

function roleEntry(element, studio) {
  const { say } = studio;
  const getOptions = () => choices(roles(studio, element))();
  const set = async (value, element, { modeling }) => {
    const role = value === "+" ? await studio.newPost() : value;
    if (role !== null) modeling.updateProperties(element, { "mp:role": role || undefined });
  };
  return entry("mp:role", say("role"), SelectEntry, (object) => object.get("mp:role") ?? "", set, { getOptions });
}

function finalEntry(say) {
  const set = (value, element, { modeling }) =>
    modeling.updateProperties(element, { "mp:final": value ? "true" : undefined });
  return entry("mp:final", say("final"), CheckboxEntry, (object) => object.get("mp:final") === "true", set);
}

// What refers to the message: the receive task itself, or the definition of an event.
function bearerOf(element) {
  const object = getBusinessObject(element);
  return is(element, "bpmn:ReceiveTask") ? object : definitionOf(object, "bpmn:MessageEventDefinition");
}

function messageEntry(say) {
  const get = (object) =>
    (definitionOf(object, "bpmn:MessageEventDefinition") ?? object).messageRef?.name ?? "";
  const set = (value, element, { modeling, moddle }) => {
    const bearer = bearerOf(element);
    let root = bearer;
    while (root.$parent) root = root.$parent;
    let message = root.rootElements.find((one) => one.$type === "bpmn:Message" && one.name === value);
    if (!message && value) {
      message = moddle.create("bpmn:Message", { id: `message_${Date.now().toString(36)}`, name: value });
      message.$parent = root;
      root.rootElements.push(message);
    }
    modeling.updateModdleProperties(element, bearer, { messageRef: message });
  };
  return entry("message", say("message"), TextFieldEntry, get, set);
}
