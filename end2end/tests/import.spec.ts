/** Many invitations from a file: looked at, run, followed, sent again (X8). */

import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { control } from '../support/controls.ts';
import { mailsTo } from '../support/mailbox.ts';
import { createShareAccount, shareAccounts } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const IMPORT = '/account/share/import';
const FIXTURES = new URL('../fixtures/', import.meta.url);

/** As a form sends it. */
function file(text: string, name = 'staff.csv'): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

async function fixture(name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name, mimeType: 'text/csv', buffer: await readFile(new URL(name, FIXTURES)) };
}

/** Chooses a file and sends it. */
async function send(page: Page, chosen: ReturnType<typeof file> | undefined): Promise<void> {
  await page.goto(IMPORT);
  await expect(page.getByRole('heading', { level: 1, name: 'CSVで一括招待' })).toBeVisible();
  if (chosen) await page.getByLabel('CSVファイル').setInputFiles(chosen);
  await control(page, '内容を確認する').click();
}

/** How many are invited, and how many are not, as the page tells it. */
async function expectFigures(page: Page, figures: [string, number][]): Promise<void> {
  for (const [term, count] of figures) {
    const definition = page.locator('dt').filter({ hasText: new RegExp(`^${term}$`) }).locator('+ dd');
    await expect(definition).toHaveText(`${count}件`);
  }
}

function rows(page: Page): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('cell') });
}

/** Waits until all mails are out; without scripts by the link that is there for it. */
async function expectAllSent(page: Page, count: number, scripts: boolean): Promise<void> {
  const done = page.getByText(`${count} / ${count}件を送信しました`, { exact: true });
  const refresh = page.getByRole('link', { name: '最新の状態を表示' });
  await expect(async () => {
    if (!scripts && !(await done.isVisible())) await refresh.click();
    await expect(done).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

test('X8 a file is looked at row by row, run, followed to the last mail, and kept as a file', async ({ page, shop, database, javaScriptEnabled }) => {
  const present = await createShareAccount(database, shop, '追加済み 花子');
  const someone = (name: string) => `${name}-${shop.code}@example.com`;
  await signIn(page, shop.parent);

  await test.step('the dry run says what would happen, problems first', async () => {
    await send(
      page,
      file(
        [
          'メールアドレス,ユーザー氏名',
          `${someone('taro')},有線 太郎`,
          `ｈａｎａｋｏ－${shop.code}＠ｅｘａｍｐｌｅ．ｃｏｍ,有線 花子`,
          `${present.email},${present.name}`,
          'jiro@example,次郎',
          `${someone('TARO')},有線\u3000太郎`,
          `${someone('taro')},=SUM(A1:A9)`,
        ].join('\r\n'),
      ),
    );
    await expect(page.getByRole('heading', { level: 1, name: '招待内容の確認' })).toBeVisible();
    await expectFigures(page, [['招待する', 3], ['招待しない', 3]]);
    await expect(rows(page)).toHaveCount(6);
    const told = [
      ['4行目', '招待しない', '追加済みの人です。'],
      ['5行目', '招待しない', 'メールアドレスの形式が正しくありません。'],
      ['6行目', '招待しない', '2行目と同じ人です。'],
      ['2行目', '招待する', someone('taro')],
      ['3行目', '招待する', `→ ${someone('hanako')}`],
      ['7行目', '招待する', '2行目とメールアドレスが同じです（氏名は別）。'],
    ] as const;
    for (const [place, texts] of told.entries()) {
      for (const text of texts) await expect(rows(page).nth(place)).toContainText(text);
    }
    if (javaScriptEnabled) await expectAccessible(page);
    expect(await shareAccounts(database, shop)).toHaveLength(1);
  });

  await test.step('the run invites, and the mails go out', async () => {
    await control(page, '3件を招待する').click();
    await expect(page.getByText('3件の招待を受け付けました。')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: '招待の結果' })).toBeVisible();
    await expectFigures(page, [['招待した', 3], ['招待していない', 3]]);
    await expectAllSent(page, 3, javaScriptEnabled);
    await expect(rows(page).filter({ hasText: '送信済み' })).toHaveCount(3);
    await expect(page.getByRole('link', { name: '最新の状態を表示' })).toHaveCount(0);
    if (javaScriptEnabled) await expectAccessible(page);
    expect(await mailsTo(someone('taro'), 2)).toHaveLength(2);
    expect(await mailsTo(someone('hanako'))).toHaveLength(1);
  });

  await test.step('the result is a file', async () => {
    const downloading = page.waitForEvent('download');
    await control(page, '結果をCSVでダウンロード').click();
    const lines = (await readFile(await (await downloading).path(), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('\ufeff行,ユーザー氏名,メールアドレス,結果,送信状態');
    expect(lines[2]).toBe(`3,有線 花子,${someone('hanako')},招待済み,送信済み`);
    expect(lines[4]).toMatch(/^5,次郎,jiro@example,招待していません：/);
    expect(lines[6]).toBe(`7,'=SUM(A1:A9),${someone('taro')},招待済み,送信済み`);
  });

  await test.step('the corrected file invites who is new, and nobody twice', async () => {
    await send(page, file(`有線 太郎\t${someone('taro')}\n次郎\t${someone('jiro')}`, '直したファイル.tsv'));
    await expectFigures(page, [['招待する', 1], ['招待しない', 1]]);
    await control(page, '1件を招待する').click();
    await expectAllSent(page, 1, javaScriptEnabled);
    expect(await shareAccounts(database, shop)).toHaveLength(5);
    await page.goto(IMPORT);
    await expect(page.getByText('2行のうち1件を招待')).toBeVisible();
    await control(page, /^直したファイル\.tsv/).click();
    await expect(page.getByRole('heading', { level: 1, name: '招待の結果' })).toBeVisible();
  });
});

test('X8 500 rows of a spreadsheet program in Shift_JIS go out, and sent again in UTF-8 nothing more', async ({ page, shop, database, javaScriptEnabled }) => {
  test.setTimeout(120_000);
  await signIn(page, shop.parent);

  await send(page, await fixture('staff-shift-jis.csv'));
  await expectFigures(page, [['招待する', 500], ['招待しない', 0]]);
  await expect(page.getByText('1–100件 / 全500件').first()).toBeVisible();
  await control(page, '500件を招待する').click();
  await expect(page.getByText('500件の招待を受け付けました。')).toBeVisible();
  await expectAllSent(page, 500, javaScriptEnabled);
  expect(await shareAccounts(database, shop)).toHaveLength(500);

  await test.step('D13 the list at that size: pages, search, order', async () => {
    await page.goto('/account/share?page=10&sort=name');
    await expect(page.getByText('451–500件 / 全500件').first()).toBeVisible();
    const name = (await rows(page).last().getByRole('cell').nth(1).innerText()).trim();
    await page.goto(`/account/share?q=${encodeURIComponent(name)}`);
    await expect(rows(page).first()).toContainText(name);
  });

  await send(page, await fixture('staff-utf-8.csv'));
  await expectFigures(page, [['招待する', 0], ['招待しない', 500]]);
  await expect(page.getByText('このファイルの人は、すべて追加済みです。')).toBeVisible();
  await expect(rows(page).first()).toContainText('追加済みの人です。');
  await expect(page.getByRole('button', { name: /招待する$/ })).toHaveCount(0);
});

test('X8 one file in two windows, pressed in both and looked at again after Back, invites once', async ({ page, shop, database, context, javaScriptEnabled }) => {
  await signIn(page, shop.parent);
  await send(page, file(`有線 太郎,taro-${shop.code}@example.com\n有線 花子,hanako-${shop.code}@example.com`));
  await expectFigures(page, [['招待する', 2], ['招待しない', 0]]);
  const other = await context.newPage();
  await other.goto(page.url());
  await expectFigures(other, [['招待する', 2], ['招待しない', 0]]);

  for (const window of [page, other]) {
    await control(window, '2件を招待する').click();
    await expect(window.getByRole('heading', { level: 1, name: '招待の結果' })).toBeVisible();
    await expectFigures(window, [['招待した', 2], ['招待していない', 0]]);
  }
  // without scripts the page of the dry run is an entry of its own: it is asked for anew
  await page.goBack();
  if (javaScriptEnabled) {
    await expect(page.getByLabel('CSVファイル')).toBeVisible();
    await page.goForward();
  }
  await expect(page.getByRole('heading', { level: 1, name: '招待の結果' })).toBeVisible();

  await expect(control(page, /件を招待する$/)).toHaveCount(0);
  expect(await shareAccounts(database, shop)).toHaveLength(2);
  expect(await mailsTo(`taro-${shop.code}@example.com`, 1)).toHaveLength(1);
});

test('X8 a file that cannot be read says so beside the field, and the template can', async ({ page, shop, javaScriptEnabled }) => {
  await signIn(page, shop.parent);
  await page.goto('/account/share');
  await control(page, 'CSVで一括招待').click();
  await expect(page).toHaveURL(IMPORT);
  const refusals = [
    [undefined, 'ファイルが選択されていません。'],
    [file('PK\u0003\u0004', '名簿.xlsx'), 'Excel形式（.xlsxなど）ではなく、CSV形式で保存してください。'],
    [file('あ'.repeat(1_500_000), '写真.csv'), 'ファイルが大きすぎます。1MB以下のCSVファイルを選んでください。'],
  ] as const;
  for (const [chosen, message] of refusals) {
    await send(page, chosen);
    await expect(page).toHaveTitle(/^エラー：/);
    await expect(page.getByRole('link', { name: message })).toBeVisible();
    await expect(page.getByLabel('CSVファイル')).toHaveAccessibleDescription(new RegExp(message.slice(0, 12)));
  }
  if (javaScriptEnabled) await expectAccessible(page);

  const downloading = page.waitForEvent('download');
  await control(page, 'ひな形をダウンロード').click();
  const template = await readFile(await (await downloading).path(), 'utf8');
  expect(template).toBe('\ufeffユーザー氏名,メールアドレス\r\n');
  await send(page, file(`${template}有線 太郎,taro-${shop.code}@example.com\r\n`));
  await expectFigures(page, [['招待する', 1], ['招待しない', 0]]);
});
