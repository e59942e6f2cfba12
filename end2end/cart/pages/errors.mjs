/** @typedef {import('./layout.mjs').Page} Page */

const BACK = '<p><a class="button" href="/">トップに戻る</a></p>';

/** @type {Page} */
const FAILURE = {
  title: '問題が発生しました',
  main: `  <h1>問題が発生しました</h1>
  <p>処理を完了できませんでした。時間をおいて、やり直してください。</p>
  ${BACK}`,
};

/** @type {Page} */
const MISSING = {
  title: 'ページが見つかりません',
  main: `  <h1>ページが見つかりません</h1>
  <p>URLが正しいかご確認ください。</p>
  ${BACK}`,
};

/** @type {Page} */
const REFUSED = {
  title: '操作を受け付けられませんでした',
  main: `  <h1>操作を受け付けられませんでした</h1>
  <p>トップに戻って、もう一度操作してください。</p>
  ${BACK}`,
};

/** @param {number} status */
export function errorPage(status) {
  if (status === 404) return MISSING;
  return status < 500 ? REFUSED : FAILURE;
}
