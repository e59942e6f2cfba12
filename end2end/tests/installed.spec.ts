/** The portal on the home screen, and without a network (X17). */

import { type Page } from '@playwright/test';
import { field, tab } from '../support/controls.ts';
import { shareAccounts, someEmail } from '../support/shop.ts';
import { fillShareAccount, SHARE_ACCOUNTS } from '../support/share-list.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

interface Manifest {
  name: string;
  start_url: string;
  display: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
}

/** Waits until the browser has what it shows without a network. */
async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** What the browser keeps of pages, by its service worker. */
const keptPages = (page: Page) =>
  page.evaluate(async () => {
    const caches = await window.caches.keys();
    const kept = await Promise.all(caches.map(async (name) => (await (await window.caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return kept.flat();
  });

test('X17 the portal can be installed: name, icons, colours', async ({ page, request }) => {
  await page.goto('/login');
  const address = await page.locator('link[rel="manifest"]').getAttribute('href');
  const answer = await request.get(address ?? '');
  const manifest = (await answer.json()) as Manifest;

  expect(answer.headers()['content-type']).toContain('application/manifest+json');
  expect(manifest).toMatchObject({ name: 'USEN MEMBERS', start_url: '/', display: 'standalone' });
  expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? 'any'}`)).toEqual([
    'any any',
    '192x192 any',
    '512x512 any',
    '512x512 maskable',
  ]);
  for (const { src, sizes, type } of manifest.icons) {
    expect((await request.get(src)).headers()['content-type']).toContain(type);
    if (sizes === 'any') continue;
    const width = await page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      return image.naturalWidth;
    }, src);
    expect(`${width}x${width}`).toBe(sizes);
  }
  await expect(page.locator('meta[name="theme-color"]')).toHaveCount(2);
  await expect(page.locator('link[rel="apple-touch-icon"]')).toHaveCount(1);
});

test('X17 without a network a page of ours says so, and leads on once it is back', async ({ page, context, shop, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await signIn(page, shop.parent);
  await readyForOffline(page);

  await context.setOffline(true);
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'インターネットに接続されていません' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await expect(page).toHaveURL('/account');
  await expect(page.getByRole('link', { name: /再読み込み/ })).toHaveCSS('min-height', '56px');

  await context.setOffline(false);
  await page.getByRole('link', { name: /再読み込み/ }).click();
  await expect(page.getByRole('heading', { name: 'アカウント/セキュリティ' })).toBeVisible();
});

test('X17 a link pressed without a network leads to the same page', async ({ page, context, shop, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await signIn(page, shop.parent);
  await page.goto('/account');
  await readyForOffline(page);

  await context.setOffline(true);
  await tab(page, 'USEN CARTシェアアカウント').click();

  await expect(page.getByRole('heading', { name: 'インターネットに接続されていません' })).toBeVisible();
  await expect(page).toHaveURL(SHARE_ACCOUNTS);
});

test('X17 R67 no page of anybody is kept on the device', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await readyForOffline(page);
  for (const address of ['/account', SHARE_ACCOUNTS, '/points']) await page.goto(address);

  const kept = await keptPages(page);
  expect(kept).toHaveLength(2);
  expect(kept).toContain('/offline');
  expect(kept.find((path) => path !== '/offline')).toMatch(/^\/pkg\/main\..*\.css$/);
  const offline = await page.evaluate(async () => (await caches.match('/offline'))?.text());
  expect(offline).not.toContain(shop.parent.userId);
  expect(offline).not.toContain(shop.name);

  await signOut(page);
  expect(await page.content()).not.toContain(shop.parent.userId);
});

test('M42 R1 what was pressed while the line dropped is kept, and done once however often it is sent', async ({ page, context, shop, database, complaints }) => {
  complaints.expect(/Failed to load resource/);
  await signIn(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  const email = someEmail();
  await fillShareAccount(page, '有線 花子', email);
  const register = page.getByRole('button', { name: '登録', exact: true });

  await test.step('not sent at all', async () => {
    await context.setOffline(true);
    await register.click();
    await expect(page.getByRole('alert')).toContainText('送信できたか確認できませんでした');
    await expect(page.getByRole('alert')).toContainText('二重に登録されることはありません');
    await context.setOffline(false);
  });

  await test.step('done, and only the answer was lost', async () => {
    await page.route('**/api/share-accounts/add', async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort('connectionreset');
    });
    await register.click();
    await expect(page.getByRole('alert')).toContainText('送信できたか確認できませんでした');
    await expect(field(page, 'メールアドレス')).toHaveValue(email);
    await expect.poll(() => shareAccounts(database, shop)).toHaveLength(1);
    await page.unroute('**/api/share-accounts/add');
  });

  await register.click();
  await expect(page.getByText(`シェアアカウントを追加し、${email} に招待メールを送信しました。`)).toBeVisible();
  expect(await shareAccounts(database, shop)).toHaveLength(1);
});

test('X17 R6 the service worker keeps away from what is sent, and runs under a policy of its own', async ({ page, request, shop }) => {
  const script = await request.get('/service-worker.js');
  expect(script.headers()['content-security-policy']).toContain("default-src 'none'; connect-src 'self'");
  expect(script.headers()['cache-control']).toBe('no-cache');
  await page.goto('/login');
  await readyForOffline(page);
  const sent = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/sign-in/sign-in'));

  await signIn(page, shop.parent);

  expect((await sent).fromServiceWorker()).toBe(false);
});
