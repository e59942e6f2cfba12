// Checks docs/conformance.md: every requirement M1 to M175 has a row, and the tests that rows name exist. Of
// docs/openid-conformance.md the latter only.
//
// A row is a line of a Markdown table whose first cell names requirements (M…), decisions (D…), extras (X…), rules (R…)
// or faults (F…): one, several, or a range such as M43–M51. In the column headed "Tests" each `code span` is the name of
// a test: of a Rust function (with or without modules, as in `share_accounts::tests::adds_a_row`) or the title of a
// Playwright test.

import * as fs from 'node:fs';
import * as path from 'node:path';

const TABLE = 'docs/conformance.md';
const OPENID = 'docs/openid-conformance.md';
const REQUIREMENTS = 175;

process.chdir(path.resolve(import.meta.dirname, '..'));
const problems = [];
const rust = rustTests();
const titles = playwrightTitles();
const covered = new Set();
let named = 0;

let column = -1;
for (const [index, line] of read(TABLE).split('\n').entries()) {
  if (!line.trimStart().startsWith('|')) {
    column = -1;
    continue;
  }
  const cells = splitRow(line);
  const heading = cells.findIndex((cell) => /^tests?$/i.test(cell));
  if (heading >= 0) {
    column = heading;
    continue;
  }
  const ids = expand(cells[0] ?? '');
  if (ids.length === 0) {
    continue;
  }
  ids.forEach((id) => covered.add(id));
  if (column < 0) {
    problems.push(`${TABLE}:${index + 1}: the table has no column headed "Tests"`);
    continue;
  }
  checkTests(`${TABLE}:${index + 1}: ${cells[0]}`, cells[column] ?? '');
}
for (const [index, line] of read(OPENID).split('\n').entries()) {
  const cells = line.startsWith('|') ? splitRow(line) : [];
  checkTests(`${OPENID}:${index + 1}`, cells.at(-1) ?? '');
}
for (let number = 1; number <= REQUIREMENTS; number += 1) {
  if (!covered.has(`M${number}`)) {
    problems.push(`${TABLE}: M${number} has no row`);
  }
}

problems.forEach((problem) => console.error(problem));
console.error(`${covered.size} entries, ${named} tests named, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);

/** Notes each test that a cell names and that is not there. */
function checkTests(place, cell) {
  for (const [, name] of cell.matchAll(/`([^`]+)`/g)) {
    named += 1;
    if (!exists(name)) {
      problems.push(`${place}: there is no test "${name}"`);
    }
  }
}

/** The cells of a table's row; a bar in a cell is written `\|`. */
function splitRow(line) {
  const cells = line.trim().replace(/^\|/, '').replace(/\|$/, '').split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** `M1`, `M43–M51`, `M3, M5`, `D4` as the single names; nothing when the cell says anything else. */
function expand(cell) {
  const plain = cell.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '');
  const parts = plain.split(/[,\s]+/).filter(Boolean);
  const ids = parts.map((part) => {
    const match = /^([MDRXF])(\d+)(?:[–-]\1?(\d+))?$/.exec(part);
    if (!match) {
      return null;
    }
    const [, letter, first, last = first] = match;
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) => `${letter}${Number(first) + step}`);
  });
  return ids.includes(null) ? [] : ids.flat();
}

function exists(name) {
  if (titles.some((title) => title.test(name))) {
    return true;
  }
  const modules = name.split('::');
  const test = modules.pop();
  return rust.some((found) => found.test === test && modules.every((module) => found.modules.includes(module)));
}

/** Every function under `#[test]`, `#[sqlx::test]` and the like, with the modules that its file's path gives. */
function rustTests() {
  return ['app', 'server', 'tools'].flatMap((folder) => filesIn(folder, '.rs')).flatMap((file) => {
    const modules = file.replace(/\.rs$/, '').split(path.sep);
    const text = read(file);
    // Modules within a file count too; which of them a test is in is not looked at.
    const inner = [...text.matchAll(/^\s*(?:pub )?mod (\w+)/gm)].map((match) => match[1]);
    const tests = text.matchAll(/#\[(?:\w+::)?test(?:\([^\]]*\))?\]\s*(?:(?:#\[[^\]]*\]|\/\/[^\n]*)\s*)*(?:async )?fn (\w+)/g);
    const names = new Set([...tests].map((match) => match[1]));
    return [...names].map((test) => ({ test, modules: [...modules, ...inner] }));
  });
}

/** The titles of `test('…')`, with anything where a template has a value. */
function playwrightTitles() {
  return filesIn('end2end', '.spec.ts').flatMap((file) => {
    const calls = read(file).matchAll(/\btest(?:\.(?:only|skip|fixme|fail|slow|describe))?\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g);
    return [...calls].map(([, single, double, template]) => {
      const title = (single ?? double ?? template).replace(/\\(.)/g, '$1');
      const parts = (template === undefined ? [title] : title.split(/\$\{[^}]*\}/)).map(escape);
      return new RegExp(`^${parts.join('.*')}$`);
    });
  });
}

function escape(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function filesIn(folder, ending) {
  if (!fs.existsSync(folder)) {
    return [];
  }
  const entries = fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name));
  return entries.filter((name) => name.endsWith(ending)).sort();
}

function read(name) {
  return fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : '';
}
