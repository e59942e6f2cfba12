/**
 * What pages do to their controls: show a password, tell how strong a new one is, use a passkey, send a form once, check
 * a part of it in place; on signed-in pages open a dialog, close the menu.
 *
 * All of it works without this script too: what needs it stays hidden, checks and links to dialogs lead to pages.
 * Listeners sit on the document, so that they outlive a swap of the page. What few visitors need is loaded when they do.
 */

/** How long a form stays locked if neither an answer nor a new page comes. */
const LOCKED_FOR = 35_000;

/** Runs when the browser has nothing better to do. */
export const idle: (task: () => void) => void =
  "requestIdleCallback" in window ? (task) => requestIdleCallback(task, { timeout: 2000 }) : (task) => setTimeout(task, 200);

const prefetched = new Set<string>();

/**
 * Puts a file of ours that a later page needs into the browser's cache.
 *
 * Not by `<link rel=prefetch>`: Safari has none, and Firefox stops it by our policy (`default-src`).
 */
export function prefetch(url: string): void {
  if (prefetched.has(url)) return;
  prefetched.add(url);
  fetch(url, { priority: "low" })
    .then((file) => file.arrayBuffer()) // what is not read to its end may not be kept
    .catch(() => prefetched.delete(url));
}

/** Starts what every page has; `document` outlives a swap of the page. */
export function startForms(): void {
  document.addEventListener("submit", onCheck); // before whatever sends the whole form
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", ({ target }) => {
    const toggle = (target as Element).closest<HTMLElement>(TOGGLE);
    if (toggle) reveal(toggle, toggle.ariaPressed !== "true");
    const passkey = (target as Element).closest<HTMLButtonElement>(PASSKEY);
    if (passkey) void usePasskey(passkey);
    if ((target as Element).closest(PRINT)) print();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (document.querySelector(`[data-strength-of="${(target as Element).id}"]`)) import("./strength").catch(() => {});
  });
  addEventListener("pageshow", (event) => event.persisted && unlock());
  showToggles();
  // the page for when there is no network; without it browsers have one of their own
  idle(() => void navigator.serviceWorker?.register("/service-worker.js").catch(() => {}));
}

/** Starts what only signed-in pages have. */
export function startDialogs(): void {
  document.addEventListener("pointerdown", (event) => (wentDownOutside = isOutside(event)));
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKeydown);
  document.addEventListener("change", onSelect);
  document.addEventListener("focusout", onFocusOut);
  openDialog();
}

// Passwords

const TOGGLE = ".um-password__toggle";

/** Shows what a page that has just arrived has for browsers with this script, and with passkeys; it came hidden. */
export function showToggles(): void {
  const shown = `${TOGGLE},${SELECT_ALL},${PRINT},[data-live-switch]${"PublicKeyCredential" in window ? `,${PASSKEY}` : ""}`;
  for (const toggle of document.querySelectorAll<HTMLElement>(shown)) toggle.hidden = false;
}

function reveal(toggle: HTMLElement, visible: boolean): void {
  const input = toggle.parentElement?.querySelector("input");
  const { show, hide, showLabel, hideLabel } = toggle.dataset;
  if (!input) return;
  input.type = visible ? "text" : "password";
  toggle.ariaPressed = `${visible}`;
  toggle.ariaLabel = (visible ? hideLabel : showLabel) ?? null;
  toggle.textContent = (visible ? hide : show) ?? "";
}

const PRINT = "[data-print]";

// Rows of a list

const SELECT_ALL = "[data-select-all]";

/** Selects all rows of a list, or none; and tells by the same box whether all are. */
function onSelect({ target }: Event): void {
  const box = target as HTMLInputElement;
  const table = box.closest("table");
  const all = table?.querySelector<HTMLInputElement>(`${SELECT_ALL} input`);
  if (!table || !all) return;
  const rows = [...table.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
  if (box === all) for (const row of rows) row.checked = all.checked;
  const selected = rows.filter((row) => row.checked).length;
  all.checked = selected === rows.length;
  all.indeterminate = selected > 0 && !all.checked;
}

// Forms: what was sent is not sent again until there is an answer

/** What brings each locked form back. */
const locked = new Map<HTMLFormElement, () => void>();

/** Unlocks all forms, after an answer that leaves them on the screen. */
export function unlock(): void {
  for (const restore of locked.values()) restore();
  locked.clear();
}

function lock(form: HTMLFormElement, button: HTMLElement | null, { busy } = form.dataset): void {
  const label = button ? [...button.childNodes] : [];
  if (button) {
    button.ariaBusy = button.ariaDisabled = "true";
    if (busy) button.replaceChildren(busy);
  }
  const timer = setTimeout(unlock, LOCKED_FOR);
  locked.set(form, () => {
    clearTimeout(timer);
    if (!button) return;
    button.ariaBusy = button.ariaDisabled = null;
    if (busy) button.replaceChildren(...label);
  });
}

/** An attribute of the form, which the button may override. */
export const formAttribute = ({ target, submitter }: SubmitEvent, name: string): string =>
  submitter?.getAttribute(`form${name}`) ?? (target as Element).getAttribute(name) ?? "";

/** Whether a form is about to be sent by POST, in this window. */
export const isPost = (event: SubmitEvent): boolean =>
  !event.defaultPrevented && /^post$/i.test(formAttribute(event, "method")) && !formAttribute(event, "target");

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!isPost(event)) return;
  if (locked.has(form)) return event.preventDefault();
  for (const toggle of form.querySelectorAll<HTMLElement>(`${TOGGLE}[aria-pressed=true]`)) reveal(toggle, false);
  lock(form, event.submitter);
}

// Parts of a form that are checked in place

/** The part of a page with this id; of copies, the one in the dialog that the pressed button is in. */
const partOf = (page: Document, id: string, dialog: Element | null): HTMLElement | null =>
  (dialog && page.querySelector<HTMLElement>(`#${dialog.id} #${id}`)) ?? page.getElementById(id);

/** Sends the form of a button with `data-part`, and takes over only that part of the page that comes back. */
async function onCheck(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const button = event.submitter as HTMLButtonElement | null;
  const id = button?.dataset["part"];
  if (!id || locked.has(form)) return;
  event.preventDefault();
  const dialog = button.closest("dialog[id]");
  const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
  lock(form, button, button.dataset);
  const answer = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "text/html" } })
    .then((response) => response.text())
    .catch(() => "");
  if (!form.isConnected) return; // the visitor has gone on
  unlock();
  const part = partOf(new DOMParser().parseFromString(answer, "text/html"), id, dialog);
  if (part) {
    partOf(document, id, dialog)?.replaceWith(part);
    showToggles();
    return focus(
      part.querySelector<HTMLElement>("[role=status] [tabindex]") ??
        part.querySelector<HTMLElement>("[aria-invalid=true]") ??
        part.querySelector<HTMLElement>(`[formaction="${button.getAttribute("formaction")}"]`),
    );
  }
  // as a button that sends the whole form
  delete button.dataset["part"];
  form.requestSubmit(button);
  button.dataset["part"] = id;
}

// Passkeys

const PASSKEY = "[data-passkey]";

/** Lets the browser make or use a passkey, and sends the button's form with what came of it. */
async function usePasskey(button: HTMLButtonElement): Promise<void> {
  const { form, dataset } = button;
  const message = form?.querySelector("[data-passkey-message]");
  if (!form || !message || locked.has(form)) return;
  message.textContent = "";
  lock(form, button, dataset);
  try {
    await (await import("./passkeys")).ask(form, dataset);
    unlock();
    form.requestSubmit(form.querySelector<HTMLElement>("button.um-btn--primary:not([type=button])"));
  } catch {
    unlock();
    message.textContent = dataset["failed"] ?? "";
  }
}

// Dialogs

/** Makes the dialog that the server has opened modal. */
export function openDialog(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-open]");
  if (!dialog) return;
  show(dialog);
  const opener = dialog.querySelector<HTMLElement>("[data-return]")?.dataset["return"];
  if (opener) dialog.addEventListener("close", () => document.getElementById(opener)?.focus(), { once: true });
}

/** Opens a dialog with the focus on its error summary, its first field, or its heading. */
function show(dialog: HTMLDialogElement): void {
  dialog.open = false; // what the server opened is not modal
  dialog.showModal();
  const first =
    dialog.querySelector<HTMLElement>(".um-summary") ??
    dialog.querySelector<HTMLElement>("[autofocus], [aria-invalid=true], input:not([type=hidden]), textarea") ??
    dialog.querySelector<HTMLElement>("h2");
  focus(first);
}

/** Tells a dialog that many links share what the pressed one is about. */
function fill(dialog: HTMLDialogElement, about: DOMStringMap): void {
  for (const [name, value = ""] of Object.entries(about)) {
    for (const input of dialog.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)) input.value = value;
    for (const text of dialog.querySelectorAll(`[data-fill="${name}"]`)) text.textContent = value;
  }
}

/** Moves the focus to something that need not be a control. */
export function focus(target: HTMLElement | null, options?: FocusOptions): void {
  if (!target) return;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus(options);
}

/** Whether the pointer is on the backdrop of a dialog. */
function isOutside({ target, clientX: x, clientY: y }: MouseEvent): boolean {
  if (!(target instanceof HTMLDialogElement)) return false;
  const box = target.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

/** Where the pointer went down: to select text and let go outside of the dialog must not close it. */
let wentDownOutside = false;

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.um-menu[open]"))
    if (!menu.contains(target)) menu.open = false;

  const open = target.closest("dialog");
  if (open && (target.closest("[data-close-dialog]") || (wentDownOutside && isOutside(event)))) {
    event.preventDefault(); // where there is no dialog, the same link leads back to a page
    open.close();
  }

  const opener = target.closest<HTMLElement>("[data-dialog]");
  const dialog = document.getElementById(opener?.dataset["dialog"] ?? "");
  if (!opener || !(dialog instanceof HTMLDialogElement)) return;
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  fill(dialog, opener.dataset);
  show(dialog);
  dialog.addEventListener("close", () => opener.focus(), { once: true }); // Safari does not focus links on a click
}

/** A menu that the focus has left would cover what has it now. */
function onFocusOut({ target, relatedTarget }: FocusEvent): void {
  const menu = (target as Element).closest<HTMLDetailsElement>("details.um-menu[open]");
  if (menu && relatedTarget instanceof Element && !menu.contains(relatedTarget)) menu.open = false;
}

function onKeydown(event: KeyboardEvent): void {
  const menu = event.key === "Escape" && document.querySelector<HTMLDetailsElement>("details.um-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
