// The shop's points at the portal, in the site's own name. Every call may be made again: it counts once.

import * as client from 'openid-client';

/** @typedef {ReturnType<typeof points>} Points */

const MARGIN_SECONDS = 30;

/** Thrown where the portal's rules say no; anything else may go better another time. */
export class PointsRefused extends Error {
  /**
   * @param {string} code
   * @param {number | undefined} available
   */
  constructor(code, available) {
    super(`points refused: ${code}`);
    this.code = code;
    this.available = available;
  }
}

/** @param {import('./portal.mjs').Portal} portal */
export function points(portal) {
  /** @type {Promise<{token: string, until: number}> | undefined} */
  let access;

  async function fetchAccess() {
    const answer = await client.clientCredentialsGrant(await portal.configuration(), { scope: 'points' });
    return { token: answer.access_token, until: Date.now() + (answer.expiresIn() ?? 0) * 1000 };
  }

  async function token() {
    const before = access;
    const known = await before?.catch(() => undefined);
    if (known && known.until - Date.now() > MARGIN_SECONDS * 1000) return known.token;
    // Only one of those who waited asks for the next.
    if (access === before || !access) access = fetchAccess();
    return (await access).token;
  }

  /**
   * @param {string} path
   * @param {{key?: string, body?: object}} post
   * @returns {Promise<Response>}
   */
  async function send(path, post) {
    const headers = new Headers({ Accept: 'application/json' });
    if (post.key) headers.set('Idempotency-Key', post.key);
    if (post.body) headers.set('Content-Type', 'application/json');
    return client.fetchProtectedResource(
      await portal.configuration(),
      await token(),
      new URL(`${portal.issuer}/service/points/${path}`),
      'POST',
      post.body && JSON.stringify(post.body),
      headers,
    );
  }

  /**
   * @param {string} path
   * @param {{key?: string, body?: object}} post
   * @returns {Promise<any>}
   */
  async function call(path, post) {
    const response = await send(path, post).catch((error) => {
      // Once more, since the answer may have been lost, or the token ended early.
      if (error instanceof client.WWWAuthenticateChallengeError) access = undefined;
      return send(path, post);
    });
    if (response.ok) return response.json();
    const problem = await response.json().catch(() => ({}));
    if (response.status < 500 && typeof problem.code === 'string') {
      throw new PointsRefused(problem.code, typeof problem.available === 'number' ? problem.available : undefined);
    }
    throw new Error(`The portal answers ${response.status} about points.`);
  }

  return {
    /**
     * Holds points for an order; tells by which name.
     *
     * @param {string} shop
     * @param {{points: number, order: string, sub: string}} body
     * @returns {Promise<string>}
     */
    async reserve(shop, body) {
      const { id } = await call(`${shop}/reservations`, { key: `${body.order}-${body.points}`, body });
      if (typeof id !== 'string') throw new Error("The portal's answer lacks the reservation's name.");
      return encodeURIComponent(id);
    },

    /**
     * @param {string} shop
     * @param {string} id
     * @param {number} amount
     */
    capture: (shop, id, amount) => call(`${shop}/reservations/${id}/capture`, { body: { points: amount } }),

    /**
     * @param {string} shop
     * @param {string} id
     */
    release: (shop, id) => call(`${shop}/reservations/${id}/release`, {}),

    /**
     * @param {string} shop
     * @param {string} id
     * @param {{order: string, amount: number}} what
     */
    giveBack: (shop, id, { order, amount }) =>
      call(`${shop}/reservations/${id}/returns`, { key: `${order}-return`, body: { points: amount } }),

    /**
     * The portal gives these once in the life of a shop; tells whether it was for this order.
     *
     * @param {string} shop
     * @param {{order: string, sub: string}} whose
     * @returns {Promise<boolean>}
     */
    async giveForFirstPurchase(shop, { order, sub }) {
      const { granted } = await call(`${shop}/grants`, {
        key: `${order}-first-purchase`,
        body: { cause: 'first_purchase', order, sub },
      });
      return granted === true;
    },
  };
}
