/** ポイント履歴: what became of the shop's points, for who may know (D12, X12). */

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { control } from '../support/controls.ts';
import { bookPoints, createShareAccount, createShop, holdPoints } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const POINTS = '/points';
const DOWNLOAD = 'ポイント履歴をダウンロード（CSV）';
/** 2035年2月1日 0:00 in Tokyo. */
const UNTIL = new Date('2035-01-31T15:00:00Z');

test('X12 D12 M96 M97 a parent account sees what became of the points: causes, who, the balance after each, and the file', async ({ page, database }) => {
  const shop = await createShop(database, { points: 0 });
  const who = await createShareAccount(database, shop, '有線 太郎');
  await bookPoints(
    database,
    shop,
    { points: 1_000, cause: 'start' },
    { points: -500, cause: 'use', note: 'A-00000001', who },
    { points: 500, cause: 'first_purchase', note: 'A-00000001', who },
    { points: 200, cause: 'return', note: 'A-00000001', who },
    { points: -100, cause: 'correction', note: '=SUM(A1:A9)' },
    { points: 12_300, cause: 'campaign', note: '夏のキャンペーン', expiresAt: UNTIL },
    { points: -50, cause: 'expiry' },
  );
  await holdPoints(database, shop, 350);
  await signIn(page, shop.parent);
  await control(page, 'ポイント履歴を見る').click();

  await test.step('what there is', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'ポイント履歴' })).toBeVisible();
    const available = page.getByRole('region', { name: 'ご利用いただけるポイント' });
    await expect(available).toContainText('13,000 pt');
    await expect(page.getByText('このほか 350 pt は、手続き中のご注文に使われています。')).toBeVisible();
    await expect(page.getByText('うち 12,300 pt の有効期限は2035年2月1日 0:00です。')).toBeVisible();
  });

  await test.step('what became of them, newest first', async () => {
    await expect(page.getByRole('status').getByText('7件', { exact: true })).toBeVisible();
    const expected = [
      ['有効期限切れ', '−50', '13,350', null],
      ['キャンペーンのポイント 夏のキャンペーン', '+12,300', '13,400', null],
      ['訂正 =SUM(A1:A9)', '−100', '1,100', null],
      ['返品による返還 A-00000001', '+200', '1,200', who.name],
      ['初回購入のポイント A-00000001', '+500', '1,000', who.name],
      ['ご注文での利用 A-00000001', '−500', '500', who.name],
      ['ご利用開始のポイント', '+1,000', '1,000', null],
    ] as const;
    await expect(entries(page)).toHaveCount(expected.length);
    for (const [index, [cause, change, balance, name]] of expected.entries()) {
      const cells = entries(page).nth(index).getByRole('cell');
      await expect(cells.nth(0)).toHaveText(/^\d{4}年\d+月\d+日 \d+:\d\d$/);
      await expect(cells.nth(1)).toHaveText(cause);
      await expect(cells.nth(2)).toHaveText(change);
      await expect(cells.nth(3)).toHaveText(balance);
      if (name) await expect(cells.nth(4)).toHaveText(name);
      else await expect(entries(page).nth(index)).not.toContainText(who.name);
    }
    await expect(entries(page).nth(1)).toContainText('2035年2月1日 0:00');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(page.viewportSize()!.width);
  });

  await test.step('the file', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), control(page, DOWNLOAD).click()]);
    expect(download.suggestedFilename()).toBe('usen-members-points.csv');
    const bytes = await readFile(await download.path());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split('\r\n');
    expect(lines[0]).toBe('日時,内容,注文番号・理由,増減,残高,利用した人,有効期限');
    expect(lines.slice(1).map((line) => line.replace(/^\d{4}年\d+月\d+日 \d+:\d\d/, '日時'))).toEqual([
      '日時,有効期限切れ,,-50,13350,,',
      '日時,キャンペーンのポイント,夏のキャンペーン,12300,13400,,2035年2月1日 0:00',
      "日時,訂正,'=SUM(A1:A9),-100,1100,,",
      `日時,返品による返還,A-00000001,200,1200,${who.name},`,
      `日時,初回購入のポイント,A-00000001,500,1000,${who.name},`,
      `日時,ご注文での利用,A-00000001,-500,500,${who.name},`,
      '日時,ご利用開始のポイント,,1000,1000,,',
      '',
    ]);
  });
});

test('X12 amounts stand below each other where there is a table', async ({ page, shop, database }) => {
  await bookPoints(database, shop, { points: -7, cause: 'correction', note: 'one' }, { points: 12_345, cause: 'correction', note: 'two' });
  await signIn(page, shop.parent);

  for (const width of [820, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(POINTS);
    await expect(entries(page)).toHaveCount(3);
    for (const column of [2, 3]) {
      const rows = await entries(page).all();
      const ends = await Promise.all(rows.map((row) => row.getByRole('cell').nth(column).evaluate(endOfText)));
      expect(new Set(ends).size, `column ${column} at ${width}`).toBe(1);
    }
  }
});

test('X12 D12 D15 a share account sees what there is, and nothing of what became of it', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(403);
  const member = await createShareAccount(database, shop, '有線 太郎');
  await bookPoints(database, shop, { points: -187, cause: 'use', note: 'A-00000001', who: shop.parent });
  await signIn(page, member);

  await control(page, 'ポイントの詳細を見る').click();

  await expect(page.getByRole('region', { name: 'ご利用いただけるポイント' })).toContainText('87,000 pt');
  await expect(page.getByText('ポイントは店舗全体で共通です。ご利用の履歴は、親アカウントで確認できます。')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
  await expect(page.getByText('A-00000001')).toHaveCount(0);
  await expect(control(page, DOWNLOAD)).toHaveCount(0);
  const answer = await page.goto(`${POINTS}.csv`);
  expect(answer?.status()).toBe(403);
});

test('X12 a shop without an entry is told so', async ({ page, database }) => {
  const shop = await createShop(database, { points: 0 });
  await signIn(page, shop.parent);

  await page.goto(POINTS);

  await expect(page.getByRole('region', { name: 'ご利用いただけるポイント' })).toContainText('0 pt');
  await expect(page.getByText('ポイントの増減はまだありません。')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('X12 many entries come fifty a page, with addresses, and all in the file', async ({ page, shop, database }) => {
  const bookings = Array.from({ length: 62 }, (_, index) => ({ points: -1, cause: 'use', note: `A-${String(index).padStart(8, '0')}` }) as const);
  await bookPoints(database, shop, ...bookings);
  await signIn(page, shop.parent);
  await page.goto(POINTS);
  await expect(page.getByText('1–50件 / 全63件').first()).toBeVisible();
  await expect(entries(page)).toHaveCount(50);
  await expect(entries(page).first()).toContainText('A-00000061');
  await expect(entries(page).first()).toContainText('87,125');

  await control(page, '次のページ').first().click();
  await expect(page.getByText('51–63件 / 全63件').first()).toBeVisible();
  await expect(entries(page)).toHaveCount(13);
  await expect(entries(page).last()).toContainText('+87,187');
  await page.goto(page.url());
  await expect(page.getByText('51–63件 / 全63件').first()).toBeVisible();

  const [download] = await Promise.all([page.waitForEvent('download'), control(page, DOWNLOAD).click()]);
  expect((await readFile(await download.path(), 'utf8')).trim().split('\r\n')).toHaveLength(64);
});

test('X12 R7 the file is for who is signed in', async ({ request }) => {
  const answer = await request.get(`${POINTS}.csv`, { maxRedirects: 0 });

  expect(answer.status()).toBe(303);
  expect(answer.headers()['location']).toMatch(/^\/login/);
});

/** The entries of the list; on phones their cells are lines of a card. */
function entries(page: Page): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('cell') });
}

/** In the page: where the text of a cell ends. */
function endOfText(cell: HTMLElement): number {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return Math.round(range.getBoundingClientRect().right);
}
