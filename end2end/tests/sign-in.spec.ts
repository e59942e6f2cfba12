/** Sign-in, remembered sign-in, sessions. */

import type { Cookie, Page } from '@playwright/test';
import { expectFieldError, field, fullWidth } from '../support/controls.ts';
import { leaveSessions } from '../support/links.ts';
import { someUserId } from '../support/shop.ts';
import { sendSignIn, signIn, signOut } from '../support/sign-in.ts';
import { expect, from, someAddress, test } from '../support/test.ts';

/** As over https, but without the prefix `__Host-` (R35). */
const SESSION = 'sid';
const REMEMBERED = 'rm';

const WRONG = 'ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。';

test('empty fields are named: M16', async ({ page }) => {
  await page.goto('/login');

  await page.getByRole('button', { name: 'ログイン', exact: true }).click();

  await expectFieldError(page, field(page, 'ユーザーID'), 'ユーザーIDが入力されていません。');
  await expectFieldError(page, field(page, 'パスワード'), 'パスワードが入力されていません。');
  await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
});

test('the user ID may be typed in capitals and in full width: D4', async ({ page, shop }) => {
  await signIn(page, { userId: fullWidth(shop.parent.userId.toUpperCase()), password: shop.parent.password });

  await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
});

test('an unknown user ID and a wrong password get the same answer: R5', async ({ page, shop }) => {
  const answers: string[] = [];
  for (const userId of [shop.parent.userId, someUserId()]) {
    await page.goto('/login');
    await sendSignIn(page, { userId, password: 'not the right password' });
    await expect(page.getByText(WRONG).first()).toBeVisible();
    answers.push((await page.getByRole('main').innerText()).replaceAll(userId, ''));
  }

  expect(answers[0]).toBe(answers[1]);
});

test('nothing secret is in an address, wherever the sign-in leads: R21', async ({ page, shop }) => {
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));

  await page.goto('/login');
  await sendSignIn(page, { userId: shop.parent.userId, password: 'not the right password' });
  await expect(page.getByText(WRONG).first()).toBeVisible();
  await sendSignIn(page, shop.parent);
  await expect(page.getByText('ようこそ').first()).toBeVisible();

  expect(addresses.filter((address) => /violet|not.{1,3}the.{1,3}right/i.test(address))).toEqual([]);
});

test('the page that was wanted comes after the sign-in', async ({ page, shop }) => {
  await page.goto('/account/share');

  await expect(page.getByText('この画面を表示するには、ログインしてください。')).toBeVisible();
  await sendSignIn(page, shop.parent);

  await expect(page).toHaveURL(/\/account\/share$/);
});

test('an address of another site is never a place to go after sign-in: R39', async ({ page, shop, baseURL }) => {
  for (const to of ['https://example.com/', '//example.com/', '/\\example.com', '/%09/example.com']) {
    await page.goto(`/login?to=${encodeURIComponent(to)}`);
    await sendSignIn(page, shop.parent);
    await expect(page.getByText('ようこそ').first()).toBeVisible();
    expect(new URL(page.url()).origin).toBe(baseURL);
    await signOut(page);
  }
});

test('without the tick the cookie ends with the browser, with it it is remembered: M17 D10 R33', async ({ page, shop, visitor }) => {
  await signIn(page, shop.parent);
  expect((await cookiesOf(page, SESSION)).map(({ expires }) => expires)).toEqual([-1]);
  expect(await cookiesOf(page, REMEMBERED)).toEqual([]);

  const remembered = await visitor();
  await signIn(remembered, shop.parent, { remember: true });
  const remembering = await cookiesOf(remembered, REMEMBERED);
  expect(remembering).toHaveLength(1);
  const days = (remembering[0]!.expires - Date.now() / 1000) / 86_400;
  expect(days).toBeGreaterThan(29);
  expect(days).toBeLessThanOrEqual(30);
});

test('a remembered sign-in outlives the browser, and its value is renewed: M17 D10 R33', async ({ page, shop }) => {
  await signIn(page, shop.parent, { remember: true });
  const [before] = await cookiesOf(page, REMEMBERED);
  await page.context().clearCookies({ name: SESSION });

  await page.goto('/');

  await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
  const [after] = await cookiesOf(page, REMEMBERED);
  expect(after!.value).not.toBe(before!.value);
});

test('an hour without a request ends the session: D10 R34', async ({ page, shop, database }) => {
  await signIn(page, shop.parent);
  await leaveSessions(database, shop.parent.id, 59);
  await page.goto('/');
  await expect(page.getByText('ようこそ').first()).toBeVisible();

  await leaveSessions(database, shop.parent.id, 61);
  await page.goto('/');

  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText('一定時間操作がなかったため、ログアウトしました。もう一度ログインしてください。')).toBeVisible();
});

test('the identifier changes at sign-in, and one from outside is never taken: R9', async ({ page, shop, baseURL }) => {
  const planted = 'AAAAAAAAAAAAAAAAAAAAAA';
  await page.context().addCookies([{ name: SESSION, value: planted, url: baseURL! }]);

  await signIn(page, shop.parent);

  const values = (await cookiesOf(page, SESSION)).map(({ value }) => value);
  expect(values).not.toContain(planted);
  expect(values).toHaveLength(1);
});

test('sign-out is final, also for who kept the cookie: R10', async ({ page, shop, playwright, baseURL }) => {
  await signIn(page, shop.parent, { remember: true });
  const thief = await playwright.request.newContext({
    baseURL: baseURL!,
    storageState: await page.context().storageState(),
    extraHTTPHeaders: from(someAddress()),
  });

  await signOut(page);

  const answer = await thief.get('/', { maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers()['location']).toContain('/login');
  await thief.dispose();
});

test('guessing is slowed, and the page says for how long: R25', async ({ page, shop, complaints }) => {
  complaints.expectStatus(429);
  await page.goto('/login');
  const throttled = page.getByText(/しばらくログインできません。\d+分後にもう一度お試しください。/).first();

  for (let guess = 0; guess < 12 && !(await throttled.isVisible()); guess += 1) {
    await sendSignIn(page, { userId: shop.parent.userId, password: `guess number ${guess}` });
    await expect(page.getByText(WRONG).or(throttled).first()).toBeVisible();
  }

  await expect(throttled).toBeVisible();
});

test('a form from another site is refused: R6', async ({ page, request }) => {
  await page.goto('/login');
  const action = await page.locator('form:has(input[type=password])').evaluate((form: HTMLFormElement) => form.action);

  const answer = await request.post(action, {
    form: { username: 'demoparent', password: 'whatever it may be' },
    headers: { Origin: 'https://example.com', 'Sec-Fetch-Site': 'cross-site' },
    maxRedirects: 0,
  });

  expect(answer.status()).toBe(403);
});

async function cookiesOf(page: Page, wanted: string): Promise<Cookie[]> {
  return (await page.context().cookies()).filter(({ name }) => name === wanted);
}
