// A small shopping site, the portal's first customer: it signs people in by the portal and shows who came.
//
// PORT           where it listens on loopback (default 3001)
// CART_URL       its own address as browsers see it (default http://127.0.0.1:PORT)
// PORTAL_URL     the portal (default http://localhost:3000)
// CLIENT_ID, CLIENT_SECRET  how the portal knows it

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { failed, top, welcome } from './pages.mjs';
import { portal } from './portal.mjs';

/** @typedef {import('./portal.mjs').Attempt} Attempt */
/** @typedef {import('./portal.mjs').Customer} Customer */
/** @typedef {{status: number, headers?: Record<string, string | string[]>, body?: string}} Answer */

/** @param {string} name */
function setting(name, fallback = '') {
  const value = process.env[name] || fallback;
  if (!value) throw new Error(`The cart needs the setting ${name}.`);
  return value;
}

const HOST = '127.0.0.1';
const PORT = Number(setting('PORT', '3001'));
const OWN_URL = new URL(setting('CART_URL', `http://${HOST}:${PORT}`)).origin;
const MEMBERS = portal({
  portalUrl: new URL(setting('PORTAL_URL', 'http://localhost:3000')).origin,
  clientId: setting('CLIENT_ID'),
  clientSecret: setting('CLIENT_SECRET'),
  redirectUri: `${OWN_URL}/callback`,
});
const STYLE = readFileSync(new URL('cart.css', import.meta.url), 'utf8');

// Cookies do not tell ports apart, so the names differ from the portal's.
const SESSION = 'cart_session';
const ATTEMPT = 'cart_sign_in';
const SESSION_SECONDS = 12 * 60 * 60;
const ATTEMPT_SECONDS = 10 * 60;

/**
 * Values by an unguessable name, each for a limited time.
 *
 * @template Value
 */
class Shelf {
  /** @type {Map<string, {value: Value, until: number}>} */
  #places = new Map();
  #seconds;

  /** @param {number} seconds */
  constructor(seconds) {
    this.#seconds = seconds;
  }

  /** @param {Value} value */
  put(value) {
    const now = Date.now();
    for (const [name, { until }] of this.#places) if (until < now) this.#places.delete(name);
    const name = randomBytes(32).toString('base64url');
    this.#places.set(name, { value, until: now + this.#seconds * 1000 });
    return name;
  }

  /** @param {string | undefined} name */
  look(name) {
    const place = this.#places.get(name ?? '');
    return place && place.until > Date.now() ? place.value : undefined;
  }

  /** @param {string | undefined} name */
  take(name) {
    const value = this.look(name);
    this.#places.delete(name ?? '');
    return value;
  }
}

/** @type {Shelf<Customer>} */
const sessions = new Shelf(SESSION_SECONDS);
/** @type {Shelf<Attempt>} */
const attempts = new Shelf(ATTEMPT_SECONDS);

/**
 * @param {string} name
 * @param {string} value
 * @param {number} seconds
 */
function cookie(name, value, seconds) {
  const secure = OWN_URL.startsWith('https:') ? '; Secure' : '';
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {string} name
 */
function cookieOf(request, name) {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name) return value;
  }
  return undefined;
}

/**
 * @param {number} status
 * @param {string} body
 * @returns {Answer}
 */
const html = (status, body) => ({ status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body });

/** @returns {Promise<Answer>} */
async function signIn() {
  const { address, attempt } = await MEMBERS.begin();
  const name = attempts.put(attempt);
  return { status: 303, headers: { Location: address.href, 'Set-Cookie': cookie(ATTEMPT, name, ATTEMPT_SECONDS) } };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {URL} url
 * @returns {Promise<Answer>}
 */
async function callback(request, url) {
  const attempt = attempts.take(cookieOf(request, ATTEMPT));
  if (!attempt) return html(400, failed());
  try {
    const name = sessions.put(await MEMBERS.finish(url, attempt));
    sessions.take(cookieOf(request, SESSION));
    const cookies = [cookie(SESSION, name, SESSION_SECONDS), cookie(ATTEMPT, '', 0)];
    return { status: 303, headers: { Location: '/', 'Set-Cookie': cookies } };
  } catch (error) {
    console.error(`cart: sign-in failed: ${error instanceof Error ? error.message : error}`);
    return html(400, failed());
  }
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Answer}
 */
function signOut(request) {
  if (request.headers.origin !== OWN_URL) return { status: 403 };
  sessions.take(cookieOf(request, SESSION));
  return { status: 303, headers: { Location: '/', 'Set-Cookie': cookie(SESSION, '', 0) } };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Answer>}
 */
async function respond(request) {
  const url = new URL(request.url ?? '/', OWN_URL);
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /': {
      const customer = sessions.look(cookieOf(request, SESSION));
      return html(200, customer ? top(customer) : welcome());
    }
    case 'GET /sign-in':
      return signIn();
    case 'GET /callback':
      return callback(request, url);
    case 'POST /sign-out':
      return signOut(request);
    case 'GET /cart.css':
      return { status: 200, headers: { 'Content-Type': 'text/css; charset=utf-8' }, body: STYLE };
    case 'GET /healthz':
      return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'ok' };
    default:
      return { status: 404 };
  }
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

const server = createServer((request, response) => {
  respond(request).then(
    ({ status, headers, body }) => response.writeHead(status, { ...HEADERS, ...headers }).end(body),
    (error) => {
      console.error(error);
      response.writeHead(500, HEADERS).end();
    },
  );
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
server.listen(PORT, HOST, () => console.log(`cart: ${OWN_URL}`));
