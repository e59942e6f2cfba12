/** Signed out at one site, signed out at all: in two windows of a browser, and from elsewhere (R50, X11). */

import type { Page } from '@playwright/test';
import { CHANGED_PASSWORD, CURRENT_PASSWORD, openChange, pressOk, requestReset, SECURITY, sendNewPassword } from '../support/account.ts';
import { CART_SIGN_IN, expectSignedOutOfCart, openCart, sitesTold } from '../support/cart.ts';
import { control, field, row } from '../support/controls.ts';
import { linkIn, mailAbout, SUBJECT } from '../support/mailbox.ts';
import { CART_URL, SERVICE_URL } from '../support/settings.mjs';
import { openDelete, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, PASSWORD, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_PASSWORD = 'quiet harbour 91 telescope';

test('X11 R50 who signs out at the portal is signed out of the sites in the other windows, and on no other device', async ({ page, shop, database, visitor }) => {
  const elsewhere = await visitor();
  await signIn(elsewhere, shop.parent);
  await openCart(elsewhere);
  await signIn(page, shop.parent);
  const cart = await page.context().newPage();
  await openCart(cart);
  const service = await page.context().newPage();
  await service.goto(SERVICE_URL);
  await control(service, CART_SIGN_IN).click();
  await expect(service.getByText('OTORAKUにログインしています。')).toBeVisible();

  await signOut(page);

  await sitesTold(database, shop.parent.id, 2);
  await expectSignedOutOfCart(cart);
  await service.reload();
  await expect(control(service, CART_SIGN_IN)).toBeVisible();
  await expectInCart(elsewhere);
});

test('X11 R38 R50 who signs out of the cart is signed out of the portal and the service, and Back shows nothing of the shop', async ({ page, shop, database }) => {
  await signIn(page, shop.parent);
  const service = await page.context().newPage();
  await service.goto('/services');
  await control(service, 'OTORAKU').click();
  await expect(service.getByText('OTORAKUにログインしています。')).toBeVisible();
  const cart = await page.context().newPage();
  await openCart(cart);

  await control(cart, 'ログアウト').click();

  await expect(cart.getByText('USEN CARTとUSEN MEMBERSからログアウトしました。')).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(/\/login$/);
  await sitesTold(database, shop.parent.id, 2);
  await service.reload();
  await expect(control(service, CART_SIGN_IN)).toBeVisible();
  await cart.goBack();
  await expect(cart.getByText(shop.name)).toHaveCount(0);
});

test('X6 R11 R50 who is signed out by another device, a new password or a link for one is out of the cart', async ({ page, shop, database, visitor }) => {
  const { parent } = shop;
  await signIn(page, parent);
  await openCart(page);
  const device = await visitor();
  const userId = someUserId();

  await test.step('by another device', async () => {
    await signIn(device, parent);
    await openCart(device);
    await page.goto(SECURITY);
    await page.getByRole('button', { name: 'ほかのすべての端末からログアウトする', exact: true }).click();
    await sitesTold(database, parent.id, 1);
    await expectSignedOutOfCart(device);
    await expectInCart(page);
  });

  await test.step('by a new password, which leaves this device signed in at both sites', async () => {
    await control(device, CART_SIGN_IN).click();
    await sendSignIn(device, parent);
    await expectInCart(device);
    await openChange(page, 'ユーザーID');
    await field(page, CURRENT_PASSWORD).fill(PASSWORD);
    await field(page, CHANGED_PASSWORD).fill(NEW_PASSWORD);
    await field(page, '変更するユーザーID').fill(userId);
    await pressOk(page);
    await expect(page.getByText('ユーザーIDとパスワードを変更しました。')).toBeVisible();
    await sitesTold(database, parent.id, 2);
    await expectSignedOutOfCart(device);
    await expectInCart(page);
  });

  await test.step('by a link for a new password, everywhere', async () => {
    await requestReset(device, userId, parent.email);
    await device.goto(linkIn(await mailAbout(SUBJECT.reset, parent.email)));
    await sendNewPassword(device, 'seven lanterns 28 drifting');
    await expect(device.getByText('パスワードを変更しました。')).toBeVisible();
    await sitesTold(database, parent.id, 3);
    await expectSignedOutOfCart(page);
  });
});

test('M64 R11 R50 a share account that is deleted is out of the cart, and does not come back', async ({ page, shop, database, visitor }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  const shopper = await visitor();
  await signIn(shopper, member);
  await openCart(shopper);
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);
  await openDelete(page, member.name);

  await page.getByRole('button', { name: '削除', exact: true }).click();

  await expect(page.getByText(`${member.name} を削除しました。`)).toBeVisible();
  await expect(row(page, member.name)).toHaveCount(0);
  await sitesTold(database, member.id, 1);
  await expectSignedOutOfCart(shopper);
  await control(shopper, CART_SIGN_IN).click();
  await sendSignIn(shopper, member);
  await expect(shopper.getByText('ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。').first()).toBeVisible();
});

/** Says that somebody is signed in at the cart. */
async function expectInCart(page: Page): Promise<void> {
  await page.goto(`${CART_URL}/`);
  await expect(page.getByRole('heading', { name: /さまのお買い物$/ })).toBeVisible();
}
