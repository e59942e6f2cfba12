// How fast invitations leave, who waits for whom, and what that does to pages (design/quality.md P12, security.md F15).

import { once } from 'node:events';
import { createServer } from 'node:net';

/** How often a page is asked for meanwhile, in milliseconds. */
const PAGE_EVERY = 50;

/** What is queued at once, and at what mail server; F15 has caps, beyond which the bench fails. */
const RUNS = [
  { name: 'P12', milliseconds: 0, shops: 100, each: 100 },
  { name: 'F15', milliseconds: 50, shops: 100, each: 100 },
  { name: 'F15, a burst', milliseconds: 50, shops: 1, each: 500 },
];
const SECONDS_CAP = 600;
const DELAY_CAP = 60_000;
const PAGE_CAP = 500;

/**
 * Measures with a mail server that answers at once, and with one that takes 50 ms a mail.
 *
 * `start` starts the server with settings, `signIn` gives a cookie, `row` takes a line of the table.
 */
export async function mails({ database, start, stop, signIn, row, url }) {
  for (const { name, milliseconds, shops, each } of RUNS) {
    const sink = await mailServer(milliseconds);
    const server = await start({ SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
    try {
      const page = { address: `${url}/account/share`, cookie: await signIn() };
      await latencies(page, wait(2_000));
      const idle = await latencies(page, wait(10_000));

      const began = performance.now();
      const queued = await queue(database, shops, each);
      const late = newcomers(database, sink);
      const all = sink.until(queued).then(() => performance.now());
      const meanwhile = await latencies(page, all);
      const seconds = ((await all) - began) / 1000;
      const delay = quantile(await late(), 0.95);

      const mailServerIs = milliseconds ? `takes ${milliseconds} ms a mail` : 'answers at once';
      const rate = Math.round(queued.length / seconds);
      row(
        `${name}: ${queued.length} invitations from ${shops} shop(s) to a mail server that ${mailServerIs}`,
        `${seconds.toFixed(1)} s, ${rate} mails/s`,
        'queued at once; until the last one is taken, on loopback',
      );
      row(
        '… the list meanwhile',
        `p95 ${quantile(meanwhile, 0.95).toFixed(1)} ms, p99 ${quantile(meanwhile, 0.99).toFixed(1)} ms`,
        `20 requests a second; idle p99 ${quantile(idle, 0.99).toFixed(1)} ms`,
      );
      row('… mails of shops that come later', `p95 ${(delay / 1000).toFixed(2)} s after they were queued`, 'two shops a second, one mail each');
      row('… copies too many', String(sink.copies()), 'Message-IDs that came twice');
      if (!name.startsWith('F15')) continue;
      if (seconds > SECONDS_CAP) throw new Error(`${name}: ${seconds} s`);
      if (delay > DELAY_CAP) throw new Error(`${name}: mails of other shops took ${delay} ms`);
      if (quantile(meanwhile, 0.95) > PAGE_CAP) throw new Error(`${name}: the list took ${quantile(meanwhile, 0.95)} ms`);
      if (sink.copies() > 0) throw new Error(`${name}: ${sink.copies()} mails came twice`);
    } finally {
      await stop(server);
      sink.close();
    }
  }
}

/** Accounts that wait for their registration, and their invitations, as 登録 leaves them. */
async function queue(database, shops, each) {
  const now = new Date();
  const { rows } = await database.query(
    `with shop as (
            insert into customers (id, code, name, created_at)
            select gen_random_uuid(), lpad(floor(random() * 1e9)::bigint::text, 9, '0'), '計測商店', $3
              from generate_series(1, $1::integer)
            returning id
          ), invited as (
            insert into accounts (id, customer_id, kind, state, name, email, created_at)
            select gen_random_uuid(), shop.id, 'share', 'awaiting_registration', '有線 太郎', gen_random_uuid() || '@example.com', $3
              from shop, generate_series(1, $2::integer)
            returning id, customer_id, email
          ), queued as (
            insert into outbox (id, letter, account_id, customer_id, place, created_at, due_at, expires_at)
            select gen_random_uuid(), 'invitation', id, customer_id, row_number() over (partition by customer_id order by id), $3, $3,
                   $3::timestamptz + interval '5 days'
              from invited
          )
     select email from invited`,
    [shops, each, now],
  );
  return rows.map(({ email }) => email);
}

/** Has another shop invite somebody twice a second, until it is asked how long their mails took. */
function newcomers(database, sink) {
  const queued = new Map();
  const timer = setInterval(async () => {
    const at = performance.now();
    const [email] = await queue(database, 1, 1);
    queued.set(email, at);
  }, 500);
  return async () => {
    clearInterval(timer);
    await wait(2_000);
    return [...queued].map(([email, at]) => (sink.arrivals.get(email) ?? Number.POSITIVE_INFINITY) - at);
  };
}

/** How long a page takes, asked for again and again until something is done. */
async function latencies({ address, cookie }, until) {
  const times = [];
  let done = false;
  const ended = until.then(() => (done = true));
  while (!done) {
    const began = performance.now();
    const answer = await fetch(address, { headers: { cookie, accept: 'text/html' } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the list answered ${answer.status}`);
    times.push(performance.now() - began);
    await wait(Math.max(0, PAGE_EVERY - (performance.now() - began)));
  }
  await ended;
  return times;
}

function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A mail server that takes everything, and keeps only when each mail came. */
async function mailServer(milliseconds) {
  const arrivals = new Map();
  const ids = new Set();
  let taken = 0;
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    let inMail = false;
    let to = '';
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write('220 sink\r\n');
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (;;) {
        const end = received.indexOf(inMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = received.slice(0, end);
        received = received.slice(end + (inMail ? 5 : 2));
        if (inMail) {
          inMail = false;
          taken += 1;
          arrivals.set(to, performance.now());
          ids.add(/^Message-ID: (\S+)/m.exec(text)?.[1]);
          if (milliseconds) setTimeout(() => socket.write('250 taken\r\n'), milliseconds);
          else socket.write('250 taken\r\n');
          continue;
        }
        const word = text.slice(0, 4).toUpperCase();
        if (word === 'RCPT') to = /<(.*)>/.exec(text)?.[1] ?? '';
        inMail = word === 'DATA';
        socket.write(inMail ? '354 go on\r\n' : word === 'EHLO' ? '250-sink\r\n250 8BITMIME\r\n' : '250 ok\r\n');
        if (word === 'QUIT') socket.end();
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    arrivals,
    copies: () => taken - ids.size,
    until: async (mailboxes) => {
      while (!mailboxes.every((mailbox) => arrivals.has(mailbox))) await wait(10);
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
