/** Devices that several people use (X18): a short sign-in that everybody sees, and nothing left for the next person. */

import { field, row } from '../support/controls.ts';
import { expectNothingOf, expectSignInWithout, sharedBox, signInShared, switchButton } from '../support/shared-device.ts';
import { createShareAccount, PASSWORD } from '../support/shop.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { expect, test } from '../support/test.ts';

test('X18 on a shared device there is nothing to remember, and everybody sees who is signed in', async ({ page, shop }) => {
  await page.goto('/login');
  await expect(page.getByRole('checkbox', { name: '次回から自動的にログインする' })).toBeVisible();
  await sharedBox(page).check();
  await expect(page.getByRole('checkbox', { name: '次回から自動的にログインする' })).toBeHidden();

  await signInShared(page, shop.parent);

  for (const address of ['/', '/account', SHARE_ACCOUNTS, '/points', '/help', '/contact']) {
    await page.goto(address);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(page.getByText(`この端末は ${shop.parent.userId} でログイン中`), address).toBeInViewport();
  }
});

test('X18 one press makes way for the next person, who finds nothing of the one before', async ({ page, shop, database }) => {
  const next = await createShareAccount(database, shop, '有線 花子');
  await signInShared(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);
  await expect(row(page, '有線 花子')).toBeVisible();

  await switchButton(page).click();

  await expect(page.getByText('次に使う方のユーザーIDとパスワードで')).toBeVisible();
  await expect(sharedBox(page)).toBeChecked();
  await expect(field(page, 'ユーザーID')).toHaveValue('');
  expect(await page.content()).not.toContain(shop.parent.userId);
  await page.goBack();
  await expectSignInWithout(page, shop);

  await signInShared(page, next);
  await page.goBack();
  await expect(page.getByText(`この端末は ${next.userId} でログイン中`)).toBeVisible();
  await expectNothingOf(page, shop);
});

test('X18 without scripts the page gives way by itself', async ({ page, shop }) => {
  await signInShared(page, shop.parent);

  const answer = await page.request.get('/account');

  expect(await answer.text()).toMatch(/<noscript><meta http-equiv="refresh" content="605">\s*<\/noscript>/);
});

test('X18 the box stays as the last person left it', async ({ page, shop }) => {
  await signInShared(page, { userId: shop.parent.userId, password: PASSWORD });
  await switchButton(page).click();
  await expect(sharedBox(page)).toBeChecked();

  await sharedBox(page).uncheck();
  await field(page, 'ユーザーID').fill(shop.parent.userId);
  await field(page, 'パスワード').fill(PASSWORD);
  await page.getByRole('button', { name: 'ログイン', exact: true }).click();

  await expect(page.getByText('ようこそ').first()).toBeVisible();
  await expect(switchButton(page)).toHaveCount(0);
});
