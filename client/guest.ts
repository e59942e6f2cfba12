/**
 * Pages before sign-in: the controls, and in idle time the files of the first signed-in page and the passkeys that the
 * browser suggests in the field of the user ID.
 */

import { idle, prefetch, startForms } from "./controls";

startForms();

// what a link carries leaves the address at once: nobody reads it off the screen, or finds it in the history (R21)
const address = document.querySelector<HTMLElement>("[data-address]")?.dataset["address"];
if (address) history.replaceState(null, "", address);

/** Signs in with a passkey that is picked among the browser's suggestions. */
async function suggestPasskeys(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("form[data-passkey-autofill]");
  if (!form || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  await (await import("./passkeys")).ask(form, form.dataset);
  form.requestSubmit();
}

// a module runs before `load`
addEventListener("load", () =>
  idle(() => {
    document.documentElement.dataset["prefetch"]?.split(" ").forEach(prefetch);
    suggestPasskeys().catch(() => {}); // there is the button, and the password
  }),
);
