/** With keys alone: the first registration, and what people do who have forgotten something (X17). */

import { RESET_PASSWORD } from '../support/account.ts';
import { control, expectFieldError, field } from '../support/controls.ts';
import { Keyboard, sendSignInByKeys } from '../support/keyboard.ts';
import { invitationLink, linkIn, mailAbout, SUBJECT } from '../support/mailbox.ts';
import { NEW_PASSWORD, NEW_PASSWORD_AGAIN, USER_ID } from '../support/registration.ts';
import { invite, registrations, someUserId } from '../support/shop.ts';
import { expect, test } from '../support/test.ts';

const PASSWORD = 'quiet harbour 91 telescope';

test('X17 M52 M53 M59 M61 an invitee registers in three steps with the keyboard alone', async ({ page, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const userId = someUserId();
  await page.goto(await invitationLink(email));
  const keys = new Keyboard(page);
  const check = page.getByRole('button', { name: '登録可能か確認する' });

  await test.step('step 1: an error, and the way to its field', async () => {
    await keys.fill(field(page, USER_ID), 'abc');
    await keys.fill(field(page, NEW_PASSWORD), PASSWORD);
    await keys.fill(field(page, NEW_PASSWORD_AGAIN), PASSWORD);
    await keys.press('Enter');
    const message = 'ユーザーIDは8文字以上で入力してください。';
    await expectFieldError(page, field(page, USER_ID), message);
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.follow(page.getByRole('link', { name: message }));
    await expect(field(page, USER_ID)).toBeFocused();
  });

  await test.step('step 1: the user ID is free', async () => {
    await keys.fill(field(page, USER_ID), userId);
    await keys.toggle(check);
    await expect(page.getByText('このユーザーIDは登録できます。')).toBeFocused();
    await keys.fill(field(page, NEW_PASSWORD), PASSWORD);
    await keys.fill(field(page, NEW_PASSWORD_AGAIN), PASSWORD);
    await keys.follow(page.getByRole('button', { name: '確認する', exact: true }));
    await expect(page.getByRole('heading', { name: '登録内容のご確認' })).toBeVisible();
  });

  await test.step('step 2: back, on again, and done', async () => {
    await keys.follow(control(page, '戻って修正する'));
    await expect(field(page, USER_ID)).toHaveValue(userId);
    await keys.follow(page.getByRole('button', { name: '確認する', exact: true }));
    await keys.follow(page.getByRole('button', { name: '確定する', exact: true }));
    await expect(page.getByText('ユーザーIDとパスワードの登録が完了しました。')).toBeVisible();
    expect(await registrations(database, id)).toEqual([userId]);
  });

  await test.step('step 3: on to the top page', async () => {
    await keys.follow(control(page, 'USEN MEMBERSのトップへ'));
    await expect(page).toHaveURL(/\/(?:login)?$/);
  });
});

test('X17 M20 M21 M22 M23 a forgotten password is set anew with the keyboard alone', async ({ page, shop }) => {
  const { userId, email } = shop.parent;
  await page.goto('/login');
  const keys = new Keyboard(page);

  await test.step('from the sign-in page', async () => {
    await keys.follow(page.getByRole('link', { name: 'パスワードのみを忘れた方はこちら' }));
    await expect(page.getByRole('heading', { level: 1, name: 'パスワード再設定' })).toBeVisible();
    await keys.follow(page.getByRole('button', { name: '送信する', exact: true }));
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.fill(field(page, 'ログインID（ユーザーID）'), userId);
    await keys.fill(field(page, 'メールアドレス'), email);
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: 'メールをご確認ください' })).toBeVisible();
  });

  await test.step('from the mail', async () => {
    await page.goto(linkIn(await mailAbout(SUBJECT.reset, email)));
    await keys.fill(field(page, RESET_PASSWORD), 'password1234');
    await keys.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.fill(field(page, RESET_PASSWORD), PASSWORD);
    await keys.follow(page.getByRole('button', { name: 'パスワードを設定する', exact: true }));
    await expect(page.getByText('パスワードを変更しました。新しいパスワードでログインしてください。')).toBeVisible();
  });

  await test.step('and signs in', async () => {
    await sendSignInByKeys(page, { userId, password: PASSWORD });
    await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
  });
});

test('X17 M24 X4 who has forgotten both asks for a reminder with the keyboard alone', async ({ page, shop }) => {
  await page.goto('/login');
  const keys = new Keyboard(page);
  await keys.follow(page.getByRole('link', { name: 'ユーザーIDとパスワードを忘れた方はこちら' }));
  await keys.fill(field(page, 'メールアドレス'), shop.parent.email);
  await keys.fill(field(page, 'お客様番号（任意）'), shop.code);
  await keys.press('Enter');

  await expect(page.getByRole('heading', { name: 'メールをご確認ください' })).toBeVisible();
  await mailAbout(SUBJECT.reminder, shop.parent.email);
});
