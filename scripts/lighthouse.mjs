// Has Lighthouse look at a running release build as a phone on slow 4G (its own settings for phones): at the page that
// everyone meets first, and at the fullest one that people work with. Prints medians and whatever is not passed, leaves
// the whole reports in target/lighthouse, and fails when a page is beyond the caps.
//
//     node scripts/lighthouse.mjs [HOW_OFTEN]
//
// DATABASE_URL, SERVER_BIN, SITE_ROOT   as for the browser tests

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { argv, env, exit } from 'node:process';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import pg from 'pg';
import { CHROMIUM, CHROMIUM_FLAGS, URL_, shopWithHundred, signIn, start, stop } from './measured-portal.mjs';

const RUNS = Number(argv[2] ?? 5);
const REPORTS = path.join(env.CARGO_TARGET_DIR ?? 'target', 'lighthouse');
/** From here on Lighthouse calls an audit passed. */
const PASSED = 0.9;
/** How much is told of what an audit found. */
const FINDINGS = 3;

/** The columns: where a report has the value, how it is written, and what it may not go beyond. */
const COLUMNS = [
  { name: 'performance', value: score('performance'), atLeast: 98 },
  { name: 'accessibility', value: score('accessibility'), atLeast: 100 },
  { name: 'best practices', value: score('best-practices'), atLeast: 100 },
  { name: 'SEO', value: score('seo'), atLeast: 100 },
  { name: 'LCP', value: figure('largest-contentful-paint'), atMost: 1_200, write: (value) => `${(value / 1000).toFixed(2)} s` },
  { name: 'TBT', value: figure('total-blocking-time'), atMost: 50, write: (value) => `${value.toFixed(0)} ms` },
  { name: 'CLS', value: figure('cumulative-layout-shift'), atMost: 0, write: (value) => String(Number(value.toFixed(3))) },
  { name: 'transferred', value: figure('total-byte-weight'), write: (value) => `${(value / 1000).toFixed(1)} kB` },
];
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];

/** Whatever else the machine does makes LCP and TBT worse, four times over: the figures are told with it. */
const load = `load ${os.loadavg()[0].toFixed(1)} before, on ${os.availableParallelism()} cores`;

const database = new pg.Pool({ connectionString: env.DATABASE_URL });
fs.mkdirSync(REPORTS, { recursive: true });
let server;
let pages;
try {
  server = await start('demo');
  const shop = await shopWithHundred(database);
  pages = [
    // search engines are to find this page, and nothing behind it
    await judge('sign-in', '/login', [...CATEGORIES, 'seo']),
    await judge('list-of-100', '/account/share', CATEGORIES, { cookie: await signIn(shop.userId) }),
  ];
} finally {
  if (server) await stop(server);
  await database.end();
}

const head = ['page', ...COLUMNS.map(({ name }) => name)];
const table = [head, head.map(() => '---'), ...pages.map(({ name, values }) => [name, ...values.map(({ written }) => written)])];
console.log(`\nMedians of ${RUNS} (${load}):\n\n${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`);
for (const { name, reports } of pages) console.log(`\nNot passed, ${name}:\n${notPassed(reports).join('\n') || '- nothing'}`);

const beyond = pages.flatMap(({ name, values }) => values.filter(isBeyond).map((value) => `- ${name}: ${value.name} ${value.written}`));
if (beyond.length > 0) {
  console.error(`\nBeyond the caps:\n${beyond.join('\n')}`);
  exit(1);
}

function score(category) {
  return ({ categories }) => categories[category] && Math.round(categories[category].score * 100);
}

function figure(audit) {
  return ({ audits }) => audits[audit].numericValue;
}

function isBeyond({ median, atLeast = -Infinity, atMost = Infinity }) {
  return median < atLeast || median > atMost;
}

/** Looks at a page as often as was asked for; every column's median of that. */
async function judge(name, address, categories, headers) {
  const reports = [];
  for (let number = 1; number <= RUNS; number += 1) {
    const file = path.join(REPORTS, `${name}-${number}.html`);
    const once = () => look(address, categories, headers, file);
    // on a busy machine a trace gets cut now and then; Lighthouse then asks to be run again
    reports.push(await once().catch(once));
  }
  const values = COLUMNS.map(({ value, write = String, ...column }) => {
    const median = reports.map(value).sort((one, other) => one - other)[Math.floor(RUNS / 2)];
    return { ...column, median, written: median === undefined ? '–' : write(median) };
  });
  return { name, reports, values };
}

/** One report, by a browser that has never been there. */
async function look(address, onlyCategories, headers, file) {
  const browser = await launch({
    chromePath: CHROMIUM,
    // the browser's own errands find no one: nothing but the portal is asked
    chromeFlags: [...CHROMIUM_FLAGS, '--headless=new', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'],
    logLevel: 'error',
  });
  try {
    const { lhr, report } = await lighthouse(URL_ + address, {
      port: browser.port,
      logLevel: 'error',
      output: 'html',
      onlyCategories,
      extraHeaders: { 'accept-language': 'ja', ...headers },
    });
    fs.writeFileSync(file, report);
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    if (lhr.finalDisplayedUrl !== URL_ + address) throw new Error(`${address} led to ${lhr.finalDisplayedUrl}`);
    return lhr;
  } finally {
    browser.kill();
  }
}

/** A line for every audit that any of the reports has against the page. */
function notPassed(reports) {
  const failed = new Map();
  for (const audit of reports.flatMap(({ audits }) => Object.values(audits)).filter(isOpen)) {
    failed.set(audit.id, [...(failed.get(audit.id) ?? []), audit]);
  }
  return [...failed.values()].map((audits) => {
    const { id, title } = audits[0];
    return [`- ${id} (${audits.length} of ${RUNS}): ${title}`, ...findings(audits[0])].join('\n    ');
  });
}

function isOpen({ id, score: reached, scoreDisplayMode }) {
  // Lighthouse forgives small shifts, the caps none
  if (id === 'layout-shifts') return scoreDisplayMode !== 'notApplicable';
  return scoreDisplayMode === 'error' || (reached !== null && reached < PASSED);
}

/** What an audit found, in a few words: its figure, and the reasons, elements or addresses that it names first. */
function findings({ displayValue, errorMessage, details }) {
  const named = (details?.items ?? []).map(({ reason, node, url, source }) => reason ?? node?.selector ?? url ?? source?.url);
  return [errorMessage, displayValue, ...named.filter(Boolean).slice(0, FINDINGS)].filter(Boolean);
}
