/**
 * Signed-in pages: links and forms without page loads, and the islands.
 *
 * The server sends whole pages to everybody. This script fetches them, swaps the body, keeps address, title, history,
 * scroll and focus right, and leaves everything unusual to the browser: a page of another build or without the
 * client module, an answer that is no page, a network error, a browser without the Navigation API.
 */

import { focus, formAttribute, idle, isPost, openDialog, prefetch, showToggles, startDialogs, startForms, unlock } from "./controls";

/** A page that has been fetched, and the address that it belongs to. */
interface Page {
  document: Document;
  url: string;
  /** Whether it takes the place of the same page: then the visitor stays where they are on it. */
  stays?: boolean;
}

/** What the client module exports: its start, and one function per island. */
type ClientModule = { default(init: { module_or_path: string }): Promise<unknown>; hydrate(): void } & Record<
  string,
  (island: Element) => unknown
>;

const root = document.documentElement;
const build = root.dataset["build"];

/** How long to wait before the page says that it is busy, and before it gives up on what was sent. */
const SLOW = 1000;
const LOST = 30_000;

// Islands

let client: Promise<ClientModule> | undefined;
const hydrated = new WeakSet<Element>();

/** Loads and starts the client module, once; a failure is tried again with the next page. */
function loadClient(module: string, wasm: string): Promise<ClientModule> {
  client ??= (async () => {
    const loaded = (await import(module)) as ClientModule;
    await loaded.default({ module_or_path: wasm });
    loaded.hydrate();
    return loaded;
  })();
  client.catch(() => (client = undefined));
  return client;
}

/** Hydrates the islands of the page; a page without islands only has the module fetched ahead. */
function wakeIslands(): void {
  const { module, wasm } = root.dataset;
  if (!module || !wasm) return;
  const wake = async () => {
    if (!document.querySelector("leptos-island")) {
      if (!client) [module, wasm].forEach(prefetch);
      return;
    }
    const loaded = await loadClient(module, wasm).catch(() => undefined);
    if (!loaded) return;
    // only now: during the wait the page may have become another one
    for (const island of document.querySelectorAll<HTMLElement>("leptos-island")) {
      if (hydrated.has(island) || !island.isConnected) continue;
      hydrated.add(island);
      try {
        await loaded[island.dataset["component"] ?? ""]?.(island);
        tellWhatWasTyped(island);
      } catch (error) {
        reportError(error);
      }
    }
  };
  if (client) void wake();
  else idle(wake);
}

/** What somebody typed before an island was awake is news to it. */
function tellWhatWasTyped(island: HTMLElement): void {
  for (const field of island.querySelectorAll("input"))
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
}

// What changes by itself

/** Loads what keeps a page up to date, where it has something to; that can wait until the page is drawn. */
function stayLive(): void {
  if (!document.querySelector("[data-live], [data-live-switch], [data-countdown]")) return;
  idle(() => import("./live").then(({ start }) => start(), () => {}));
}

document.addEventListener("click", ({ target }) => {
  if ((target as Element).closest("[data-live-switch] button")) import("./live").then(({ toggle }) => toggle(), () => {});
});

// A device that several people use

/** Loads what signs out a shared device that nobody uses. */
function watchSharedDevice(): void {
  if (document.querySelector("[data-shared-device-idle]")) import("./shared-device").then(({ start }) => start(), () => {});
}

// Navigation

/** True while this script itself changes the address, which fires `navigate` again. */
let quiet = false;

function quietly(change: () => void): void {
  quiet = true;
  try {
    change();
  } finally {
    quiet = false;
  }
}

/** A real navigation; it replaces the entry that an intercepted navigation has already made. */
function leave(url: string, replace: boolean): void {
  quietly(() => {
    if (!replace) return location.assign(url);
    // an address replaced by itself would be a reload, after which Back believes to be in the same document
    if (url === location.href) history.replaceState(null, "", "/?");
    location.replace(url);
  });
}

const hashFor = (response: Response, url: string) => (response.redirected ? "" : new URL(url).hash);
const withoutHash = (url: string) => url.replace(/#.*/, "");

/** Fetches a page; what is no page of this build is left to the browser, and then there is no result. */
async function load(url: string, init: RequestInit): Promise<Page | undefined> {
  const response = await fetch(url, { ...init, headers: { Accept: "text/html", "Islands-Router": build ?? "" } });
  const isPost = init.method === "POST";
  // the way to the server is cut: nothing was done, and the form stays
  if (isPost && response.status > 500) throw new Error(response.statusText);
  const isHtml = response.headers.get("content-type")?.startsWith("text/html");
  const page = isHtml ? new DOMParser().parseFromString(await response.text(), "text/html") : undefined;

  if (page?.documentElement.dataset["build"] !== build || !page) {
    // the address of a failed POST is no page to go to
    if (isPost && !response.redirected) throw new Error(response.statusText);
    response.body?.cancel().catch(() => {});
    leave(response.url + hashFor(response, url), !isPost);
    return undefined;
  }
  // an answer to a POST that is no redirect belongs to the page that the form is on
  return { document: page, url: isPost && !response.redirected ? withoutHash(location.href) : response.url + hashFor(response, url) };
}

/** Tells screen readers what is going on: that one has to wait, and the title of the new page, as a page load would. */
const announcer = document.createElement("div");
announcer.className = "um-visually-hidden";
announcer.ariaLive = "polite";
document.body.append(announcer);

/** Marks the page as busy if the work takes long, and says so. */
async function showingBusy<T>(work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    const main = document.querySelector("main");
    main?.setAttribute("aria-busy", "true");
    // nothing outside of a modal dialog is read out
    document.querySelector("dialog:modal")?.append(announcer);
    announcer.textContent = main?.dataset["loading"] ?? "";
  }, SLOW);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    document.querySelector("main")?.removeAttribute("aria-busy");
    announcer.textContent = "";
  }
}

/** Draws a page in place of the present one. */
function draw(event: NavigateEvent, page: Page): void {
  unlock();
  announcer.textContent = "";
  document.title = page.document.title;
  root.lang = page.document.documentElement.lang;
  document.body.replaceChildren(...page.document.body.childNodes, announcer);
  if (page.url !== location.href) quietly(() => history.replaceState(null, "", page.url));
  setTimeout(() => (announcer.textContent = document.title), 100);

  if (event.navigationType === "traverse" || location.hash) event.scroll();
  else if (!page.stays) scrollTo(0, 0);
  // the browser moves the focus to what a hash names
  if (!location.hash) focus(document.querySelector<HTMLElement>("main h1"), { preventScroll: true });
  if (event.navigationType !== "traverse") {
    const first =
      document.querySelector<HTMLElement>("main .um-summary") ??
      document.querySelector<HTMLElement>("main [autofocus]") ??
      document.querySelector<HTMLElement>("main :is([role=alert], [role=status])[tabindex]");
    focus(first);
  }
  showToggles();
  openDialog();
  wakeIslands();
  stayLive();
  watchSharedDevice();
}

/** What the browser does itself. */
const NATIVE = "[data-native], [rel~=external]";

let posting = false;

/**
 * Sends a form and shows the page that the answer leads to.
 *
 * Not as an intercepted navigation, which would put the address of the action into the address bar first.
 */
async function onSubmit(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const url = new URL(formAttribute(event, "action"), location.href);
  if (!isPost(event) || form.closest(NATIVE) || url.origin !== location.origin) return;
  event.preventDefault();
  if (posting) return;
  posting = true;
  form.querySelector("[data-not-sent]")?.remove();
  const sent = new FormData(form, event.submitter);
  const hasFiles = [...sent.values()].some((value) => typeof value !== "string");
  const body = hasFiles ? sent : new URLSearchParams(sent as unknown as Record<string, string>);
  let page: Page | undefined;
  try {
    page = await showingBusy(load(url.href, { method: "POST", body, signal: AbortSignal.timeout(LOST) }));
  } catch {
    unlock();
    tellNotSent(form);
  }
  posting = false;
  if (!page) return; // or the browser is on its way, and the form stays locked
  page.stays = page.url === withoutHash(location.href);
  const history = page.stays ? "replace" : "push";
  const { finished } = navigation.navigate(page.url, { history, info: page });
  finished?.catch(() => {}); // given up for a later navigation
}

/** Says that a form may not have arrived, and that it can be sent again; the form and what was typed stay. */
function tellNotSent(form: HTMLFormElement): void {
  const template = document.querySelector<HTMLTemplateElement>("template#um-not-sent");
  const message = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!message) return;
  message.dataset["notSent"] = "";
  message.role = "alert";
  (form.isConnected ? form : document.querySelector("main"))?.prepend(message);
  focus(message);
}

/** The element last used, for browsers that do not say where a navigation comes from. */
let used: Element | null = null;

function onNavigate(event: NavigateEvent): void {
  const { info, signal } = event;
  const { url } = event.destination;
  const options = { focusReset: "manual", scroll: "manual" } as const;
  if (quiet || !event.canIntercept) return;
  // an address changed by a script, as the search does while one types, shows what is on the screen already
  if (event.destination.sameDocument && event.navigationType !== "traverse" && !info) return;
  if (info?.document) return event.intercept({ ...options, handler: async () => draw(event, info) });
  if (event.hashChange || event.downloadRequest !== null || event.formData || event.navigationType === "reload") return;

  const isBack = event.navigationType === "traverse";
  const source = event.sourceElement ?? (event.userInitiated && !isBack ? used : null);
  if (source?.closest(NATIVE)) return;
  event.intercept({
    ...options,
    handler: async () => {
      try {
        const page = await showingBusy(load(url, { signal }));
        if (page && !signal.aborted) draw(event, page);
      } catch {
        if (!signal.aborted) leave(url, true);
      }
    },
  });
}

startForms();
startDialogs();
wakeIslands();
stayLive();
watchSharedDevice();
if (build && window.navigation) {
  for (const type of ["click", "submit"]) addEventListener(type, (event) => (used = event.target as Element), true);
  navigation.addEventListener("navigate", onNavigate);
  document.addEventListener("submit", onSubmit); // after the lock of the controls
}
// what the browser kept of a signed-in page is not shown to whoever comes back after signing out
addEventListener("pageshow", (event) => event.persisted && location.reload());
