// What people see of the cart.

/** @typedef {import('./portal.mjs').Customer} Customer */

const CATEGORIES = ['食品・飲料', '消耗品', '厨房用品', '清掃・衛生', '事務用品', '什器・備品'];
const BUSINESSES = ['カフェ・喫茶', '居酒屋・バー', '美容室・サロン', '小売店', 'クリニック'];

/** Shapes on a square of 24 by 24. */
const CART = 'M3 4h3l2.5 10h9L20 7H7.5M9.5 18.5a1 1 0 1 0 .01 0M16.5 18.5a1 1 0 1 0 .01 0';
const PRODUCTS = [
  { shape: 'M5 9h11v5a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2M8 6V4M12 6V4', name: 'ドリップコーヒー 業務用 1kg', price: 1980, was: 2680 },
  { shape: 'M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8', name: 'ペーパーナプキン 10,000枚', price: 2450, was: 3200 },
  { shape: 'M9 9h6l2 3v8H7v-8zM10 9V6h4v3M14 6h3', name: 'アルコール除菌スプレー 5L', price: 2180, was: 2980 },
  { shape: 'M6 8h12l-1.5 12h-9zM5 5h14v3H5zM7 13h10', name: 'テイクアウトカップ 500個', price: 3300, was: 4150 },
];

/** @param {string} shape */
const drawing = (shape) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${shape}"/></svg>`;

/** @param {string} text */
function escape(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[/** @type {keyof typeof entities} */ (character)]);
}

/** @param {number} amount */
const grouped = (amount) => amount.toLocaleString('ja-JP');

/**
 * @param {string} title
 * @param {string} body
 */
function page(title, body) {
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}｜USEN CART</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/cart.css">
</head>
<body>
${body}
</body>
</html>`;
}

const LOGO = `<a class="logo" href="/">${drawing(CART)} USEN CART</a>`;

/** @param {string[]} names */
const chips = (names) => names.map((name) => `<li>${name}</li>`).join('');

/** @param {Customer} customer */
export function top({ shopName, displayName, accountKind, customerCode, points }) {
  const kind = accountKind === 'parent' ? '親アカウント' : 'シェアアカウント';
  return page(
    'トップ',
    `<header>
  ${LOGO}
  <form method="post" action="/sign-out"><button>サインアウト</button></form>
</header>
<main>
  <h1>${escape(shopName)} さまのお買い物</h1>
  <dl class="customer">
    <div><dt>お名前</dt><dd>${escape(displayName)}</dd></div>
    <div><dt>アカウント</dt><dd>${kind}</dd></div>
    <div><dt>お客様番号</dt><dd>${escape(customerCode)}</dd></div>
    <div class="points"><dt>ポイント</dt><dd>${grouped(points)} pt</dd></div>
  </dl>
  <section class="banner" aria-labelledby="sale"><h2 id="sale">大特価SALE</h2><p>約10,000アイテムを会員さま特別価格で</p></section>
  <nav aria-labelledby="categories"><h2 id="categories">カテゴリ</h2><ul>${chips(CATEGORIES)}</ul></nav>
  <nav aria-labelledby="businesses"><h2 id="businesses">業種別おすすめ商品</h2><ul>${chips(BUSINESSES)}</ul></nav>
  <section aria-labelledby="products">
    <h2 id="products">本日のおすすめ</h2>
    <ul class="products">${PRODUCTS.map(
      ({ shape, name, price, was }) =>
        `<li><span class="picture">${drawing(shape)}</span><span>${name}</span>` +
        `<span class="price"><s>${grouped(was)}円</s> <strong>${grouped(price)}円</strong>（税込）</span></li>`,
    ).join('')}</ul>
  </section>
  <p class="flow">発注～着荷～代金支払い</p>
</main>`,
  );
}

export function welcome() {
  return page(
    'ようこそ',
    `<header>${LOGO}</header>
<main>
  <h1>USEN CARTへようこそ</h1>
  <p>店舗に寄り添い60年以上。USENが運営する店舗向け通販サイトです。</p>
  <p><a class="button" href="/sign-in">USEN MEMBERSでログイン</a></p>
</main>`,
  );
}

export function failed() {
  return page(
    'ログインできませんでした',
    `<header>${LOGO}</header>
<main>
  <h1>ログインできませんでした</h1>
  <p>手続きの有効期限が切れたか、すでに使われています。もう一度お試しください。</p>
  <p><a class="button" href="/sign-in">もう一度ログインする</a></p>
</main>`,
  );
}
