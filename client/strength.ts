/** How hard a new password is to guess, told below its field while one types; nothing of it leaves the page. */

import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs as graphs, dictionary } from "@zxcvbn-ts/language-common";

/** How long the typing has to pause. */
const PAUSE = 150;

const guesser = new ZxcvbnFactory({ dictionary, graphs });

function tell(input: HTMLInputElement, meter: HTMLElement): void {
  const { words = "", texts = "[]" } = meter.dataset;
  if (!input.value) {
    delete meter.dataset["score"];
    meter.textContent = "";
    return;
  }
  // in the form in which it is hashed
  const { score } = guesser.check(input.value.normalize("NFKC"), words.split(" ").filter(Boolean));
  const text = (JSON.parse(texts) as string[])[score] ?? "";
  meter.dataset["score"] = `${score}`;
  if (meter.textContent !== text) meter.textContent = text; // to be read out only when it changes
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells after a pause how strong the password in this element is, if it has a meter. */
function onInput(input: EventTarget | null): void {
  if (!(input instanceof HTMLInputElement)) return;
  const meter = document.querySelector<HTMLElement>(`[data-strength-of="${input.id}"]`);
  if (!meter) return;
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE, input, meter);
}

document.addEventListener("input", ({ target }) => onInput(target));
onInput(document.activeElement); // what was typed while this was loading
