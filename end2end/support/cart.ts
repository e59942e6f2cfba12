/** What people do in the sample shop, which leaves them to the portal to sign in. */

import { expect, type Page } from '@playwright/test';
import type { Pool } from 'pg';
import { control, field } from './controls.ts';
import { CART_URL } from './settings.mjs';

export const CART_SIGN_IN = 'USEN MEMBERSでログイン';
export const POINTS_FIELD = '使うポイント';
/** One of the products. */
export const COFFEE = { name: 'ドリップコーヒー 業務用 1kg', address: `${CART_URL}/products/coffee`, price: 1_980 };

/** From the portal's top page into the cart. */
export async function openCart(page: Page): Promise<void> {
  await page.goto('/');
  await control(page, '注文する').click();
  await expect(page).toHaveURL(`${CART_URL}/`);
}

/** Orders one with so many points, by somebody who is signed in; tells the order's number. */
export async function orderCoffee(page: Page, points: number | string): Promise<string> {
  await page.goto(COFFEE.address);
  await field(page, POINTS_FIELD).fill(String(points));
  await control(page, '注文する').click();
  await expect(page.getByRole('heading', { name: 'ご注文ありがとうございます' })).toBeVisible();
  return new URL(page.url()).pathname.split('/').at(-1)!;
}

/** Says that the cart bids a stranger welcome: what it was told by the portal, not what it found out by asking. */
export async function expectSignedOutOfCart(page: Page): Promise<void> {
  await page.goto(`${CART_URL}/`);
  await expect(control(page, CART_SIGN_IN)).toBeVisible();
  await expect(page.getByText('ログインの有効期限が切れました。')).toHaveCount(0);
}

/** Waits until every site that an account was signed in at has been told so often that it is signed out (R50). */
export async function sitesTold(database: Pool, accountId: string, times: number): Promise<void> {
  const outcomes = async () => {
    const { rows } = await database.query<{ outcome: string | null }>(
      `select notice.outcome
         from logout_notices notice
         join client_sessions at_client on at_client.id = notice.client_session_id
        where at_client.account_id = $1 and notice.settled_at is not null`,
      [accountId],
    );
    return rows.map(({ outcome }) => outcome);
  };
  await expect.poll(outcomes, { timeout: 15_000 }).toEqual(Array(times).fill('done'));
}
