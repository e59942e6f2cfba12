// What people see on their way in and out.

import { escape } from './layout.mjs';

/**
 * @typedef {import('./layout.mjs').Page} Page
 * @typedef {import('../settings.mjs').Site} Site
 */

/**
 * @param {string} wanted
 * @param {string} text
 */
const signInLink = (wanted, text) => {
  const address = wanted === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(wanted)}`;
  return `<p><a class="button" href="${escape(address)}">${text}</a></p>`;
};

const SIGN_IN = 'USEN MEMBERSでログイン';

/**
 * @param {Site} site
 * @param {{isExpired: boolean, wanted: string}} about
 * @returns {Page}
 */
export function welcome({ kind, name }, { isExpired, wanted }) {
  const expired = '<p class="notice" role="alert">ログインの有効期限が切れました。もう一度ログインしてください。</p>';
  const about =
    kind === 'cart'
      ? `<p>店舗に寄り添い60年以上。USENが運営する店舗向け通販サイトです。</p>
  <p>初めてのお買い物で「500ポイント」をプレゼントします。</p>`
      : '<p>USEN MEMBERSの会員さまがご利用いただけるサービスです。</p>';
  return {
    title: 'ようこそ',
    main: `  ${isExpired ? expired : ''}
  <h1>${escape(name)}へようこそ</h1>
  ${about}
  ${signInLink(wanted, SIGN_IN)}`,
  };
}

/**
 * @param {string} [wanted]
 * @returns {Page}
 */
export const failed = (wanted = '/') => ({
  title: 'ログインできませんでした',
  main: `  <h1>ログインできませんでした</h1>
  <p>手続きの有効期限が切れたか、すでに使われています。もう一度お試しください。</p>
  ${signInLink(wanted, 'もう一度ログインする')}`,
});

/**
 * @param {string} [wanted]
 * @returns {Page}
 */
export const unreachable = (wanted = '/') => ({
  title: 'ただいまログインできません',
  main: `  <h1>ただいまログインできません</h1>
  <p>USEN MEMBERSに接続できませんでした。時間をおいて、もう一度お試しください。</p>
  ${signInLink(wanted, 'もう一度ログインする')}`,
});

/**
 * @param {Site} site
 * @param {string} portalUrl
 * @returns {Page}
 */
export const denied = ({ name }, portalUrl) => ({
  title: 'ご利用いただけません',
  main: `  <h1>このアカウントでは${escape(name)}をご利用いただけません</h1>
  <p>ご利用いただけるアカウントについては、USEN MEMBERSの親アカウントをお持ちの方にご確認ください。</p>
  <p><a class="button" href="${escape(portalUrl)}/">USEN MEMBERSに戻る</a></p>`,
});

/**
 * @param {Site} site
 * @param {boolean} isEverywhere  whether the portal has ended its session as well
 * @returns {Page}
 */
export const signedOut = ({ name }, isEverywhere) => ({
  title: 'ログアウトしました',
  main: `  <h1>ログアウトしました</h1>
  <p>${
    isEverywhere
      ? `${escape(name)}とUSEN MEMBERSからログアウトしました。`
      : `${escape(name)}からログアウトしました。共用の端末では、USEN MEMBERSからもログアウトしたことをご確認ください。`
  }</p>
  ${signInLink('/', SIGN_IN)}`,
});
