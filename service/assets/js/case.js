// The pages of a case draw its diagram.
import { drawAll } from "./diagram.js";

drawAll(document);
