/** Pages that are there to be read. */

import { control } from '../support/controls.ts';
import { createShareAccount } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('my account shows who I am and which shop I belong to, for both kinds of account: M10 M70 M71 M72 M73', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');

  for (const account of [shop.parent, member]) {
    await signIn(page, account);
    await page.goto('/account');

    await expect(page.getByRole('heading', { name: 'アカウント/セキュリティ' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '店舗/事業所情報' })).toBeVisible();
    for (const [name, value] of [
      ['ユーザーID', account.userId],
      ['お客様番号', shop.code],
      ['メールアドレス', account.email],
      ['店舗/事業所名', shop.name],
    ] as const) {
      const term = page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) });
      await expect(term.locator('xpath=following-sibling::dd[1]')).toHaveText(value);
    }
    await page.context().clearCookies();
  }
});

test('a parent account opens what the matrix gives it besides, and is told that nothing is there yet: M4 M11', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  for (const [tile, empty] of [
    ['請求情報', '表示できる請求情報はまだありません。'],
    ['申込書', '表示できる申込書はまだありません。'],
    ['支払い通知書', '表示できる支払い通知書はまだありません。'],
  ] as const) {
    await page.goto('/');
    await page.getByRole('link', { name: tile }).click();
    await expect(page.getByRole('heading', { level: 1, name: tile })).toBeVisible();
    await expect(page.getByText(empty)).toBeVisible();
  }
  await page.goto('/');
  await page.getByRole('link', { name: 'SSO連携サービス' }).click();
  await expect(control(page, 'USEN CART')).toBeVisible();
});

test("the guide to share accounts has six chapters and the manual's table of rights: M3 M38 D15", async ({ page }) => {
  await page.goto('/help/share-account');

  await expect(page.getByRole('main').getByRole('navigation').getByRole('link')).toHaveCount(6);
  for (const right of ['請求情報', '申込書', '支払い通知書', 'アカウント管理', 'シェアアカウントの追加', 'USEN CART', 'SSO連携サービス']) {
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: right, exact: true }) });
    const share = ['アカウント管理', 'USEN CART'].includes(right) ? '利用できます' : '利用できません';
    await expect(row.getByRole('cell').nth(0)).toContainText('利用できます');
    await expect(row.getByRole('cell').nth(1)).toContainText(share);
  }
});

for (const locale of ['ja', 'en']) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`M38 the guide to share accounts shows the portal as it is (${locale})`, async ({ page }) => {
      await page.goto('/help/share-account');

      const pictures = page.getByRole('main').getByRole('img');
      const count = await pictures.count();
      expect(count).toBeGreaterThan(10);
      const chapters = page.getByRole('main').getByRole('heading', { level: 2, name: /^[1-6]\. / });
      await expect(chapters).toHaveCount(6);
      for (let number = 0; number < count; number += 1) {
        const picture = pictures.nth(number);
        await picture.scrollIntoViewIfNeeded();
        await expect(picture).toHaveAccessibleName(/.{10}/);
        await expect
          .poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth / image.naturalHeight))
          .toBeCloseTo(390 / 560, 2);
      }
    });
  });
}

test('who comes from the cart reads what it is, before signing in: M85 M86 M87 M88 M89 M90 M91 M93 M94', async ({ page }) => {
  await page.goto('/login?to=cart');

  await expect(page.getByRole('heading', { level: 1, name: 'USEN CART ログイン' })).toBeVisible();
  for (const text of [
    '店舗に寄り添い60年以上。USENが運営する店舗向け通販サイト',
    'USEN MEMBERS会員様',
    'USEN MEMBERSのユーザーIDとパスワードを入力してください',
    '※会員登録・年会費無料',
    '「500ポイント」をプレゼント',
    '「送料無料」',
    '※対象配送エリア・対象配達時間のみ',
    '“店舗に寄り添った機能”によるお支払い可能',
    '約10,000アイテム',
    '発注～着荷～代金支払い',
  ]) {
    await expect(page.getByText(text)).toBeVisible();
  }
  for (const link of ['パスワードを忘れた方はこちら', 'ユーザーIDとパスワードを忘れた方はこちら', 'アカウントに関するFAQはこちら', 'USEN MEMBERS会員登録']) {
    await expect(page.getByRole('link', { name: link, exact: true })).toBeVisible();
  }
});
