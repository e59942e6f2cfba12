/** How hard a new password is to guess, told below its field while one types; nothing of it leaves the page. */

import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs as graphs, dictionary } from "@zxcvbn-ts/language-common";

/** How long the typing has to pause. */
const PAUSE = 150;

/** Shorter ones are part of many words. */
const SHORTEST_NAME = 6;

const guesser = new ZxcvbnFactory({ dictionary, graphs });

function tell(input: HTMLInputElement, meter: HTMLElement): void {
  const { words = "", texts = "[]" } = meter.dataset;
  if (!input.value) {
    delete meter.dataset["score"];
    meter.textContent = "";
    return;
  }
  const userId = input.form?.querySelector<HTMLInputElement>("[name=user_id]")?.value ?? "";
  const own = [...words.split(" "), userId].filter(Boolean);
  const isOwn = own.some((word) => word.length >= SHORTEST_NAME && fold(input.value).includes(fold(word)));
  // in the form in which it is hashed; what names its owner is refused
  const score = isOwn ? 0 : guesser.check(input.value.normalize("NFKC"), own).score;
  const text = (JSON.parse(texts) as string[])[score] ?? "";
  meter.dataset["score"] = `${score}`;
  if (meter.textContent !== text) meter.textContent = text; // to be read out only when it changes
}

const fold = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");

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
// what was typed while this was loading, also by a password manager
for (const { dataset } of document.querySelectorAll<HTMLElement>("[data-strength-of]"))
  onInput(document.getElementById(dataset["strengthOf"] ?? ""));
