/** Pages before sign-in: the controls, and in idle time the files of the first signed-in page. */

import { idle, prefetch, startForms } from "./controls";

startForms();

// a module runs before `load`
addEventListener("load", () => idle(() => document.documentElement.dataset["prefetch"]?.split(" ").forEach(prefetch)));
