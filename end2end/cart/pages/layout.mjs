// What all pages have in common.

/**
 * @typedef {import('../settings.mjs').Site} Site
 *
 * @typedef {object} Page
 * @property {string} title
 * @property {string} main
 * @property {boolean} [isMember]  whether there is somebody to sign out
 */

/** Shapes on a square of 24 by 24. */
const CART = 'M3 4h3l2.5 10h9L20 7H7.5M9.5 18.5a1 1 0 1 0 .01 0M16.5 18.5a1 1 0 1 0 .01 0';
const SERVICE = 'M4 5h16v11H4zM9 20h6M12 16v4';

/** @param {string} shape */
export const drawing = (shape) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${shape}"/></svg>`;

/** @param {string} text */
export function escape(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[/** @type {keyof typeof entities} */ (character)]);
}

/** @param {number} amount */
export const grouped = (amount) => amount.toLocaleString('ja-JP');

/** @param {number | undefined} points */
export const pointsShown = (points) =>
  points === undefined ? '<span class="unknown">ポイントを表示できません</span>' : `${grouped(points)} pt`;

/** @param {'parent' | 'share'} kind */
export const kindShown = (kind) => (kind === 'parent' ? '親アカウント' : 'シェアアカウント');

/**
 * @param {[name: string, shown: string, style?: string][]} facts
 * @param {string} style
 */
export function facts(facts, style) {
  const rows = facts.map(
    ([name, shown, more]) => `<div${more ? ` class="${more}"` : ''}><dt>${name}</dt><dd>${shown}</dd></div>`,
  );
  return `<dl class="${style}">${rows.join('')}</dl>`;
}

/**
 * @param {Site} site
 * @param {Page} page
 */
export function render({ kind, name }, { title, main, isMember }) {
  const out = isMember ? '<form method="post" action="/sign-out"><button>ログアウト</button></form>' : '';
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}｜${escape(name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/cart.css">
</head>
<body>
<header>
  <a class="logo" href="/">${drawing(kind === 'cart' ? CART : SERVICE)} ${escape(name)}</a>
  ${out}
</header>
<main>
${main}
</main>
</body>
</html>`;
}
