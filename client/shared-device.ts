/**
 * Signs out a device that several people use, once nobody has used it for a while (X18).
 *
 * The server ends the session by itself; this is about the screen, on which the last page would stay. Somebody who reads
 * or types without pressing anything is there too: the server hears of it once a minute.
 */

/** How long before the end the person is told, and how far the server's own count may be ahead of ours. */
const NOTICE = 60_000;
const AHEAD = 60_000;
const HEARD_AGAIN = 60_000;
const TICK = 5_000;

const BAR = "[data-shared-device-idle]";

let used = Date.now();
let heard = Date.now();
let watching = false;
let leaving = false;

/** Starts on the page that is shown now, which the server has just sent. */
export function start(): void {
  used = heard = Date.now();
  if (watching) return;
  watching = true;
  for (const type of ["pointerdown", "keydown", "click", "wheel", "touchmove"]) addEventListener(type, onUse, { capture: true, passive: true });
  // a tablet that wakes up must not show what it showed when it went to sleep
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, TICK);
}

function onUse({ type }: Event): void {
  if (leavesNow()) return;
  used = Date.now();
  // not while a finger is still on it
  if (type === "click" || type === "keydown") ending()?.remove();
}

const ending = () => document.querySelector(`${BAR} [data-ending]`);

/** How long the page may be left alone, in milliseconds. */
function patience(): number | undefined {
  const idle = document.querySelector<HTMLElement>(BAR)?.dataset["sharedDeviceIdle"];
  return idle ? Number(idle) * 1000 - AHEAD : undefined;
}

const leavesNow = () => Date.now() - used >= (patience() ?? Infinity);

function tick(): void {
  const left = (patience() ?? Infinity) - (Date.now() - used);
  if (left <= 0) leave();
  else if (left <= NOTICE) tell();
  else ending()?.remove();
  if (left > NOTICE && used > heard && Date.now() - heard >= HEARD_AGAIN) void stay();
}

/** Has the server count from now on. */
async function stay(): Promise<void> {
  heard = Date.now();
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => undefined);
  // it has ended meanwhile, or on another device
  if (answer?.redirected) location.assign(answer.url);
}

function tell(): void {
  const bar = document.querySelector(BAR);
  if (!bar || ending()) return;
  const message = bar.querySelector("template")?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!message) return;
  message.dataset["ending"] = "";
  bar.append(message);
}

/** Leaves nothing of this person on the screen, even where the way to the server is cut. */
function leave(): void {
  const form = document.querySelector<HTMLFormElement>(`${BAR} form`);
  const idle = form?.elements.namedItem("idle");
  if (leaving || !form || !(idle instanceof HTMLInputElement)) return;
  leaving = true;
  idle.value = "yes";
  document.querySelector("main")?.replaceChildren();
  form.submit();
}
