import { drawing, escape, facts, grouped, pointsShown } from './layout.mjs';
import { priceShown } from './shop.mjs';

/**
 * @typedef {object} OrderForm
 * @property {import('../products.mjs').Product} product
 * @property {number | undefined} available  the points that can be used, where they are known
 * @property {string} key  makes one order of it, however often it is sent
 * @property {string} typed
 * @property {number} used  the points that were typed, where they can be used
 * @property {string} [fieldError]
 * @property {string} [error]  what is wrong apart from the points that were typed
 */

/**
 * @param {OrderForm} form
 * @returns {import('./layout.mjs').Page}
 */
export function productPage({ product, available, key, typed, used, fieldError, error }) {
  const { id, shape, name, price } = product;
  const hint = available === undefined ? '' : `0から${grouped(Math.min(available, price))}まで`;
  return {
    title: `${error || fieldError ? 'エラー：' : ''}${name}`,
    isMember: true,
    main: `  ${error ? `<p class="notice error" role="alert">${error}</p>` : ''}
  <div class="product">
    <div class="picture">${drawing(shape)}</div>
    <div>
      <h1>${name}</h1>
      <p>${priceShown(product)}</p>
      ${facts([['ご利用可能ポイント', pointsShown(available), 'points']], 'customer')}
      <form class="order" method="post" action="/orders">
        <input type="hidden" name="product" value="${id}">
        <input type="hidden" name="key" value="${escape(key)}">
        <label for="points">使うポイント</label>
        <p class="hint" id="points-hint">1ポイント＝1円。${hint}</p>
        ${fieldError ? `<p class="field-error" id="points-error">${fieldError}</p>` : ''}
        <div class="points-field">
          <input id="points" name="points" inputmode="numeric" autocomplete="off" value="${escape(typed)}"
            aria-describedby="points-hint${fieldError ? ' points-error' : ''}"${fieldError ? ' aria-invalid="true" autofocus' : ''}>
          <button formmethod="get" formaction="/products/${id}">お支払い額を計算する</button>
        </div>
        ${facts([['お支払い額', `${grouped(price - used)}円`, 'total']], 'receipt')}
        <button class="button">注文する</button>
      </form>
    </div>
  </div>
  <p><a class="back" href="/">トップに戻る</a></p>`,
  };
}
