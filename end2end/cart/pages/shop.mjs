// What people see of the shop.

import { PRODUCTS } from '../products.mjs';
import { drawing, escape, facts, grouped, kindShown, pointsShown } from './layout.mjs';

/**
 * @typedef {import('./layout.mjs').Page} Page
 * @typedef {import('../members.mjs').Customer} Customer
 * @typedef {import('../orders.mjs').Order} Order
 * @typedef {import('../products.mjs').Product} Product
 */

const CATEGORIES = ['食品・飲料', '消耗品', '厨房用品', '清掃・衛生', '事務用品', '什器・備品'];
const BUSINESSES = ['カフェ・喫茶', '居酒屋・バー', '美容室・サロン', '小売店', 'クリニック'];
const HISTORY = 5;
const FLOW = '<p class="flow">発注～着荷～代金支払い</p>';

/** @param {string[]} names */
const chips = (names) => names.map((name) => `<li>${name}</li>`).join('');

/** @param {Product} product */
export const priceShown = ({ price, was }) =>
  `<span class="price"><s>${grouped(was)}円</s> <strong>${grouped(price)}円</strong>（税込）</span>`;

/** @param {Product} product */
const card = (product) =>
  `<li><span class="picture">${drawing(product.shape)}</span>` +
  `<a href="/products/${product.id}">${product.name}</a>${priceShown(product)}</li>`;

/** @param {Order[]} orders */
function history(orders) {
  if (orders.length === 0) return '';
  const rows = orders.slice(0, HISTORY).map(
    ({ number, product, isCancelled }) =>
      `<li><a href="/orders/${number}">${number}</a> <span>${product.name}${isCancelled ? '（取り消し済み）' : ''}</span></li>`,
  );
  return `<section aria-labelledby="orders"><h2 id="orders">最近のご注文</h2><ul class="orders">${rows.join('')}</ul></section>`;
}

/**
 * @param {Customer} customer
 * @param {Order[]} orders
 * @returns {Page}
 */
export const shopTop = ({ shopName, name, accountKind, customerCode, points }, orders) => ({
  title: 'トップ',
  isMember: true,
  main: `  <h1>${escape(shopName)} さまのお買い物</h1>
  ${facts(
    [
      ['お名前', escape(name)],
      ['アカウント', kindShown(accountKind)],
      ['お客様番号', escape(customerCode)],
      ['ポイント', pointsShown(points), 'points'],
    ],
    'customer',
  )}
  <section class="banner" aria-labelledby="sale"><h2 id="sale">大特価SALE</h2><p>約10,000アイテムを会員さま特別価格で</p></section>
  <nav aria-labelledby="categories"><h2 id="categories">カテゴリ</h2><ul>${chips(CATEGORIES)}</ul></nav>
  <nav aria-labelledby="businesses"><h2 id="businesses">業種別おすすめ商品</h2><ul>${chips(BUSINESSES)}</ul></nav>
  <section aria-labelledby="products">
    <h2 id="products">本日のおすすめ</h2>
    <ul class="products">${PRODUCTS.map(card).join('')}</ul>
  </section>
  ${history(orders)}
  ${FLOW}`,
});

/** @param {Order} order */
function news({ isCancelled, isUnsettled, hold, gift = 0 }) {
  const notices = [];
  if (isUnsettled) notices.push('ポイントの手続きを続けています。しばらくしてから、再読み込みしてください。');
  if (hold?.state === 'lost') notices.push('ポイントを使えませんでした。お支払い額は商品の価格になります。');
  if (isCancelled && hold?.state === 'given back') notices.push('使ったポイントをお返ししました。');
  if (gift > 0 && !isCancelled) notices.push(`初めてのお買い物ありがとうございます。${grouped(gift)}ポイントをプレゼントしました。`);
  return notices.map((notice) => `<p class="notice" role="status">${notice}</p>`).join('');
}

/**
 * @param {Order} order
 * @param {Customer} customer
 * @returns {Page}
 */
export function receipt(order, { points }) {
  const { number, product, isCancelled, hold } = order;
  const used = hold?.state === 'lost' ? 0 : order.points;
  const cancel = `<form method="post" action="/orders/${number}/cancel"><button>注文を取り消す</button></form>`;
  const title = isCancelled ? 'ご注文を取り消しました' : 'ご注文ありがとうございます';
  return {
    title,
    isMember: true,
    main: `  <h1>${title}</h1>
  ${news(order)}
  ${facts(
    [
      ['注文番号', number],
      ['商品', product.name],
      ['価格（税込）', `${grouped(product.price)}円`],
      ['使ったポイント', `${grouped(used)} pt`],
      ['お支払い額', isCancelled ? '0円' : `${grouped(product.price - used)}円`, 'total'],
      ['現在のポイント', pointsShown(points), 'points'],
    ],
    'receipt',
  )}
  <div class="actions"><a class="button" href="/">お買い物を続ける</a>${isCancelled ? '' : cancel}</div>
  ${FLOW}`,
  };
}
