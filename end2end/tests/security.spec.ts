/** セキュリティ: devices, the mail about a new one, and 本人確認 before what is sensitive. */

import type { Locator, Page } from '@playwright/test';
import { ACCOUNT, CURRENT_PASSWORD, expectSignedOut, NUMBER, SECURITY, sendNewPassword } from '../support/account.ts';
import { control, expectErrorAt, expectFieldError, field } from '../support/controls.ts';
import { ageProofs } from '../support/links.ts';
import { linkIn, mailAbout, mailsTo, numberIn, SUBJECT } from '../support/mailbox.ts';
import { createShop, PASSWORD, someEmail } from '../support/shop.ts';
import { signIn, signOut } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

/** As over https, but without the prefix `__Host-` (R35). */
const SESSION = 'sid';
const NAME = 'レジ横のタブレット'.padEnd(40, '二');
const OTHERS = 'ほかのすべての端末からログアウトする';

test('X6 devices are listed with what is known of them, get names, and are signed out one by one or all at once', async ({ page, shop, visitor }) => {
  const remembered = await visitor();
  await signIn(remembered, shop.parent, { remember: true });
  const third = await visitor();
  await signIn(third, shop.parent);
  await signIn(page, shop.parent);
  await page.goto(ACCOUNT);
  await control(page, '端末・パスキー・操作履歴').click();

  await test.step('this one first, each with its facts', async () => {
    await expect(devices(page)).toHaveCount(3);
    await expect(devices(page).first()).toContainText('この端末');
    for (const device of await devices(page).all()) {
      await expect(device).toContainText(/・Chrome/);
      await expect(device).toContainText(/最終利用：\d{4}年\d+月\d+日 \d+:\d\d/);
      await expect(device).toContainText(/ログイン：\d{4}年\d+月\d+日 \d+:\d\d/);
      await expect(device).toContainText(/接続元：10\.\d+\.\d+\./);
    }
  });

  await test.step('a name of forty characters, and none that is too long', async () => {
    await control(devices(page).filter({ hasText: '自動ログイン' }), /確認・変更$/).click();
    await field(page, '端末の名前').fill('あ'.repeat(51));
    await control(page, '名前を保存').click();
    await expectFieldError(page, field(page, '端末の名前'), '端末の名前は50文字以内で入力してください。');
    await field(page, '端末の名前').fill(NAME);
    await control(page, '名前を保存').click();
    await expect(page.getByText('端末の名前を保存しました。')).toBeVisible();
    await expect(devices(page).filter({ hasText: NAME })).toContainText(/・Chrome/);
  });

  await test.step('one is signed out, however well it was remembered', async () => {
    await control(page, `${NAME}を確認・変更`).click();
    await page.getByRole('button', { name: 'ログアウトする', exact: true }).click();
    await expect(page.getByText('端末からログアウトしました。')).toBeVisible();
    await expect(devices(page)).toHaveCount(2);
    await remembered.goto('/');
    await expect(remembered).toHaveURL(/\/login$/);
  });

  await test.step('all others are signed out, this one stays', async () => {
    await page.getByRole('button', { name: OTHERS, exact: true }).click();
    await expect(page.getByText('ほかのすべての端末からログアウトしました。')).toBeVisible();
    await expect(devices(page)).toHaveCount(1);
    await expect(page.getByText('ほかにログイン中の端末はありません。')).toBeVisible();
    await expectSignedOut(third);
  });
});

test("X6 R7 another account's device does not exist", async ({ page, shop, visitor, database, complaints }) => {
  complaints.expectStatus(404);
  const neighbour = await visitor();
  await signIn(neighbour, (await createShop(database)).parent);
  await neighbour.goto(SECURITY);
  const foreign = await control(devices(neighbour), /確認・変更$/).getAttribute('href');
  await signIn(page, shop.parent);

  for (const address of [foreign!, `${SECURITY}/devices/${'A'.repeat(43)}`, `${SECURITY}/devices/x`]) {
    expect((await page.goto(address))?.status(), address).toBe(404);
  }
});

test('X6 D8 a mail tells of the first sign-in from a browser, and one press in it ends everything', async ({ page, shop, visitor }) => {
  const { parent } = shop;
  const thief = await visitor();
  await signIn(thief, parent);
  const mail = await mailAbout(SUBJECT.newDevice, parent.email);
  expect(mail.text).toContain(`対象のユーザーID：${parent.userId}`);
  expect(mail.text).toContain(`店舗/事業所名：${shop.name}`);
  expect(mail.text).toMatch(/^端末：.+・Chrome/m);
  const link = linkIn(mail);

  await test.step('a second sign-in from there is no news, one from here is', async () => {
    await signOut(thief);
    await signIn(thief, parent);
    await signIn(page, parent);
    await mailAbout(SUBJECT.newDevice, parent.email, 2);
    expect(await mailsTo(parent.email, 2, SUBJECT.newDevice)).toHaveLength(2);
  });

  await test.step('looking changes nothing, the press ends every session', async () => {
    await page.goto(link);
    await expect(page.getByText(`${shop.name} のユーザーID「${parent.userId}」に、新しい端末からログインがありました。`)).toBeVisible();
    await thief.goto('/');
    await expect(thief.getByText('ようこそ').first()).toBeVisible();
    const owner = await visitor();
    await owner.goto(link);
    const press = owner.getByRole('button', { name: 'すべての端末からログアウトする', exact: true });
    await press.click();
    await expectFieldError(owner, field(owner, NUMBER), 'メールに書かれている4桁の確認番号を入力してください。');
    await field(owner, NUMBER).fill(numberIn(mail));
    await press.click();
    await expect(owner.getByRole('heading', { name: 'すべての端末からログアウトしました' })).toBeVisible();
    await expectSignedOut(thief);
    await page.goto('/');
    await expect(page).toHaveURL(/\/login$/);
    await page.goto(link);
    await expect(page.getByRole('heading', { name: 'すべての端末からログアウトしました' })).toBeVisible();
  });

  await test.step('and a link for a new password is there already', async () => {
    await page.goto(linkIn(await mailAbout(SUBJECT.reset, parent.email)));
    await sendNewPassword(page, 'quiet harbour 91 telescope');
    await expect(page.getByText('パスワードを変更しました。新しいパスワードでログインしてください。')).toBeVisible();
  });
});

test('D10 R9 R32 ten minutes after the password the form asks for it again, keeps what was typed, and renews the session', async ({ page, shop, database, visitor }) => {
  const email = someEmail();
  await signIn(page, shop.parent);
  await page.goto(`${ACCOUNT}/email`);
  await expect(field(page, CURRENT_PASSWORD)).toHaveCount(0);
  await field(page, 'メールアドレス').fill(email);
  await ageProofs(database, shop.parent.id);
  const ok = page.getByRole('button', { name: 'OK', exact: true });
  await ok.click();

  await expectFieldError(page, field(page, CURRENT_PASSWORD), '安全のため、現在のパスワードを入力してください。');
  await expect(field(page, 'メールアドレス')).toHaveValue(email);
  await field(page, CURRENT_PASSWORD).fill('not the right password');
  await ok.click();
  await expectFieldError(page, field(page, CURRENT_PASSWORD), '現在のパスワードが正しくありません。もう一度入力してください。');
  await expect(field(page, 'メールアドレス')).toHaveValue(email);
  await field(page, CURRENT_PASSWORD).fill(PASSWORD);
  const before = (await page.context().cookies()).filter(({ name }) => name === SESSION);
  await ok.click();
  await expect(page.getByText(`変更の確認待ち：${email}`)).toBeVisible();

  await test.step('it is not asked for again', async () => {
    await page.goto(`${ACCOUNT}/email`);
    await expect(field(page, CURRENT_PASSWORD)).toHaveCount(0);
  });
  await test.step('and the identifier from before is worth nothing', async () => {
    expect(before).toHaveLength(1);
    const thief = await visitor();
    await thief.context().addCookies(before);
    await thief.goto(ACCOUNT);
    await expect(thief).toHaveURL(/\/login/);
  });
});

test('D10 R32 who was signed in automatically is asked before others are signed out, too', async ({ page, shop, visitor }) => {
  const other = await visitor();
  await signIn(other, shop.parent);
  await signIn(page, shop.parent, { remember: true });
  await page.context().clearCookies({ name: SESSION });

  await page.goto(SECURITY);
  const section = page.getByRole('region', { name: 'ログイン中の端末' });
  await page.getByRole('button', { name: OTHERS, exact: true }).click();
  await expectErrorAt(field(section, CURRENT_PASSWORD), '安全のため、現在のパスワードを入力してください。');
  await other.goto('/');
  await expect(other.getByText('ようこそ').first()).toBeVisible();
  await field(section, CURRENT_PASSWORD).fill(PASSWORD);
  await page.getByRole('button', { name: OTHERS, exact: true }).click();

  await expect(page.getByText('ほかのすべての端末からログアウトしました。')).toBeVisible();
  await expectSignedOut(other);
});

/** The devices of the list. */
function devices(page: Page): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('link', { name: /を確認・変更$/ }) });
}
