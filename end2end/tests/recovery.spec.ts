/** パスワード再設定 and ユーザーIDとパスワードを忘れた方, from the sign-in page and from マイ・アカウント. */

import type { Page, Request } from '@playwright/test';
import { expectGone, expectSignedOut, openChange, pressOk, requestReset, RESET_PASSWORD, sendNewPassword } from '../support/account.ts';
import { expectFieldError, field } from '../support/controls.ts';
import { expireResets } from '../support/links.ts';
import { linkIn, linksIn, mailAbout, mailsTo, SUBJECT } from '../support/mailbox.ts';
import { PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, createShop, invite, PASSWORD, someEmail, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_PASSWORD = 'quiet harbour 91 telescope';
const DONE = 'パスワードを変更しました。新しいパスワードでログインしてください。';
const WRONG = 'ユーザーIDまたはパスワードが正しくありません。もう一度入力してください。';
const USED = '新しいパスワードは設定済みです';
const SENT = 'メールをご確認ください';

test('M20 M21 M22 M23 R12 who has forgotten the password sets a new one from the mail', async ({ page, shop, visitor }) => {
  const { parent } = shop;
  const other = await visitor();
  await signIn(other, parent);

  await test.step('from the sign-in page to the mail', async () => {
    await page.goto('/login');
    await page.getByRole('link', { name: 'パスワードのみを忘れた方はこちら' }).click();
    await expect(page.getByText('ログインIDとメールアドレスを入力し「送信する」をクリックしてください。')).toBeVisible();
    await field(page, 'ログインID（ユーザーID）').fill(parent.userId.toUpperCase());
    await field(page, 'メールアドレス').fill(parent.email.toUpperCase());
    await page.getByRole('button', { name: '送信する', exact: true }).click();
    await expect(page.getByRole('heading', { name: SENT })).toBeVisible();
  });

  const mail = await mailAbout(SUBJECT.reset, parent.email);
  const link = linkIn(mail);
  expect(mail.text).toContain(`対象のユーザーID：${parent.userId}`);
  expect(mail.text).toContain(`店舗/事業所名：${shop.name}`);
  expect(mail.text).toContain('30分以内に新しいパスワードを設定してください。');
  expect(link).toMatch(new RegExp(`^${PORTAL_URL}/reset/[A-Za-z0-9_-]{43}$`));

  await test.step('the form says whose password it is, what it ends, and what is too weak', async () => {
    await page.goto(link);
    await expect(page.getByText(`${shop.name} ユーザーID「${parent.userId}」`)).toBeVisible();
    await expect(page.getByText('新しいパスワードを設定すると、ログイン中のすべての端末からログアウトします。新しいパスワードでログインしてください。')).toBeVisible();
    for (const [password, message] of [
      ['', 'パスワードが入力されていません。'],
      ['short pass1', 'パスワードは12文字以上で入力してください。'],
      ['password1234', 'このパスワードは推測されやすいため使えません。別のパスワードを入力してください。'],
      [`my ${parent.userId} at home`, 'パスワードにユーザーIDやメールアドレスを含めることはできません。'],
    ] as const) {
      await sendNewPassword(page, password);
      await expectFieldError(page, field(page, RESET_PASSWORD), message);
    }
  });

  await test.step('it is set once, and signs nobody in', async () => {
    await sendNewPassword(page, NEW_PASSWORD);
    await expect(page).toHaveURL(/\/login$/);
    await expect(page.getByText(DONE)).toBeVisible();
    await page.goto('/');
    await expect(page).toHaveURL(/\/login$/);
    await expectSignedOut(other);
    expect((await mailAbout(SUBJECT.passwordChanged, parent.email)).text).toContain(`対象のユーザーID：${parent.userId}`);
    await page.goto(link);
    await expect(page.getByRole('heading', { name: USED })).toBeVisible();
  });

  await test.step('only the new password signs in', async () => {
    await page.goto('/login');
    await sendSignIn(page, parent);
    await expect(page.getByText(WRONG).first()).toBeVisible();
    await sendSignIn(page, { ...parent, password: NEW_PASSWORD });
    await expect(page.getByText('ようこそ').first()).toBeVisible();
  });
});

test('R5 D9 whoever asks for whomever gets the same answer, and only the right one a mail', async ({ page, shop, database }) => {
  const unknown = someEmail();
  const { userId, email } = shop.parent;
  const answers: string[] = [];

  for (const [typedId, typedEmail] of [
    [userId, email],
    [userId, unknown],
    [someUserId(), email],
    ['x', unknown],
  ] as const) {
    await requestReset(page, typedId, typedEmail);
    answers.push(await page.locator('html').innerText());
  }
  for (const typedEmail of [email, unknown]) {
    await sendRecovery(page, typedEmail);
    answers.push(await page.locator('html').innerText());
  }
  expect(new Set(answers).size).toBe(1);

  await mailAbout(SUBJECT.reminder, email);
  await expect
    .poll(async () => (await database.query('select 1 from recovery_requests where email = any($1)', [[email, unknown]])).rows)
    .toEqual([]);
  expect(await mailsTo(email, 1, SUBJECT.reset)).toHaveLength(1);
  expect(await mailsTo(unknown, 0)).toEqual([]);
});

test('M21 what was forgotten to be typed is told, and what was typed stays', async ({ page }) => {
  await page.goto('/reset');
  await field(page, 'メールアドレス').fill('nowhere');
  await page.getByRole('button', { name: '送信する', exact: true }).click();
  await expectFieldError(page, field(page, 'ログインID（ユーザーID）'), 'ログインIDが入力されていません。');
  await expectFieldError(page, field(page, 'メールアドレス'), 'メールアドレスの形式が正しくありません。例：name@example.com');
  await expect(field(page, 'メールアドレス')).toHaveValue('nowhere');

  await page.goto('/recover');
  await field(page, 'メールアドレス').fill('a@example.com,b@example.com');
  await field(page, 'お客様番号（任意）').fill('12345');
  await page.getByRole('button', { name: '送信する', exact: true }).click();
  await expectFieldError(page, field(page, 'メールアドレス'), 'メールアドレスの形式が正しくありません。例：name@example.com');
  await expectFieldError(page, field(page, 'お客様番号（任意）'), 'お客様番号は9桁の数字で入力してください。');
  await expect(field(page, 'お客様番号（任意）')).toHaveValue('12345');
});

test('D9 R17 a second request ends the first link, and half an hour ends the second', async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(410);
  const { id, userId, email } = shop.parent;
  await requestReset(page, userId, email);
  const first = linkIn(await mailAbout(SUBJECT.reset, email));
  await requestReset(page, userId, email);
  const second = linkIn(await mailAbout(SUBJECT.reset, email, 2));

  await expectGone(page, first);
  await page.goto(second);
  await field(page, RESET_PASSWORD).fill(NEW_PASSWORD);
  await expireResets(database, id);
  await page.getByRole('button', { name: 'パスワードを設定する', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'このURLは使えません' })).toBeVisible();
  await page.getByRole('link', { name: 'パスワード再設定へ' }).click();
  await expect(page).toHaveURL(/\/reset$/);
});

test('R21 D8 the token leaves the address at once with scripts, and the address works without scripts and cookies', async ({ page, shop, javaScriptEnabled }) => {
  await requestReset(page, shop.parent.userId, shop.parent.email);
  const link = linkIn(await mailAbout(SUBJECT.reset, shop.parent.email));
  const token = link.slice(link.lastIndexOf('/') + 1);
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));

  await page.goto(link);
  if (javaScriptEnabled) {
    await expect(page).toHaveURL(`${PORTAL_URL}/reset/new`);
    await page.reload();
    await expect(page).toHaveURL(`${PORTAL_URL}/reset/new`);
    await expect(field(page, RESET_PASSWORD)).toBeVisible();
    await page.goto(link);
    await expect(page).toHaveURL(`${PORTAL_URL}/reset/new`);
  } else {
    await expect(page).toHaveURL(link);
    await page.context().clearCookies();
    await page.reload();
    await expect(page).toHaveURL(link);
  }
  await field(page, RESET_PASSWORD).fill(NEW_PASSWORD);
  await page.getByRole('link', { name: 'よくある質問' }).click();
  await expect(page).toHaveURL(/\/help$/);

  const carrying = requests.filter((request) => request.url().includes(token));
  expect(carrying.length).toBeGreaterThan(0);
  expect(carrying.filter((request) => request.resourceType() !== 'document')).toEqual([]);
  const referrers = await Promise.all(requests.map(async (request) => (await request.allHeaders())['referer'] ?? ''));
  expect(referrers.filter((referrer) => referrer.includes(token) || referrer.includes('/reset/'))).toEqual([]);

  await page.goBack();
  await expect(field(page, RESET_PASSWORD)).toBeVisible();
  await sendNewPassword(page, NEW_PASSWORD);
  await expect(page.getByText(DONE)).toBeVisible();
});

test('R1 a double press on パスワードを設定する sets it and shows that it worked', async ({ page, shop }) => {
  await requestReset(page, shop.parent.userId, shop.parent.email);
  await page.goto(linkIn(await mailAbout(SUBJECT.reset, shop.parent.email)));
  await field(page, RESET_PASSWORD).fill(NEW_PASSWORD);

  await page.getByRole('button', { name: 'パスワードを設定する', exact: true }).dblclick();

  // without scripts the browser may go where the second press leads
  await expect(page.getByText(DONE).or(page.getByRole('heading', { name: USED }))).toBeVisible();
  await page.goto('/login');
  await sendSignIn(page, { ...shop.parent, password: NEW_PASSWORD });
  await expect(page.getByText('ようこそ').first()).toBeVisible();
});

test('M80 M81 who is signed in gets the link to the registered address, and signs in again afterwards', async ({ page, shop }) => {
  const { parent } = shop;
  await signIn(page, parent);
  await openChange(page, 'パスワード');
  await expect(page.getByText('パスワード再発行手続き用のURLをメールで送信します。')).toBeVisible();
  await pressOk(page);
  await expect(page.getByText(/にメールを送信しました。メールのURLから、30分以内に新しいパスワードを設定してください。/)).toBeVisible();
  await expect(page).toHaveURL(/\/account$/);

  await page.goto(linkIn(await mailAbout(SUBJECT.reset, parent.email)));
  // it is their own account: nobody else is signed in here
  await expect(page.getByRole('heading', { name: '新しいパスワードの設定' })).toBeVisible();
  await expect(page.getByText(/でログイン中です。/)).toHaveCount(0);
  await sendNewPassword(page, NEW_PASSWORD);

  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByText(DONE)).toBeVisible();
  await sendSignIn(page, { ...parent, password: NEW_PASSWORD });
  await expect(page.getByText('ようこそ').first()).toBeVisible();
});

test('M24 X4 one mail lists every account of a mailbox, each with its shop, its kind and a link of its own', async ({ page, shop, database }) => {
  const { email } = shop.parent;
  const elsewhere = await createShop(database);
  const member = await createShareAccount(database, elsewhere, '有線 太郎', { email });
  await invite(database, shop, '有線 花子', { email });
  await page.goto('/login');
  await page.getByRole('link', { name: 'ユーザーIDとパスワードを忘れた方はこちら' }).click();
  await field(page, 'メールアドレス').fill(email);
  await field(page, 'お客様番号（任意）').fill(shop.code);
  await page.getByRole('button', { name: '送信する', exact: true }).click();
  await expect(page.getByRole('heading', { name: SENT })).toBeVisible();

  const { text } = await mailAbout(SUBJECT.reminder, email);
  for (const line of [
    `ユーザーID：${shop.parent.userId}`,
    `ユーザーID：${member.userId}`,
    `店舗/事業所名：${shop.name}`,
    `店舗/事業所名：${elsewhere.name}`,
    '親アカウント（有効）',
    'シェアアカウント（有効）',
    'シェアアカウント（初回登録待ち）',
    'ユーザー氏名：有線 太郎',
    'ユーザーIDは未登録です。招待メールのURLから初回登録をしてください。',
  ]) {
    expect(text).toContain(line);
  }
  const links = linksIn(text);
  expect(links).toHaveLength(2);
  const order = [shop.parent.userId, member.userId].toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
  for (const [index, link] of links.entries()) {
    await page.goto(link);
    await expect(page.getByText(`ユーザーID「${order[index]}」`)).toBeVisible();
  }
  await sendNewPassword(page, NEW_PASSWORD);
  await expect(page.getByText(DONE)).toBeVisible();
  const [untouched, changed] = order;
  await sendSignIn(page, { userId: changed!, password: NEW_PASSWORD });
  await expect(page.getByText('ようこそ').first()).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, { userId: untouched!, password: PASSWORD });
});

async function sendRecovery(page: Page, email: string): Promise<void> {
  await page.goto('/recover');
  await field(page, 'メールアドレス').fill(email);
  await page.getByRole('button', { name: '送信する', exact: true }).click();
  await expect(page.getByRole('heading', { name: SENT })).toBeVisible();
}
