// The portal's word that a session is over (OpenID Connect Back-Channel Logout 1.0).

import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { Shelf } from './shelf.mjs';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** How long a token is known not to be taken again. */
const SEEN_SECONDS = 24 * 60 * 60;
/** Clocks may be that far apart. */
const TOLERANCE_SECONDS = 30;

/** Thrown for a token that will never be good; anything else may go better another time. */
export class BadLogoutToken extends Error {}

/** @param {import('./portal.mjs').Portal} portal */
export function logoutTokens(portal) {
  /** @type {Shelf<true>} */
  const seen = new Shelf(SEEN_SECONDS);
  /** @type {ReturnType<typeof createRemoteJWKSet> | undefined} */
  let keys;

  async function signingKeys() {
    if (keys) return keys;
    const { jwks_uri } = (await portal.configuration()).serverMetadata();
    if (!jwks_uri) throw new Error('The portal does not tell its keys.');
    return (keys = createRemoteJWKSet(new URL(jwks_uri)));
  }

  /** @param {string} token */
  async function claimsOf(token) {
    const options = {
      issuer: portal.issuer,
      audience: portal.clientId,
      algorithms: ['ES256'],
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'exp', 'jti'],
      clockTolerance: TOLERANCE_SECONDS,
    };
    const keySet = await signingKeys();
    try {
      return (await jwtVerify(token, keySet, options)).payload;
    } catch (error) {
      throw isForGood(error) ? new BadLogoutToken('not verified', { cause: error }) : error;
    }
  }

  return {
    /**
     * Whose session is over.
     *
     * @param {string} token
     */
    async verify(token) {
      const { jti, sid, sub, events, iat = 0, ...others } = await claimsOf(token);
      if (iat > Date.now() / 1000 + TOLERANCE_SECONDS) throw new BadLogoutToken('issued in the future');
      if ('nonce' in others) throw new BadLogoutToken('a nonce');
      if (!isLogout(events)) throw new BadLogoutToken('not about a logout');
      if (sid !== undefined && typeof sid !== 'string') throw new BadLogoutToken('an odd sid');
      if (!sid && !sub) throw new BadLogoutToken('nobody named');
      if (!jti || seen.look(jti)) throw new BadLogoutToken('seen before');
      seen.put(true, jti);
      return { sid, sub };
    },
  };
}

/** @param {unknown} events */
function isLogout(events) {
  const event = /** @type {Record<string, unknown> | null | undefined} */ (events)?.[EVENT];
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}

/**
 * Whether it is the token that is bad, and not the way to the portal's keys.
 *
 * @param {unknown} error
 */
function isForGood(error) {
  return (
    error instanceof errors.JOSEError &&
    error.code !== errors.JOSEError.code &&
    // a key newer than what is known of them, which is looked up again after a while
    !(error instanceof errors.JWKSNoMatchingKey) &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid)
  );
}
