/** What a parent account does on アカウント管理 › USEN CARTシェアアカウント. */

import { expect, type Locator, type Page } from '@playwright/test';
import { control, field, menu, row, tab } from './controls.ts';

/** The address of the list, for tests that are not about the way there. */
export const SHARE_ACCOUNTS = '/account/share';

/** Goes there by the menu (M40). */
export async function openShareAccounts(page: Page): Promise<void> {
  await menu(page, 'アカウント管理').click();
  await tab(page, 'USEN CARTシェアアカウント').click();
  await expect(page.getByRole('heading', { level: 1, name: 'USEN CARTシェアアカウント一覧' })).toBeVisible();
}

/** From the list: sends the form of シェアアカウント追加 (M41). */
export async function sendShareAccount(page: Page, name: string, email: string): Promise<void> {
  await control(page, 'シェアアカウント追加').click();
  await fillShareAccount(page, name, email);
  await page.getByRole('button', { name: '登録', exact: true }).click();
}

export async function fillShareAccount(page: Page, name: string, email: string): Promise<void> {
  await field(page, 'ユーザー氏名').fill(name);
  await field(page, 'メールアドレス').fill(email);
}

/** From the list: adds a share account, and waits for its row. */
export async function addShareAccount(page: Page, name: string, email: string): Promise<Locator> {
  await sendShareAccount(page, name, email);
  await expect(page.getByText(`シェアアカウントを追加し、${email} に招待メールを送信しました。`)).toBeVisible();
  const added = row(page, name);
  await expect(added).toContainText('初回登録待ち');
  return added;
}

/** From the list: opens the form to change a name (M62). */
export async function openEdit(page: Page, name: string): Promise<void> {
  await control(row(page, name), /編集/).click();
  await expect(page.getByRole('heading', { name: 'ユーザー名変更' })).toBeVisible();
}

/** From the list: asks for a deletion, which then has to be confirmed (M64). */
export async function openDelete(page: Page, name: string): Promise<void> {
  await control(row(page, name), /削除/).click();
  await expect(page.getByRole('heading', { name: '削除の確認' })).toBeVisible();
}

/** From the list: sends the invitation again (M67). */
export async function resend(page: Page, name: string): Promise<void> {
  await control(row(page, name), /再送信/).click();
}
