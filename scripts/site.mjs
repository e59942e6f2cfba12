// Makes the site of the compiled client and the sources in client/, style/ and public/: bundled, named by content,
// compressed, and listed in assets.json, from which the server takes every address.
//
//     node scripts/site.mjs TARGET_FOLDER CLIENT.wasm full|quick
//
// The site is put together beside the old one and takes its place at the end, so that a failure leaves the old one.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import * as esbuild from 'esbuild';

const [target, client, mode] = process.argv.slice(2);
const quick = mode === 'quick';
const site = path.join(target, 'site');
const made = path.join(target, 'site.new');
const old = path.join(target, 'site.old');
const work = path.join(target, 'site.work');
const stamp = path.join(target, 'site.inputs');
const root = path.resolve(import.meta.dirname, '..');
const bindgen = path.join(target, 'debug', 'bindgen');

/** Icons by the name that pages use; all of Material Symbols' outlined style. */
const ICONS = [
  'apps', 'arrow_downward', 'check_circle', 'chevron_right', 'close', 'delete', 'description', 'edit', 'error', 'info', 'language',
  'logout', 'mail', 'menu', 'open_in_new', 'payments', 'person_add', 'print', 'qr_code', 'receipt_long', 'schedule', 'search',
  'shopping_cart', 'swap_vert', 'upload_file', 'warning',
];

/** What the compiler's output uses of WASM; wasm-opt has to be told, since bindgen drops the list. */
const WASM_FEATURES = [
  'bulk-memory', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext',
];

/** How many common passwords the strength meter knows. */
const COMMON_PASSWORDS = 5_000;

const COMPRESSIBLE = /\.(css|html|ico|js|json|map|svg|txt|wasm|webmanifest|xml)$/;

const sources = ['package-lock.json', 'client', 'style', 'public'].flatMap((name) => filesIn(path.join(root, name)));
const inputs = hashOf(mode, hashOfFiles([client, bindgen, import.meta.filename, ...sources], '/'));
if (fs.existsSync(path.join(site, 'assets.json')) && read(stamp) === inputs) {
  process.exit(0);
}
console.error(`\n==> Putting the site together (${quick ? 'seconds' : 'about a minute'})`);

for (const folder of [made, work]) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}
fs.mkdirSync(path.join(made, 'pkg'));
const pictures = path.join(root, 'public', 'help');
fs.cpSync(path.join(root, 'public'), made, {
  recursive: true,
  filter: (name) => !path.basename(name).startsWith('.') && name !== pictures,
});

const files = {};
await makeClient();
// What is loaded only when it is needed comes before the scripts that load it, which know it by its final name.
await bundle('client/live.ts');
await bundle('client/passkeys.ts');
await bundle('client/shared-device.ts');
await bundle('client/strength.ts');
await bundle('client/navigation.ts');
await bundle('client/guest.ts');
await bundle('style/main.css');
add('icons.svg', sprite());
for (const picture of filesIn(pictures)) {
  add(`help/${path.relative(pictures, picture)}`, fs.readFileSync(picture));
}
makeIcons();
makeManifest();
await makeServiceWorker();

const shipped = filesIn(made).sort();
if (!quick) {
  await Promise.all(shipped.filter((file) => COMPRESSIBLE.test(file)).map(compress));
}
const build = hashOfFiles(shipped, made).slice(0, 16);
fs.writeFileSync(path.join(made, 'assets.json'), `${JSON.stringify({ build, files }, null, 2)}\n`);

fs.rmSync(stamp, { force: true });
fs.rmSync(old, { recursive: true, force: true });
if (fs.existsSync(site)) {
  fs.renameSync(site, old);
}
fs.renameSync(made, site);
fs.writeFileSync(stamp, inputs);
for (const folder of [old, work]) {
  fs.rmSync(folder, { recursive: true, force: true });
}
report();

/** The client's module and the script that loads it. */
async function makeClient() {
  execFileSync(bindgen, [client, work, 'members'], { stdio: 'inherit' });
  const wasm = path.join(work, 'members_bg.wasm');
  if (!quick) {
    const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
    const optimise = path.join(root, 'node_modules', '.bin', 'wasm-opt');
    execFileSync(optimise, ['-Oz', '--strip-debug', '--strip-producers', ...features, wasm, '-o', wasm], {
      stdio: 'inherit',
    });
  }
  const address = add('members.wasm', fs.readFileSync(wasm));
  const glue = path.join(work, 'members.js');
  const text = read(glue);
  fs.writeFileSync(glue, text.replaceAll('members_bg.wasm', path.posix.basename(address)));
  // Bundled like our own, because inline scripts of crates come as modules of their own.
  await bundle(glue);
}

/** The icons of the installed portal, of the two that are drawn: one with its own outline, one that a phone cuts out. */
function makeIcons() {
  const [plain, whole] = ['public/favicon.svg', 'client/icon-maskable.svg'].map((name) => path.join(root, name));
  const icons = [[plain, 'icon-192.png', 192], [plain, 'icon-512.png', 512], [whole, 'icon-maskable-512.png', 512], [whole, 'icon-apple.png', 180]];
  for (const [drawing, name, width] of icons) {
    add(name, new Resvg(read(drawing), { fitTo: { mode: 'width', value: width } }).render().asPng());
  }
}

function makeManifest() {
  const manifest = JSON.parse(read(path.join(root, 'client', 'manifest.json')));
  for (const icon of manifest.icons) {
    icon.src = files[icon.src] ?? `/${icon.src}`;
  }
  fs.writeFileSync(path.join(made, 'manifest.webmanifest'), JSON.stringify(manifest));
}

/** It has a name that never changes, as browsers ask for it by that. */
async function makeServiceWorker() {
  const define = {
    OFFLINE_PAGE: '"/offline"',
    OFFLINE_STYLE: JSON.stringify(files['main.css']),
    VERSION: JSON.stringify(hashOf(JSON.stringify(files)).slice(0, 16)),
  };
  fs.writeFileSync(path.join(made, 'service-worker.js'), await bundled('client/service-worker/service-worker.ts', { define, format: 'iife' }));
}

async function bundle(source) {
  add(path.basename(source).replace(/\.ts$/, '.js'), await bundled(source));
}

async function bundled(source, more = {}) {
  // What is wrong with the source is printed by esbuild itself.
  const result = await esbuild
    .build({ ...options(), ...more, entryPoints: [path.resolve(root, source)] })
    .catch(() => process.exit(1));
  return result.outputFiles[0].contents;
}

/** Addresses of the site in styles, such as those of fonts and pictures in public/, are no files to look for. */
function keepAddresses(build) {
  build.onResolve({ filter: /^\// }, ({ kind, path }) => (kind === 'url-token' ? { path, external: true } : undefined));
}

/** What a script of ours loads only when it is needed stays a file of its own, beside it. */
function keepChunks(build) {
  build.onResolve({ filter: /^\.\// }, ({ kind, path: source }) =>
    kind === 'dynamic-import' ? { path: `./${path.basename(files[`${source.slice(2)}.js`])}`, external: true } : undefined,
  );
}

/** Of the most common passwords the first of the list: the rest would be most of the meter, and the server has them all. */
function keepCommonest(build) {
  build.onLoad({ filter: /language-common\/dist\/passwords\.json\.mjs$/ }, async ({ path: source }) => {
    const { default: passwords } = await import(source);
    return { contents: `export default ${JSON.stringify(passwords.slice(0, COMMON_PASSWORDS))};` };
  });
}

function options() {
  return {
    bundle: true,
    charset: 'utf8',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    minify: !quick,
    outdir: work,
    plugins: [
      { name: 'addresses', setup: keepAddresses },
      { name: 'chunks', setup: keepChunks },
      { name: 'passwords', setup: keepCommonest },
    ],
    sourcemap: quick ? 'inline' : false,
    target: ['es2022', 'chrome111', 'firefox115', 'safari16.4'],
    write: false,
  };
}

/** All icons in one file, used as `<svg><use href="…/icons.svg#name"/></svg>`. */
function sprite() {
  const folder = path.join(root, 'node_modules', '@material-symbols', 'svg-400', 'outlined');
  const symbols = ICONS.map((name) => {
    const icon = read(path.join(folder, `${name}.svg`));
    const [, box, shapes] = /^<svg[^>]* viewBox="([^"]+)"[^>]*>(.*)<\/svg>\s*$/s.exec(icon);
    return `<symbol id="${name}" viewBox="${box}">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** Puts a file into the site under a name that changes with its content; returns its address. */
function add(name, content) {
  const { name: stem, ext } = path.parse(name);
  const file = `${stem}.${hashOf(content).slice(0, 12)}${ext}`;
  fs.writeFileSync(path.join(made, 'pkg', file), content);
  return (files[name] = `/pkg/${file}`);
}

/** Lays the compressed forms beside a file, so that the server need not make them on each request. */
async function compress(file) {
  const content = fs.readFileSync(file);
  const brotli = promisify(zlib.brotliCompress)(content, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: zlib.constants.BROTLI_MAX_QUALITY,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  const gzip = promisify(zlib.gzip)(content, { level: zlib.constants.Z_BEST_COMPRESSION });
  for (const [ending, smaller] of [['.br', await brotli], ['.gz', await gzip]]) {
    if (smaller.length < content.length) {
      fs.writeFileSync(file + ending, smaller);
    }
  }
}

function report() {
  // the guide's pictures are many, and each is loaded when it is looked at
  const listed = Object.entries(files).filter(([name]) => !name.startsWith('help/'));
  for (const [name, address] of listed) {
    const file = path.join(site, address);
    const brotli = `${file}.br`;
    const sizes = `${fs.statSync(file).size} bytes${fs.existsSync(brotli) ? `, ${fs.statSync(brotli).size} in brotli` : ''}`;
    console.error(`    ${name.padEnd(14)} ${sizes}`);
  }
}

function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest('hex');
}

/** Names, as seen from a folder, and contents as one hash. */
function hashOfFiles(names, folder) {
  return hashOf(...names.map((name) => `${path.relative(folder, name)} ${hashOf(fs.readFileSync(name))}\n`));
}

function filesIn(name) {
  if (!fs.existsSync(name)) {
    return [];
  }
  if (!fs.statSync(name).isDirectory()) {
    return [name];
  }
  return fs.readdirSync(name).sort().flatMap((child) => filesIn(path.join(name, child)));
}

function read(name) {
  return fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : '';
}
