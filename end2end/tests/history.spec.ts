/** 操作履歴: the shop's for its parent, one's own for a share account; narrowed down, paged, and as a file. */

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { SECURITY } from '../support/account.ts';
import { control } from '../support/controls.ts';
import { createShareAccount, createShop } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const HISTORY = `${SECURITY}/history`;
const PERSON = '人';
const KIND = '操作の種類';

test('X5 a parent reads what was done in the shop, a share account what it did itself', async ({ page, shop, database, visitor }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  const stranger = await createShareAccount(database, await createShop(database), 'よその店員');
  for (const account of [member, stranger]) await signIn(await visitor(), account);
  await page.goto('/login');
  await sendSignIn(page, { ...shop.parent, password: 'not the right password' });
  await expect(page.getByText(/正しくありません/).first()).toBeVisible();
  await sendSignIn(page, shop.parent);
  await expect(page.getByText('ようこそ').first()).toBeVisible();

  await test.step('the parent', async () => {
    await page.goto(SECURITY);
    await control(page, '操作履歴を見る').click();
    await expect(page.getByText('お店のアカウントで行われた操作を、新しい順に表示します。')).toBeVisible();
    const [newest] = await entries(page).all();
    for (const part of [/\d{4}年\d+月\d+日 \d+:\d\d/, '新しい端末からのログイン', shop.name, /Chrome/, /10\.\d+\.\d+\./, '成功']) {
      await expect(newest!).toContainText(part);
    }
    await expect(entries(page).filter({ hasText: 'ログインの失敗' })).toContainText('失敗');
    await expect(entries(page).filter({ hasText: member.name })).not.toHaveCount(0);
    await expect(entries(page).filter({ hasText: stranger.name })).toHaveCount(0);
  });

  await test.step('the share account', async () => {
    const own = await visitor();
    await signIn(own, member);
    await own.goto(HISTORY);
    await expect(own.getByText('このアカウントで行われた操作を、新しい順に表示します。')).toBeVisible();
    await expect(own.getByLabel(PERSON, { exact: true })).toHaveCount(0);
    await expect(entries(own).filter({ hasText: member.name })).not.toHaveCount(0);
    await expect(entries(own).filter({ hasText: shop.name })).toHaveCount(0);

    await own.goto(`${HISTORY}?person=${shop.parent.id}`);
    await expect(own.getByText(shop.parent.name)).toHaveCount(0);
    await expect(entries(own).filter({ hasText: 'ログインの失敗' })).toHaveCount(0);
  });
});

test('X5 D13 it is narrowed down by person and kind, page by page, and the file holds the same', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '=SUM(A1:A9) 有線 太郎');
  await database.query(
    `insert into audit_log (recorded_at, event, actor_id, customer_id, account_id)
     select now(), 'cart_opened', $1, $2, $1 from generate_series(1, 53)`,
    [member.id, shop.id],
  );
  await signIn(page, shop.parent);
  await page.goto(HISTORY);
  await expect(page.getByText('1–50件 / 全55件').first()).toBeVisible();

  await page.getByLabel(PERSON, { exact: true }).selectOption(member.name);
  await page.getByLabel(KIND, { exact: true }).selectOption('USEN CART');
  await control(page, '絞り込む').click();
  await expect(page.getByRole('status').getByText('53件', { exact: true })).toBeVisible();
  await expect(page.getByLabel(PERSON, { exact: true })).toHaveValue(member.id);
  await expect(entries(page)).toHaveCount(50);
  await control(page, '次のページ').first().click();
  await expect(page.getByText('51–53件 / 全53件').first()).toBeVisible();
  await expect(entries(page)).toHaveCount(3);
  for (const entry of await entries(page).all()) await expect(entry).toContainText('USEN CARTの利用');

  await test.step('the file', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), control(page, 'CSVをダウンロード').click()]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    const bytes = await readFile(await download.path());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\r\n');
    expect(lines[0]).toBe('日時,操作,操作した人,対象,端末,接続元,結果');
    expect(lines.at(-1)).toBe('');
    expect(lines.slice(1, -1)).toHaveLength(53);
    for (const line of lines.slice(1, -1)) {
      expect(line).toMatch(/^\d{4}年\d+月\d+日 \d+:\d\d,USEN CARTの利用,'=SUM\(A1:A9\) 有線 太郎,.*,成功$/);
    }
  });

  await test.step('nothing found, and everything again', async () => {
    await page.getByLabel(KIND, { exact: true }).selectOption('アカウントの変更');
    await control(page, '絞り込む').click();
    await expect(page.getByText('この条件に合う操作履歴はありません。')).toBeVisible();
    await control(page, '絞り込みを解除').click();
    await expect(page.getByText('1–50件 / 全55件').first()).toBeVisible();
  });
});

test('X5 R7 the file is for who is signed in', async ({ request }) => {
  const answer = await request.get(`${HISTORY}.csv`, { maxRedirects: 0 });

  expect(answer.status()).toBe(303);
  expect(answer.headers()['location']).toMatch(/^\/login/);
});

/** The entries of the list. */
function entries(page: Page): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('cell') });
}
