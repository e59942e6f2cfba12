/** マイ・アカウント: what stands there, and ユーザーIDの変更. */

import {
  ACCOUNT,
  CHANGED_PASSWORD,
  CHANGES,
  CURRENT_PASSWORD,
  expectSignedOut,
  fact,
  openChange,
  pressOk,
  SECURITY,
} from '../support/account.ts';
import { control, expectErrorAt, expectFieldError, field, fullWidth } from '../support/controls.ts';
import { mailAbout, SUBJECT } from '../support/mailbox.ts';
import { createShareAccount, createShop, PASSWORD, registrations, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_ID = '変更するユーザーID';
const NEW_PASSWORD = 'quiet harbour 91 telescope';
const TAKEN = 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。';
const WRONG = 'ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。';

test('M70 M71 M72 M73 both kinds of account see their rows, and each 変更 opens', async ({ page, shop, database, javaScriptEnabled }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');

  for (const account of [shop.parent, member]) {
    await signIn(page, account);
    await page.goto(ACCOUNT);
    await expect(page.getByRole('heading', { name: 'アカウント/セキュリティ' })).toBeVisible();
    await expect(page.getByRole('heading', { name: '店舗/事業所情報' })).toBeVisible();
    for (const [row, value] of [
      ['ユーザーID', account.userId],
      ['お客様番号', shop.code],
      ['メールアドレス', account.email],
      ['パスワード', '*****（表示しません）'],
      ['店舗/事業所名', shop.name],
    ] as const) {
      await expect(fact(page, row)).toHaveText(value);
    }
    await expect(control(page, /を変更$/)).toHaveCount(CHANGES.length);

    for (const { row, heading, path } of CHANGES) {
      const change = control(page, `${row}を変更`);
      await change.click();
      if (javaScriptEnabled) {
        const dialog = page.getByRole('dialog', { name: heading });
        await expect(dialog).toBeVisible();
        await expect(page).toHaveURL(/\/account$/);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
        await expect(change).toBeFocused();
      } else {
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        expect(new URL(page.url()).pathname).toBe(path);
        await control(page, 'キャンセル').click();
        await expect(page).toHaveURL(/\/account$/);
      }
    }
    await page.context().clearCookies();
  }
});

test('M75 D4 R48 登録可能か確認する answers at once and changes nothing', async ({ page, shop, database, javaScriptEnabled }) => {
  await signIn(page, shop.parent);
  await openChange(page, 'ユーザーID');
  const check = page.getByRole('button', { name: '登録可能か確認する', exact: true });
  await field(page, CURRENT_PASSWORD).fill(PASSWORD);

  await field(page, NEW_ID).fill('DemoParent');
  await check.click();
  await expectErrorAt(field(page, NEW_ID), TAKEN);
  // in place nothing is lost; a page never gives a password back
  await expect(field(page, CURRENT_PASSWORD)).toHaveValue(javaScriptEnabled ? PASSWORD : '');

  const userId = someUserId();
  await field(page, NEW_ID).fill(fullWidth(userId));
  await check.click();
  await expect(page.getByRole('status').getByText('このユーザーIDは登録できます。')).toBeFocused();
  await expect(field(page, NEW_ID)).toHaveValue(userId);
  await expect(field(page, NEW_ID)).not.toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, CURRENT_PASSWORD)).toHaveValue(javaScriptEnabled ? PASSWORD : '');
  expect(await registrations(database, shop.parent.id)).toEqual([shop.parent.userId]);
});

test('M74 M76 D3 D6 what is wrong is told beside its field, and the user ID stays', async ({ page, shop, database }) => {
  const free = someUserId();
  const cases = [
    { what: 'no current password', current: '', label: CURRENT_PASSWORD, message: '現在のパスワードが入力されていません。' },
    { what: 'a wrong one', current: 'not the right password', label: CURRENT_PASSWORD, message: '現在のパスワードが正しくありません。もう一度入力してください。' },
    { what: 'no user ID', userId: '', label: NEW_ID, message: 'ユーザーIDが入力されていません。' },
    { what: 'a short user ID', userId: 'abc1234', label: NEW_ID, message: 'ユーザーIDは8文字以上で入力してください。' },
    { what: 'a taken user ID', userId: 'demoparent', label: NEW_ID, message: TAKEN },
    { what: 'the present user ID', userId: shop.parent.userId, label: NEW_ID, message: '現在のユーザーIDと同じです。別のユーザーIDを入力してください。' },
    { what: 'a common password', password: 'password1234', label: CHANGED_PASSWORD, message: 'このパスワードは推測されやすいため使えません。別のパスワードを入力してください。' },
  ];
  await signIn(page, shop.parent);
  await openChange(page, 'ユーザーID');

  for (const { what, current = PASSWORD, userId = free, password = '', label, message } of cases) {
    await test.step(what, async () => {
      await field(page, CURRENT_PASSWORD).fill(current);
      await field(page, NEW_ID).fill(userId);
      await field(page, CHANGED_PASSWORD).fill(password);
      await pressOk(page);

      await expectFieldError(page, field(page, label), message);
      await expect(field(page, NEW_ID)).toHaveValue(userId);
      await expect(field(page, CURRENT_PASSWORD)).toHaveValue('');
      await expect(field(page, CHANGED_PASSWORD)).toHaveValue('');
      await expect(page).toHaveURL(/^[^?#]*$/);
      expect(await page.content()).not.toContain(PASSWORD);
    });
  }
  expect(await registrations(database, shop.parent.id)).toEqual([shop.parent.userId]);
});

test('M74 D3 D4 the new user ID signs in, the old one no longer, and the mailbox is told', async ({ page, shop, visitor }) => {
  const userId = someUserId();
  const other = await visitor();
  await signIn(other, shop.parent);
  await signIn(page, shop.parent);
  await openChange(page, 'ユーザーID');
  await field(page, CURRENT_PASSWORD).fill(PASSWORD);
  await field(page, NEW_ID).fill(fullWidth(userId.toUpperCase()));
  await pressOk(page);

  await expect(page.getByText('ユーザーIDを変更しました。次回から新しいユーザーIDでログインしてください。')).toBeVisible();
  await expect(fact(page, 'ユーザーID')).toHaveText(userId);
  await expectSignedOut(other);
  await sendSignIn(other, shop.parent);
  await expect(other.getByText(WRONG).first()).toBeVisible();
  await sendSignIn(other, { userId, password: PASSWORD });
  await expect(other.getByText('ようこそ').first()).toBeVisible();
  const mail = await mailAbout(SUBJECT.userIdChanged, shop.parent.email);
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain(`対象のユーザーID：${userId}`);
    expect(part).toContain(`店舗/事業所名：${shop.name}`);
  }
});

test('M76 D3 D4 D6 the new password comes with the new user ID, and the old user ID is given to nobody', async ({
  page,
  shop,
  database,
  visitor,
  javaScriptEnabled,
}) => {
  const userId = someUserId();
  await signIn(page, shop.parent);
  await page.goto(`${ACCOUNT}/user-id`);
  await expect(page.getByText('新しいパスワードを入力すると、以前のパスワードが上書きされますのでご注意ください。')).toBeVisible();
  await field(page, CURRENT_PASSWORD).fill(PASSWORD);
  await field(page, NEW_ID).fill(userId);
  const strength = page.getByText(/^パスワードの強さ/);
  for (const [password, told] of [
    ['password1234', /(とても)?弱い$/],
    [NEW_PASSWORD, /強い$/],
  ] as const) {
    await field(page, CHANGED_PASSWORD).fill(password);
    if (javaScriptEnabled) await expect(strength).toHaveText(told);
    else await expect(strength).toHaveCount(0);
  }
  await pressOk(page);
  await expect(page.getByText('ユーザーIDとパスワードを変更しました。次回から新しいユーザーIDとパスワードでログインしてください。')).toBeVisible();

  await test.step('Back offers nothing that could go wrong', async () => {
    await page.goBack();
    await expect(page.getByRole('main')).toContainText(`現在のユーザーID ${userId}`);
    await expect(field(page, CURRENT_PASSWORD)).toHaveValue('');
  });
  await test.step('only the new password signs in', async () => {
    const later = await visitor();
    await later.goto('/login');
    await sendSignIn(later, { userId, password: PASSWORD });
    await expect(later.getByText(WRONG).first()).toBeVisible();
    await sendSignIn(later, { userId, password: NEW_PASSWORD });
    await expect(later.getByText('ようこそ').first()).toBeVisible();
  });
  await test.step('the old user ID is still taken', async () => {
    const neighbour = await visitor();
    await signIn(neighbour, (await createShop(database)).parent);
    await neighbour.goto(`${ACCOUNT}/user-id`);
    await field(neighbour, NEW_ID).fill(shop.parent.userId);
    await neighbour.getByRole('button', { name: '登録可能か確認する', exact: true }).click();
    await expectErrorAt(field(neighbour, NEW_ID), TAKEN);
  });
  expect((await mailAbout(SUBJECT.passwordChanged, shop.parent.email)).text).toContain(userId);
});

test('M74 R1 a double press on OK makes one change and shows that it worked', async ({ page, shop, database }) => {
  const userId = someUserId();
  await signIn(page, shop.parent);
  await openChange(page, 'ユーザーID');
  await field(page, CURRENT_PASSWORD).fill(PASSWORD);
  await field(page, NEW_ID).fill(userId);

  await page.getByRole('button', { name: 'OK', exact: true }).dblclick();

  await expect(fact(page, 'ユーザーID')).toHaveText(userId);
  await expect(page.getByText('ユーザーIDを変更しました。次回から新しいユーザーIDでログインしてください。')).toBeVisible();
  const { rows } = await database.query(
    `select count(*)::int as times from audit_log where account_id = $1 and event = 'user_id_changed'`,
    [shop.parent.id],
  );
  expect(rows).toEqual([{ times: 1 }]);
});

test('D6 password managers know every field of my account and of the way back into it', async ({ page, shop }) => {
  const expectFields = async (path: string, expected: Record<string, string>) => {
    await page.goto(path);
    const found = await page.locator('main :is(input:not([type=hidden], [type=checkbox]), textarea):not(dialog *)').all();
    const told = await Promise.all(found.map(async (input) => [await input.getAttribute('name'), await input.getAttribute('autocomplete')]));
    expect(Object.fromEntries(told), path).toEqual(expected);
  };

  await expectFields('/login', { user_id: 'username webauthn', password: 'current-password' });
  await expectFields('/reset', { user_id: 'username', email: 'email' });
  await expectFields('/recover', { email: 'email', customer_code: 'off' });
  await signIn(page, shop.parent);
  await expectFields(`${ACCOUNT}/user-id`, { current_password: 'current-password', user_id: 'username', new_password: 'new-password' });
  await expectFields(`${ACCOUNT}/email`, { email: 'email' });
  await expectFields(SECURITY, { name: 'off' });
});

test('M80 X9 a password manager finds the way to change a password', async ({ page, request, shop }) => {
  const answer = await request.get('/.well-known/change-password', { maxRedirects: 0 });
  expect(answer.status()).toBe(302);
  expect(answer.headers()['location']).toBe(`${ACCOUNT}/password`);

  await page.goto('/.well-known/change-password');
  await sendSignIn(page, shop.parent);

  await expect(page).toHaveURL(/\/account\/password$/);
  await expect(page.getByRole('heading', { level: 1, name: 'パスワード再設定' })).toBeVisible();
});
