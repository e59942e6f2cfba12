/** The keys that sign what the sites are told, renewed while people are signed in (X11, R49). */

import type { Page } from '@playwright/test';
import { decodeProtectedHeader } from 'jose';
import { CART_SIGN_IN, sitesTold } from '../support/cart.ts';
import { control } from '../support/controls.ts';
import { type Installation, withInstallation } from '../support/installation.ts';
import { cartSite, tokensFor } from '../support/openid.ts';
import { createShareAccount, createShop } from '../support/shop.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test as base } from '../support/test.ts';

const test = base.extend<{ installation: Installation }>({
  installation: async ({ database }, use) => withInstallation(database, use),
  baseURL: async ({ installation }, use) => use(installation.portalUrl),
  shop: async ({ installation }, use) => use(await createShop(installation.database)),
});

test('X11 R49 a new key is told before it is used, the old one is believed after it, and nobody notices', async ({
  page,
  shop,
  visitor,
  installation,
  complaints,
}) => {
  complaints.expectStatus(400);
  const { cartUrl, database, command } = installation;
  const [old] = await keys(installation);
  const expectInCart = async (window: Page) => {
    await window.goto(cartUrl);
    await expect(window.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
  };
  const openCart = async (window: Page) => {
    await window.goto('/');
    await control(window, '注文する').click();
    await expectInCart(window);
  };
  /** What signs the ID token of who is signed in. */
  const signingKey = async (window: Page) =>
    decodeProtectedHeader((await tokensFor(window, await cartSite(installation))).id_token!).kid;

  const next = await test.step('told, and not used yet', async () => {
    expect(await command('signing-key', 'rotate')).toMatch(/ signs from .+ on\.\n$/);
    const [first, second, ...more] = (await keys(installation)).toSorted((one) => (one === old ? -1 : 1));
    expect([first, more]).toEqual([old, []]);
    await signIn(page, shop.parent);
    await openCart(page);
    expect(await signingKey(page)).toBe(old);
    return second;
  });

  const member = await createShareAccount(database, shop, '有線 太郎');
  const newcomer = await visitor();
  await test.step('its day has come: who signs in now is told by it, who was there is there', async () => {
    await database.query('update signing_keys set used_from = created_at where id = $1', [next]);
    await signIn(newcomer, member);
    expect(await signingKey(newcomer)).toBe(next);
    await openCart(newcomer);
    await expectInCart(page);
  });

  await test.step('signing out both ways: by a token of the new key, and by showing one of the old', async () => {
    await newcomer.goto('/');
    await signOut(newcomer);
    await sitesTold(database, member.id, 1);
    await newcomer.goto(cartUrl);
    await expect(control(newcomer, CART_SIGN_IN)).toBeVisible();
    await expectInCart(page);
    await control(page, 'ログアウト').click();
    await expect(page.getByText('USEN CARTとUSEN MEMBERSからログアウトしました。')).toBeVisible();
  });

  await test.step('when one became known: the others are gone at once, and people stay signed in', async () => {
    await signIn(page, shop.parent);
    await openCart(page);
    await command('signing-key', 'rotate', '--at-once');
    const left = await keys(installation);
    expect(left).toHaveLength(1);
    expect([old, next]).not.toContain(left[0]);
    expect(await signingKey(page)).toBe(left[0]);
  });

  await test.step('what the cart still holds of an old key tells nothing: who signs out there is asked here', async () => {
    await page.goto(cartUrl);
    await control(page, 'ログアウト').click();
    await control(page, 'ログアウトする').click();
    await expect(page.getByText('USEN CARTとUSEN MEMBERSからログアウトしました。')).toBeVisible();
  });
});

/** The ids of the keys that the portal tells. */
async function keys({ portalUrl }: Installation): Promise<string[]> {
  const { keys } = (await (await fetch(`${portalUrl}/oauth/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}
