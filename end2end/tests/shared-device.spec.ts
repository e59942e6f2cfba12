/** Devices that several people use (X18): a short sign-in that everybody sees, and nothing left for the next person. */

import { type Page } from '@playwright/test';
import { field, row } from '../support/controls.ts';
import { createShareAccount, PASSWORD, type Credentials, type Shop } from '../support/shop.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { expect, test } from '../support/test.ts';

const MINUTE = 60_000;

const sharedBox = (page: Page) => page.getByRole('checkbox', { name: 'この端末は共用です' });
const switchButton = (page: Page) => page.getByRole('button', { name: '利用者を切り替える', exact: true });
const ending = (page: Page) => page.getByRole('alert').filter({ hasText: 'まもなくログアウトします' });

async function signInShared(page: Page, { userId, password }: Credentials): Promise<void> {
  await page.goto('/login');
  await sharedBox(page).check();
  await field(page, 'ユーザーID').fill(userId);
  await field(page, 'パスワード').fill(password);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await expect(page.getByText(`この端末は ${userId} でログイン中`)).toBeVisible();
}

test('X18 on a shared device there is nothing to remember, and everybody sees who is signed in', async ({ page, shop }) => {
  await page.goto('/login');
  await expect(page.getByRole('checkbox', { name: '次回から自動的にログインする' })).toBeVisible();
  await sharedBox(page).check();
  await expect(page.getByRole('checkbox', { name: '次回から自動的にログインする' })).toBeHidden();

  await signInShared(page, shop.parent);

  for (const address of ['/', '/account', SHARE_ACCOUNTS, '/points', '/help', '/contact']) {
    await page.goto(address);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(page.getByText(`この端末は ${shop.parent.userId} でログイン中`), address).toBeInViewport();
  }
});

test('X18 one press makes way for the next person, who finds nothing of the one before', async ({ page, shop, database }) => {
  const next = await createShareAccount(database, shop, '有線 花子');
  await signInShared(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, '有線 花子')).toBeVisible();

  await switchButton(page).click();

  await expect(page.getByText('次に使う方のユーザーIDとパスワードで')).toBeVisible();
  await expect(sharedBox(page)).toBeChecked();
  await expect(field(page, 'ユーザーID')).toHaveValue('');
  expect(await page.content()).not.toContain(shop.parent.userId);
  await page.goBack();
  await expectSignInWithout(page, shop);

  await signInShared(page, next);
  await page.goBack();
  await expect(page.getByText(`この端末は ${next.userId} でログイン中`)).toBeVisible();
  await expectNothingOf(page, shop);
});

test('X18 a page that nobody uses leaves the screen', async ({ page, shop, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'without scripts the page itself asks anew, which the next test shows');
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.waitForLoadState('networkidle');

  await page.clock.runFor(7 * MINUTE + 30_000);
  await expect(ending(page)).toHaveCount(0);
  await page.clock.runFor(MINUTE);
  await expect(ending(page)).toBeVisible();

  await test.step('a sign of life keeps it', async () => {
    await page.getByRole('button', { name: '続けて使う', exact: true }).click();
    await expect(ending(page)).toHaveCount(0);
    await page.clock.runFor(7 * MINUTE);
    await expect(ending(page)).toHaveCount(0);
  });

  await page.clock.runFor(3 * MINUTE);

  await expectSignInWithout(page, shop);
  await expect(page.getByText('一定時間操作がなかったため')).toBeVisible();
});

test('X18 a tablet that wakes up shows nothing of what it showed', async ({ page, shop, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'scripts look whether the tablet has slept');
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.waitForLoadState('networkidle');

  // asleep, no timer runs
  await page.clock.setSystemTime(new Date(Date.now() + 60 * MINUTE));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  await expectSignInWithout(page, shop);
});

test('X18 somebody who only types is not signed out', async ({ page, shop, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'scripts tell the server of it');
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  await page.waitForLoadState('networkidle');

  for (let minute = 0; minute < 12; minute += 1) {
    await page.clock.runFor(MINUTE);
    await field(page, 'ユーザー氏名').press('a');
  }

  await expect(ending(page)).toHaveCount(0);
  await expect(field(page, 'ユーザー氏名')).toHaveValue('a'.repeat(12));
});

test('X18 without scripts the page gives way by itself', async ({ page, shop, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, 'scripts do it in their own way');
  await signInShared(page, shop.parent);

  const refresh = await page.locator('meta[http-equiv="refresh"]').getAttribute('content');

  expect(Number(refresh)).toBe(10 * 60 + 5);
});

test('X18 the box stays as the last person left it', async ({ page, shop }) => {
  await signInShared(page, { userId: shop.parent.userId, password: PASSWORD });
  await switchButton(page).click();
  await expect(sharedBox(page)).toBeChecked();

  await sharedBox(page).uncheck();
  await field(page, 'ユーザーID').fill(shop.parent.userId);
  await field(page, 'パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();

  await expect(page.getByText('ようこそ').first()).toBeVisible();
  await expect(switchButton(page)).toHaveCount(0);
});

/** The sign-in page, and nothing of who was here before. */
async function expectSignInWithout(page: Page, shop: Shop): Promise<void> {
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('button', { name: 'ログイン', exact: true })).toBeVisible();
  await expectNothingOf(page, shop);
}

async function expectNothingOf(page: Page, { parent }: Shop): Promise<void> {
  const shown = await page.content();
  for (const trace of [parent.userId, parent.email]) expect(shown).not.toContain(trace);
}
