// Who may act or be told: the applicant, the desks of the case, and the association's posts.
import { is } from "bpmn-js/lib/util/ModelUtil";

const BUILT_IN = ["applicant", "agency", "store"];

export function readers({ say, posts }, nobody = "none") {
  return [["", say(nobody)], ...BUILT_IN.map((code) => [code, say(code)]), ...posts];
}

// A task without a role of its own is done by whoever its lane names.
export function roles(studio, element) {
  return [...readers(studio, is(element, "bpmn:Lane") ? "none" : "byLane"), ["system", studio.say("system")], ["+", studio.say("newPost")]];
}
