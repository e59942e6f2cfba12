// Where everything of a test run listens, and the secrets that its processes share.

import { env } from 'node:process';
import { makeKeys } from '../cart/keys.mjs';

const HOST = '127.0.0.1';
/** As browsers see the portal: by name, since passkeys belong to a name, and a cookie of it never meets the cart's. */
const PORTAL_HOST = 'localhost';

/**
 * @param {string} name
 * @param {string} fallback
 */
const setting = (name, fallback) => env[name] || fallback;

export const ports = {
  portal: Number(setting('PORTAL_PORT', '4310')),
  cart: Number(setting('CART_PORT', '4311')),
  service: Number(setting('SERVICE_PORT', '4312')),
  smtp: Number(setting('SMTP_PORT', '4325')),
  postbox: Number(setting('POSTBOX_PORT', '4326')),
};

export const PORTAL_URL = `http://${PORTAL_HOST}:${ports.portal}`;
export const CART_URL = `http://${HOST}:${ports.cart}`;
/** A service of SSO連携サービス. */
export const SERVICE_URL = `http://${HOST}:${ports.service}`;
export const POSTBOX_URL = `http://${HOST}:${ports.postbox}`;
export const SMTP_URL = `smtp://${HOST}:${ports.smtp}`;

export const CART_CLIENT_ID = 'usen-cart';
export const SERVICE_CLIENT_ID = 'otoraku';
// The same in all processes of a test run, and nowhere else.
export const CART_CLIENT_SECRET = setting('CART_CLIENT_SECRET', '1Iex73Yw90AD5mOQ7NH8h6UHwCefje5PW-G-RVnfJp0');
export const BOUNCE_SECRET = setting('BOUNCE_SECRET', 'q7Vw2kZp0Xn5Rt9Yb4Lm1Hf8Js6Dc3Ga');
export const DEMO_PASSWORD = setting('DEMO_PASSWORD', 'demo violet ladder 42');
/** Chromium as it runs without a screen: the same engine, at little more than half of the time. */
export const CHROMIUM = setting('CHROMIUM', '/usr/bin/chromium-headless-shell');

export const ROOT = new URL('../..', import.meta.url).pathname;
/** Everything that is built or made by a run goes below this folder. */
export const TARGET = setting('CARGO_TARGET_DIR', `${ROOT}target`);
/** The server that is tested, and the site that it serves. */
export const SERVER_BIN = setting('SERVER_BIN', `${TARGET}/debug/server`);
export const SITE_ROOT = setting('SITE_ROOT', `${ROOT}target/site`);
/** What drives Firefox; `scripts/install-geckodriver` builds it. */
export const GECKODRIVER = setting('GECKODRIVER', `${TARGET}/tools/bin/geckodriver`);
export const MAIL_FROM = 'USEN MEMBERS <info@members.example.com>';

const OUTPUT = `${TARGET}/end2end`;
/** Where the portal of a test run writes its log. */
export const PORTAL_LOG = setting('PORTAL_LOG', `${OUTPUT}/portal.log`);
/** What the service proves itself with. */
export const SERVICE_KEYS = makeKeys(`${OUTPUT}/service`);
