/** axe finds nothing on the points, on the ways to the other sites, and in the sample shop, in light and in dark (X17). */

import { expectAccessible } from '../support/axe.ts';
import { COFFEE, openCart, orderCoffee, POINTS_FIELD } from '../support/cart.ts';
import { control, field } from '../support/controls.ts';
import { CART_URL } from '../support/settings.mjs';
import { bookPoints, createShareAccount, createShop, holdPoints } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('X12 X17 the points', async ({ page, database, visitor }) => {
  const shop = await createShop(database, { points: 0 });
  await signIn(page, shop.parent);
  await page.goto('/points');
  await expectAccessible(page);

  const member = await createShareAccount(database, shop, '有線 太郎');
  const expiresAt = new Date(Date.now() + 86_400_000);
  await bookPoints(database, shop, { points: 500, cause: 'campaign', note: '夏のキャンペーン', expiresAt });
  await bookPoints(database, shop, ...Array.from({ length: 50 }, () => ({ points: -1, cause: 'use', note: 'A-00000001', who: member }) as const));
  await holdPoints(database, shop, 100);
  await page.goto('/points');
  await expect(page.getByRole('navigation', { name: 'ページ' })).toBeVisible();
  // cards and a table
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    await expectAccessible(page);
  }

  const other = await visitor();
  await signIn(other, member);
  await other.goto('/points');
  await expectAccessible(other);
});

test('D19 X11 X17 the services, the sign-in page of USEN CART, and the question about signing out', async ({ page, shop }) => {
  await page.goto(COFFEE.address);
  await expect(page.getByRole('heading', { name: 'USEN CART ログイン' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await expect(page.getByRole('heading', { name: '入力内容に問題があります' })).toBeVisible();
  await expectAccessible(page);

  await signIn(page, shop.parent);
  for (const path of ['/services', '/oauth/logout']) {
    await page.goto(path);
    await expectAccessible(page);
  }
});

test('X11 X17 the sample shop', async ({ page, shop, complaints }) => {
  complaints.expectStatus(400, 422);
  for (const path of ['/', '/callback']) {
    await page.goto(`${CART_URL}${path}`);
    await expectAccessible(page);
  }
  await signIn(page, shop.parent);
  await openCart(page);
  await expectAccessible(page);

  await page.goto(COFFEE.address);
  await expectAccessible(page);
  await field(page, POINTS_FIELD).fill('all');
  await control(page, '注文する').click();
  await expect(field(page, POINTS_FIELD)).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await orderCoffee(page, 100);
  await expectAccessible(page);
  await control(page, 'ログアウト').click();
  await expect(page.getByRole('heading', { name: 'ログアウトしました' })).toBeVisible();
  await expectAccessible(page);
});
