/** Nothing jumps while a page arrives: what comes late has its room from the start (CLS 0). */

import { type Page } from '@playwright/test';
import { invitationLink } from '../support/mailbox.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, invite } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

/** What has jumped on the page so far, and by how much. */
async function jumps(page: Page): Promise<string[]> {
  await page.waitForLoadState('networkidle');
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node | null }[] })[]) {
            const what = entry.sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : String(node?.nodeName)));
            seen.push(`${entry.value.toFixed(4)}: ${what.join(' ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        // what was buffered arrives with the next task
        setTimeout(() => resolve(seen), 100);
      }),
  );
}

/** As on a slow line: the page is drawn before its scripts have come. */
test.beforeEach(({ page }) =>
  page.route('**/pkg/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  }),
);

test('X17 nothing jumps on the pages that people come to first', async ({ page, shop, database }) => {
  const { email } = await invite(database, shop, '有線 太郎');
  for (const address of ['/login', '/login?to=cart', '/reset', '/recover', '/help', '/accessibility', await invitationLink(email)]) {
    await page.goto(address);
    expect.soft(await jumps(page), address).toEqual([]);
  }
});

test('X17 nothing jumps on the pages of a member', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, '有線 花子');
  await invite(database, shop, '有線 次郎');
  await signIn(page, shop.parent);
  for (const address of ['/', '/account', '/account/user-id', '/account/security', '/points', SHARE_ACCOUNTS, `${SHARE_ACCOUNTS}/new`, '/contact']) {
    await page.goto(address);
    expect.soft(await jumps(page), address).toEqual([]);
  }
});
