import { escape, facts, kindShown } from './layout.mjs';

/**
 * @param {import('../settings.mjs').Site} site
 * @param {import('../members.mjs').Customer} customer
 * @returns {import('./layout.mjs').Page}
 */
export const serviceTop = ({ name: siteName }, { shopName, name, accountKind, customerCode }) => ({
  title: 'トップ',
  isMember: true,
  main: `  <h1>${escape(shopName)} さま</h1>
  <p>${escape(siteName)}にログインしています。</p>
  ${facts(
    [
      ['お名前', escape(name)],
      ['アカウント', kindShown(accountKind)],
      ['お客様番号', escape(customerCode)],
    ],
    'customer',
  )}`,
});
