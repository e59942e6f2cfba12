/** What every answer says about itself: R35 to R38. */

import type { APIResponse } from '@playwright/test';
import { invitationLink } from '../support/mailbox.ts';
import { CART_URL, SERVICE_URL } from '../support/settings.mjs';
import { createShareAccount, invite } from '../support/shop.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('pages, redirects and errors carry the same headers: R36 R37 R38', async ({ page, request, shop, database }) => {
  const { email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  const member = await createShareAccount(database, shop, 'USENカフェ001');
  await signIn(page, member);
  const headers = { Accept: 'text/html' };
  const get = (path: string, as = request) => as.get(path, { headers, maxRedirects: 0 });
  const answers = [
    { status: 200, answer: await get('/login') },
    { status: 303, answer: await get('/') },
    { status: 404, answer: await get('/nowhere') },
    { status: 404, answer: await get('/v1/cut-off') },
    { status: 200, answer: await get('/', page.request) },
    { status: 200, answer: await get('/account', page.request) },
    { status: 403, answer: await get(SHARE_ACCOUNTS, page.request) },
    { status: 404, answer: await get('/account/nowhere', page.request) },
    { status: 200, answer: await get(link) },
    { status: 405, answer: await request.fetch('/login', { method: 'PUT', headers: { Origin: new URL(page.url()).origin } }) },
  ];

  const nonces = new Set<string>();
  for (const { status, answer } of answers) {
    const address = `${status} ${new URL(answer.url()).pathname}`;
    expect(answer.status(), address).toBe(status);
    expectSafe(answer, address);
    expect(answer.headers()['cache-control'], address).toBe('no-store');
    if (answer.headers()['content-type']?.startsWith('text/html')) nonces.add(nonceOf(answer, address));
  }
  expect(nonces.size).toBeGreaterThanOrEqual(8);
});

test('the content security policy allows our own and nothing else: R36', async ({ request }) => {
  const policy = policyOf(await request.get('/login'));

  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual([expect.stringMatching(/^'nonce-.{22,}'$/), "'strict-dynamic'", "'wasm-unsafe-eval'"]);
  expect(policy.get('style-src')?.[0]).toBe("'self'");
  expect(policy.get('connect-src')).toEqual(["'self'"]);
  expect(policy.get('form-action')).toEqual(["'self'", CART_URL, SERVICE_URL]);
  expect(policy.get('base-uri')).toEqual(["'none'"]);
  expect(policy.get('object-src')).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect([...policy.values()].flat()).not.toContain("'unsafe-inline'");
  expect([...policy.values()].flat()).not.toContain("'unsafe-eval'");
});

test('pages with a token in their address tell nobody where they are: R37', async ({ request, shop, database }) => {
  const { email } = await invite(database, shop, '有線 太郎');

  const answer = await request.get(await invitationLink(email));

  expect(answer.headers()['referrer-policy']).toBe('no-referrer');
  expect((await request.get('/login')).headers()['referrer-policy']).toBe('same-origin');
});

test('assets are hashed, compressed, and kept for good; unknown ones are no page: R37 R38', async ({ page, request }) => {
  const assets = new Map<string, string>();
  page.on('response', (response) => {
    const type = response.request().resourceType();
    if (['stylesheet', 'script'].includes(type)) assets.set(response.url(), type);
  });
  await page.goto('/login');

  expect([...assets.values()].sort()).toEqual(expect.arrayContaining(['script', 'stylesheet']));
  for (const address of assets.keys()) {
    const answer = await request.get(address, { headers: { 'Accept-Encoding': 'br' } });
    expect(answer.headers()['cache-control'], address).toBe('public, max-age=31536000, immutable');
    expect(answer.headers()['content-encoding'], address).toBe('br');
    expect(answer.headers()['content-type'], address).toMatch(/^text\/(css|javascript); ?charset=utf-8$/i);
    expect(answer.headers()['x-content-type-options'], address).toBe('nosniff');
    expect(answer.headers()['cross-origin-resource-policy'], address).toBe('same-origin');
  }
  const unknown = await request.get(`${[...assets.keys()][0]!.replace(/[^/]+$/, '')}nowhere.css`);
  expect(unknown.status()).toBe(404);
  expect(unknown.headers()['cache-control']).not.toContain('immutable');
});

test('cookies are out of the reach of scripts and other sites: R35', async ({ page, shop }) => {
  const lines: string[] = [];
  page.on('response', async (response) => {
    for (const { name, value } of await response.headersArray()) if (name.toLowerCase() === 'set-cookie') lines.push(value);
  });
  await signIn(page, shop.parent, { remember: true });
  await page.goto('/account');

  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(line).toMatch(/; ?HttpOnly/i);
    expect(line).toMatch(/; ?SameSite=Lax/i);
    expect(line).toMatch(/; ?Path=\/(;|$)/i);
    expect(line).not.toMatch(/; ?Domain=/i);
  }
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('nothing personal is kept in the browser: R67', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);

  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test('signing out clears what the browser keeps: R38', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  const leaving = page.waitForResponse((response) => response.request().method() === 'POST');

  await signOut(page);

  expect(await (await leaving).headerValue('clear-site-data')).toBe('"cache", "storage"');
});

test('health is told without telling more: R59', async ({ request }) => {
  for (const path of ['/healthz', '/readyz']) {
    const answer = await request.get(path);
    expect(answer.status()).toBe(200);
    expect((await answer.text()).length).toBeLessThan(40);
    expect(answer.headers()['server']).toBeUndefined();
  }
});

function expectSafe(answer: APIResponse, address: string): void {
  const headers = answer.headers();
  expect(headers['content-security-policy'], address).toContain("default-src 'none'");
  expect(headers['x-content-type-options'], address).toBe('nosniff');
  expect(headers['x-frame-options'], address).toBe('DENY');
  expect(headers['cross-origin-opener-policy'], address).toBe('same-origin');
  expect(headers['cross-origin-resource-policy'], address).toBe('same-origin');
  expect(headers['permissions-policy'], address).toContain('camera=()');
  expect(headers['referrer-policy'], address).toMatch(/^(same-origin|no-referrer)$/);
  expect(headers['strict-transport-security'], address).toBeUndefined();
  expect(headers['server'], address).toBeUndefined();
  if (headers['content-type']?.startsWith('text/')) expect(headers['content-type'], address).toMatch(/charset=utf-8/i);
}

function policyOf(answer: APIResponse): Map<string, string[]> {
  const directives = (answer.headers()['content-security-policy'] ?? '').split(';').map((directive) => directive.trim().split(/\s+/));
  return new Map(directives.map(([name = '', ...values]) => [name, values]));
}

function nonceOf(answer: APIResponse, address: string): string {
  const nonce = policyOf(answer).get('script-src')?.find((source) => source.startsWith("'nonce-"));
  expect(nonce, address).toBeDefined();
  return nonce!;
}
