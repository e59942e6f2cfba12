// Orders, and what they do to the shop's points.

import { randomInt } from 'node:crypto';
import { logFailure } from './log.mjs';
import { PointsRefused } from './points.mjs';
import { PRODUCTS } from './products.mjs';
import { Shelf } from './shelf.mjs';

/**
 * @typedef {import('./members.mjs').Session} Session
 * @typedef {import('./products.mjs').Product} Product
 *
 * @typedef {object} Draft  a form that was shown, which becomes one order at most
 * @property {string} sub
 * @property {Product} product
 * @property {string} [number]
 * @property {Promise<Order>} [placing]
 *
 * @typedef {object} Order
 * @property {string} number
 * @property {string} sub
 * @property {string} shop
 * @property {Product} product
 * @property {number} points  used for it
 * @property {Hold | undefined} hold
 * @property {boolean} isCancelled
 * @property {number | undefined} gift  the points of the first purchase, once the portal was asked for them
 * @property {boolean} isUnsettled  the portal has still to be told
 * @property {NodeJS.Timeout | undefined} retry
 *
 * @typedef {{id: string, state: 'held' | 'used' | 'lost' | 'given back'}} Hold
 */

const DRAFT_SECONDS = 12 * 60 * 60;
const RETRY_SECONDS = 15;
const STOCK = 1_000;
// 初めてのお買い物で「500ポイント」をプレゼント
const FIRST_PURCHASE = 500;

/** Thrown where the last one went to somebody else. */
export class SoldOut extends Error {}

/** @param {import('./points.mjs').Points} points */
export function orders(points) {
  /** @type {Shelf<Draft>} */
  const drafts = new Shelf(DRAFT_SECONDS);
  /** @type {Map<string, Order>} */
  const placed = new Map();
  /** @type {Set<string>} */
  const numbers = new Set();
  const stock = new Map(PRODUCTS.map(({ id }) => [id, STOCK]));
  const inTurn = turns();

  function nextNumber() {
    for (;;) {
      const number = `A-${String(randomInt(100_000_000)).padStart(8, '0')}`;
      if (numbers.has(number)) continue;
      numbers.add(number);
      return number;
    }
  }

  /** @param {Order} order */
  function accept(order) {
    const left = stock.get(order.product.id) ?? 0;
    if (left < 1) throw new SoldOut();
    stock.set(order.product.id, left - 1);
    placed.set(order.number, order);
  }

  /**
   * Points are held before the order is placed, and used after it: neither can be had without the other.
   *
   * @param {Draft} draft
   * @param {Session} session
   * @param {number} used
   * @returns {Promise<Order>}
   */
  async function place(draft, { sub, customer }, used) {
    const { product } = draft;
    // Kept when it is tried again, so that the same points are not held twice.
    const number = (draft.number ??= nextNumber());
    const shop = encodeURIComponent(customer.customerCode);
    /** @type {Hold | undefined} */
    const hold =
      used > 0 ? { id: await points.reserve(shop, { points: used, order: number, sub }), state: 'held' } : undefined;
    /** @type {Order} */
    const order = {
      number,
      sub,
      shop,
      product,
      points: used,
      hold,
      isCancelled: false,
      gift: undefined,
      isUnsettled: true,
      retry: undefined,
    };
    try {
      accept(order);
    } catch (error) {
      order.isCancelled = true;
      delete draft.number;
      await settle(order);
      throw error;
    }
    await settle(order);
    return order;
  }

  /**
   * Tells the portal what it does not know yet, now or later.
   *
   * @param {Order} order
   */
  async function settle(order) {
    clearTimeout(order.retry);
    order.isUnsettled = true;
    try {
      await inTurn(order.shop, () => tell(order));
      order.isUnsettled = false;
    } catch (error) {
      logFailure(`points of ${order.number}`, error);
      order.retry = setTimeout(() => settle(order), RETRY_SECONDS * 1000).unref();
    }
  }

  /** @param {Order} order */
  async function tell(order) {
    const { shop, hold, points: amount, number } = order;
    if (hold?.state === 'held') {
      if (order.isCancelled) {
        await unlessRefused(number, points.release(shop, hold.id));
        hold.state = 'given back';
      } else {
        const isUsed = await unlessRefused(number, points.capture(shop, hold.id, amount));
        hold.state = isUsed ? 'used' : 'lost';
      }
    }
    if (order.isCancelled && hold?.state === 'used') {
      await unlessRefused(number, points.giveBack(shop, hold.id, { order: number, amount }));
      hold.state = 'given back';
    }
    if (!order.isCancelled && order.gift === undefined) order.gift = await askForGift(order);
  }

  /** @param {Order} order */
  async function askForGift({ shop, number, sub }) {
    try {
      return (await points.giveForFirstPurchase(shop, { order: number, sub })) ? FIRST_PURCHASE : 0;
    } catch (error) {
      if (!(error instanceof PointsRefused)) throw error;
      logFailure(`points of ${number}`, error);
      return 0;
    }
  }

  return {
    /**
     * The name of a form about to be shown.
     *
     * @param {Session} session
     * @param {Product} product
     */
    draft: ({ sub }, product) => drafts.put({ sub, product }),

    /**
     * @param {Session} session
     * @param {string | null} name
     */
    findDraft({ sub }, name) {
      const draft = drafts.look(name);
      return draft?.sub === sub ? draft : undefined;
    },

    /**
     * Places the order of a form, however often it is sent. What was refused may be tried again.
     *
     * @param {Draft} draft
     * @param {Session} session
     * @param {number} used
     */
    place(draft, session, used) {
      draft.placing ??= place(draft, session, used).catch((error) => {
        delete draft.placing;
        throw error;
      });
      return draft.placing;
    },

    /**
     * @param {Session} session
     * @param {string} number
     */
    find({ sub }, number) {
      const order = placed.get(number);
      return order?.sub === sub ? order : undefined;
    },

    /**
     * A person's orders, the newest first.
     *
     * @param {Session} session
     */
    of: ({ sub }) => [...placed.values()].filter((order) => order.sub === sub).reverse(),

    /** @param {Order} order */
    async cancel(order) {
      if (order.isCancelled) return;
      order.isCancelled = true;
      stock.set(order.product.id, (stock.get(order.product.id) ?? 0) + 1);
      await settle(order);
    },
  };
}

/**
 * False where the portal's rules say no: asking again would not help.
 *
 * @param {string} number
 * @param {Promise<unknown>} call
 */
async function unlessRefused(number, call) {
  try {
    await call;
    return true;
  } catch (error) {
    if (!(error instanceof PointsRefused)) throw error;
    logFailure(`points of ${number}`, error);
    return false;
  }
}

/** What is done for one shop waits for what was begun before it. */
function turns() {
  /** @type {Map<string, Promise<unknown>>} */
  const last = new Map();
  /**
   * @param {string} shop
   * @param {() => Promise<unknown>} work
   */
  return async (shop, work) => {
    const turn = (last.get(shop) ?? Promise.resolve()).then(work, work);
    last.set(shop, turn);
    try {
      await turn;
    } finally {
      if (last.get(shop) === turn) last.delete(shop);
    }
  };
}
