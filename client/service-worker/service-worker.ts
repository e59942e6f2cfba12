/**
 * Shows a page of ours when there is no way to the server (X17), and keeps nothing else: no page of anybody is ever
 * stored on the device. Forms that are sent, and everything but pages, go past it untouched.
 */

/** The page and what it is drawn with, and what changes when any of it may have; written in when the site is built. */
declare const OFFLINE_PAGE: string;
declare const OFFLINE_STYLE: string;
declare const VERSION: string;

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `offline-${VERSION}`;

worker.addEventListener("install", (event) => {
  // without cookies: the page is nobody's; the style has just been fetched for the page that this was started from
  const page = new Request(OFFLINE_PAGE, { credentials: "omit", cache: "reload" });
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([page, OFFLINE_STYLE])));
  void worker.skipWaiting();
});

worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (new URL(request.url).pathname === OFFLINE_STYLE) event.respondWith(style(request));
});

/** What the server says; the browser has asked it already while this worker was started. */
async function page({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    return ((await preloadResponse) as Response | undefined) ?? (await fetch(request));
  } catch {
    return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

async function style(request: Request): Promise<Response> {
  return (await caches.match(OFFLINE_STYLE)) ?? fetch(request);
}
