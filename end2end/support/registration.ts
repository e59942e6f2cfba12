/** What an invitee does from the link in the mail. */

import { expect, type Page } from '@playwright/test';
import { control, field } from './controls.ts';
import { sendSignIn } from './sign-in.ts';
import type { Credentials } from './shop.ts';
import { CART_URL } from './settings.mjs';

export const USER_ID = 'お好きなユーザーIDを登録してください';
export const NEW_PASSWORD = 'パスワードを入力してください';
export const NEW_PASSWORD_AGAIN = 'パスワードを入力してください(確認)';

/** Fills in and sends step 1. */
export async function sendStepOne(page: Page, { userId, password }: Credentials, again = password): Promise<void> {
  await field(page, USER_ID).fill(userId);
  await field(page, NEW_PASSWORD).fill(password);
  await field(page, NEW_PASSWORD_AGAIN).fill(again);
  await page.getByRole('button', { name: '確認する', exact: true }).click();
}

/** Goes from the link to step 2. */
export async function reachStepTwo(page: Page, link: string, credentials: Credentials): Promise<void> {
  await page.goto(link);
  await sendStepOne(page, credentials);
  await expect(page.getByRole('heading', { name: '登録内容のご確認' })).toBeVisible();
}

/** Goes from the link through all three steps. */
export async function register(page: Page, link: string, credentials: Credentials): Promise<void> {
  await reachStepTwo(page, link, credentials);
  await page.getByRole('button', { name: '確定する', exact: true }).click();
  await expect(page.getByText('ユーザーIDとパスワードの登録が完了しました。')).toBeVisible();
}

/** From step 3 to the cart. Where the portal asks who is there, the new user ID and password answer. */
export async function goToCart(page: Page, credentials: Credentials): Promise<void> {
  await control(page, 'USEN CARTを利用する').click();
  await page.waitForURL((url) => url.origin === CART_URL || url.pathname === '/login');
  if (new URL(page.url()).origin !== CART_URL) await sendSignIn(page, credentials);
  await expect(page).toHaveURL(`${CART_URL}/`);
}
