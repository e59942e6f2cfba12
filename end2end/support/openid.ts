/** A client of the portal that is not written here: `openid-client`, in the place of the cart and of the service. */

import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { importPKCS8 } from 'jose';
import * as client from 'openid-client';
import {
  CART_CLIENT_ID,
  CART_CLIENT_SECRET,
  CART_URL,
  PORTAL_URL,
  SERVICE_CLIENT_ID,
  SERVICE_KEYS,
  SERVICE_URL,
} from './settings.mjs';

export type Tokens = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** A registered client. */
export interface Site {
  readonly configuration: client.Configuration;
  readonly redirectUri: string;
  readonly scope: string;
}

/** The cart, which proves itself by a secret. */
export async function cartSite({ portalUrl = PORTAL_URL, cartUrl = CART_URL } = {}): Promise<Site> {
  return {
    configuration: await discovered(portalUrl, CART_CLIENT_ID, client.ClientSecretBasic(CART_CLIENT_SECRET)),
    redirectUri: `${cartUrl}/callback`,
    scope: 'openid profile shop points',
  };
}

/** The service, which proves itself by a key. */
export async function serviceSite(): Promise<Site> {
  const key = await importPKCS8(await readFile(SERVICE_KEYS.privateKey, 'utf8'), 'ES256');
  return {
    configuration: await discovered(PORTAL_URL, SERVICE_CLIENT_ID, client.PrivateKeyJwt(key)),
    redirectUri: `${SERVICE_URL}/callback`,
    scope: 'openid profile shop',
  };
}

async function discovered(portalUrl: string, id: string, proof: client.ClientAuth): Promise<client.Configuration> {
  const configuration = await client.discovery(new URL(portalUrl), id, { id_token_signed_response_alg: 'ES256' }, proof, {
    execute: [client.allowInsecureRequests],
  });
  // the signature, too, although the ID token comes from the portal itself
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}

/** A request on its way. */
export interface Attempt {
  readonly address: string;
  /** The answer in the browser's address, as soon as it is there; what it has to be is checked. */
  readonly redeem: (page: Page) => Promise<Tokens>;
}

/** Asks for a code: with PKCE, `state` and `nonce`. */
export async function attempt({ configuration, redirectUri, scope }: Site, more: Record<string, string> = {}): Promise<Attempt> {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const maxAge = more['max_age'] === undefined ? {} : { maxAge: Number(more['max_age']) };
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...more,
  });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, ...maxAge };
  return {
    address: address.href,
    redeem: async (page) => client.authorizationCodeGrant(configuration, await answer(page, redirectUri), checks),
  };
}

/** Where the portal has led the browser. The site there has asked for nothing, so it leaves the code alone. */
async function answer(page: Page, redirectUri: string): Promise<URL> {
  await page.waitForURL(({ href }) => href.startsWith(`${redirectUri}?`));
  await expect(page.getByRole('heading', { name: 'ログインできませんでした' })).toBeVisible();
  return new URL(page.url());
}

/** Gets tokens for who is signed in already, without a question. */
export async function tokensFor(page: Page, site: Site, more: Record<string, string> = {}): Promise<Tokens> {
  const { address, redeem } = await attempt(site, { prompt: 'none', ...more });
  await page.goto(address);
  return redeem(page);
}

/** What goes on at the shop's points, in the cart's own name. */
export async function pointsInterface({ configuration }: Site, shop: string): Promise<PointsInterface> {
  const { access_token } = await client.clientCredentialsGrant(configuration, { scope: 'points' });
  return async (path, { key, body } = {}) => {
    const response = await client.fetchProtectedResource(
      configuration,
      access_token,
      new URL(`${PORTAL_URL}/service/points/${shop}${path}`),
      path === '' ? 'GET' : 'POST',
      body && JSON.stringify(body),
      new Headers({ ...(key && { 'Idempotency-Key': key }), ...(body && { 'Content-Type': 'application/json' }) }),
    );
    return { status: response.status, ...((await response.json()) as object) };
  };
}

export type PointsInterface = (
  path: string,
  post?: { key?: string; body?: object },
) => Promise<{ status: number } & Record<string, unknown>>;
