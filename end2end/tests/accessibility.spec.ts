/** axe finds nothing on any page, in light and in dark, on phone and desktop (X17). */

import { expectAccessible } from '../support/axe.ts';
import { field, row } from '../support/controls.ts';
import { expireInvitation, replaceInvitation } from '../support/links.ts';
import { invitationLink, mailTo } from '../support/mailbox.ts';
import { reachStepTwo, sendStepOne } from '../support/registration.ts';
import { DEMO_PASSWORD } from '../support/settings.mjs';
import { createShareAccount, deleteAccount, invite, someUserId } from '../support/shop.ts';
import { openDelete, openEdit, resend, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('sign-in', async ({ page }) => {
  await page.goto('/login');
  await expectAccessible(page);

  await sendSignIn(page, { userId: someUserId(), password: 'not the right password' });
  await expect(page.getByText(/正しくありません/).first()).toBeVisible();
  await expectAccessible(page);
});

test('the signed-in pages of a parent account', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  for (const path of ['/', '/account', '/contact', SHARE_ACCOUNTS, `${SHARE_ACCOUNTS}/new`]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
});

test('the list, its dialogs and their pages', async ({ page, shop, database }) => {
  const { id } = await createShareAccount(database, shop, 'USENカフェ001');
  const { name, email } = await invite(database, shop, 'USENカフェ002');
  await mailTo(email);
  await signIn(page, shop.parent);

  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, name)).toBeVisible();
  await expectAccessible(page);
  await openEdit(page, name);
  await expectAccessible(page);
  await page.goto(SHARE_ACCOUNTS);
  await openDelete(page, name);
  await expectAccessible(page);
  await page.goto(SHARE_ACCOUNTS);
  await resend(page, name);
  await expect(page.getByText('メールを送信しました。', { exact: true })).toBeVisible();
  await expectAccessible(page);
  for (const action of ['edit', 'delete']) {
    await page.goto(`${SHARE_ACCOUNTS}/${id}/${action}`);
    await expectAccessible(page);
  }
});

test('a list of many', async ({ page }) => {
  await signIn(page, { userId: 'demoparent3', password: DEMO_PASSWORD });
  await page.goto(SHARE_ACCOUNTS);
  await expectAccessible(page);
});

test('first registration', async ({ page, shop, database }) => {
  const { email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  const member = { userId: someUserId(), password: 'quiet harbour 91 telescope' };

  await page.goto(link);
  await expectAccessible(page);
  await sendStepOne(page, { userId: 'short', password: 'short' }, 'other');
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
  await reachStepTwo(page, link, member);
  await expectAccessible(page);
  await page.getByRole('button', { name: '確定する', exact: true }).click();
  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  await expectAccessible(page);
});

test('links that lead nowhere', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(404, 410);
  const ends = [expireInvitation, replaceInvitation, deleteAccount];

  for (const [index, end] of ends.entries()) {
    const { id, email } = await invite(database, shop, `USENカフェ00${index}`);
    const link = await invitationLink(email);
    await end(database, id);
    expect((await page.goto(link))?.status()).toBe(410);
    await expectAccessible(page);
  }
  await page.goto('/v1/cut-off');
  await expectAccessible(page);
});

test('a share account, and pages that say no', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(403, 404);
  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, member);

  for (const path of ['/', '/account', SHARE_ACCOUNTS, '/nowhere']) {
    await page.goto(path);
    await expectAccessible(page);
  }
});

test('the first stop of the keyboard leads to the content of a page', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');

  expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true);
});

test('X17 the statement, the page without a network, and a device that several people use', async ({ page, shop }) => {
  for (const path of ['/accessibility', '/offline', '/help', '/login?to=cart']) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await page.goto('/login');
  await page.getByRole('checkbox', { name: 'この端末は共用です' }).check();
  await expectAccessible(page);
  await field(page, 'ユーザーID').fill(shop.parent.userId);
  await field(page, 'パスワード').fill(shop.parent.password);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await expect(page.getByRole('button', { name: '利用者を切り替える' })).toBeVisible();
  for (const path of ['/', '/accessibility', '/account/security']) {
    await page.goto(path);
    await expectAccessible(page);
  }
});
