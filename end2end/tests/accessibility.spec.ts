/** axe finds nothing on any page, in light and in dark, on phone and desktop (X17). */

import { CHANGES, emailLink, openChange, pressOk, requestReset, SECURITY, sendNewPassword } from '../support/account.ts';
import { expectAccessible } from '../support/axe.ts';
import { control, row } from '../support/controls.ts';
import { ageProofs, expireInvitation, replaceInvitation } from '../support/links.ts';
import { invitationLink, linkIn, mailAbout, mailTo, SUBJECT } from '../support/mailbox.ts';
import { addAuthenticator, addPasskey } from '../support/passkeys.ts';
import { reachStepTwo, sendStepOne } from '../support/registration.ts';
import { CART_URL, DEMO_PASSWORD } from '../support/settings.mjs';
import { createShareAccount, deleteAccount, invite, someEmail, someUserId } from '../support/shop.ts';
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

test('M70 X17 my account, its dialogs and pages, and what they refuse', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await emailLink(page, someEmail());
  await expectAccessible(page);

  for (const { row, path } of CHANGES) {
    await openChange(page, row);
    await expectAccessible(page);
    await page.goto(path);
    await expectAccessible(page);
  }
  await openChange(page, 'ユーザーID');
  await pressOk(page);
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
});

test('X6 X9 X17 devices, passkeys and the history', async ({ page, shop, visitor, database }) => {
  await addAuthenticator(page);
  await signIn(await visitor(), shop.parent);
  await signIn(page, shop.parent);
  await page.goto(SECURITY);
  await expectAccessible(page);
  await addPasskey(page, '店長のiPhone');
  await page.goto(SECURITY);
  await expectAccessible(page);
  for (const details of ['店長のiPhoneを変更', /を確認・変更$/]) {
    await page.goto(SECURITY);
    await control(page, details).last().click();
    await expect(page.getByRole('button', { name: '名前を保存' })).toBeVisible();
    await expectAccessible(page);
  }
  await ageProofs(database, shop.parent.id);
  await page.goto(SECURITY);
  await page.getByRole('button', { name: 'ほかのすべての端末からログアウトする', exact: true }).click();
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
  for (const query of ['', '?kind=cart']) {
    await page.goto(`${SECURITY}/history${query}`);
    await expectAccessible(page);
  }
});

test('M20 M24 X17 who has forgotten something', async ({ page, shop, complaints }) => {
  complaints.expectStatus(410);
  for (const path of ['/reset', '/recover']) {
    await page.goto(path);
    await expectAccessible(page);
    await page.getByRole('button', { name: '送信する', exact: true }).click();
    await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
    await expectAccessible(page);
  }
  await requestReset(page, shop.parent.userId, shop.parent.email);
  await expectAccessible(page);
  await page.goto(linkIn(await mailAbout(SUBJECT.reset, shop.parent.email)));
  await expectAccessible(page);
  await sendNewPassword(page, 'password1234');
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/reset/cut-off');
  await expectAccessible(page);
});

test('M79 X1 X6 X17 what the links in the other mails lead to', async ({ page, shop, complaints }) => {
  complaints.expectStatus(410);
  const { email } = shop.parent;
  await signIn(page, shop.parent);
  const confirmation = await emailLink(page, someEmail());
  const alert = linkIn(await mailAbout(SUBJECT.newDevice, email));

  await page.goto(confirmation);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'メールアドレスを変更する', exact: true }).click();
  await expect(page.getByText('メールアドレスを変更しました。')).toBeVisible();
  await expectAccessible(page);
  await page.goto(linkIn(await mailAbout(SUBJECT.emailChanged, email)));
  await expectAccessible(page);
  await page.goto(confirmation);
  await expectAccessible(page);
  await page.goto(alert);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'すべての端末からログアウトする', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'すべての端末からログアウトしました' })).toBeVisible();
  await expectAccessible(page);
});

test('the cart', async ({ page, shop }) => {
  await page.goto(CART_URL);
  await expectAccessible(page);

  await signIn(page, shop.parent);
  await control(page, '注文する').click();
  await expect(page).toHaveURL(`${CART_URL}/`);
  await expectAccessible(page);
});

test('everything of a page can be reached by keyboard, and the first stop leads to its content', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');

  expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true);
});
