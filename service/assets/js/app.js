// What every page loads. Each module finds its elements by a data attribute, so a page without
// them pays nothing and a page works without this file.
import htmx from "htmx.org";

import { watchAutosave } from "./autosave.js";
import { watchComposition } from "./composition.js";
import { watchCopies } from "./copying.js";
import { focusErrorSummary } from "./error_summary.js";
import { watchKeys } from "./keyboard.js";
import { watchMenus } from "./menu.js";
import { watchReveals } from "./reveal.js";
import { watchSubmits } from "./submit_once.js";
import { markUnattended } from "./unattended.js";
import { watchUploads } from "./uploads.js";
import { showWhatScriptsCan } from "./with_script.js";

// Our content security policy allows neither inline styles nor eval.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // Pages with personal data stay out of local storage.
// A 422 carries the form again, with the sentence beside the field.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

markUnattended(document);
watchComposition(document);
watchAutosave(document);
watchUploads(document);
watchKeys(document);
watchSubmits(document);
watchMenus(document);
watchReveals(document);
watchCopies(document);
showWhatScriptsCan(document);
htmx.onLoad(showWhatScriptsCan); // What htmx brings in later, too.
focusErrorSummary(document);
