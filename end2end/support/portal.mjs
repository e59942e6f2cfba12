// Starts the portal in demonstration mode for the browser tests, and ends it with this process.
//
// DATABASE_URL  an empty or earlier test database (scripts/with-postgres gives one)
// SERVER_BIN    the server (default: the debug build)
// SITE_ROOT     the built site (default: target/site)

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { env, exit } from 'node:process';
import {
  BOUNCE_SECRET,
  CART_CLIENT_SECRET,
  CART_URL,
  DEMO_PASSWORD,
  MAIL_FROM,
  PORTAL_LOG,
  PORTAL_URL,
  ROOT,
  SERVER_BIN,
  SERVICE_KEYS,
  SERVICE_URL,
  SITE_ROOT,
  SMTP_URL,
  ports,
} from './settings.mjs';

if (!env['DATABASE_URL']) {
  console.error('The browser tests need DATABASE_URL; run them by scripts/with-postgres or `make test`.');
  exit(1);
}

const server = spawn(SERVER_BIN, ['demo'], {
  cwd: ROOT,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: {
    ...env,
    LISTEN_ADDR: `127.0.0.1:${ports.portal}`,
    PUBLIC_URL: PORTAL_URL,
    SITE_ROOT,
    // none: mails stay in the viewer
    SMTP_URL: env['PORTAL_SMTP_URL'] ?? SMTP_URL,
    MAIL_FROM,
    BOUNCE_SECRET,
    DEMO_CART_URL: CART_URL,
    DEMO_CART_SECRET: CART_CLIENT_SECRET,
    DEMO_SERVICE_URL: SERVICE_URL,
    DEMO_SERVICE_KEYS: SERVICE_KEYS.publicKeys,
    DEMO_PASSWORD,
    SECRET_KEY: env['SECRET_KEY'] || randomBytes(64).toString('hex'),
    // Each visitor of the tests comes from an address of its own, as real ones do.
    TRUSTED_PROXIES: '127.0.0.1/32',
    LOG_FORMAT: 'json',
  },
});

mkdirSync(dirname(PORTAL_LOG), { recursive: true });
const log = createWriteStream(PORTAL_LOG);
/** @type {string[]} */
const lastLines = [];
for (const stream of [server.stdout, server.stderr]) {
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    log.write(chunk);
    lastLines.push(...chunk.toString().split('\n').filter(Boolean));
    lastLines.splice(0, lastLines.length - 20);
  });
}

let asked = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    asked = true;
    server.kill('SIGTERM');
  });
}
server.on('error', (error) => {
  console.error(`The portal could not be started: ${error.message}`);
  exit(1);
});
server.on('exit', (code, signal) => {
  if (!asked) console.error(`The portal ended by itself (${code ?? signal}):\n${lastLines.join('\n')}\nSee ${PORTAL_LOG}`);
  exit(asked ? 0 : 1);
});
