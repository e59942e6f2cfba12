/** With scripts the signed-in part answers without a page load, and behaves as if there were one. */

import type { Page } from '@playwright/test';
import { control, expectFieldError, field, menu, row, tab } from '../support/controls.ts';
import { DEMO_PASSWORD } from '../support/settings.mjs';
import { createShareAccount, invite, registerAccount, shareAccounts, someEmail } from '../support/shop.ts';
import { fillShareAccount, openDelete, openEdit, openShareAccounts, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const MANY = { userId: 'demoparent3', password: DEMO_PASSWORD };

test('links keep the document, and set title, address and focus', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await mark(page);

  await menu(page, 'アカウント管理').click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page).toHaveTitle('マイ・アカウント｜USEN MEMBERS');
  await tab(page, 'USEN CARTシェアアカウント').click();

  await expect(page).toHaveURL(/\/account\/share$/);
  await expect(page).toHaveTitle('USEN CARTシェアアカウント一覧｜USEN MEMBERS');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expectMarked(page);
});

test('X17 a page that is a while in coming says so to the eye and to the ear', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/account', async (route) => {
    await arrived;
    await route.continue();
  });

  await menu(page, 'アカウント管理').click();

  await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'true');
  const told = page.locator('body > [aria-live=polite]');
  await expect(told).toHaveText('読み込んでいます…');
  arrive();
  await expect(page.getByRole('heading', { level: 1, name: 'マイ・アカウント' })).toBeFocused();
  await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy');
  await expect(told).toHaveText('マイ・アカウント｜USEN MEMBERS');
});

test('a form that is refused and then accepted keeps the document: M41 M42', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  await mark(page);
  const entries = await page.evaluate(() => history.length);
  const register = page.getByRole('button', { name: '登録', exact: true });

  await test.step('the address is wrong', async () => {
    await fillShareAccount(page, '有線 太郎', 'nowhere');
    await register.click();
    await expectFieldError(page, field(page, 'メールアドレス'), 'メールアドレスの形式が正しくありません。例：name@example.com');
    await expect(field(page, 'ユーザー氏名')).toHaveValue('有線 太郎');
    await expect(page.getByRole('heading', { name: '入力内容に問題があります' }).locator('xpath=ancestor-or-self::*[@tabindex="-1"][1]')).toBeFocused();
  });

  await test.step('now the name is, and the address no longer', async () => {
    await fillShareAccount(page, '', someEmail());
    await register.click();
    await expectFieldError(page, field(page, 'ユーザー氏名'), 'ユーザー氏名が入力されていません。');
    await expect(field(page, 'メールアドレス')).not.toHaveAttribute('aria-invalid', 'true');
  });

  await test.step('refusals leave no trace in the history', async () => {
    expect(await page.evaluate(() => history.length)).toBe(entries);
  });

  await test.step('accepted', async () => {
    await fillShareAccount(page, '有線 太郎', someEmail());
    await register.click();
    await expect(page).toHaveURL(/\/account\/share(#.*)?$/);
    await expect(page).toHaveTitle('USEN CARTシェアアカウント一覧｜USEN MEMBERS');
    await expect(row(page, '有線 太郎')).toContainText('初回登録待ち');
    await expectMarked(page);
  });
});

test('a notice is shown once', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await openEdit(page, 'USENカフェ001');
  await field(page, 'ユーザー名').fill('有線花子');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect(page.getByText('ユーザー名を変更しました。')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await tab(page, 'マイ・アカウント').click();
  await tab(page, 'USEN CARTシェアアカウント').click();

  await expect(row(page, '有線花子')).toBeVisible();
  await expect(page.getByText('ユーザー名を変更しました。')).toHaveCount(0);
});

test('a double click sends once', async ({ page, shop, database }) => {
  await signIn(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await fillShareAccount(page, '有線 太郎', someEmail());

  await page.getByRole('button', { name: '登録', exact: true }).dblclick();

  await expect(row(page, '有線 太郎')).toHaveCount(1);
  expect(posts).toHaveLength(1);
  expect(await shareAccounts(database, shop)).toHaveLength(1);
});

test('Back and Forward bring pages back with their scroll', async ({ page }) => {
  await signIn(page, MANY);
  await openShareAccounts(page);
  await mark(page);
  await page.evaluate(() => scrollTo(0, 1500));
  await expect.poll(() => scrollPosition(page)).toBe(1500);

  await menu(page, 'トップ').dispatchEvent('click');
  await expect(page.getByText('USEN CART ポイント')).toBeVisible();
  await expect.poll(() => scrollPosition(page)).toBe(0);
  await page.goBack();
  await expect(page).toHaveTitle('USEN CARTシェアアカウント一覧｜USEN MEMBERS');
  await expect.poll(() => scrollPosition(page)).toBe(1500);
  await page.goForward();

  await expect(page.getByText('USEN CART ポイント')).toBeVisible();
  await expectMarked(page);
});

test('a dialog opens and closes without a page load, and gives the focus back: M62', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await mark(page);
  const opener = control(row(page, 'USENカフェ001'), /編集/);

  await openEdit(page, 'USENカフェ001');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expectMarked(page);
});

test('one dialog serves all rows, and each time is about the row that was pressed: M62 M64', async ({ page, shop, database }) => {
  const first = await createShareAccount(database, shop, 'USENカフェ001');
  const second = await createShareAccount(database, shop, 'USENカフェ002');
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  const dialog = page.getByRole('dialog');

  await openEdit(page, first.name);
  await expect(field(dialog, 'ユーザー名')).toHaveValue(first.name);
  await field(dialog, 'ユーザー名').fill('given up');
  await control(dialog, 'キャンセル').click();
  await expect(dialog).toHaveCount(0);
  await openEdit(page, second.name);
  await expect(field(dialog, 'ユーザー名')).toHaveValue(second.name);
  await field(dialog, 'ユーザー名').fill('有線花子');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect(row(page, '有線花子')).toBeVisible();

  await openDelete(page, '有線花子');
  await expect(dialog).toContainText('有線花子');
  await page.keyboard.press('Escape');
  await openDelete(page, first.name);
  await expect(dialog).toContainText(first.name);
  await expect(dialog).not.toContainText('有線花子');
  await page.getByRole('button', { name: '削除', exact: true }).click();

  await expect(page.getByText(`${first.name} を削除しました。`)).toBeVisible();
  expect((await shareAccounts(database, shop)).map(({ name }) => name)).toEqual(['有線花子']);
});

test('the list is searched while one types, which keeps the focus: D13', async ({ page, shop, database }) => {
  for (let number = 101; number <= 125; number += 1) await createShareAccount(database, shop, `スタッフ${number}`);
  await signIn(page, shop.parent);
  const ready = page.waitForResponse((response) => response.url().endsWith('.wasm'));
  await openShareAccounts(page);
  await ready;
  await mark(page);
  const entries = await page.evaluate(() => history.length);
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  const search = page.getByRole('searchbox');
  await expect(rows).toHaveCount(25);

  await search.pressSequentially('スタッフ11');
  await expect(rows).toHaveCount(10);
  await search.pressSequentially('7');
  await expect(rows).toHaveCount(1);

  await expect(rows).toContainText('スタッフ117');
  await expect(search).toBeFocused();
  await expect(search).toHaveValue('スタッフ117');
  await expectMarked(page);
  expect(await page.evaluate(() => history.length)).toBe(entries);
  await openEdit(page, 'スタッフ117');
  await page.keyboard.press('Escape');

  await menu(page, 'トップ').click();
  await expect(page.getByText('USEN CART ポイント')).toBeVisible();
  await page.goBack();
  await expect(rows).toHaveCount(1);
  await search.fill('');
  await expect(rows).toHaveCount(25);
  await expectMarked(page);
});

test('X2 D13 a list that was narrowed down to who is registered is kept up to date once it is widened', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  const { id, name } = await invite(database, shop, '有線 太郎');
  await page.clock.install();
  await signIn(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}?status=registered`);
  await expect(control(page, '自動更新を止める')).toBeVisible();
  await page.clock.runFor(20_000);
  await page.getByRole('combobox', { name: 'ステータス' }).selectOption('すべて');
  await expect(row(page, name)).toContainText('初回登録待ち');

  await registerAccount(database, id);
  await page.clock.runFor(30_000);

  await expect(row(page, name)).toContainText('登録完了済み');
});

test('what was typed before the search was awake is searched for: D13', async ({ page, shop, database }) => {
  for (let number = 101; number <= 125; number += 1) await createShareAccount(database, shop, `スタッフ${number}`);
  await signIn(page, shop.parent);
  let wake = () => {};
  const typed = new Promise<void>((resolve) => (wake = resolve));
  await page.route('**/*.wasm', async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto(SHARE_ACCOUNTS);

  await page.getByRole('searchbox').pressSequentially('スタッフ117');
  wake();

  await expect(page.getByRole('row').filter({ has: page.getByRole('cell') })).toHaveCount(1);
});

test('every dialog also has an address that works as a page', async ({ page, shop, database }) => {
  const { id, name } = await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, shop.parent);

  await page.goto(`${SHARE_ACCOUNTS}/${id}/edit`);
  await field(page, 'ユーザー名').fill('有線花子');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect(row(page, '有線花子')).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);

  await page.goto(`${SHARE_ACCOUNTS}/${id}/delete`);
  await page.getByRole('button', { name: '削除', exact: true }).click();
  await expect(page.getByText('有線花子 を削除しました。')).toBeVisible();
});

test('a page that is not there replaces the one that was', async ({ page, shop, complaints }) => {
  complaints.expectStatus(404);
  await signIn(page, shop.parent);

  await page.evaluate(() => location.assign('/account/nowhere'));

  await expect(page.getByRole('heading', { name: 'ページが見つかりません' })).toBeVisible();
  await expect(page.getByText('ようこそ')).toHaveCount(0);
});

test('a session that ended elsewhere leads to the sign-in page as a real page', async ({ page, shop, database }) => {
  await signIn(page, shop.parent);
  await mark(page);
  await database.query('update sessions set revoked_at = $2 where account_id = $1', [shop.parent.id, new Date()]);

  await menu(page, 'アカウント管理').click();

  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('button', { name: 'ログイン', exact: true })).toBeVisible();
  expect(await marked(page)).toBe(false);
});

test('sign-out leaves no document behind', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await mark(page);

  await signOut(page);

  await expect(page.getByText('ログアウトしました。')).toBeVisible();
  expect(await marked(page)).toBe(false);
});

test('the sign-in page works before any WASM is there, and fetches it only when idle', async ({ page, shop, complaints }) => {
  complaints.expect(/\.wasm/);
  const early: string[] = [];
  let loaded = false;
  page.on('request', (request) => !loaded && request.url().endsWith('.wasm') && early.push(request.url()));
  page.once('load', () => (loaded = true));
  await page.route('**/*.wasm', (route) => route.abort());

  await signIn(page, shop.parent);

  expect(early).toEqual([]);
  await menu(page, 'アカウント管理').click();
  await expect(tab(page, 'マイ・アカウント')).toBeVisible();
});

function scrollPosition(page: Page): Promise<number> {
  return page.evaluate(() => Math.round(scrollY));
}

async function mark(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.evaluate(() => Reflect.set(window, 'marked', true));
}

function marked(page: Page): Promise<boolean> {
  return page.evaluate(() => Reflect.has(window, 'marked'));
}

async function expectMarked(page: Page): Promise<void> {
  expect(await marked(page), 'the document is still the same').toBe(true);
}
