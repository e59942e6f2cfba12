// Measures a running release build, from outside, on this machine: what a browser loads, how much it bears, what it needs.
//
// DATABASE_URL, SERVER_BIN, SITE_ROOT   as for the browser tests
// SECONDS                               how long each address is asked (default 10)
//
// With the argument `mails` it measures the outbox only.

import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { argv, env } from 'node:process';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import pg from 'pg';
import { mails } from './bench-mails.mjs';
import { CHROMIUM, CHROMIUM_FLAGS, PASSWORD, URL_, post, shopWithHundred, signIn, start, stop } from './measured-portal.mjs';

const run = promisify(execFile);
const SECONDS = Number(env.SECONDS ?? 10);
const CONNECTIONS = 8;
/** Jiffies a second, as Linux counts CPU time for programs. */
const HERTZ = 100;

const rows = [];
const database = new pg.Pool({ connectionString: env.DATABASE_URL });
let server;
try {
  if (argv[2] !== 'mails') await everythingElse();
  await mails({
    database,
    start: (extra) => start('demo', extra),
    stop,
    signIn: () => signIn('demoparent3'),
    row,
    url: URL_,
  });
} finally {
  if (server) await stop(server);
  await database.end();
}

console.log(`\n| What | Figure | How it was taken |\n|---|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);

async function everythingElse() {
  server = await start('demo');
  const shop = await shopWithHundred(database);
  const cookie = await signIn(shop.userId);
  const idle = memory();

  await sizes(shop.userId);
  await load('/healthz, the limit of the machine', '/healthz');
  await load('sign-in page', '/login');
  await load('signed-in list, shop of 100', '/account/share', cookie);
  await recovery('reset', '/api/recovery/request-password-reset', shop);
  await recovery('forgotten user ID', '/api/recovery/recover-user-id', shop);
  await storm(shop.userId);
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  row('memory (PSS) after start', `${idle} MB`, 'smaps_rollup');
  row('memory (PSS) after all this', `${memory()} MB`, 'smaps_rollup, 30 s after a storm of 500 sign-ins');
  // the storm has ended the session from before it
  await invitations(await signIn(shop.userId));
  await stop(server);
  row('start to the first answer of /readyz', `${await starts()} ms`, 'median of 10 starts, database up');
}

function row(...cells) {
  rows.push(cells);
}

/** What a browser with an empty cache loads, in bytes on the wire. */
async function sizes(userId) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  try {
    const page = await (await browser.newContext({ locale: 'ja-JP' })).newPage();
    const loaded = await watch(page);
    await page.goto(`${URL_}/login`, { waitUntil: 'networkidle' });
    const before = loaded.filter((one) => !one.later);
    row('sign-in page, before it can be used', `${kilobytes(before)} kB, WASM ${kilobytes(before.filter(isWasm))} kB`, 'Chromium, empty cache, bytes of all answers (brotli); cap 18 kB, 0 WASM');
    row('… and fetched afterwards, when idle', `${kilobytes(loaded.filter((one) => one.later))} kB`, 'the same');
    await page.getByLabel('ユーザーID').fill(userId);
    await page.getByRole('textbox', { name: 'パスワード' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'ログイン', exact: true }).click();
    await page.waitForURL(`${URL_}/`);

    const state = await page.context().storageState();
    const fresh = await (await browser.newContext({ locale: 'ja-JP', storageState: state })).newPage();
    const all = await watch(fresh);
    await fresh.goto(`${URL_}/account/share`, { waitUntil: 'networkidle' });
    row('first signed-in page (list of 50 of 100), everything', `${kilobytes(all)} kB, WASM ${kilobytes(all.filter(isWasm))} kB`, 'the same; cap 90 kB');
  } finally {
    await browser.close();
  }
}

function isWasm({ url }) {
  return url.endsWith('.wasm');
}

function kilobytes(all) {
  return (all.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toFixed(1);
}

async function watch(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Page.enable');
  const requests = new Map();
  const loaded = [];
  let usable = false;
  session.on('Page.loadEventFired', () => (usable = true));
  session.on('Network.requestWillBeSent', ({ requestId, request: { url } }) => {
    requests.set(requestId, { url, later: usable && !url.endsWith('/favicon.svg') }); // the icon belongs to the page
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) loaded.push({ ...request, bytes: encodedDataLength });
  });
  return loaded;
}

/** Asks one address as often as it can, and tells rate, latency and the server's CPU time per request. */
async function load(name, address, cookie) {
  const headers = ['-H', 'Accept: text/html', '-H', 'Accept-Encoding: br', ...(cookie ? ['-H', `Cookie: ${cookie}`] : [])];
  await run('wrk', ['-t1', `-c${CONNECTIONS}`, '-d2s', ...headers, `${URL_}${address}`]);
  const before = cpu();
  const { stdout } = await run('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--latency', ...headers, `${URL_}${address}`]);
  const used = cpu() - before;
  if (/Non-2xx/.test(stdout)) throw new Error(`${address}:\n${stdout}`);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const rate = Math.round(Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]));
  const p99 = /99%\s+(\S+)/.exec(stdout)?.[1];
  row(name, `${rate} requests/s, p99 ${p99}, ${((used / requests) * 1000).toFixed(3)} ms CPU each`, `wrk -c${CONNECTIONS} -d${SECONDS}s, server, database and wrk on this machine; CPU of the server alone`);
}

/** Seconds of CPU time that the server has used. */
function cpu() {
  const fields = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / HERTZ;
}

/** How long people who have forgotten something wait for their answer, known and unknown in turn (R5). */
async function recovery(name, path, shop) {
  const people = [
    { user_id: shop.userId, email: shop.email },
    { user_id: 'nobodyhere', email: 'nobodyhere@example.com' },
  ];
  const times = [[], []];
  for (let number = 0; number < 200; number += 1) {
    const began = performance.now();
    await post(path, people[number % 2]);
    times[number % 2].push(performance.now() - began);
  }
  const [known, unknown] = times.map((all) => all.sort((one, other) => one - other)[50].toFixed(2));
  row(`${name}: known / unknown`, `${known} / ${unknown} ms`, 'medians of 100 each, in turn, with the worker beside');
}

/** 500 sign-ins, 32 at a time. */
async function storm(userId) {
  const answers = new Map();
  let left = 500;
  const began = Date.now();
  await Promise.all(Array.from({ length: 32 }, async () => {
    while (left-- > 0) {
      const { status } = await post('/api/sign-in/sign-in', { user_id: userId, password: PASSWORD });
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  }));
  const told = [...answers].map(([status, count]) => `${count} × ${status}`).join(', ');
  const seconds = (Date.now() - began) / 1000;
  row('500 sign-ins, 32 at a time', `${(500 / seconds).toFixed(0)} a second (${told})`, 'fetch; limits set out of the way; argon2id 19 MiB, 2 passes');
}

/** 500 invitations from a file: how long the dry run and the run take, each with the page that they lead to (X8). */
async function invitations(cookie) {
  const lines = Array.from({ length: 500 }, (_, number) => `スタッフ ${number},invited${number}@example.com\r\n`);
  const form = new FormData();
  form.append('file', new Blob([`ユーザー氏名,メールアドレス\r\n${lines.join('')}`], { type: 'text/csv' }), 'staff.csv');
  const headers = { cookie, origin: URL_, accept: 'text/html' };
  const timed = async (address, body) => {
    const began = performance.now();
    const answer = await fetch(`${URL_}${address}`, { method: 'POST', headers, body });
    const page = await answer.text();
    return { page, url: new URL(answer.url).pathname, milliseconds: Math.round(performance.now() - began) };
  };
  const dry = await timed('/api/invitation-import/upload', form);
  const ran = await timed('/api/invitation-import/run', new URLSearchParams({ import: dry.url.split('/').at(-1) }));
  for (const { url, milliseconds } of [dry, ran]) {
    if (milliseconds > 3_000) throw new Error(`${url} took ${milliseconds} ms`);
  }
  if (!/\d+ \/ 500件を送信しました/.test(ran.page)) throw new Error(`500 rows were not invited:\n${ran.page}`);
  row('500 invitations from a file: dry run / run', `${dry.milliseconds} / ${ran.milliseconds} ms`, 'once each, the form and the page after it; cap 3,000 ms');
  // nobody takes these mails here: they would be tried again beside what is measured next
  await database.query("update outbox set state = 'superseded' where state = 'queued'");
}

function memory() {
  const rollup = fs.readFileSync(`/proc/${server.pid}/smaps_rollup`, 'utf8');
  return (Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024).toFixed(1);
}

async function starts() {
  const times = [];
  for (let number = 0; number < 10; number += 1) {
    const began = performance.now();
    server = await start('serve', { PUBLIC_URL: 'https://members.example.com' });
    times.push(performance.now() - began);
    await stop(server);
  }
  return times.sort((one, other) => one - other)[5].toFixed(0);
}
