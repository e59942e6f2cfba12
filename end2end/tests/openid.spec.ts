/** The portal as an OpenID provider, proved by a client that is not written here (X11, R49, R50). */

import type { Page } from '@playwright/test';
import { decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { control } from '../support/controls.ts';
import { ageProofs } from '../support/links.ts';
import { attempt, cartSite, pointsInterface, serviceSite, type Site, tokensFor } from '../support/openid.ts';
import { CART_CLIENT_ID, CART_URL, PORTAL_URL, SERVICE_CLIENT_ID } from '../support/settings.mjs';
import { bookPoints, createShareAccount } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const RIGHTS = {
  parent: ['billing', 'applications', 'payment_notices', 'account_management', 'share_accounts', 'cart', 'linked_services'],
  share: ['account_management', 'cart'],
};
const SIGNED_OUT = `${CART_URL}/signed-out`;

test('X11 M83 R49 a code is good for tokens that tell who it is, what they may, and the points, as they are now', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(400);
  const site = await cartSite();
  const { configuration } = site;
  const member = await createShareAccount(database, shop, '有線 太郎');
  const subjects = new Set<string>();

  for (const [kind, account, browser] of [['parent', shop.parent, page], ['share', member, await visitor()]] as const) {
    const { address, redeem } = await attempt(site);
    await browser.goto(address);
    await sendSignIn(browser, account);
    const tokens = await redeem(browser);
    const claims = tokens.claims()!;
    const about = { customer_code: shop.code, shop_name: shop.name, name: account.name, account_kind: kind, rights: RIGHTS[kind] };
    expect(claims).toMatchObject({ ...about, iss: PORTAL_URL, aud: CART_CLIENT_ID, acr: '1', amr: ['pwd'] });
    expect(decodeProtectedHeader(tokens.id_token!)).toMatchObject({ alg: 'ES256', kid: expect.any(String) });
    subjects.add(claims.sub);
    await expect(redeem(browser), 'the code once more').rejects.toMatchObject({ error: 'invalid_grant' });

    await test.step(`UserInfo and refresh tokens of a ${kind} account`, async () => {
      const first = await tokensFor(browser, site);
      await bookPoints(database, shop, { points: -100, cause: 'correction', note: 'meanwhile' });
      const told = await client.fetchUserInfo(configuration, first.access_token, claims.sub);
      expect(told).toMatchObject({ ...about, points: Number(first.claims()!['points']) - 100 });

      const second = await client.refreshTokenGrant(configuration, first.refresh_token!);
      expect(second.claims()).toBeUndefined();
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect(await client.fetchUserInfo(configuration, second.access_token, claims.sub)).toMatchObject(about);

      // who comes with a used one may have stolen it, or the other one may have (RFC 9700 4.14)
      await expect(client.refreshTokenGrant(configuration, first.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(client.refreshTokenGrant(configuration, second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(client.fetchUserInfo(configuration, second.access_token, claims.sub)).rejects.toThrow(client.WWWAuthenticateChallengeError);
    });
  }
  expect(subjects.size).toBe(2);
});

test('X11 prompt, max_age and id_token_hint: who is asked for the password, and who is not', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(400);
  const site = await cartSite();
  const member = await createShareAccount(database, shop, '有線 太郎');
  const loginRequired = { error: 'login_required' };

  await expect(tokensFor(page, site), 'nobody is there').rejects.toMatchObject(loginRequired);
  await signIn(page, shop.parent);
  const first = (await tokensFor(page, site)).claims()!;
  await ageProofs(database, shop.parent.id);
  const later = (await tokensFor(page, site)).claims()!;
  expect(first.auth_time! - later.auth_time!).toBe(660);
  await expect(tokensFor(page, site, { max_age: '600' }), 'too long ago').rejects.toMatchObject(loginRequired);

  await test.step('who is asked again is the same as before', async () => {
    const again = await asked(page, site, { max_age: '600' }, shop.parent);
    expect(again.auth_time).toBeGreaterThanOrEqual(first.auth_time!);
    expect(again.sub).toBe(first.sub);
  });

  await test.step('somebody else is not the one who was meant', async () => {
    const other = await visitor();
    await signIn(other, member);
    const hint = (await tokensFor(page, site)).id_token!;
    await tokensFor(page, site, { id_token_hint: hint });
    await expect(tokensFor(other, site, { id_token_hint: hint })).rejects.toMatchObject(loginRequired);
  });

  await test.step('or somebody else', async () => {
    const tokens = await asked(page, site, { prompt: 'login' }, member);
    expect(tokens.sub).not.toBe(first.sub);
    expect(tokens['name']).toBe(member.name);
  });
});

test('X11 R50 a client signs out whom it shows to be its own, and asks everybody else', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(400);
  const site = await cartSite();
  const { configuration } = site;
  const endSession = (parameters: Record<string, string>) => client.buildEndSessionUrl(configuration, parameters).href;
  const question = page.getByText('USEN CARTから、ログアウトの画面に移動しました。USEN MEMBERSからもログアウトしますか？');
  await signIn(page, shop.parent);
  const hint = (await tokensFor(page, site)).id_token!;

  await test.step('without a hint: a question, and whoever stays is there', async () => {
    await page.goto(endSession({ post_logout_redirect_uri: SIGNED_OUT, state: 'a-state' }));
    await expect(page.getByRole('heading', { name: 'ログアウト' })).toBeVisible();
    await expect(question).toBeVisible();
    await control(page, 'ログインしたままにする').click();
    await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
  });

  await test.step("with somebody else's: a question", async () => {
    const other = await visitor();
    await signIn(other, await createShareAccount(database, shop, '有線 太郎'));
    await other.goto(endSession({ id_token_hint: hint, post_logout_redirect_uri: SIGNED_OUT }));
    await expect(control(other, 'ログアウトする')).toBeVisible();
  });

  await test.step('nobody is led to an address that is not the client’s', async () => {
    const answer = await page.goto(endSession({ id_token_hint: hint, post_logout_redirect_uri: `${CART_URL}/elsewhere` }));
    expect(answer?.status()).toBe(400);
  });

  await test.step('with the hint: no question, and back to the client', async () => {
    await page.goto(endSession({ id_token_hint: hint, post_logout_redirect_uri: SIGNED_OUT, state: 'a-state' }));
    await expect(page).toHaveURL(`${SIGNED_OUT}?state=a-state`);
    await page.goto('/');
    await expect(page).toHaveURL(/\/login$/);
  });

  await test.step('who says yes to the question', async () => {
    await signIn(page, shop.parent);
    await page.goto(endSession({ post_logout_redirect_uri: SIGNED_OUT, state: 'another' }));
    await control(page, 'ログアウトする').click();
    await expect(page).toHaveURL(`${SIGNED_OUT}?state=another`);
    await page.goto('/');
    await expect(page).toHaveURL(/\/login$/);
  });

  await test.step('who does not say where to go', async () => {
    await signIn(page, shop.parent);
    await page.goto(`${PORTAL_URL}/oauth/logout`);
    await expect(page.getByText('USEN MEMBERSからログアウトしますか？', { exact: true })).toBeVisible();
    await control(page, 'ログアウトする').click();
    await expect(page.getByText('ログアウトしました。')).toBeVisible();
    await expect(page).toHaveURL(/\/login$/);
  });
});

test('X11 M145 R49 a service proves itself by a key, knows people by other names, and gets nobody without the right', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(400);
  const [service, cart] = [await serviceSite(), await cartSite()];
  await signIn(page, shop.parent);

  const tokens = await tokensFor(page, service);

  const claims = tokens.claims()!;
  expect(claims).toMatchObject({ aud: SERVICE_CLIENT_ID, customer_code: shop.code, account_kind: 'parent' });
  expect(claims).not.toHaveProperty('points');
  expect(claims.sub).not.toBe((await tokensFor(page, cart)).claims()!.sub);
  await client.refreshTokenGrant(service.configuration, tokens.refresh_token!);
  await expect(client.clientCredentialsGrant(service.configuration, { scope: 'points' })).rejects.toThrow(client.ResponseBodyError);

  const member = await visitor();
  await signIn(member, await createShareAccount(database, shop, '有線 太郎'));
  await expect(tokensFor(member, service)).rejects.toMatchObject({ error: 'access_denied' });
});

test('D12 M97 X12 in its own name the cart holds, uses, gives up and gives points, each once', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(400);
  const site = await cartSite();
  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, member);
  const { sub } = (await tokensFor(page, site)).claims()!;
  const points = await pointsInterface(site, shop.code);
  const reserve = async (key: string, body: object) => points('/reservations', { key, body: { sub, order: key, ...body } });
  expect(await points('')).toEqual({ status: 200, total: 87_187, held: 0, available: 87_187 });

  await test.step('held, used, given back', async () => {
    const held = await reserve('A-1', { points: 500 });
    expect(held).toMatchObject({ status: 201, points: 500, captured: 0, returned: 0 });
    expect(await reserve('A-1', { points: 500 })).toMatchObject({ id: held['id'] });
    expect(await reserve('A-1', { points: 400 })).toMatchObject({ status: 422, code: 'key_used' });
    expect(await points('')).toMatchObject({ total: 87_187, held: 500, available: 86_687 });
    for (const _ of ['once', 'again']) {
      expect(await points(`/reservations/${held['id']}/capture`, { body: { points: 500 } })).toMatchObject({ status: 200, captured: 500 });
      expect(await points(`/reservations/${held['id']}/returns`, { key: 'A-1 back', body: { points: 200 } })).toMatchObject({ balance: 86_887 });
    }
    expect(await points(`/reservations/${held['id']}/returns`, { key: 'A-1 more', body: { points: 301 } })).toMatchObject({ code: 'amount' });
  });

  await test.step('held and given up', async () => {
    const held = await reserve('A-2', { points: 887 });
    await points(`/reservations/${held['id']}/release`, {});
    expect(await points(`/reservations/${held['id']}/capture`, { body: { points: 887 } })).toMatchObject({ status: 409, code: 'ended' });
    expect(await points('')).toMatchObject({ held: 0, available: 86_887 });
    expect(await reserve('A-3', { points: 86_888 })).toMatchObject({ status: 409, code: 'not_enough', available: 86_887 });
  });

  await test.step('given', async () => {
    const grant = async (key: string, body: object) => points('/grants', { key, body });
    expect(await grant('A-1 first', { cause: 'first_purchase', order: 'A-1', sub })).toMatchObject({ granted: true, balance: 87_387 });
    expect(await grant('A-2 first', { cause: 'first_purchase', order: 'A-2', sub })).toMatchObject({ granted: false, balance: 87_387 });
    const campaign = { cause: 'campaign', points: 613, note: '夏のキャンペーン', expires_at: new Date(Date.now() + 86_400_000).toISOString() };
    for (const _ of ['once', 'again']) expect(await grant('summer', campaign)).toMatchObject({ granted: true, balance: 88_000 });
  });

  await test.step('of twenty who want them all one gets them', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, async (_, index) => reserve(`B-${index}`, { points: 88_000 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'not_enough')).toHaveLength(19);
  });

  await test.step('nobody else may', async () => {
    const { access_token } = await tokensFor(page, site);
    const asMember = client.fetchProtectedResource(site.configuration, access_token, new URL(`${PORTAL_URL}/service/points/${shop.code}`), 'GET');
    await expect(asMember).rejects.toThrow(client.WWWAuthenticateChallengeError);
  });
});

/** Signs in at the question that these parameters lead to; tells who came out of it. */
async function asked(page: Page, site: Site, more: Record<string, string>, account: Parameters<typeof sendSignIn>[1]): Promise<client.IDToken> {
  const { address, redeem } = await attempt(site, more);
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'USEN CART ログイン' })).toBeVisible();
  await sendSignIn(page, account);
  return (await redeem(page)).claims()!;
}
