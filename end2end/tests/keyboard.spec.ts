/** With keys alone: in and out, the frame of every page, and every page from its first stop to its last (X17). */

import type { Page } from '@playwright/test';
import { ACCOUNT, SECURITY } from '../support/account.ts';
import { control, field, menu } from '../support/controls.ts';
import { GUIDE } from '../support/in-person.ts';
import { Keyboard, signInByKeys } from '../support/keyboard.ts';
import { invitationLink } from '../support/mailbox.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, invite } from '../support/shop.ts';
import { expect, test } from '../support/test.ts';

const WRONG = 'ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。';
const FRAME = ['本文へ移動', 'USEN MEMBERS'];
const MENU = ['トップ', 'アカウント管理', 'お問い合わせ / Q&A', 'メニュー'];
const HELP = ['よくある質問', 'お問い合わせ', '電話 0120-000-000（年中無休 9:00～22:30）', 'アクセシビリティ'];

test('X17 M16 M17 one signs in with the keyboard alone, after an error, too', async ({ page, shop }) => {
  await page.goto('/login');
  const keys = new Keyboard(page);

  await test.step('nothing was typed: the summary has the focus, and its links lead to the fields', async () => {
    await keys.follow(page.getByRole('button', { name: 'ログイン', exact: true }));
    await expect(page.getByRole('alert').filter({ hasText: '入力内容に問題があります' })).toBeFocused();
    await keys.follow(page.getByRole('link', { name: 'パスワードが入力されていません。' }));
    await expect(field(page, 'パスワード')).toBeFocused();
  });

  await test.step('a wrong password', async () => {
    await keys.backTo(field(page, 'ユーザーID'));
    await keys.type(shop.parent.userId);
    await keys.fill(field(page, 'パスワード'), 'not the right password');
    await keys.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: WRONG })).toBeFocused();
    await expect(field(page, 'ユーザーID')).toHaveValue(shop.parent.userId);
  });

  await test.step('the right one, looked at', async () => {
    await keys.fill(field(page, 'パスワード'), shop.parent.password);
    const toggle = page.getByRole('button', { name: 'パスワードを表示する' });
    await keys.toggle(toggle);
    await expect(field(page, 'パスワード')).toHaveAttribute('type', 'text');
    await keys.press('Space');
    await expect(field(page, 'パスワード')).toHaveAttribute('type', 'password');
    const remember = page.getByRole('checkbox', { name: '次回から自動的にログインする' });
    await keys.toggle(remember);
    await expect(remember).toBeChecked();
    await keys.follow(page.getByRole('button', { name: 'ログイン', exact: true }));
    await expect(page.getByText(`ようこそ ${shop.name} さま`)).toBeVisible();
  });
});

test('X17 M13 M14 the skip link, the menu and the tabs with the keyboard alone', async ({ page, shop }) => {
  const keys = await signInByKeys(page, shop.parent);

  await test.step('past the menu to the content', async () => {
    await keys.press('Tab');
    await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
    await keys.press('Enter', 'Tab');
    await expect(control(page, 'ポイント履歴を見る')).toBeFocused();
  });

  for (const [name, heading] of [
    ['お問い合わせ / Q&A', 'お問い合わせ / Q&A'],
    ['トップ', `ようこそ ${shop.name} さま`],
    ['アカウント管理', 'マイ・アカウント'],
  ] as const) {
    await test.step(`${name}: the new page's heading has the focus`, async () => {
      await keys.backTo(menu(page, name));
      await keys.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeFocused();
      await expect(menu(page, name)).toHaveAttribute('aria-current', 'page');
    });
  }

  await test.step('a tab', async () => {
    const tabs = page.getByRole('navigation', { name: 'アカウント管理' });
    await keys.backTo(tabs.getByRole('link', { name: 'USEN CARTシェアアカウント' }));
    await keys.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'USEN CARTシェアアカウント一覧' })).toBeFocused();
    await keys.backTo(tabs.getByRole('link', { name: 'マイ・アカウント' }));
    await keys.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'マイ・アカウント' })).toBeFocused();
  });
});

test('X17 D18 メニュー opens, closes by Escape, changes the language and signs out with the keyboard alone', async ({ page, shop }) => {
  const keys = await signInByKeys(page, shop.parent);
  const opener = (name: string) => page.getByText(name, { exact: true });
  const html = page.locator('html');

  await test.step('Escape closes it from within, and leaves the focus where it was opened', async () => {
    await keys.follow(opener('メニュー'));
    await keys.to(control(page, 'English'));
    await keys.press('Escape');
    await expect(control(page, 'English')).toBeHidden();
    await expect(opener('メニュー')).toBeFocused();
  });

  await test.step('there and back', async () => {
    await keys.press('Space');
    await keys.follow(control(page, 'English'));
    await expect(html).toHaveAttribute('lang', 'en');
    await keys.toggle(opener('Menu'));
    await keys.follow(control(page, '日本語'));
    await expect(html).toHaveAttribute('lang', 'ja');
  });

  await test.step('out', async () => {
    await keys.toggle(opener('メニュー'));
    await keys.follow(control(page, 'ログアウト'));
    await expect(page).toHaveURL(/\/login$/);
    await expect(page.getByText('ログアウトしました。')).toBeVisible();
  });

  await test.step('the language before sign-in', async () => {
    await keys.follow(control(page, 'English'));
    await expect(html).toHaveAttribute('lang', 'en');
  });
});

test('X17 M38 a question of the help opens and closes with the keyboard alone', async ({ page }) => {
  await page.goto('/help');
  const keys = new Keyboard(page);
  const question = page.getByText('招待メールが届きません。', { exact: true });
  const answer = page.getByText('迷惑メールフォルダーと');

  await expect(answer).toBeHidden();
  await keys.follow(question);
  await expect(answer).toBeVisible();
  await keys.press('Space');
  await expect(answer).toBeHidden();
});

test('X17 every page for guests is passed by Tab, from the skip link to the help', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(404, 410);
  const { email } = await invite(database, shop, '有線 太郎');
  const invitation = await invitationLink(email);

  for (const address of ['/login?to=cart', '/reset', '/recover', '/help', invitation, `${invitation}/decline`, '/reset/cut-off', '/nowhere']) {
    await page.goto(address);
    await expectStops(page, [...FRAME, 'English']);
  }
});

test('X17 every page of a member is passed by Tab, from the skip link to the help', async ({ page, shop }) => {
  await signInByKeys(page, shop.parent);

  for (const address of ['/', '/contact', '/services', '/points', ACCOUNT, `${ACCOUNT}/user-id`, `${ACCOUNT}/email`, SECURITY, `${SECURITY}/history`]) {
    await page.goto(address);
    await expectStops(page, [...FRAME, ...MENU]);
  }
});

test('X17 every page about share accounts is passed by Tab and by Shift+Tab', async ({ page, shop, database }) => {
  const { id } = await createShareAccount(database, shop, '有線 花子');
  await invite(database, shop, '有線 太郎');
  await signInByKeys(page, shop.parent);

  for (const address of ['', '/new', '/import', '/print', `/${id}/edit`, `/${id}/delete`].map((end) => `${SHARE_ACCOUNTS}${end}`).concat(GUIDE)) {
    await page.goto(address);
    await expectStops(page, [...FRAME, ...MENU]);
  }
  await page.goto(SHARE_ACCOUNTS);
  const stops = await new Keyboard(page).walk();
  expect(await new Keyboard(page).walk('Shift+Tab')).toEqual(stops.toReversed());
});

/** Says that Tab passes this first, then all that the page has, then the help. */
async function expectStops(page: Page, first: string[]): Promise<void> {
  const controls = await controlsOf(page);
  expect(await new Keyboard(page).walk(), page.url()).toEqual([...first, ...controls, ...HELP]);
}

/** What has to be reached between the header and the footer, in the order of reading, by name. */
function controlsOf(page: Page): Promise<string[]> {
  return page.locator('body > nav, main').evaluateAll((parts) =>
    parts
      .flatMap((part) => [...part.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, summary')])
      // of choices that exclude each other, one is a stop
      .filter((element) => !element.matches('label:has([type=radio]) ~ label [type=radio]'))
      .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest('dialog:not([open])'))
      .map((element) => (element.ariaLabel || [...((element as HTMLInputElement).labels ?? [])][0]?.textContent || element.textContent || '').replace(/\s+/g, ' ').trim()),
  );
}

test('X17 on a narrow screen, as at 400 % zoom, no stop is out of sight or out of order', async ({ page, shop, database }) => {
  await createShareAccount(database, shop, '有線 花子');
  await page.setViewportSize({ width: 320, height: 640 });
  const keys = await signInByKeys(page, shop.parent);
  for (const address of [SHARE_ACCOUNTS, `${SHARE_ACCOUNTS}/new`, `${ACCOUNT}/user-id`]) {
    await page.goto(address);
    await keys.walk();
  }
});

test('X17 the menu gives way when the focus leaves it', async ({ page, shop }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const keys = await signInByKeys(page, shop.parent);
  await page.goto(ACCOUNT);
  await keys.follow(page.getByText('メニュー', { exact: true }));
  await keys.to(page.getByRole('button', { name: 'ログアウト', exact: true }));

  await keys.press('Tab');

  await expect(page.getByRole('button', { name: 'ログアウト', exact: true })).toBeHidden();
});
