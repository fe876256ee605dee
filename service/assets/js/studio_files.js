// The editor of decision tables, loaded when one is first opened. It is given a container, the
// file's text and the fields that may decide; `text()` gives what it holds now.
import { HIT_POLICIES } from "dmn-js-decision-table/lib/features/hit-policy/HitPolicies";
import DmnModeler from "dmn-js/lib/Modeler";

import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "../css/studio_tables.css";

import { tableHelp } from "./studio/table_help.js";

const RUN = ["UNIQUE", "FIRST", "ANY", "COLLECT"];
const TYPES = ["string", "boolean", "number", "date"];

// dmn-js offers its list of policies as it stands; those that we do not run go.
const runnable = HIT_POLICIES.filter(({ value }) => RUN.includes(value.hitPolicy) && !value.aggregation);
HIT_POLICIES.splice(0, HIT_POLICIES.length, ...runnable);

async function editTable(container, text, { say }, fields) {
  const help = document.createElement("div");
  const table = document.createElement("div");
  help.className = "table-help";
  table.className = "table-canvas";
  container.append(help, table);
  const inOurWords = { additionalModules: [{ translate: ["value", say] }] };
  const modeler = new DmnModeler({ container: table, common: { dataTypes: TYPES }, decisionTable: inOurWords });
  await modeler.importXML(text);
  await modeler.open(modeler.getViews().find((view) => view.type === "decisionTable"));
  tableHelp(modeler.getActiveViewer(), help, fields, say);
  return { text: async () => (await modeler.saveXML({ format: true })).xml, close: () => modeler.destroy() };
}

window.mingpaiEditors = { ...window.mingpaiEditors, tables: editTable };
