// The portal as it is measured: the release build with its demonstration data, a shop with 100 share accounts, and the
// browser that looks at it. The caller's DATABASE_URL, SERVER_BIN and SITE_ROOT say what is started.

import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { env } from 'node:process';

const PORT = Number(env.PORTAL_PORT ?? 4410);
export const URL_ = `http://localhost:${PORT}`;
export const PASSWORD = 'bench ladder 42 gramophone';
export const CHROMIUM = env.CHROMIUM ?? '/usr/bin/chromium';
/** As the browser tests start it (end2end/playwright.config.ts). */
export const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts the server and waits for its first answer. */
export async function start(command, extra = {}) {
  const child = spawn(env.SERVER_BIN, [command], {
    stdio: 'ignore',
    env: {
      ...env,
      LISTEN_ADDR: `127.0.0.1:${PORT}`,
      PUBLIC_URL: URL_,
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'USEN MEMBERS <info@members.example.com>',
      SECRET_KEY: randomBytes(64).toString('hex'),
      DEMO_PASSWORD: PASSWORD,
      RUST_LOG: 'warn',
      CONNECTIONS_PER_ADDRESS: '0',
      // one visitor plays many: what the limits would refuse is to be measured
      LIMIT_SIGN_IN_ACCOUNT: '100000+1/1s',
      LIMIT_SIGN_IN_ADDRESS: '100000+1/1s',
      LIMIT_RECOVERY_ADDRESS: '100000+1/1s',
      SHARE_ACCOUNT_LIMIT: '1000',
      ...extra,
    },
  });
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    try {
      if ((await fetch(`${URL_}/readyz`)).ok) return child;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('the server did not get ready');
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** A shop with 100 share accounts, a third of them registered. */
export async function shopWithHundred(database) {
  const { rows: [parent] } = await database.query("select id, customer_id, email, password_hash from accounts where user_id = 'demoparent2'");
  for (let number = 1; number <= 100; number += 1) {
    const id = randomUUID();
    const registered = number % 3 === 0;
    const client = await database.connect();
    try {
      await client.query('begin');
      if (registered) await client.query('insert into user_ids values ($1, $2, $3)', [`benchstaff${number}`, id, new Date()]);
      await client.query(
        `insert into accounts (id, customer_id, kind, state, name, email, user_id, password_hash, created_at)
         values ($1, $2, 'share', $3, $4, $5, $6, $7, $8)`,
        [id, parent.customer_id, registered ? 'active' : 'awaiting_registration', `スタッフ${number}`, `staff${number}@example.com`,
          registered ? `benchstaff${number}` : null, registered ? parent.password_hash : null, new Date(Date.now() - number * 60_000)],
      );
      if (!registered) {
        const mail = randomUUID();
        await client.query(
          "insert into outbox (id, letter, account_id, state, created_at, due_at, expires_at, sent_at) values ($1, 'invitation', $2, 'sent', $3, $3, $3, $3)",
          [mail, id, new Date()],
        );
        await client.query('insert into invitation_links values ($1, $2, $3, $4, $5)', [
          createHash('sha256').update(mail).digest(), id, mail, new Date(), new Date(Date.now() + 86_400_000),
        ]);
      }
      await client.query('commit');
    } finally {
      client.release();
    }
  }
  await database.query('analyze');
  return { userId: 'demoparent2', email: parent.email };
}

export async function post(address, form) {
  return fetch(`${URL_}${address}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: URL_, accept: 'text/html' },
    body: new URLSearchParams(form),
  });
}

export async function signIn(userId) {
  const answer = await post('/api/sign-in/sign-in', { user_id: userId, password: PASSWORD });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).find((one) => one.startsWith('sid='));
  if (!cookie) throw new Error(`sign-in answered ${answer.status}`);
  return cookie;
}
