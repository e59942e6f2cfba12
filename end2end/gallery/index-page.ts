/** Writes the page by which a designer goes through the gallery, and says what was found. */

import { THEMES } from './variants.ts';
import { GALLERY, readRecord, type ScreenRecord, write } from './records.ts';
import { AREAS } from './screens/all.ts';
import { LETTERS } from './screens/mails.ts';
import type { Language } from './words.ts';

const LANGUAGES: readonly Language[] = ['ja', 'en'];

interface Contents {
  readonly name: string;
  readonly title: string;
  readonly screens: readonly { readonly name: string; readonly title: string }[];
}

interface Shown {
  readonly title: string;
  readonly record: ScreenRecord;
}

interface Chapter {
  readonly name: string;
  readonly title: string;
  readonly shown: readonly Shown[];
}

/** Playwright calls this after the last test. */
export default async function writeIndex(): Promise<void> {
  const chapters = await Promise.all([...AREAS, { name: 'mails', title: 'Mails', screens: LETTERS }].map(readChapter));
  await write('index.html', page(chapters));
  const found = chapters.flatMap(({ shown }) =>
    shown.flatMap(({ record }) => record.findings.map((finding) => `${record.area}/${record.name} (${record.language}): ${finding}`)),
  );
  const screens = chapters.reduce((count, { shown }) => count + shown.length, 0);
  console.log(`\n${screens} screens in ${GALLERY}/index.html, ${found.length} findings`);
  for (const line of found) console.log(`  ${line}`);
}

async function readChapter({ name, title, screens }: Contents): Promise<Chapter> {
  const shown: Shown[] = [];
  for (const screen of screens) {
    for (const language of LANGUAGES) {
      const record = await readRecord({ area: name, name: screen.name, language });
      if (record) shown.push({ title: screen.title, record });
    }
  }
  return { name, title, shown };
}

function page(chapters: readonly Chapter[]): string {
  const filled = chapters.filter(({ shown }) => shown.length > 0);
  const sizes = [...new Set(filled.flatMap(({ shown }) => shown.flatMap(({ record }) => record.pictures.map(({ size }) => size))))];
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>USEN MEMBERS: gallery</title>
<style>${STYLE}</style>
<header>
  <h1>USEN MEMBERS: every screen in every state</h1>
  <nav aria-label="Areas">${filled.map(({ name, title }) => `<a href="#${name}">${escape(title)}</a>`).join(' ')}</nav>
  <form>
    ${choice('language', LANGUAGES, ['ja'])}
    ${choice('size', sizes, ['390', '1280', 'print', '600', '320', 'text'])}
    ${choice('theme', THEMES, ['light', 'dark'])}
    <label><input type="checkbox" name="found"> only with findings</label>
  </form>
</header>
<main>
${filled.map(chapter).join('\n')}
</main>
<script>${SCRIPT}</script>
</html>
`;
}

function choice(name: string, values: readonly string[], chosen: readonly string[]): string {
  const boxes = values.map(
    (value) => `<label><input type="checkbox" name="${name}" value="${value}"${chosen.includes(value) ? ' checked' : ''}> ${value}</label>`,
  );
  return `<fieldset><legend>${name}</legend>${boxes.join(' ')}</fieldset>`;
}

function chapter({ name, title, shown }: Chapter): string {
  return `<section id="${name}"><h2>${escape(title)}</h2>${shown.map(article).join('\n')}</section>`;
}

function article({ title, record }: Shown): string {
  const { area, name, language, address, pictures, findings, remarks } = record;
  return `<article data-language="${language}" id="${area}-${name}-${language}"${findings.length > 0 ? ' class="found"' : ''}>
<h3>${escape(title)} <small>${area}/${name} · ${language} · <code>${escape(address)}</code></small></h3>
${list('findings', findings)}${list('remarks', remarks)}
<div class="pictures">${pictures.map(figure).join('')}</div>
</article>`;
}

function list(kind: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul class="${kind}">${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
}

function figure({ file, size, theme }: ScreenRecord['pictures'][number]): string {
  const address = file.split('/').map(encodeURIComponent).join('/');
  return `<figure data-size="${size}" data-theme="${theme}"><a href="${address}"><img src="${address}" alt="${size}, ${theme}" loading="lazy"></a><figcaption>${size} ${theme}</figcaption></figure>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
header { position: sticky; top: 0; padding: .5rem 1rem; background: Canvas; border-bottom: 1px solid GrayText; z-index: 1; }
h1 { font-size: 1.25rem; margin: 0; }
nav a { margin-right: .75rem; }
form { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; font-size: .875rem; }
fieldset { border: 0; padding: 0; margin: 0; }
legend { float: left; margin-right: .5rem; font-weight: bold; }
main { padding: 0 1rem; }
section, article { scroll-margin-top: 10rem; }
article { border-top: 1px solid GrayText; padding-bottom: 1rem; }
h3 { font-size: 1rem; margin: .5rem 0; }
h3 small { font-weight: normal; color: GrayText; overflow-wrap: anywhere; }
.findings { color: #c00; }
@media (prefers-color-scheme: dark) { .findings { color: #f99; } }
.findings, .remarks { font-size: .875rem; overflow-wrap: anywhere; }
.remarks { color: GrayText; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
figure { margin: 0; }
figure img { display: block; max-width: 24rem; max-height: 40rem; border: 1px solid GrayText; }
figcaption { font-size: .75rem; }
[hidden] { display: none; }
`;

/** Shows what is chosen, and keeps the choice in the address, so that it can be sent to somebody. */
const SCRIPT = `
const form = document.forms[0];
const given = new URLSearchParams(location.search);
if (given.size > 0) for (const box of form.elements) if (box.name) box.checked = given.getAll(box.name).includes(box.value);
function show() {
  const chosen = new FormData(form);
  for (const article of document.querySelectorAll('article')) {
    const fits = chosen.getAll('language').includes(article.dataset.language);
    article.hidden = !fits || (chosen.has('found') && !article.classList.contains('found'));
  }
  for (const { dataset, style } of document.querySelectorAll('figure')) {
    style.display = chosen.getAll('size').includes(dataset.size) && chosen.getAll('theme').includes(dataset.theme) ? '' : 'none';
  }
}
form.addEventListener('change', () => {
  show();
  history.replaceState(null, '', '?' + new URLSearchParams(new FormData(form)) + location.hash);
});
show();
`;
