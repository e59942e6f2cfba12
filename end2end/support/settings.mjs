// Where everything of a test run listens, and the secrets that its processes share.

import { env } from 'node:process';

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
  smtp: Number(setting('SMTP_PORT', '4325')),
  postbox: Number(setting('POSTBOX_PORT', '4326')),
};

export const PORTAL_URL = `http://${PORTAL_HOST}:${ports.portal}`;
export const CART_URL = `http://${HOST}:${ports.cart}`;
export const POSTBOX_URL = `http://${HOST}:${ports.postbox}`;
export const SMTP_URL = `smtp://${HOST}:${ports.smtp}`;

export const CART_CLIENT_ID = setting('CART_CLIENT_ID', 'usen-cart');
// The same in all processes of a test run, and nowhere else; the server takes only what looks random.
export const CART_CLIENT_SECRET = setting('CART_CLIENT_SECRET', '1Iex73Yw90AD5mOQ7NH8h6UHwCefje5PW-G-RVnfJp0');
export const BOUNCE_SECRET = setting('BOUNCE_SECRET', 'q7Vw2kZp0Xn5Rt9Yb4Lm1Hf8Js6Dc3Ga');
export const DEMO_PASSWORD = setting('DEMO_PASSWORD', 'demo violet ladder 42');
export const CHROMIUM = setting('CHROMIUM', '/usr/bin/chromium');

/** Where the portal of a test run writes its log. */
export const PORTAL_LOG = `${setting('CARGO_TARGET_DIR', new URL('../../target', import.meta.url).pathname)}/end2end/portal.log`;
