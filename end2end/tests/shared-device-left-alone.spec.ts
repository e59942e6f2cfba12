/** What scripts do on a shared device that somebody left, or only reads or types on (X18). */

import type { Page } from '@playwright/test';
import { field } from '../support/controls.ts';
import { expectSignInWithout, signInShared } from '../support/shared-device.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { expect, test } from '../support/test.ts';

const MINUTE = 60_000;

const ending = (page: Page) => page.getByRole('alert').filter({ hasText: 'まもなくログアウトします' });

test('X18 a page that nobody uses leaves the screen', async ({ page, shop }) => {
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.waitForLoadState('networkidle');

  await page.clock.runFor(7 * MINUTE + 30_000);
  await expect(ending(page)).toHaveCount(0);
  await page.clock.runFor(MINUTE);
  await expect(ending(page)).toBeVisible();

  await test.step('a sign of life keeps it', async () => {
    await page.getByRole('button', { name: '続けて使う', exact: true }).click();
    await expect(ending(page)).toHaveCount(0);
    await page.clock.runFor(7 * MINUTE);
    await expect(ending(page)).toHaveCount(0);
  });

  await page.clock.runFor(3 * MINUTE);

  await expectSignInWithout(page, shop);
  await expect(page.getByText('一定時間操作がなかったため')).toBeVisible();
});

test('X18 a tablet that wakes up shows nothing of what it showed', async ({ page, shop }) => {
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.waitForLoadState('networkidle');

  // asleep, no timer runs
  await page.clock.setSystemTime(new Date(Date.now() + 60 * MINUTE));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  await expectSignInWithout(page, shop);
});

test('X18 somebody who only types is not signed out', async ({ page, shop }) => {
  await page.clock.install();
  await signInShared(page, shop.parent);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  await page.waitForLoadState('networkidle');

  for (let minute = 0; minute < 12; minute += 1) {
    await page.clock.runFor(MINUTE);
    await field(page, 'ユーザー氏名').press('a');
  }

  await expect(ending(page)).toHaveCount(0);
  await expect(field(page, 'ユーザー氏名')).toHaveValue('a'.repeat(12));
});
