// What makes reviewing quick: papers on a stage, the list and the decision by key, reasons by
// one click. Without this file all pages lie one under the other and the form works as it is.
import { watchAffected } from "./affected.js";
import { watchDecisions } from "./decision.js";
import { watchQuestions } from "./questions.js";
import { watchTaskRows } from "./task_rows.js";
import { watchViewers } from "./viewer.js";

watchViewers(document);
watchTaskRows(document);
watchDecisions(document);
watchAffected(document);
watchQuestions(document);
