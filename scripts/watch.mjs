// Builds the site and the server whenever a source changes, and starts the server anew; called by `scripts/run --watch`.
// When a build fails, what was built before goes on running.

import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { chromium } from '@playwright/test';
import { watch } from 'chokidar';

const root = path.resolve(import.meta.dirname, '..');
const SITE = ['app', 'client', 'style', 'public'];
const SERVER = ['app', 'server', 'migrations'];

let server;
let page;
let timer;
let busy = false;
let changed = new Set([...SITE, ...SERVER]);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void stop().then(() => process.exit(0)));
}
process.chdir(root);
watch([...new Set([...SITE, ...SERVER])], { ignoreInitial: true }).on('all', (_, file) => {
  changed.add(file.split(path.sep)[0]);
  clearTimeout(timer);
  timer = setTimeout(rebuild, 200);
});
await rebuild();

async function rebuild() {
  if (busy || changed.size === 0) {
    return;
  }
  busy = true;
  const folders = changed;
  changed = new Set();

  const site = SITE.some((folder) => folders.has(folder)) ? run('scripts/site', '--quick') : true;
  const binary = SERVER.some((folder) => folders.has(folder)) ? run('cargo', 'build', '--package', 'server') : true;
  if ((await site) && (await binary)) {
    await stop();
    start();
    await reload();
  } else {
    console.error('\n==> The build failed; waiting for the next change');
  }

  busy = false;
  void rebuild();
}

function run(...command) {
  const [program, ...rest] = command;
  const child = spawn(program, rest, { stdio: 'inherit' });
  return new Promise((done) => {
    child.on('error', () => done(false));
    child.on('exit', (status) => done(status === 0));
  });
}

function start() {
  console.error('\n==> Starting the portal');
  server = spawn(path.join(process.env.CARGO_TARGET_DIR, 'debug', 'server'), ['demo'], { stdio: 'inherit' });
}

async function stop() {
  if (server && server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  }
}

/** Shows the new state in a browser of our own (OPEN=1), which needs nothing in the pages for it. */
async function reload() {
  if (!process.env.OPEN) {
    return;
  }
  const ready = new URL('/readyz', process.env.PUBLIC_URL);
  while (server.exitCode === null && !(await fetch(ready).then((answer) => answer.ok, () => false))) {
    await new Promise((done) => setTimeout(done, 100));
  }
  if (page && !page.isClosed()) {
    await page.reload().catch(() => {});
  } else {
    // Chromium's own sandbox does not work for root.
    const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: false, args });
    page = await browser.newPage({ viewport: null });
    await page.goto(process.env.PUBLIC_URL);
  }
}
