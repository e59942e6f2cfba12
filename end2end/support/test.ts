/** The tests' `test`: every visitor has an address of its own, and nothing goes wrong unseen in the browser. */

import { randomInt } from 'node:crypto';
import { type BrowserContext, type Page, test as base } from '@playwright/test';
import pg from 'pg';
import { createShop, type Shop } from './shop.ts';

export { expect } from '@playwright/test';

/** What the browser complained about: script errors, blocked content, resources that failed. */
export class Complaints {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Pages that answer so are part of this test; browsers log them as failed resources. */
  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.#expected.push(new RegExp(`server responded with a status of ${status}\\b`));
  }

  expect(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#seen.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#seen.push(error.error().stack ?? error.error().message));
  }

  unexpected(): string[] {
    return this.#seen.filter((complaint) => !this.#expected.some((pattern) => pattern.test(complaint)));
  }
}

/** An address from the range for private networks; limits count by it. */
export function someAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

/** What makes a request come from this address. */
export function from(address: string): Record<string, string> {
  return { 'X-Forwarded-For': address };
}

interface Fixtures {
  complaints: Complaints;
  /** Opens a page in a browser of somebody else. */
  visitor: () => Promise<Page>;
}

interface ShopFixtures {
  /** A shop of its own, with its parent account. */
  shop: Shop;
}

interface WorkerFixtures {
  database: pg.Pool;
}

/** What the tests of every browser have. */
export const withShops = base.extend<ShopFixtures, WorkerFixtures>({
  database: [
    async ({}, use) => {
      const database = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 4 });
      await use(database);
      await database.end();
    },
    { scope: 'worker' },
  ],

  shop: async ({ database }, use) => use(await createShop(database)),
});

export const test = withShops.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use) => use(from(someAddress())),

  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      complaints.watch(context);
      await use(complaints);
      base.expect(complaints.unexpected(), 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],

  visitor: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ extraHTTPHeaders: from(someAddress()) });
      contexts.push(context);
      complaints.watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
