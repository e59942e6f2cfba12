/** What people do on マイ・アカウント, and with the links in the mails that follow. */

import { expect, type Locator, type Page } from '@playwright/test';
import { control, field } from './controls.ts';
import { linkIn, type Mail, mailAbout, numberIn, SUBJECT } from './mailbox.ts';

/** The address of マイ・アカウント, for tests that are not about the way there. */
export const ACCOUNT = '/account';
export const SECURITY = `${ACCOUNT}/security`;

export const CURRENT_PASSWORD = '現在のパスワード';
export const CHANGED_PASSWORD = '新しいパスワード（変更する場合のみ）';
export const RESET_PASSWORD = '新しいパスワード';
export const NUMBER = '確認番号';

/** What each 変更 leads to. */
export const CHANGES = [
  { row: 'ユーザーID', heading: 'ユーザーIDの変更', path: `${ACCOUNT}/user-id` },
  { row: 'メールアドレス', heading: 'メールアドレスの変更', path: `${ACCOUNT}/email` },
  { row: 'パスワード', heading: 'パスワード再設定', path: `${ACCOUNT}/password` },
] as const;

/** What stands beside a name on マイ・アカウント. */
export function fact(page: Page, name: string): Locator {
  return page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
}

/** Presses 変更: a dialog opens, or its page without scripts. */
export async function openChange(page: Page, row: (typeof CHANGES)[number]['row']): Promise<void> {
  await page.goto(ACCOUNT);
  await control(page, `${row}を変更`).click();
  const { heading } = CHANGES.find((change) => change.row === row)!;
  await expect(page.getByRole('heading', { name: heading })).toBeVisible();
}

export async function pressOk(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'OK', exact: true }).click();
}

/** Asks for a change of the e-mail address (M77), and waits for the mail that confirms it. */
export async function confirmationMail(page: Page, email: string): Promise<Mail> {
  await openChange(page, 'メールアドレス');
  await field(page, 'メールアドレス').fill(email);
  await pressOk(page);
  await expect(page.getByText(`変更の確認待ち：${email}`)).toBeVisible();
  return mailAbout(SUBJECT.emailConfirmation, email);
}

/** The same: its link. */
export async function emailLink(page: Page, email: string): Promise<string> {
  return linkIn(await confirmationMail(page, email));
}

/** Presses the one button behind the link of a mail, where somebody is signed in as its account. */
export async function pressLink(page: Page, mail: Mail, button: string): Promise<void> {
  await page.goto(linkIn(mail));
  await expect(field(page, NUMBER)).toHaveCount(0);
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** The same where nobody is, or somebody else: with the number in the mail (X3). */
export async function pressLinkWithNumber(page: Page, mail: Mail, button: string): Promise<void> {
  await page.goto(linkIn(mail));
  await field(page, NUMBER).fill(numberIn(mail));
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** Opens the link in the mail that confirms an address, and confirms it as its owner, who knows the user ID. */
export async function confirmAddress(page: Page, mail: Mail, userId: string): Promise<void> {
  await page.goto(linkIn(mail));
  await field(page, 'ユーザーID').fill(userId);
  await page.getByRole('button', { name: 'メールアドレスを確認する', exact: true }).click();
  await expect(page.getByText('メールアドレスを確認しました')).toBeVisible();
}

/** Asks for a link for a new password, as who has forgotten it does (M21). */
export async function requestReset(page: Page, userId: string, email: string): Promise<void> {
  await page.goto('/reset');
  await field(page, 'ログインID（ユーザーID）').fill(userId);
  await field(page, 'メールアドレス').fill(email);
  await page.getByRole('button', { name: '送信する', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'メールをご確認ください' })).toBeVisible();
}

/** Sends the form behind such a link (M23). */
export async function sendNewPassword(page: Page, password: string): Promise<void> {
  await field(page, RESET_PASSWORD).fill(password);
  await page.getByRole('button', { name: 'パスワードを設定する', exact: true }).click();
}

/** Says that a browser was signed out by what was done elsewhere, and is told so at its next request. */
export async function expectSignedOut(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByText('ほかの端末での操作により、ログアウトしました。もう一度ログインしてください。')).toBeVisible();
}

/** Says that a link leads to nothing any more. */
export async function expectGone(page: Page, link: string): Promise<void> {
  expect((await page.goto(link))?.status()).toBe(410);
  await expect(page.getByRole('heading', { name: 'このURLは使えません' })).toBeVisible();
}
