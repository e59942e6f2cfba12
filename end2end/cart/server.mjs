// A small site that signs people in by the portal, as any OpenID Connect client does: a shop where points are used, or
// a service that only shows who came.
//
// PORT           where it listens on loopback (default 3001)
// CART_URL       its own address as browsers see it (default http://127.0.0.1:PORT)
// PORTAL_URL     the portal (default http://localhost:3000)
// CLIENT_ID      how the portal knows it, proved by one of
//   CLIENT_SECRET                  client_secret_basic
//   CLIENT_KEY or CLIENT_KEY_FILE  private_key_jwt: a key for ES256 as PKCS#8 PEM, or the file with it
// SITE           cart (default) or service
// SITE_NAME      what a service is called
//
// The portal has to know of its addresses: /callback (redirect URI), /login (initiate_login_uri), /signed-out
// (post-logout redirect URI), /backchannel-logout.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { env } from 'node:process';
import { cookies as siteCookies } from './cookies.mjs';
import { door as siteDoor } from './door.mjs';
import { BadRequest, asked, html, text } from './http.mjs';
import { logFailure } from './log.mjs';
import { logoutTokens as portalLogoutTokens } from './logout-token.mjs';
import { members as portalMembers } from './members.mjs';
import { orders } from './orders.mjs';
import { errorPage } from './pages/errors.mjs';
import { render } from './pages/layout.mjs';
import { serviceTop } from './pages/service.mjs';
import { points } from './points.mjs';
import { portal as knownPortal } from './portal.mjs';
import { sessions as siteSessions } from './sessions.mjs';
import { readSettings } from './settings.mjs';
import { shopRoutes } from './shop.mjs';
import { signInRoutes } from './sign-in.mjs';

/**
 * @typedef {import('./http.mjs').Answer} Answer
 * @typedef {import('./http.mjs').Request} Request
 * @typedef {import('./http.mjs').Route} Route
 */

const HOST = '127.0.0.1';
const REQUEST_MILLISECONDS = 30_000;

const settings = readSettings(env);
const { ownUrl, portalUrl, site } = settings;
const portal = knownPortal(settings);
const members = portalMembers(portal, settings);
const cookies = siteCookies(settings);
const sessions = siteSessions(cookies, members);
const door = siteDoor({ settings, sessions });
const style = readFileSync(new URL('cart.css', import.meta.url), 'utf8');

/** @type {readonly Route[]} */
const SERVICE_ROUTES = [['GET', /^\/$/, door.top(({ customer }) => serviceTop(site, customer))]];

/** @type {readonly Route[]} */
const ROUTES = [
  ...(site.kind === 'cart' ? shopRoutes(door, orders(points(portal))) : SERVICE_ROUTES),
  ...signInRoutes({ settings, cookies, members, sessions, logoutTokens: portalLogoutTokens(portal) }),
  ['GET', /^\/cart\.css$/, () => text('css', style)],
  ['GET', /^\/healthz$/, () => text('plain', 'ok')],
];

/**
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function respond(request) {
  const known = asked(request, ownUrl);
  const here = ROUTES.filter(([, path]) => path.test(known.url.pathname));
  if (here.length === 0) throw new BadRequest(404);
  const route = here.find(([method]) => method === request.method);
  if (!route) return { ...html(405, errorPage(405)), headers: { Allow: here.map(([method]) => method).join(', ') } };
  const [, path, handle] = route;
  return handle({ ...known, part: path.exec(known.url.pathname)?.[1] ?? '' });
}

/**
 * @param {unknown} error
 * @returns {Answer}
 */
function failure(error) {
  const status = error instanceof BadRequest ? error.status : 500;
  if (status === 500) logFailure('request', error);
  return html(status, errorPage(status));
}

const HEADERS = {
  'Cache-Control': 'no-store',
  // Browsers ask about redirects as well: signing out leads to the portal, and so does signing in again.
  'Content-Security-Policy':
    `default-src 'none'; style-src 'self'; img-src data:; form-action 'self' ${portalUrl}; ` +
    "base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

const server = createServer({ requestTimeout: REQUEST_MILLISECONDS }, async (request, response) => {
  const { status, headers, page, body } = await respond(request).catch(failure);
  response.writeHead(status, {
    ...HEADERS,
    ...(page && { 'Content-Type': 'text/html; charset=utf-8' }),
    // What was not read of the request is not taken for the next one.
    ...(!request.complete && { Connection: 'close' }),
    ...headers,
  });
  response.end(page ? render(site, page) : body);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
server.listen(settings.port, HOST, () => console.log(`${site.name}: ${ownUrl}`));
