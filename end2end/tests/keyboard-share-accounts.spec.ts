/** With keys alone: everything that a parent account does with share accounts (X17). */

import type { Page } from '@playwright/test';
import { control, expectFieldError, field, menu, row, tab } from '../support/controls.ts';
import { CODE_LABEL, EMAIL, NUMBER, readScreen } from '../support/in-person.ts';
import { Keyboard, signInByKeys } from '../support/keyboard.ts';
import { ageMails } from '../support/links.ts';
import { invitationLink, mailsTo, mailTo, SUBJECT } from '../support/mailbox.ts';
import { USER_ID } from '../support/registration.ts';
import { createShareAccount, invite, registerAccount, type Shop, shareAccounts, someEmail } from '../support/shop.ts';
import { expect, test } from '../support/test.ts';

/** Signs in and goes to the list by the menu. */
async function openList(page: Page, shop: Shop): Promise<Keyboard> {
  const keys = await signInByKeys(page, shop.parent);
  await keys.follow(menu(page, 'アカウント管理'));
  await expect(page.getByRole('heading', { level: 1, name: 'マイ・アカウント' })).toBeFocused();
  await keys.backTo(tab(page, 'USEN CARTシェアアカウント'));
  await keys.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'USEN CARTシェアアカウント一覧' })).toBeFocused();
  return keys;
}

test('X17 M26 M34 M41 a share account is added with the keyboard alone, after an error, too', async ({ page, shop }) => {
  const [name, email] = ['有線 太郎', someEmail()];
  const keys = await openList(page, shop);
  await keys.follow(control(page, 'シェアアカウント追加'));
  await expect(page.getByRole('heading', { level: 1, name: 'シェアアカウント追加' })).toBeFocused();

  await test.step('an error: the summary has the focus, and leads to the field', async () => {
    await keys.fill(field(page, 'ユーザー氏名'), name);
    await keys.fill(field(page, 'メールアドレス'), 'nowhere');
    await keys.press('Enter');
    const message = 'メールアドレスの形式が正しくありません。例：name@example.com';
    await expectFieldError(page, field(page, 'メールアドレス'), message);
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.follow(page.getByRole('link', { name: message }));
    await expect(field(page, 'メールアドレス')).toBeFocused();
  });

  await test.step('accepted: what came of it has the focus, and the new row comes first', async () => {
    await keys.fill(field(page, 'メールアドレス'), email);
    await keys.follow(page.getByRole('button', { name: '登録', exact: true }));
    await expect(page.getByRole('alert').filter({ hasText: `${email} に招待メールを送信しました。` })).toBeFocused();
    await keys.to(page.getByRole('checkbox', { name: `${name}を選択` }));
  });

  await test.step('キャンセル leads back', async () => {
    await keys.backTo(control(page, 'シェアアカウント追加'));
    await keys.press('Enter');
    await keys.follow(control(page, 'キャンセル'));
    await expect(page.getByRole('heading', { level: 1, name: 'USEN CARTシェアアカウント一覧' })).toBeFocused();
  });
});

test('X17 M35 M62 a name is changed with the keyboard alone: the dialog takes the focus and gives it back', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ002');
  await createShareAccount(database, shop, 'USENカフェ001');
  const keys = await openList(page, shop);
  const opener = control(row(page, 'USENカフェ002'), /編集/);
  const dialog = page.getByRole('dialog', { name: 'ユーザー名変更' });
  const name = field(dialog, 'ユーザー名');

  await test.step('Escape closes it and changes nothing', async () => {
    await keys.follow(opener);
    await expect(name).toBeFocused();
    await keys.type('だれか');
    await keys.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });

  await test.step('nothing behind it is reached', async () => {
    await keys.press('Enter');
    await expect(name).toHaveValue('USENカフェ002');
    expect(await keys.walk()).toEqual(['キャンセル', 'OK', 'ユーザー名必須']);
  });

  await test.step('キャンセル closes it, too', async () => {
    await keys.follow(control(dialog, 'キャンセル'));
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });

  await test.step('an error, and the way to its field', async () => {
    await keys.press('Enter');
    await expect(name).toBeFocused();
    await keys.press('ControlOrMeta+A', 'Delete', 'Enter');
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.follow(page.getByRole('link', { name: 'ユーザー氏名が入力されていません。' }));
    await expect(field(page, 'ユーザー名')).toBeFocused();
  });

  await test.step('Enter in the field saves, and the result has the focus', async () => {
    await keys.type('有線花子');
    await keys.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'ユーザー名を変更しました。' })).toBeFocused();
    await expect(dialog).toBeHidden();
    await keys.to(control(row(page, '有線花子'), /編集/));
  });
});

test('X17 M36 M64 a share account is deleted with the keyboard alone, once that is confirmed', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, '有線 花子');
  const keys = await openList(page, shop);
  const opener = control(row(page, '有線 花子'), /削除/);
  const dialog = page.getByRole('dialog', { name: '削除の確認' });

  await keys.follow(opener);
  await expect(dialog.getByRole('heading', { name: '削除の確認' })).toBeFocused();
  expect(await keys.walk()).toEqual(['キャンセル', '削除']);
  await keys.press('Escape');
  await expect(opener).toBeFocused();
  await keys.press('Enter');
  await keys.follow(dialog.getByRole('button', { name: '削除', exact: true }));

  await expect(page.getByRole('alert').filter({ hasText: '有線 花子 を削除しました。' })).toBeFocused();
  expect(await shareAccounts(database, shop)).toEqual([]);
});

test('X17 M37 M67 M68 an invitation is sent again with the keyboard alone, and 閉じる leads back to its button', async ({ page, shop, database }) => {
  const { id, name, email } = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  await invitationLink(email);
  await ageMails(database, id);
  const keys = await openList(page, shop);
  const button = page.getByRole('button', { name: `${name}に再送信` });

  await keys.toggle(button);

  const dialog = page.getByRole('dialog', { name: 'メールを送信しました。' });
  await expect(dialog.getByRole('heading')).toBeFocused();
  expect(await keys.walk()).toEqual(['閉じる', '閉じる']);
  await keys.follow(control(dialog, '閉じる').last());
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  expect(await mailsTo(email, 2, SUBJECT.invitation)).toHaveLength(2);
});

test('X17 D13 several rows are selected and worked on with the keyboard alone', async ({ page, shop, database }) => {
  const names = ['USENカフェ001', 'USENカフェ002', 'USENカフェ003'];
  for (const name of names.toReversed()) await createShareAccount(database, shop, name);
  const keys = await openList(page, shop);
  const box = (name: string) => page.getByRole('checkbox', { name: `${name}を選択` });
  const all = page.getByRole('checkbox', { name: 'この画面のすべてを選択' });

  await keys.toggle(all);
  for (const name of names) await expect(box(name)).toBeChecked();
  await keys.toggle(box('USENカフェ002'));
  await expect(all).toHaveJSProperty('indeterminate', true);
  await keys.follow(control(page, 'まとめて削除'));
  await expect(page.getByRole('heading', { level: 1, name: '削除の確認' })).toBeFocused();
  await keys.follow(page.getByRole('button', { name: '削除', exact: true }));

  await expect(page.getByRole('alert').filter({ hasText: '2人を削除しました。' })).toBeFocused();
  expect((await shareAccounts(database, shop)).map(({ name }) => name)).toEqual(['USENカフェ002']);
});

test('X17 D13 the list is searched, filtered, sorted and paged with the keyboard alone', async ({ page, shop, database }) => {
  for (let number = 101; number <= 151; number += 1) await createShareAccount(database, shop, `スタッフ${number}`, { minutesAgo: 200 - number });
  const keys = await openList(page, shop);
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
  const search = page.getByRole('searchbox');
  await expect(rows).toHaveCount(50);

  await test.step('Enter in the field searches', async () => {
    await keys.fill(search, 'スタッフ11');
    await keys.press('Enter');
    await expect(rows).toHaveCount(10);
    await expect(page.getByRole('status').filter({ hasText: '該当 10件' })).toHaveCount(1);
  });

  await test.step('an order is chosen by the arrows', async () => {
    await keys.to(page.getByRole('combobox', { name: '並び順' }));
    await keys.press('ArrowDown');
    await expect(page.getByRole('combobox', { name: '並び順' })).toHaveValue('oldest');
    await expect(rows.first()).toContainText('スタッフ110');
  });

  await test.step('a column is sorted by its heading', async () => {
    await keys.follow(page.getByRole('columnheader', { name: 'ユーザー氏名' }).getByRole('link'));
    await expect(page.getByRole('columnheader', { name: 'ユーザー氏名' })).toHaveAttribute('aria-sort', 'ascending');
  });

  await test.step('the search is taken back, and the next page opened', async () => {
    await keys.follow(control(page, '検索条件を消す'));
    await expect(rows).toHaveCount(50);
    // by way of the end of the page, which is nearer
    await keys.backTo(control(page, '次のページ'));
    await keys.press('Enter');
    await expect(rows).toHaveCount(1);
  });
});

test('X17 X10 somebody is registered in person with the keyboard alone, on both screens', async ({ page: tablet, shop, visitor, database }) => {
  const [phone, email] = [await visitor(), someEmail()];
  const keys = await openList(tablet, shop);
  await keys.follow(control(tablet, '対面で登録'));
  await keys.follow(control(tablet, 'QRコードを表示する'));
  await expect(tablet.getByRole('img', { name: CODE_LABEL })).toBeVisible();
  const code = await readScreen(tablet);

  await test.step('the other screen: an error, then what was asked for', async () => {
    await phone.goto(code.address);
    const phoneKeys = new Keyboard(phone);
    const next = phone.getByRole('button', { name: '次へ進む', exact: true });
    await phoneKeys.follow(next);
    await expect(phone.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await phoneKeys.follow(phone.getByRole('link', { name: 'ユーザー氏名が入力されていません。' }));
    await phoneKeys.type('有線 花子');
    await phoneKeys.fill(field(phone, EMAIL), email);
    await phoneKeys.fill(field(phone, NUMBER), code.number);
    await phoneKeys.follow(next);
    await expect(field(phone, USER_ID)).toBeVisible();
    expect(await shareAccounts(database, shop)).toHaveLength(1);
  });

  await test.step('this screen tells of it by itself, and stops it', async () => {
    await expect(tablet.getByRole('status').filter({ hasText: '有線 花子' })).toHaveCount(1);
    await keys.follow(control(tablet, '中止する'));
    await expect(tablet.getByText('登録を中止し、有線 花子 の入力内容を削除しました。')).toBeVisible();
  });
});

test('X17 X2 X7 what changes by itself is held by a key until one wants it to go on', async ({ page, shop, database }) => {
  await page.clock.install();
  const { id, name, email } = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  await mailTo(email);
  const keys = await openList(page, shop);
  await keys.follow(control(row(page, name), /再送信/));
  await expect(page.getByRole('dialog', { name: 'メールを送信しました。' })).toBeVisible();
  await mailTo(email, 2);
  await keys.press('Escape');
  const countdown = row(page, name).getByText(/あと\d+秒で再送信できます。/);

  await keys.follow(control(page, '自動更新を止める'));
  await expect(control(page, '自動更新を再開する')).toBeFocused();
  await expect(page.getByText('自動更新を止めています。')).toBeVisible();
  const looks: string[] = [];
  page.on('request', (request) => void (request.headers()['x-unattended'] && looks.push(request.url())));
  const seconds = await countdown.innerText();
  await registerAccount(database, id);
  await page.clock.runFor(45_000);
  expect(looks).toEqual([]);
  expect(await countdown.innerText()).toBe(seconds);
  await expect(row(page, name)).toContainText('初回登録待ち');

  await keys.press('Enter');
  await expect(row(page, name)).toContainText('登録完了済み');
  await expect(control(page, '自動更新を止める')).toBeFocused();
});

test('X17 X8 a file is sent with the keyboard alone', async ({ page, shop, database }) => {
  const keys = await openList(page, shop);
  await keys.follow(control(page, 'CSVで一括招待'));
  await expect(page.getByRole('heading', { level: 1, name: 'CSVで一括招待' })).toBeFocused();
  const file = page.getByLabel('CSVファイル');

  await test.step('without a file', async () => {
    await keys.follow(control(page, '内容を確認する'));
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
  });

  await test.step('the field opens the choice of files', async () => {
    const choosing = page.waitForEvent('filechooser');
    await keys.follow(file);
    const chooser = await choosing;
    const lines = `ユーザー氏名,メールアドレス\r\n有線 太郎,${someEmail()}\r\n`;
    await chooser.setFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(lines) });
  });

  await test.step('looked at, and sent', async () => {
    await keys.follow(control(page, '内容を確認する'));
    await expect(page.getByRole('heading', { level: 1, name: '招待内容の確認' })).toBeFocused();
    await keys.follow(control(page, '1件を招待する'));
    await expect(page.getByText('1件の招待を受け付けました。')).toBeVisible();
    expect(await shareAccounts(database, shop)).toHaveLength(1);
  });
});
