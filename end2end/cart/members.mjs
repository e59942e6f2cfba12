// Who comes from the portal: OpenID Connect by authorization code with PKCE.

import * as client from 'openid-client';
import { logFailure } from './log.mjs';

/**
 * @typedef {object} Customer
 * @property {string} customerCode
 * @property {string} shopName
 * @property {string} name
 * @property {'parent' | 'share'} accountKind
 * @property {string[]} rights
 * @property {number | undefined} points  what can be used now, where it is known
 *
 * @typedef {object} Attempt  what has to come back from the portal, and where the person wanted to go
 * @property {string} state
 * @property {string} nonce
 * @property {string} verifier
 * @property {string} wanted
 * @property {number} since
 *
 * @typedef {object} Session
 * @property {string} sub
 * @property {string | undefined} sid
 * @property {string} idToken
 * @property {Tokens} tokens
 * @property {Promise<Tokens>} [renewing]
 * @property {Customer} customer
 *
 * @typedef {{access: string, refresh: string | undefined, until: number}} Tokens
 */

/** An access token that ends sooner is renewed before it is used. */
const MARGIN_SECONDS = 60;

/**
 * @param {import('./portal.mjs').Portal} portal
 * @param {Pick<import('./settings.mjs').Settings, 'ownUrl' | 'site'>} settings
 */
export function members(portal, { ownUrl, site }) {
  const scope = site.kind === 'cart' ? 'openid profile shop points' : 'openid profile shop';

  /**
   * One at a time in a session: a refresh token that is used twice ends the sign-in.
   *
   * @param {client.Configuration} configuration
   * @param {Session} session
   */
  async function renew(configuration, session) {
    const { refresh, until } = session.tokens;
    if (!refresh || until - Date.now() > MARGIN_SECONDS * 1000) return;
    session.renewing ??= client
      .refreshTokenGrant(configuration, refresh)
      .then((answer) => (session.tokens = { ...tokens(answer), refresh: answer.refresh_token ?? refresh }))
      .finally(() => delete session.renewing);
    await session.renewing;
  }

  return {
    /**
     * Where to send the browser, and what to keep until it comes back.
     *
     * @param {string} wanted
     * @param {string | null} [hint]
     */
    async begin(wanted, hint) {
      const configuration = await portal.configuration();
      const attempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        wanted,
        since: Date.now(),
      };
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${ownUrl}/callback`,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ...(hint && { login_hint: hint }),
      });
      return { address, attempt };
    },

    /**
     * Who came back. Throws where anything is not as it has to be.
     *
     * @param {URL} callback
     * @param {Attempt} attempt
     * @returns {Promise<Session>}
     */
    async finish(callback, { state, nonce, verifier }) {
      const answer = await client.authorizationCodeGrant(await portal.configuration(), callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = answer.claims();
      if (!claims || !answer.id_token) throw new Error('There is no ID token.');
      return {
        sub: claims.sub,
        sid: typeof claims['sid'] === 'string' ? claims['sid'] : undefined,
        idToken: answer.id_token,
        tokens: tokens(answer),
        customer: customer(claims),
      };
    },

    /**
     * Asks the portal again who this is. What it does not answer is left as it was, but points are not guessed.
     *
     * @param {Session} session
     * @returns {Promise<boolean>} false where the portal says that the session is over
     */
    async look(session) {
      try {
        const configuration = await portal.configuration();
        await renew(configuration, session);
        const claims = await client.fetchUserInfo(configuration, session.tokens.access, session.sub);
        session.customer = customer(claims);
      } catch (error) {
        if (isOver(error)) return false;
        logFailure('UserInfo', error);
        session.customer = { ...session.customer, points: undefined };
      }
      return true;
    },

    /**
     * Where the browser goes to be signed out of the portal as well.
     *
     * @param {Session} session
     * @param {string} state
     */
    async farewell({ idToken }, state) {
      return client.buildEndSessionUrl(await portal.configuration(), {
        id_token_hint: idToken,
        post_logout_redirect_uri: `${ownUrl}/signed-out`,
        state,
      });
    },
  };
}

/**
 * Whether the portal itself has said no, to the account.
 *
 * @param {unknown} error
 */
export function isDenied(error) {
  return error instanceof client.AuthorizationResponseError && error.error === 'access_denied';
}

/** @param {unknown} error */
function isOver(error) {
  if (error instanceof client.ResponseBodyError) return error.error === 'invalid_grant';
  if (!(error instanceof client.WWWAuthenticateChallengeError)) return false;
  return error.cause.some(({ parameters }) => parameters.error === 'invalid_token');
}

/**
 * @param {client.TokenEndpointResponse & client.TokenEndpointResponseHelpers} answer
 * @returns {Tokens}
 */
function tokens(answer) {
  const seconds = answer.expiresIn() ?? 0;
  return { access: answer.access_token, refresh: answer.refresh_token, until: Date.now() + seconds * 1000 };
}

/**
 * @param {client.IDToken | client.UserInfoResponse} claims
 * @returns {Customer}
 */
function customer({ customer_code, shop_name, name, account_kind, rights, points }) {
  if (
    typeof customer_code !== 'string' ||
    typeof shop_name !== 'string' ||
    typeof name !== 'string' ||
    (account_kind !== 'parent' && account_kind !== 'share') ||
    !Array.isArray(rights)
  ) {
    throw new Error("The portal's claims lack something that the site needs.");
  }
  return {
    customerCode: customer_code,
    shopName: shop_name,
    name,
    accountKind: account_kind,
    rights: rights.map(String),
    points: typeof points === 'number' ? points : undefined,
  };
}
