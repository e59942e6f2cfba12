/** Who may open what. Server functions have their own table of this; these are the pages and their forms. */

import { parse } from 'node-html-parser';
import type { Page } from '@playwright/test';
import { control, menu, tab } from '../support/controls.ts';
import { mailTo } from '../support/mailbox.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, createShop, invite, shareAccounts } from '../support/shop.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const parentPages = (id: string) => [
  SHARE_ACCOUNTS,
  `${SHARE_ACCOUNTS}/new`,
  `${SHARE_ACCOUNTS}/${id}/edit`,
  `${SHARE_ACCOUNTS}/${id}/delete`,
];

test('a share account sees what the matrix allows, and a page says so where it ends: M3 M5 M6 M7 D15', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(403);
  const member = await createShareAccount(database, shop, '有線 太郎');
  await signIn(page, member);

  for (const denied of ['請求情報', '申込書', '支払い通知書', 'SSO連携サービス']) {
    await expect(control(page, denied)).toHaveCount(0);
  }
  await expect(control(page, '注文する')).toBeVisible();
  await menu(page, 'アカウント管理').click();
  await expect(tab(page, 'マイ・アカウント')).toBeVisible();
  await expect(tab(page, 'USEN CARTシェアアカウント')).toHaveCount(0);

  for (const path of parentPages(member.id)) {
    expect((await page.goto(path))?.status(), path).toBe(403);
    await expect(page.getByRole('heading', { name: 'この画面は表示できません' })).toBeVisible();
    await expect(page.getByText('シェアアカウントではご利用いただけない機能です。親アカウントでログインしてください。')).toBeVisible();
  }
});

test("another shop's share accounts do not exist: R7", async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(404);
  const foreign = await createShareAccount(database, await createShop(database), 'よその店員');
  const unknown = '00000000-0000-4000-8000-000000000000';
  await signIn(page, shop.parent);

  const answers: string[] = [];
  for (const id of [foreign.id, unknown, 'not-an-id']) {
    for (const action of ['edit', 'delete']) {
      expect((await page.goto(`${SHARE_ACCOUNTS}/${id}/${action}`))?.status()).toBe(404);
      answers.push(await page.getByRole('main').innerText());
    }
  }
  expect(new Set(answers.map((answer) => answer.replace(/受付番号.*/, ''))).size).toBe(1);
  await page.goto(SHARE_ACCOUNTS);
  await expect(page.getByText('よその店員')).toHaveCount(0);
});

test('who is signed out is asked to sign in, and comes back: R7', async ({ page, shop, database }) => {
  const member = await createShareAccount(database, shop, '有線 太郎');

  for (const path of ['/', '/account', ...parentPages(member.id)]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(303);
    expect(answer.headers()['location'], path).toMatch(/^\/login/);
  }
});

test("a parent's forms refuse everybody else and change nothing: R7 R8", async ({ page, shop, database, visitor }) => {
  const member = await createShareAccount(database, shop, 'USENカフェ001');
  const { email } = await invite(database, shop, 'USENカフェ002');
  await mailTo(email);
  await signIn(page, shop.parent);
  const forms = await formsOf(page, parentPages(member.id));
  expect(forms.length).toBeGreaterThanOrEqual(4);
  const before = await shareAccounts(database, shop);

  const shareMember = await visitor();
  await signIn(shareMember, member);
  const otherParent = await visitor();
  await signIn(otherParent, (await createShop(database)).parent);
  const guest = await visitor();
  await guest.goto('/login');
  for (const somebody of [shareMember, otherParent, guest]) {
    for (const { action, values } of forms) {
      const answer = await somebody.request.post(action, {
        form: { ...values, role: 'parent', customer_id: shop.id },
        headers: { Origin: new URL(somebody.url()).origin },
        maxRedirects: 0,
      });
      expect(answer.status(), action).toBeLessThan(500);
    }
  }

  expect(await shareAccounts(database, shop)).toEqual(before);
});

test('after sign-out, Back shows nothing of the shop: R38', async ({ page, shop }) => {
  await signIn(page, shop.parent);
  await page.goto('/account');
  await signOut(page);

  await page.goBack();

  await expect(page.getByRole('button', { name: 'ログイン', exact: true })).toBeVisible();
  await expect(page.getByText(shop.name)).toHaveCount(0);
});

interface Form {
  readonly action: string;
  readonly values: Record<string, string>;
}

/** The forms below アカウント管理 that change something, filled in with something new. */
async function formsOf(page: Page, paths: string[]): Promise<Form[]> {
  const forms = new Map<string, Form>();
  for (const path of paths) {
    const html = parse(await (await page.request.get(path)).text());
    for (const form of html.querySelectorAll('main form, dialog form')) {
      const action = form.getAttribute('action');
      if (form.getAttribute('method')?.toLowerCase() !== 'post' || !action) continue;
      const values: Record<string, string> = {};
      for (const { attributes } of form.querySelectorAll('input, button')) {
        const { name, type, value } = attributes;
        if (name) values[name] = type === 'hidden' ? (value ?? '') : type === 'email' ? 'intruder@example.com' : value || '書き換え';
      }
      forms.set(`${action} ${JSON.stringify(values)}`, { action, values });
    }
  }
  return [...forms.values()];
}
