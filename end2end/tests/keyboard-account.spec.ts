/** With keys alone: one's own account, its devices, history and points, and the way to the cart (X17). */

import type { Page } from '@playwright/test';
import { CHANGED_PASSWORD, CURRENT_PASSWORD, fact } from '../support/account.ts';
import { control, expectErrorAt, field, menu } from '../support/controls.ts';
import { type Keyboard, sendSignInByKeys, signInByKeys } from '../support/keyboard.ts';
import { ageProofs } from '../support/links.ts';
import { mailAbout, SUBJECT } from '../support/mailbox.ts';
import { CART_URL, SERVICE_URL } from '../support/settings.mjs';
import { type Account, bookPoints, PASSWORD, someEmail, someUserId } from '../support/shop.ts';
import { expect, test } from '../support/test.ts';

/** Signs in and goes to マイ・アカウント by the menu. */
async function openAccount(page: Page, account: Account): Promise<Keyboard> {
  const keys = await signInByKeys(page, account);
  await keys.follow(menu(page, 'アカウント管理'));
  await expect(page.getByRole('heading', { level: 1, name: 'マイ・アカウント' })).toBeFocused();
  return keys;
}

test('X17 M74 M75 M76 the user ID is checked and changed with the keyboard alone', async ({ page, shop }) => {
  const userId = someUserId();
  const keys = await openAccount(page, shop.parent);
  const opener = control(page, 'ユーザーIDを変更');
  const dialog = page.getByRole('dialog', { name: 'ユーザーIDの変更' });
  const [current, changed] = [field(dialog, CURRENT_PASSWORD), field(dialog, '変更するユーザーID')];
  const check = control(dialog, '登録可能か確認する');

  await test.step('Escape closes the dialog, and leaves the focus where it was opened', async () => {
    await keys.follow(opener);
    await expect(current).toBeFocused();
    expect(await keys.walk()).toEqual([
      'パスワードを表示する',
      '変更するユーザーID必須',
      '登録可能か確認する',
      CHANGED_PASSWORD,
      'パスワードを表示する',
      'キャンセル',
      'OK',
      '現在のパスワード必須',
    ]);
    await keys.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });

  await test.step('a user ID that is taken, and one that is free', async () => {
    await keys.press('Enter');
    await keys.fill(current, PASSWORD);
    await keys.fill(changed, 'demoparent');
    await keys.toggle(check);
    await expectErrorAt(changed, 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。');
    await expect(changed).toBeFocused();
    await keys.fill(changed, userId);
    await keys.follow(check);
    await expect(dialog.getByRole('status').getByText('このユーザーIDは登録できます。')).toBeFocused();
    await expect(current).toHaveValue(PASSWORD);
  });

  await test.step('Enter in a field changes it', async () => {
    await keys.backTo(changed);
    await keys.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'ユーザーIDを変更しました。' })).toBeFocused();
    await expect(fact(page, 'ユーザーID')).toHaveText(userId);
  });
});

test('X17 M70 no dialog hides what has the focus, on a phone whose keyboard is on the screen or not', async ({ page, shop }) => {
  const keys = await openAccount(page, shop.parent);
  await expect(page.locator('meta[name=viewport]')).toHaveAttribute('content', /interactive-widget=resizes-content/);
  for (const height of [844, 420]) {
    await page.setViewportSize({ width: 390, height });
    for (const row of ['ユーザーID', 'メールアドレス', 'パスワード']) {
      await keys.to(control(page, `${row}を変更`));
      await keys.press('Enter');
      await expect(page.getByRole('dialog')).toBeVisible();
      expect((await keys.walk()).join()).toContain('OK,キャンセル');
      await keys.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  }
});

test('X17 M77 D10 another e-mail address is asked for with the keyboard alone, with 本人確認', async ({ page, shop, database }) => {
  const email = someEmail();
  const keys = await openAccount(page, shop.parent);
  await ageProofs(database, shop.parent.id);
  const dialog = page.getByRole('dialog', { name: 'メールアドレスの変更' });

  await keys.follow(control(page, 'メールアドレスを変更'));
  await expect(field(dialog, 'メールアドレス')).toBeFocused();
  await keys.type(email);
  await keys.press('Enter');
  await expect(dialog.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
  await keys.follow(dialog.getByRole('link', { name: '安全のため、現在のパスワードを入力してください。' }));
  await expect(field(dialog, CURRENT_PASSWORD)).toBeFocused();
  await expect(field(dialog, 'メールアドレス')).toHaveValue(email);
  await keys.type(PASSWORD);
  await keys.press('Enter');

  await expect(page.getByText(`変更の確認待ち：${email}`)).toBeVisible();
  await expect(page.getByRole('alert')).toBeFocused();
  await keys.follow(control(page, '取り消す'));
  await expect(page.getByText(`変更の確認待ち：${email}`)).toHaveCount(0);
});

test('X17 M80 a link for a new password is asked for with the keyboard alone', async ({ page, shop }) => {
  const keys = await openAccount(page, shop.parent);
  const opener = control(page, 'パスワードを変更');
  const dialog = page.getByRole('dialog', { name: 'パスワード再設定' });

  await keys.follow(opener);
  await expect(dialog.getByRole('heading')).toBeFocused();
  expect(await keys.walk()).toEqual(['キャンセル', 'OK']);
  await keys.follow(control(dialog, 'キャンセル'));
  await expect(opener).toBeFocused();
  await keys.press('Enter');
  await keys.follow(control(dialog, 'OK'));

  await expect(page.getByRole('alert').filter({ hasText: 'にメールを送信しました。' })).toBeFocused();
  await mailAbout(SUBJECT.reset, shop.parent.email);
});

test('X17 X5 X6 another device is signed out and the history narrowed down with the keyboard alone', async ({ page, shop, visitor }) => {
  const other = await visitor();
  await signInByKeys(other, shop.parent);
  const keys = await openAccount(page, shop.parent);
  await keys.follow(control(page, '端末・パスキー・操作履歴'));
  await expect(page.getByRole('heading', { level: 1, name: '端末・パスキー・操作履歴' })).toBeFocused();

  await test.step('it gets a name', async () => {
    await keys.follow(control(page, /を確認・変更$/).last());
    await keys.fill(field(page, '端末の名前'), 'レジ横');
    await keys.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: '端末の名前を保存しました。' })).toBeFocused();
  });

  await test.step('it is signed out', async () => {
    await keys.follow(control(page, 'レジ横を確認・変更'));
    await keys.follow(page.getByRole('button', { name: 'ログアウトする', exact: true }));
    await expect(page.getByRole('alert').filter({ hasText: '端末からログアウトしました。' })).toBeFocused();
  });

  await test.step('the history tells of it', async () => {
    await keys.follow(control(page, '操作履歴を見る'));
    const kind = page.getByRole('combobox', { name: '操作の種類' });
    await keys.to(kind);
    await keys.press('ArrowDown');
    await expect(kind.getByRole('option', { selected: true })).toHaveText('ログインと端末');
    await keys.follow(control(page, '絞り込む'));
    await expect(page).toHaveURL(/kind=/);
    await expect(page.getByRole('heading', { level: 1, name: '操作履歴' })).toBeFocused();
    const downloading = page.waitForEvent('download');
    await keys.follow(control(page, 'CSVをダウンロード'));
    await downloading;
  });
});

test('X17 D19 X12 the points and the services are reached with the keyboard alone', async ({ page, shop, database }) => {
  await bookPoints(database, shop, ...Array.from({ length: 50 }, () => ({ points: -1, cause: 'use' }) as const));
  const keys = await signInByKeys(page, shop.parent);

  await test.step('the points, page by page', async () => {
    await keys.follow(control(page, 'ポイント履歴を見る'));
    await expect(page.getByRole('heading', { level: 1, name: 'ポイント履歴' })).toBeFocused();
    await keys.follow(control(page, '次のページ').first());
    await expect(page.getByText('51–51件 / 全51件').first()).toBeVisible();
  });

  await test.step('a service', async () => {
    await keys.backTo(menu(page, 'トップ'));
    await keys.press('Enter');
    await keys.follow(control(page, 'SSO連携サービス'));
    await keys.follow(control(page, 'OTORAKU'));
    await expect(page).toHaveURL(`${SERVICE_URL}/`);
    await expect(page.getByText('OTORAKUにログインしています。')).toBeVisible();
  });
});

test('X17 M83 M85 M86 one goes on to the cart with the keyboard alone', async ({ page, shop }) => {
  await page.goto('/login?to=cart');
  await sendSignInByKeys(page, shop.parent);
  await expect(page).toHaveURL(`${CART_URL}/`);
  await expect(page.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
});
