/** Japanese and English: by the browser, and by the switch on every page (D18). */

import { control } from '../support/controls.ts';
import { invitationLink } from '../support/mailbox.ts';
import { invite } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const html = 'html';

test('Japanese is spoken unless somebody asks for something else', async ({ page, request }) => {
  await page.goto('/login');
  await expect(page.locator(html)).toHaveAttribute('lang', 'ja');

  for (const language of ['', 'fr', 'ja;q=0.9, en;q=0.1']) {
    const answer = await request.get('/login', { headers: { 'Accept-Language': language } });
    expect(await answer.text()).toContain('lang="ja"');
  }
});

test.describe('an English browser', () => {
  test.use({ locale: 'en-US' });

  test('gets English', async ({ page }) => {
    await page.goto('/login');

    await expect(page.locator(html)).toHaveAttribute('lang', 'en');
    await expect(page).toHaveTitle('Sign in – USEN MEMBERS');
    await expect(page.getByRole('textbox', { name: /^User ID/ })).toBeVisible();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'There is a problem with your input' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Enter your user ID.' })).toBeVisible();
  });

  test('can register in English', async ({ page, shop, database }) => {
    const { email } = await invite(database, shop, 'Taro Yusen');

    await page.goto(await invitationLink(email));

    await expect(page.getByRole('heading', { name: 'First registration' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: /^Choose your user ID/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeVisible();
  });

  test('works in English once signed in', async ({ page, shop }) => {
    await page.goto('/login');
    await page.getByRole('textbox', { name: /^User ID/ }).fill(shop.parent.userId);
    await page.getByRole('textbox', { name: /^Password/ }).fill(shop.parent.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();

    await expect(page.getByText(`Welcome, ${shop.name}`)).toBeVisible();
    await page.getByRole('link', { name: 'Account management', exact: true }).click();
    await page.getByRole('link', { name: 'USEN CART share accounts', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'USEN CART share accounts' })).toBeVisible();
    await expect(page.getByText('There are no share accounts yet. Add one with "Add share account".')).toBeVisible();
  });
});

test('the switch changes the language of this page and of all that follow', async ({ page, shop }) => {
  await page.goto('/login');

  await control(page, 'English').click();
  await expect(page.locator(html)).toHaveAttribute('lang', 'en');
  await expect(page).toHaveURL(/\/login/);
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();

  await control(page, '日本語').click();
  await signIn(page, shop.parent);
  await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
});
