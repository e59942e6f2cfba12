/** The shopping site: the ways there and back, orders, and the points that they use. */

import type { Page } from '@playwright/test';
import { fact } from '../support/account.ts';
import { CART_SIGN_IN, COFFEE, openCart, orderCoffee, POINTS_FIELD } from '../support/cart.ts';
import { control, expectErrorAt, field, fullWidth } from '../support/controls.ts';
import { invitationLink } from '../support/mailbox.ts';
import { goToCart, register } from '../support/registration.ts';
import { CART_URL, PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, createShop, holdPoints, invite, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('M82 M83 M84 M92 注文する leads into the cart, signed in, without a question', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  await control(page, '注文する').click();

  await expect(page).toHaveURL(`${CART_URL}/`);
  await expect(page.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
  await expect(fact(page, 'アカウント')).toHaveText('親アカウント');
  await expect(fact(page, 'お客様番号')).toHaveText(shop.code);
  await expect(fact(page, 'ポイント')).toHaveText('87,187 pt');
  await expect(page.getByRole('heading', { name: '大特価SALE' })).toBeVisible();
  for (const menu of ['カテゴリ', '業種別おすすめ商品']) await expect(page.getByRole('navigation', { name: menu })).toBeVisible();
});

test('M60 M84 step 3 leads into the cart', async ({ page, shop, database }) => {
  const { email, name } = await invite(database, shop, '有線 太郎');
  const member = { userId: someUserId(), password: 'quiet harbour 91 telescope' };
  await register(page, await invitationLink(email), member);

  await goToCart(page, member);

  await expect(fact(page, 'お名前')).toHaveText(name);
  await expect(fact(page, 'アカウント')).toHaveText('シェアアカウント');
});

test('M84 M85 M86 M87 M88 M89 M90 M91 who wants a product signs in by the page of USEN CART and gets to the product', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  await page.goto(COFFEE.address);

  await test.step('the page', async () => {
    await expect(page).toHaveURL(new RegExp(`^${PORTAL_URL}/login\\?to=cart`));
    await expect(page.getByRole('heading', { level: 1, name: 'USEN CART ログイン' })).toBeVisible();
    for (const heading of ['USEN MEMBERS会員様', '新規会員登録', 'USEN CARTとは']) {
      await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    }
    for (const text of [
      '店舗に寄り添い60年以上。USENが運営する店舗向け通販サイト',
      'USEN MEMBERSのユーザーIDとパスワードを入力してください',
      'USEN CARTのご利用には、USEN MEMBERSの会員登録が必要です。',
      '※会員登録・年会費無料',
      '初めてのお買い物で「500ポイント」をプレゼント',
      '2,000円（税込）以上の注文で「送料無料」',
      '※対象配送エリア・対象配達時間のみ',
      '“店舗に寄り添った機能”によるお支払い可能',
    ]) {
      await expect(page.getByText(text)).toBeVisible();
    }
    for (const link of [
      'パスワードを忘れた方はこちら',
      'ユーザーIDとパスワードを忘れた方はこちら',
      'アカウントに関するFAQはこちら',
      'USEN MEMBERS会員登録',
    ]) {
      await expect(page.getByRole('link', { name: link, exact: true })).toBeVisible();
    }
  });

  await test.step('a wrong password loses neither the page nor the way', async () => {
    await sendSignIn(page, { ...member, password: 'not the right password' });
    await expect(page.getByText('ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。').first()).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: 'USEN CART ログイン' })).toBeVisible();
  });

  await test.step('the product', async () => {
    await sendSignIn(page, member);
    await expect(page).toHaveURL(COFFEE.address);
    await expect(page.getByRole('heading', { name: COFFEE.name })).toBeVisible();
  });

  await test.step('Back asks no second time', async () => {
    await page.goBack();
    await expect(page.getByText(`ようこそ ${shop.name}`)).toBeVisible();
    await openCart(page);
  });
});

test('X11 M84 the cart asks nothing of who is signed in at the portal, and takes the next account after the first', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, shop.parent);

  await page.goto(`${CART_URL}/`);
  await control(page, CART_SIGN_IN).click();
  await expect(fact(page, 'アカウント')).toHaveText('親アカウント');

  await test.step('who signs out there is signed out, and somebody else signs in', async () => {
    await control(page, 'ログアウト').click();
    await expect(page.getByText('USEN CARTとUSEN MEMBERSからログアウトしました。')).toBeVisible();
    await control(page, CART_SIGN_IN).click();
    await sendSignIn(page, member);
    await expect(fact(page, 'お名前')).toHaveText(member.name);
  });
});

test('the cart takes no answer that it has not asked for, and shows the way', async ({ page, shop, complaints }) => {
  complaints.expectStatus(400);
  await signIn(page, shop.parent);

  const answer = await page.goto(`${CART_URL}/callback?code=${'A'.repeat(43)}&state=a-state&iss=${encodeURIComponent(PORTAL_URL)}`);

  expect(answer?.status()).toBe(400);
  await expect(page.getByRole('heading', { name: 'ログインできませんでした' })).toBeVisible();
  await control(page, 'もう一度ログインする').click();
  await expect(page.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
});

test('M89 M93 M97 M98 D12 X12 an order uses points, brings those of the first purchase, and the portal tells who it was', async ({ page, shop, database, visitor }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, member);
  await openCart(page);
  await page.getByRole('link', { name: COFFEE.name }).click();
  await expect(fact(page, 'お支払い額')).toHaveText('1,980円');

  await test.step('points count before they are used, in full width too', async () => {
    await field(page, POINTS_FIELD).fill(fullWidth('1000'));
    await control(page, 'お支払い額を計算する').click();
    await expect(fact(page, 'お支払い額')).toHaveText('980円');
  });

  const first = await test.step('the receipt', async () => {
    await control(page, '注文する').click();
    await expect(page.getByRole('heading', { name: 'ご注文ありがとうございます' })).toBeVisible();
    await expect(page.getByRole('status')).toHaveText('初めてのお買い物ありがとうございます。500ポイントをプレゼントしました。');
    await expect(fact(page, '使ったポイント')).toHaveText('1,000 pt');
    await expect(fact(page, 'お支払い額')).toHaveText('980円');
    await expect(fact(page, '現在のポイント')).toHaveText('86,687 pt');
    await expect(page.getByText('発注～着荷～代金支払い')).toBeVisible();
    return fact(page, '注文番号').innerText();
  });

  await test.step('the second purchase is not the first', async () => {
    await orderCoffee(page, 0);
    await expect(page.getByText('初めてのお買い物ありがとうございます。')).toHaveCount(0);
    await expect(fact(page, '現在のポイント')).toHaveText('86,687 pt');
  });

  await test.step('at the portal', async () => {
    await page.goto('/');
    await expect(page.getByText('86,687 pt')).toBeVisible();
    const parent = await visitor();
    await signIn(parent, shop.parent);
    await parent.goto('/points');
    const used = parent.getByRole('row').filter({ hasText: 'ご注文での利用' });
    await expect(used).toHaveCount(1);
    await expect(used).toContainText(`${first}`);
    await expect(used).toContainText('−1,000');
    await expect(used).toContainText(member.name);
    await expect(parent.getByRole('row').filter({ hasText: '初回購入のポイント' })).toContainText('+500');
  });
});

test('R1 D12 whoever presses twice has ordered once', async ({ page, shop, database }) => {
  await signIn(page, shop.parent);
  await openCart(page);
  await page.goto(COFFEE.address);
  await field(page, POINTS_FIELD).fill('300');

  await control(page, '注文する').dblclick();

  await expect(page.getByRole('heading', { name: 'ご注文ありがとうございます' })).toBeVisible();
  await page.goto(`${CART_URL}/`);
  await expect(page.getByRole('region', { name: '最近のご注文' }).getByRole('listitem')).toHaveCount(1);
  const { rows } = await database.query(`select points::int from points_ledger where customer_id = $1 and cause = 'use'`, [shop.id]);
  expect(rows).toEqual([{ points: -300 }]);
});

test('D12 points that are not there are refused by name, and what was typed stays', async ({ page, database, complaints }) => {
  complaints.expectStatus(422);
  const shop = await createShop(database, { points: 1_000 });
  await signIn(page, shop.parent);
  await openCart(page);
  await page.goto(COFFEE.address);

  await refused(page, '1001', 'ポイントが足りません。使えるのは1,000ポイントまでです。');
  await refused(page, 'すべて', '0から1,000までの数字で入力してください。');
  await refused(page, '-1', '0から1,000までの数字で入力してください。');

  await test.step('those that another order holds', async () => {
    await holdPoints(database, shop, 700);
    await refused(page, '301', 'ポイントが足りません。使えるのは300ポイントまでです。');
    await field(page, POINTS_FIELD).fill('300');
    await control(page, '注文する').click();
    await expect(fact(page, 'お支払い額')).toHaveText('1,680円');
  });
});

test('D12 more points than the product costs are refused', async ({ page, shop, complaints }) => {
  complaints.expectStatus(422);
  await signIn(page, shop.parent);
  await openCart(page);
  await page.goto(COFFEE.address);

  for (const typed of ['1981', '87188']) await refused(page, typed, '商品の価格（1,980円）までのポイントを入力してください。');
});

test('D12 X12 an order that is cancelled gives its points back, once', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await openCart(page);
  const number = await orderCoffee(page, 1_500);
  await expect(fact(page, '現在のポイント')).toHaveText('86,187 pt');

  await control(page, '注文を取り消す').dblclick();

  await expect(page.getByRole('heading', { name: 'ご注文を取り消しました' })).toBeVisible();
  await expect(page.getByText('使ったポイントをお返ししました。')).toBeVisible();
  await expect(fact(page, '現在のポイント')).toHaveText('87,687 pt');
  await page.goto('/points');
  const back = page.getByRole('row').filter({ hasText: '返品による返還' });
  await expect(back).toHaveCount(1);
  await expect(back).toContainText('+1,500');
  await expect(back).toContainText(number);
});

/** Says that the cart refuses such points at the field, and keeps what was typed. */
async function refused(page: Page, typed: string, message: string): Promise<void> {
  await field(page, POINTS_FIELD).fill(typed);
  await control(page, '注文する').click();
  await expectErrorAt(field(page, POINTS_FIELD), message);
  await expect(page).toHaveTitle(/^エラー：/);
  await expect(field(page, POINTS_FIELD)).toHaveValue(typed);
}
