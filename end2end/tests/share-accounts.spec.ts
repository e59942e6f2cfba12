/** The parent's list of share accounts, and what can be done with each. */

import { control, expectFieldError, field, row } from '../support/controls.ts';
import { expireInvitation } from '../support/links.ts';
import { mailTo, treatMailsTo } from '../support/mailbox.ts';
import { DEMO_PASSWORD } from '../support/settings.mjs';
import { createShareAccount, deleteAccount, invite, registerAccount, shareAccounts, someEmail } from '../support/shop.ts';
import {
  addShareAccount,
  fillShareAccount,
  openDelete,
  openEdit,
  openShareAccounts,
  resend,
  SHARE_ACCOUNTS,
} from '../support/share-list.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const MANY = { userId: 'demoparent3', password: DEMO_PASSWORD };

test('an empty list says what to do: M26 M34', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  await openShareAccounts(page);

  await expect(page.getByText('シェアアカウントはまだありません。「シェアアカウント追加」から追加してください。')).toBeVisible();
  await expect(page.getByRole('link', { name: /USEN CARTシェアアカウントについて/ })).toBeVisible();
  await expect(page.getByText(/※シェアアカウントでログインしている場合はアカウント一覧は表示されません。/)).toBeVisible();
});

test('the list shows columns, states and actions, newest first: M28 M29 M30 M31 M32 M33 M35 M36 M37 M39 D17', async ({ page, shop, database }) => {
  const old = await createShareAccount(database, shop, 'USENカフェ002', { minutesAgo: 20 });
  const recent = await invite(database, shop, 'USENカフェ003', { minutesAgo: 5 });
  await mailTo(recent.email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);

  const rows = page.getByRole('row').filter({ hasText: 'USENカフェ' });
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText(recent.name);
  await expect(rows.nth(0)).toContainText('初回登録待ち');
  await expect(rows.nth(0)).toContainText(/招待の有効期限：\d+月\d+日 \d+:\d\d/);
  await expect(control(rows.nth(0), /再送信/)).toBeVisible();
  await expect(rows.nth(1)).toContainText(old.name);
  await expect(rows.nth(1)).toContainText(old.email);
  await expect(rows.nth(1)).toContainText('登録完了済み');
  await expect(control(rows.nth(1), /再送信/)).toHaveCount(0);
  for (const name of [old.name, recent.name]) {
    await expect(control(row(page, name), new RegExp(`${name}.*編集`))).toBeVisible();
    await expect(control(row(page, name), new RegExp(`${name}.*削除`))).toBeVisible();
  }
});

test('D13 M28 M29 M32 M33 the list is a table where there is room, and a card for each on a phone', async ({ page, shop, database }) => {
  const { name } = await createShareAccount(database, shop, '長い名前の人がここにいますとても長い名前の人');
  await signIn(page, shop.parent);

  for (const [width, isTable] of [[390, false], [820, true], [1280, true]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(SHARE_ACCOUNTS);
    for (const column of ['ユーザー氏名', 'ステータス', 'メールアドレス', '操作']) {
      const heading = page.getByRole('columnheader', { name: column });
      // on cards it is there for screen readers alone
      await expect(heading).toHaveCount(1);
      const { height } = (await heading.boundingBox())!;
      const clips = await heading.evaluate((element) => [element, element.closest('thead')!].map((part) => getComputedStyle(part).clipPath));
      expect(clips.every((clip) => clip === 'none') && height > 0, `${column} at ${width}`).toBe(isTable);
    }
    const [first, last] = await Promise.all([row(page, name).getByText(name), control(row(page, name), /編集/)].map((part) => part.boundingBox()));
    const onOneLine = first!.y < last!.y + last!.height && last!.y < first!.y + first!.height;
    expect(onOneLine, `one line at ${width}`).toBe(isTable);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});

test('several accounts may share one address, and each gets its own invitation: M9 D5', async ({ page, shop }) => {
  const email = someEmail();
  await signIn(page, shop.parent);
  await openShareAccounts(page);

  await addShareAccount(page, 'USENカフェ001', email);
  await addShareAccount(page, 'USENカフェ002', email);

  const second = await mailTo(email, 2);
  expect(second.text).toContain('USENカフェ00');
  await expect(page.getByRole('row').filter({ hasText: email })).toHaveCount(2);
});

test('what is typed wrong is named, and what was typed stays: M41', async ({ page, shop, database }) => {
  const cases = [
    { name: '', email: 'staff@example.com', label: 'ユーザー氏名', message: 'ユーザー氏名が入力されていません。' },
    { name: 'あ'.repeat(51), email: 'staff@example.com', label: 'ユーザー氏名', message: 'ユーザー氏名は50文字以内で入力してください。' },
    { name: '有線 太郎', email: '', label: 'メールアドレス', message: 'メールアドレスが入力されていません。' },
    { name: '有線 太郎', email: 'staff', label: 'メールアドレス', message: 'メールアドレスの形式が正しくありません。例：name@example.com' },
    { name: '有線 太郎', email: 'a@example.com,b@example.com', label: 'メールアドレス', message: 'メールアドレスの形式が正しくありません。例：name@example.com' },
  ];
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await control(page, 'シェアアカウント追加').click();

  for (const { name, email, label, message } of cases) {
    await test.step(message, async () => {
      await fillShareAccount(page, name, email);
      await page.getByRole('button', { name: '登録', exact: true }).click();

      await expectFieldError(page, field(page, label), message);
      await expect(field(page, 'ユーザー氏名')).toHaveValue(name);
      await expect(field(page, 'メールアドレス')).toHaveValue(email);
      await expect(page).toHaveURL(/^[^?#]*$/);
    });
  }
  expect(await shareAccounts(database, shop)).toEqual([]);
});

test('a name of 50 characters and odd ones are kept to the letter: M28 R44', async ({ page, shop, database }) => {
  const names = ['あ'.repeat(50), '</script><img src=x onerror=alert(1)>', '{{7*7}} & "quoted"'];
  await signIn(page, shop.parent);
  await openShareAccounts(page);

  for (const name of names) await addShareAccount(page, name, someEmail());

  expect((await shareAccounts(database, shop)).map(({ name }) => name)).toEqual(names);
});

test('an empty new name is refused: M62', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await openEdit(page, 'USENカフェ001');

  await field(page, 'ユーザー名').fill('');
  await page.getByRole('button', { name: 'OK', exact: true }).click();

  await expectFieldError(page, field(page, 'ユーザー名'), 'ユーザー氏名が入力されていません。');
  expect((await shareAccounts(database, shop)).map(({ name }) => name)).toEqual(['USENカフェ001']);
});

test('only the name can be changed, in both states: M35 M63', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  await invite(database, shop, 'USENカフェ002');
  await signIn(page, shop.parent);

  for (const name of ['USENカフェ001', 'USENカフェ002']) {
    await page.goto(SHARE_ACCOUNTS);
    await openEdit(page, name);
    await expect(page.getByRole('textbox').filter({ visible: true })).toHaveCount(1);
    await field(page, 'ユーザー名').fill(`${name}改`);
    await page.getByRole('button', { name: 'OK', exact: true }).click();
    await expect(row(page, `${name}改`)).toBeVisible();
  }
});

test('the confirmation tells what a deletion means: M64 M65 M66', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, shop.parent);
  await openShareAccounts(page);

  await openDelete(page, 'USENカフェ001');

  await expect(page.getByText('このユーザーを削除しますか？')).toBeVisible();
  await expect(page.getByText('削除すると、このアカウントではUSEN CARTを利用できなくなります。この操作は元に戻せません。')).toBeVisible();
  await expect(page.getByText('※再度シェアアカウントを作成する場合は、「シェアアカウント追加」から再度追加ください。')).toBeVisible();
});

test('what somebody else has deleted meanwhile is told so', async ({ page, shop, database }) => {
  const edited = await createShareAccount(database, shop, 'USENカフェ001');
  const removed = await createShareAccount(database, shop, 'USENカフェ002');
  const resent = await invite(database, shop, 'USENカフェ003');
  const gone = page.getByText('対象のシェアアカウントは、すでに削除済みです。');
  await signIn(page, shop.parent);

  await page.goto(SHARE_ACCOUNTS);
  await openEdit(page, edited.name);
  await deleteAccount(database, edited.id);
  await field(page, 'ユーザー名').fill('有線花子');
  await page.getByRole('button', { name: 'OK', exact: true }).click();
  await expect(gone).toBeVisible();

  await page.goto(SHARE_ACCOUNTS);
  await openDelete(page, removed.name);
  await deleteAccount(database, removed.id);
  await page.getByRole('button', { name: '削除', exact: true }).click();
  await expect(gone).toBeVisible();

  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, resent.name)).toBeVisible();
  await deleteAccount(database, resent.id);
  await resend(page, resent.name);
  await expect(gone).toBeVisible();
});

test('who registered meanwhile gets no second invitation: M67', async ({ page, shop, database }) => {
  const { id, name } = await invite(database, shop, '有線 太郎');
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await registerAccount(database, id);

  await resend(page, name);

  await expect(page.getByText('すでに登録完了済みです。招待メールは送信していません。')).toBeVisible();
});

test('resending has to pause for a minute: M67 X7', async ({ page, shop, database }) => {
  const { name, email } = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  await mailTo(email);
  await signIn(page, shop.parent);
  await openShareAccounts(page);
  await resend(page, name);
  await expect(page.getByText('メールを送信しました。', { exact: true })).toBeVisible();
  await mailTo(email, 2);

  await page.goto(SHARE_ACCOUNTS);
  await resend(page, name);

  await expect(page.getByText(/続けて再送信できません。\d+秒後にもう一度お試しください。/)).toBeVisible();
});

test('an expired invitation says so in the list', async ({ page, shop, database }) => {
  const { id, name, email } = await invite(database, shop, '有線 太郎');
  await mailTo(email);
  await expireInvitation(database, id);
  await signIn(page, shop.parent);

  await openShareAccounts(page);

  await expect(row(page, name)).toContainText('招待の有効期限が切れています。「再送信」を押すと、新しい招待メールを送ります。');
});

test('an invitation that the mail server refuses is shown in the list', async ({ page, shop, database }) => {
  const email = someEmail();
  await treatMailsTo(email, 'refuse');
  const { id, name } = await invite(database, shop, '有線 太郎', { email });
  await expect
    .poll(async () => (await database.query('select state from outbox where account_id = $1', [id])).rows, { timeout: 20_000 })
    .toEqual([{ state: 'failed' }]);
  await signIn(page, shop.parent);

  await openShareAccounts(page);

  await expect(row(page, name)).toContainText('招待メール：送信失敗');
});

test('300 share accounts come 50 a page, with addresses, and can be searched: D13', async ({ page }) => {
  await signIn(page, MANY);
  await openShareAccounts(page);
  const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });

  await test.step('page by page', async () => {
    await expect(page.getByText('1–50件 / 全300件').first()).toBeVisible();
    await expect(rows).toHaveCount(50);
    const first = await rows.first().innerText();
    await control(page, '次のページ').first().click();
    await expect(page.getByText('51–100件 / 全300件').first()).toBeVisible();
    await expect(rows).toHaveCount(50);
    expect(await rows.first().innerText()).not.toBe(first);
    const address = page.url();
    await page.goto(address);
    await expect(page.getByText('51–100件 / 全300件').first()).toBeVisible();
  });

  await test.step('by search', async () => {
    const name = (await rows.nth(7).getByRole('cell').nth(1).innerText()).trim();
    const search = page.getByRole('searchbox');
    await search.fill(name);
    await search.press('Enter');
    await expect(rows).toHaveCount(1);
    await expect(rows.first()).toContainText(name);

    await search.fill('居ない人');
    await search.press('Enter');
    await expect(page.getByText('「居ない人」に該当するシェアアカウントはありません。')).toBeVisible();
    await expect(rows).toHaveCount(0);
  });
});
