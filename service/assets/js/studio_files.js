// The editor of decision tables, loaded when one is first opened. It is given a container and
// the file's text; `text()` gives what it holds now.
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

async function editTable(container, text) {
  const modeler = new DmnModeler({ container });
  await modeler.importXML(text);
  await modeler.open(modeler.getViews().find((view) => view.type === "decisionTable"));
  return { text: async () => (await modeler.saveXML({ format: true })).xml, close: () => modeler.destroy() };
}

window.mingpaiEditors = { ...window.mingpaiEditors, tables: editTable };
