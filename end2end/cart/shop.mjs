// What can be done in the shop.

import { BadRequest, html, redirect } from './http.mjs';
import { logFailure } from './log.mjs';
import { SoldOut } from './orders.mjs';
import { grouped } from './pages/layout.mjs';
import { productPage } from './pages/product.mjs';
import { receipt, shopTop } from './pages/shop.mjs';
import { PointsRefused } from './points.mjs';
import { findProduct } from './products.mjs';

/**
 * @typedef {import('./http.mjs').Asked} Asked
 * @typedef {import('./http.mjs').Route} Route
 * @typedef {import('./members.mjs').Session} Session
 * @typedef {import('./pages/product.mjs').OrderForm} OrderForm
 * @typedef {import('./products.mjs').Product} Product
 */

const TRY_AGAIN = '注文を完了できませんでした。時間をおいて、やり直してください。';
const NO_POINTS_NOW = 'ただいまポイントを使えません。時間をおいてやり直すか、0を入力して注文してください。';

/** @param {number} available */
const notEnough = (available) => `ポイントが足りません。使えるのは${grouped(available)}ポイントまでです。`;

/**
 * @param {ReturnType<typeof import('./door.mjs').door>} door
 * @param {ReturnType<typeof import('./orders.mjs').orders>} orders
 * @returns {readonly Route[]}
 */
export function shopRoutes(door, orders) {
  /**
   * @param {string | null} id
   * @returns {Product}
   */
  function product(id) {
    const found = findProduct(id);
    if (!found) throw new BadRequest(404);
    return found;
  }

  /**
   * @param {Session} session
   * @param {string} number
   */
  function order(session, number) {
    const found = orders.find(session, number);
    if (!found) throw new BadRequest(404);
    return found;
  }

  /**
   * @param {number} status
   * @param {Session} session
   * @param {Omit<OrderForm, 'key' | 'available' | 'used'> & {key: string | null, available?: number | undefined}} form
   */
  function orderForm(status, session, form) {
    const key = form.key && orders.findDraft(session, form.key) ? form.key : orders.draft(session, form.product);
    const available = form.available ?? session.customer.points;
    const used = wantedPoints(form.typed, form.product, available);
    return html(status, productPage({ ...form, key, available, used: used.points ?? 0 }));
  }

  /** @param {Asked} asked @param {Session} session */
  function showProduct({ url: { searchParams }, part }, session) {
    const shown = { product: product(part), key: searchParams.get('key'), typed: searchParams.get('points') ?? '0' };
    const { error } = wantedPoints(shown.typed, shown.product, session.customer.points);
    return orderForm(error ? 422 : 200, session, { ...shown, ...(error && { fieldError: error }) });
  }

  /** @param {Asked} asked @param {Session} session */
  async function placeOrder({ form }, session) {
    const sent = await form();
    const shown = { product: product(sent.get('product')), key: sent.get('key'), typed: sent.get('points') ?? '' };
    const draft = orders.findDraft(session, shown.key);
    if (!draft || draft.product !== shown.product) {
      const error = '画面の有効期限が切れました。もう一度操作してください。';
      return orderForm(409, session, { ...shown, key: null, error });
    }
    // What was ordered already is not looked at again: its points are gone.
    const { points = 0, error } = wantedPoints(shown.typed, shown.product, session.customer.points);
    if (error && !draft.placing) return orderForm(422, session, { ...shown, fieldError: error });
    try {
      const { number } = await orders.place(draft, session, points);
      return redirect(`/orders/${number}`);
    } catch (error) {
      return notPlaced(error, session, shown);
    }
  }

  /**
   * @param {unknown} error
   * @param {Session} session
   * @param {{product: Product, key: string | null, typed: string}} shown
   */
  function notPlaced(error, session, shown) {
    if (error instanceof SoldOut) {
      return orderForm(409, session, { ...shown, error: '申し訳ありません。この商品は売り切れました。' });
    }
    if (error instanceof PointsRefused && error.code === 'not_enough') {
      const { available } = error;
      return orderForm(409, session, { ...shown, available, fieldError: notEnough(available ?? 0) });
    }
    logFailure('order', error);
    const isTyped = Number(shown.typed.normalize('NFKC')) !== 0;
    return orderForm(503, session, { ...shown, error: isTyped ? NO_POINTS_NOW : TRY_AGAIN });
  }

  /** @param {Asked} asked @param {Session} session */
  async function cancelOrder({ part }, session) {
    await orders.cancel(order(session, part));
    return redirect(`/orders/${part}`);
  }

  return [
    ['GET', /^\/$/, door.top((session) => shopTop(session.customer, orders.of(session)))],
    ['GET', /^\/products\/([a-z-]+)$/, door.page(showProduct)],
    ['GET', /^\/orders$/, () => redirect('/')],
    [
      'POST',
      /^\/orders$/,
      door.deed(async ({ form }) => `/products/${product((await form()).get('product')).id}`, placeOrder),
    ],
    [
      'GET',
      /^\/orders\/(A-\d{8})$/,
      door.page(({ part }, session) => html(200, receipt(order(session, part), session.customer))),
    ],
    ['POST', /^\/orders\/(A-\d{8})\/cancel$/, door.deed(({ part }) => `/orders/${part}`, cancelOrder)],
  ];
}

/**
 * @param {string} typed
 * @param {Product} product
 * @param {number | undefined} available
 * @returns {{points: number, error?: undefined} | {points?: undefined, error: string}}
 */
function wantedPoints(typed, { price }, available) {
  const digits = typed.normalize('NFKC').trim() || '0';
  const points = /^(\d{1,9}|\d{1,3}(,\d{3})+)$/.test(digits) ? Number(digits.replaceAll(',', '')) : undefined;
  if (points === 0) return { points };
  if (available === undefined) return { error: NO_POINTS_NOW };
  const most = Math.min(available, price);
  if (points === undefined) return { error: `0から${grouped(most)}までの数字で入力してください。` };
  if (points > most && most === available) return { error: notEnough(available) };
  if (points > most) return { error: `商品の価格（${grouped(price)}円）までのポイントを入力してください。` };
  return { points };
}
