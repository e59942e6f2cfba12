/**
 * Keeps what changes by itself up to date while a page is open: how invitations fare, how an import goes on.
 *
 * Elements with an id and `data-live` are taken anew from the page's own address, as long as somebody can see them; the
 * value of `data-live` names them when a change is read out. Elements with `data-countdown` count their seconds down,
 * in the place of `#` in `data-text`, and `data-text-one` for the last. Without this script a reload shows the same.
 * Where other things are on the page as well, a switch holds all of it (`data-live-switch`, WCAG 2.2.2).
 */

/** How long until the next look; longer once nothing has changed for a while. */
const SOON = 4_000;
const LATER = 20_000;
const PATIENCE = 15;

const LIVE = "[data-live][id]";
const SWITCH = "[data-live-switch]";
/** What a page to look after has; the search may have left it without anything that changes, for now. */
const WATCHED = `${LIVE}, ${SWITCH}`;

let looking: ReturnType<typeof setTimeout> | undefined;
let counting: ReturnType<typeof setInterval> | undefined;
let quietLooks = 0;
/** Whether somebody wants the pages to stay as they are, until the next page load. */
let held = false;

/** Holds the pages as they are, or has them go on. */
export function toggle(): void {
  held = !held;
  start();
  if (!held) void look();
}

/** Starts on the page that is shown now. */
export function start(): void {
  clearTimeout(looking);
  clearInterval(counting);
  quietLooks = 0;
  tellState();
  if (isHeld()) return;
  if (document.querySelector(WATCHED)) looking = setTimeout(look, SOON);
  counting = setInterval(countDown, 1000);
}

const isHeld = (): boolean => held && Boolean(document.querySelector(SWITCH));

/** What the switch says. */
function tellState(): void {
  const line = document.querySelector<HTMLElement>(SWITCH);
  const state = line?.querySelector("span");
  const button = line?.querySelector("button");
  if (!line || !state || !button) return;
  const { dataset } = line;
  state.textContent = dataset[held ? "held" : "running"] ?? "";
  button.textContent = dataset[held ? "resume" : "hold"] ?? "";
}

async function look(): Promise<void> {
  const address = location.href;
  if (!document.hidden) {
    const changed = await refresh(address).catch(() => undefined);
    // signed out: nothing more to look for
    if (changed === "gone") return;
    quietLooks = changed ? 0 : quietLooks + 1;
  }
  clearTimeout(looking);
  if (document.querySelector(WATCHED) && !isHeld()) looking = setTimeout(look, quietLooks > PATIENCE ? LATER : SOON);
}

/** Takes over what has changed; tells whether anything has. */
async function refresh(address: string): Promise<boolean | "gone"> {
  // nobody did anything: the session is not kept alive by this
  const response = await fetch(address, { headers: { Accept: "text/html", "X-Unattended": "1" } });
  if (response.redirected || !response.ok) return response.status >= 500 ? false : "gone";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // a search has put another address in its place meanwhile, or somebody wants it to stay
  if (location.href !== address || isHeld()) return false;
  const told: string[] = [];
  for (const old of document.querySelectorAll<HTMLElement>(LIVE)) {
    const fresh = page.getElementById(old.id);
    if (!fresh || old.matches(":focus-within, :active")) continue;
    if (same(fresh, old)) {
      setCountdowns(old, fresh);
      continue;
    }
    old.replaceWith(fresh);
    // the last change, too, after which nothing more is waited for
    const name = fresh.dataset["live"] || old.dataset["live"];
    if (name) told.push(`${name} ${fresh.textContent}`);
  }
  const status = document.getElementById("live-status");
  if (status && told.length) status.textContent = told.slice(0, 3).join(" ");
  return told.length > 0;
}

/** Seconds that count down are no change. */
const text = (element: HTMLElement): string => element.innerHTML.replace(/ data-countdown="\d+"|\d+(?=秒| second)/g, "");
const same = (one: HTMLElement, other: HTMLElement): boolean => text(one) === text(other);

/** The seconds that are left as the server counts them: they stood still here while the page was held or in the background. */
function setCountdowns(old: HTMLElement, fresh: HTMLElement): void {
  const told = fresh.querySelectorAll<HTMLElement>("[data-countdown]");
  old.querySelectorAll<HTMLElement>("[data-countdown]").forEach((element, index) => {
    element.dataset["countdown"] = told[index]?.dataset["countdown"];
  });
}

function countDown(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-countdown]")) {
    const left = Number(element.dataset["countdown"]) - 1;
    element.dataset["countdown"] = `${left}`;
    const { text = "#", textOne = text } = element.dataset;
    if (left > 0) element.textContent = (left === 1 ? textOne : text).replace("#", `${left}`);
    else element.remove();
  }
  if (!document.querySelector(`[data-countdown], ${WATCHED}`)) clearInterval(counting);
}
