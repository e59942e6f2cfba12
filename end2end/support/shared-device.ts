/** Devices that several people use (X18). */

import { expect, type Page } from '@playwright/test';
import { field } from './controls.ts';
import type { Credentials, Shop } from './shop.ts';

/** The box この端末は共用です of the sign-in page. */
export const sharedBox = (page: Page) => page.getByRole('checkbox', { name: 'この端末は共用です' });

/** What makes way for the next person. */
export const switchButton = (page: Page) => page.getByRole('button', { name: '利用者を切り替える', exact: true });

/** Signs in on a shared device, and waits until it says who is signed in. */
export async function signInShared(page: Page, { userId, password }: Credentials): Promise<void> {
  await page.goto('/login');
  await sharedBox(page).check();
  await field(page, 'ユーザーID').fill(userId);
  await field(page, 'パスワード').fill(password);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
  await expect(page.getByText(`この端末は ${userId} でログイン中`)).toBeVisible();
}

/** The sign-in page, and nothing of who was here before. */
export async function expectSignInWithout(page: Page, shop: Shop): Promise<void> {
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('button', { name: 'ログイン', exact: true })).toBeVisible();
  await expectNothingOf(page, shop);
}

/** Nothing on the page tells of a shop's parent account. */
export async function expectNothingOf(page: Page, { parent }: Shop): Promise<void> {
  const shown = await page.content();
  for (const trace of [parent.userId, parent.email]) expect(shown).not.toContain(trace);
}
