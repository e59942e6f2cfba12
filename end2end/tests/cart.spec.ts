/** The way to the shopping site: an authorization code that is good once, for a minute, for one client. */

import { createHash, randomBytes } from 'node:crypto';
import type { APIRequestContext, Page } from '@playwright/test';
import { control } from '../support/controls.ts';
import { expireAuthorizationCodes } from '../support/links.ts';
import { invitationLink } from '../support/mailbox.ts';
import { goToCart, register } from '../support/registration.ts';
import { CART_CLIENT_ID, CART_CLIENT_SECRET, CART_URL, PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, deleteAccount, invite, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const REDIRECT_URI = `${CART_URL}/callback`;

test('注文する leads into the cart, signed in: M82 M83 M92', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  await control(page, '注文する').click();

  await expect(page).toHaveURL(`${CART_URL}/`);
  await expect(page.getByRole('heading', { name: `${shop.name} さまのお買い物` })).toBeVisible();
  await expect(page.getByText('親アカウント')).toBeVisible();
  await expect(page.getByText(shop.code, { exact: true })).toBeVisible();
  await expect(page.getByText('87,187 pt')).toBeVisible();
});

test('step 3 leads into the cart: M60 M84', async ({ page, shop, database }) => {
  const { email, name } = await invite(database, shop, '有線 太郎');
  const member = { userId: someUserId(), password: 'quiet harbour 91 telescope' };
  await register(page, await invitationLink(email), member);

  await goToCart(page, member);

  await expect(page.getByText(name)).toBeVisible();
  await expect(page.getByText('シェアアカウント', { exact: true })).toBeVisible();
});

test('who comes from the cart signs in and goes on to it: M84 M85', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  await page.goto(`${CART_URL}/`);
  await control(page, 'USEN MEMBERSでログイン').click();
  await expect(page).toHaveURL(new RegExp(`^${PORTAL_URL}/login`));

  await sendSignIn(page, member);

  await expect(page).toHaveURL(`${CART_URL}/`);
  await expect(page.getByText(member.name)).toBeVisible();
  await control(page, 'サインアウト').click();
  await expect(control(page, 'USEN MEMBERSでログイン')).toBeVisible();
});

test('the answer tells who it is, what they may, and the points: M83 R49', async ({ page, shop, database, request }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');
  const rights: unknown[] = [];
  for (const { credentials, kind, name } of [
    { credentials: shop.parent, kind: 'parent', name: shop.name },
    { credentials: member, kind: 'share', name: member.name },
  ]) {
    await signIn(page, credentials);
    const { code, verifier } = await authorize(page);

    const answer = await redeem(request, { code, verifier });

    expect(answer.status()).toBe(200);
    expect(answer.headers()['cache-control']).toBe('no-store');
    const body = (await answer.json()) as Record<string, unknown>;
    expect(body).toMatchObject({
      token_type: 'Bearer',
      customer_code: shop.code,
      shop_name: shop.name,
      display_name: name,
      account_kind: kind,
      points: 87_187,
    });
    expect(body['access_token']).toEqual(expect.any(String));
    expect(body['expires_in']).toEqual(expect.any(Number));
    rights.push(body['rights']);
    await signOut(page);
  }
  expect(rights[0]).toEqual(expect.any(Array));
  expect(rights[0]).toHaveLength(7);
  expect(rights[1]).toHaveLength(2);
});

test('a code is good once: R49', async ({ page, shop, request }) => {
  await signIn(page, shop.parent);
  const grant = await authorize(page);

  expect((await redeem(request, grant)).status()).toBe(200);
  const again = await redeem(request, grant);

  expect(again.status()).toBe(400);
  expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
});

test('twenty at once with one code: one gets an answer: R1 R49', async ({ page, shop, request }) => {
  await signIn(page, shop.parent);
  const grant = await authorize(page);

  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(request, grant)));

  expect(answers.filter((answer) => answer.status() === 200)).toHaveLength(1);
});

test('a code is good for sixty seconds: R49', async ({ page, shop, database, request }) => {
  await signIn(page, shop.parent);
  const grant = await authorize(page);
  await expireAuthorizationCodes(database, shop.parent.id);

  const answer = await redeem(request, grant);

  expect(answer.status()).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
});

test('a code dies with the session it came from, and with the account: R11 R49', async ({ page, shop, database, request }) => {
  await signIn(page, shop.parent);
  const signedOut = await authorize(page);
  await signOut(page);
  expect((await redeem(request, signedOut)).status()).toBe(400);

  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, member);
  const deleted = await authorize(page);
  await deleteAccount(database, member.id);
  expect((await redeem(request, deleted)).status()).toBe(400);
});

test('nobody but the cart can use a code: R49', async ({ page, shop, request }) => {
  await signIn(page, shop.parent);

  const wrongSecret = await redeem(request, { ...(await authorize(page)), secret: 'not the secret' });
  expect(wrongSecret.status()).toBe(401);
  expect(await wrongSecret.json()).toMatchObject({ error: 'invalid_client' });
  expect(wrongSecret.headers()['www-authenticate']).toMatch(/^Basic/);

  const wrongVerifier = await redeem(request, { ...(await authorize(page)), verifier: randomBytes(32).toString('base64url') });
  expect(wrongVerifier.status()).toBe(400);
  expect(await wrongVerifier.json()).toMatchObject({ error: 'invalid_grant' });

  const wrongAddress = await redeem(request, { ...(await authorize(page)), redirectUri: `${CART_URL}/other` });
  expect(wrongAddress.status()).toBe(400);
  expect(await wrongAddress.json()).toMatchObject({ error: 'invalid_grant' });
});

test('a code is sent to the registered address only: R49', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  for (const wrong of [
    { redirect_uri: 'https://example.com/callback' },
    { redirect_uri: `${REDIRECT_URI}/` },
    { redirect_uri: `${REDIRECT_URI}?more=1` },
    { client_id: 'somebody-else' },
  ]) {
    const answer = await page.request.get(authorizeAddress(wrong).href, { maxRedirects: 0 });
    expect(answer.status(), JSON.stringify(wrong)).toBe(400);
    expect(answer.headers()['location']).toBeUndefined();
  }
});

test('a request without PKCE by S256 is sent back with an error: R49', async ({ page, shop }) => {
  await signIn(page, shop.parent);

  for (const wrong of [{ code_challenge: '' }, { code_challenge_method: 'plain' }, { response_type: 'token' }]) {
    const answer = await page.request.get(authorizeAddress(wrong).href, { maxRedirects: 0 });
    const location = new URL(answer.headers()['location'] ?? 'about:blank');
    expect(`${location.origin}${location.pathname}`, JSON.stringify(wrong)).toBe(REDIRECT_URI);
    expect(location.searchParams.get('error')).toMatch(/^(invalid_request|unsupported_response_type)$/);
    expect(location.searchParams.get('state')).toBe('a-state');
    expect(location.searchParams.get('iss')).toBe(PORTAL_URL);
    expect(location.searchParams.has('code')).toBe(false);
  }
});

test('the cart takes nothing that it has not asked for', async ({ page, shop, complaints }) => {
  complaints.expectStatus(400);
  await signIn(page, shop.parent);
  const { code } = await authorize(page);

  const answer = await page.goto(`${REDIRECT_URI}?code=${code}&state=a-state&iss=${encodeURIComponent(PORTAL_URL)}`);

  expect(answer?.status()).toBe(400);
  await expect(page.getByRole('heading', { name: 'ログインできませんでした' })).toBeVisible();
  await expect(control(page, 'もう一度ログインする')).toBeVisible();
});

interface Grant {
  readonly code: string;
  readonly verifier: string;
}

function authorizeAddress(more: Record<string, string> = {}): URL {
  const address = new URL(`${PORTAL_URL}/oauth/authorize`);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: CART_CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: 'cart',
    state: 'a-state',
    code_challenge: createHash('sha256').update('whatever').digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString();
  return address;
}

/** A fresh code for the member who is signed in on this page. */
async function authorize(page: Page): Promise<Grant> {
  const verifier = randomBytes(32).toString('base64url');
  const address = authorizeAddress({ code_challenge: createHash('sha256').update(verifier).digest('base64url') });
  const answer = await page.request.get(address.href, { maxRedirects: 0 });
  const location = new URL(answer.headers()['location'] ?? 'about:blank');
  expect(`${location.origin}${location.pathname}`).toBe(REDIRECT_URI);
  expect(location.searchParams.get('state')).toBe('a-state');
  expect(location.searchParams.get('iss')).toBe(PORTAL_URL);
  const code = location.searchParams.get('code') ?? '';
  expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
  return { code, verifier };
}

async function redeem(
  request: APIRequestContext,
  { code, verifier, secret = CART_CLIENT_SECRET, redirectUri = REDIRECT_URI }: Grant & { secret?: string; redirectUri?: string },
): ReturnType<APIRequestContext['post']> {
  const credentials = Buffer.from(`${encodeURIComponent(CART_CLIENT_ID)}:${encodeURIComponent(secret)}`).toString('base64');
  return request.post(`${PORTAL_URL}/oauth/token`, {
    headers: { Authorization: `Basic ${credentials}` },
    form: { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
  });
}
