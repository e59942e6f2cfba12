/** Passkeys (WebAuthn): what the server asks for goes to the browser, and what the browser answers into the form. */

import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";

/** What the server begins: its name for it, and the JSON text of what the browser is to do. */
interface Beginning {
  ceremony: string;
  options: string;
}

/** Whether somebody has pressed a button; what waits in the background must not end what that began. */
let pressed = false;

/**
 * Does the ceremony that the server begins at `start`, and fills in the form; throws when nothing came of it.
 *
 * `passkey` says which: to `create` one, to `get` one now, or else one that is picked among the suggestions of a field.
 */
export async function ask(form: HTMLFormElement, { passkey, start = "" }: DOMStringMap): Promise<void> {
  if (passkey) pressed = true;
  const answer = await fetch(start, { method: "POST", body: new URLSearchParams(), headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const { ceremony, options } = (await answer.json()) as Beginning;
  if (!passkey && pressed) throw new Error("a button was pressed");

  const { publicKey } = JSON.parse(options) as { publicKey: unknown };
  const credential =
    passkey === "create"
      ? await startRegistration({ optionsJSON: publicKey as PublicKeyCredentialCreationOptionsJSON })
      : await startAuthentication({
          optionsJSON: publicKey as PublicKeyCredentialRequestOptionsJSON,
          useBrowserAutofill: !passkey,
        });
  repeatBoxes(form);
  fill(form, "ceremony", ceremony);
  fill(form, "credential", JSON.stringify(credential));
}

/** What is ticked beside the password holds for the passkey as well. */
function repeatBoxes(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=hidden]")) {
    const box = document.querySelector<HTMLInputElement>(`input[type=checkbox][name="${input.name}"]`);
    if (box) input.value = box.checked ? box.value : "";
  }
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  (form.elements.namedItem(name) as HTMLInputElement).value = value;
}
