/** Signing in and out as people do. */

import { expect, type Page } from '@playwright/test';
import { control, field } from './controls.ts';
import type { Credentials } from './shop.ts';

/** Fills in and sends the sign-in form that is on the screen. */
export async function sendSignIn(page: Page, { userId, password }: Credentials, { remember = false } = {}): Promise<void> {
  await field(page, 'ユーザーID').fill(userId);
  await field(page, 'パスワード').fill(password);
  await page.getByRole('checkbox', { name: '次回から自動的にログインする' }).setChecked(remember);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();
}

/** Signs in and waits for the top page. */
export async function signIn(page: Page, credentials: Credentials, options: { remember?: boolean } = {}): Promise<void> {
  await page.goto('/login');
  await sendSignIn(page, credentials, options);
  await expect(page.getByText('ようこそ').first()).toBeVisible();
  await page.waitForLoadState('load');
}

/** Signs out; on a phone the button is behind メニュー. */
export async function signOut(page: Page): Promise<void> {
  const button = control(page, 'ログアウト');
  if (!(await button.isVisible())) await page.getByText('メニュー', { exact: true }).click();
  await button.click();
  await expect(page).toHaveURL(/\/login$/);
}
