/** SSO連携サービス: opened from the portal by the parent, and refused to a share account (D19, M145). */

import { fact } from '../support/account.ts';
import { CART_SIGN_IN } from '../support/cart.ts';
import { control } from '../support/controls.ts';
import { CART_URL, PORTAL_URL, SERVICE_URL } from '../support/settings.mjs';
import { createShareAccount } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('M4 M145 D19 X11 a parent account opens a service, signed in, and the cart beside it', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await control(page, 'SSO連携サービス').click();
  await expect(page.getByRole('heading', { level: 1, name: 'SSO連携サービス' })).toBeVisible();

  await control(page, 'OTORAKU').click();

  await expect(page).toHaveURL(`${SERVICE_URL}/`);
  await expect(page.getByText('OTORAKUにログインしています。')).toBeVisible();
  await expect(fact(page, 'お客様番号')).toHaveText(shop.code);
  await page.goto('/services');
  await control(page, 'USEN CART').click();
  await expect(page).toHaveURL(`${CART_URL}/`);
  await expect(page.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
});

test('M5 M145 D15 X11 a share account is not offered the services, and is refused by name where it goes there itself', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(403);
  const member = await createShareAccount(database, shop, '有線 太郎');
  await page.goto(SERVICE_URL);
  await control(page, CART_SIGN_IN).click();
  await expect(page.getByRole('heading', { level: 1, name: 'USEN MEMBERS ログイン' })).toBeVisible();

  await sendSignIn(page, member);

  await expect(page.getByRole('heading', { name: 'このアカウントではOTORAKUをご利用いただけません' })).toBeVisible();
  await control(page, 'USEN MEMBERSに戻る').click();
  await expect(page).toHaveURL(`${PORTAL_URL}/`);
  await expect(control(page, '注文する')).toBeVisible();
  await expect(control(page, 'SSO連携サービス')).toHaveCount(0);
  expect((await page.goto('/services'))?.status()).toBe(403);
});
