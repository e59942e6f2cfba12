/** axe finds nothing on the pages of one's own account, in light and in dark (X17). */

import { CHANGES, emailLink, NUMBER, openChange, pressOk, requestReset, SECURITY, sendNewPassword } from '../support/account.ts';
import { expectAccessible } from '../support/axe.ts';
import { control, field } from '../support/controls.ts';
import { ageProofs } from '../support/links.ts';
import { linkIn, mailAbout, numberIn, SUBJECT } from '../support/mailbox.ts';
import { addAuthenticator, addPasskey } from '../support/passkeys.ts';
import { someEmail } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

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
  const alert = await mailAbout(SUBJECT.newDevice, email);
  const end = page.getByRole('button', { name: 'すべての端末からログアウトする', exact: true });

  await page.goto(confirmation);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'メールアドレスを変更する', exact: true }).click();
  await expect(page.getByText('メールアドレスを変更しました。')).toBeVisible();
  await expectAccessible(page);
  await page.goto(linkIn(await mailAbout(SUBJECT.emailChanged, email)));
  await expectAccessible(page);
  await page.goto(`${confirmation}x`);
  await expectAccessible(page);
  await page.context().clearCookies();
  await page.goto(linkIn(alert));
  await expectAccessible(page);
  await end.click();
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);
  await field(page, NUMBER).fill(numberIn(alert));
  await end.click();
  await expect(page.getByRole('heading', { name: 'すべての端末からログアウトしました' })).toBeVisible();
  await expectAccessible(page);
});
