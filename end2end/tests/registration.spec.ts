/** First registration: the three steps, what can be typed wrong, and what can have become of a link. */

import { parse } from 'node-html-parser';
import type { APIRequestContext } from '@playwright/test';
import { control, expectErrorAt, expectFieldError, field, fullWidth } from '../support/controls.ts';
import { expireInvitation, replaceInvitation } from '../support/links.ts';
import { invitationLink, mailTo } from '../support/mailbox.ts';
import { NEW_PASSWORD, NEW_PASSWORD_AGAIN, reachStepTwo, register, sendStepOne, USER_ID } from '../support/registration.ts';
import { createShareAccount, deleteAccount, invite, registrations, someUserId } from '../support/shop.ts';
import { sendSignIn, signIn } from '../support/sign-in.ts';
import { PORTAL_URL } from '../support/settings.mjs';
import { expect, from, someAddress, test } from '../support/test.ts';

const PASSWORD = 'quiet harbour 91 telescope';
const member = () => ({ userId: someUserId(), password: PASSWORD });

test('opening the link changes nothing, however often it is done: D8 R19', async ({ page, request, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  for (let scan = 0; scan < 5; scan += 1) {
    expect((await request.get(link)).status()).toBe(200);
    expect((await request.head(link)).status()).toBe(200);
  }
  expect(await registrations(database, id)).toEqual([]);

  const credentials = member();
  await register(page, link, credentials);

  expect(await registrations(database, id)).toEqual([credentials.userId]);
});

test.describe('what is typed wrong is named, and what was typed stays: M54 M55 M56 D4 D6', () => {
  const cases = [
    { what: 'no user ID', userId: '', label: USER_ID, message: 'ユーザーIDが入力されていません。' },
    { what: 'a short user ID', userId: 'abc1234', label: USER_ID, message: 'ユーザーIDは8文字以上で入力してください。' },
    { what: 'a user ID with signs', userId: 'members_12345', label: USER_ID, message: 'ユーザーIDには半角英数字だけを使ってください。' },
    { what: 'a long user ID', userId: 'a'.repeat(65), label: USER_ID, message: 'ユーザーIDは64文字以内で入力してください。' },
    { what: 'a taken user ID', userId: 'DemoParent', label: USER_ID, message: 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。' },
    { what: 'no password', password: '', label: NEW_PASSWORD, message: 'パスワードが入力されていません。' },
    { what: 'a short password', password: 'short pass1', label: NEW_PASSWORD, message: 'パスワードは12文字以上で入力してください。' },
    { what: 'a long password', password: 'long '.repeat(26), label: NEW_PASSWORD, message: 'パスワードは128文字以内で入力してください。' },
    { what: 'a common password', password: 'password1234', label: NEW_PASSWORD, message: 'このパスワードは推測されやすいため使えません。別のパスワードを入力してください。' },
    { what: 'a password with the user ID in it', userId: 'members987654', password: 'my members987654 at home', label: NEW_PASSWORD, message: 'パスワードにユーザーIDやメールアドレスを含めることはできません。' },
    { what: 'two different passwords', again: 'quiet harbour 92 telescope', label: NEW_PASSWORD_AGAIN, message: 'パスワードとパスワード（確認）が一致しません。' },
  ];
  test('one after the other', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    await page.goto(await invitationLink(email));

    for (const { what, userId = someUserId(), password = PASSWORD, again = password, label, message } of cases) {
      await test.step(what, async () => {
        await sendStepOne(page, { userId, password }, again);

        await expectFieldError(page, field(page, label), message);
        await expect(field(page, USER_ID)).toHaveValue(new RegExp(`^${userId}$`, 'i'));
        await expect(field(page, NEW_PASSWORD)).toHaveValue('');
        await expect(field(page, NEW_PASSWORD_AGAIN)).toHaveValue('');
        if (password) expect(await page.content()).not.toContain(password);
      });
    }
    expect(await registrations(database, id)).toEqual([]);
  });
});

test('a full-width user ID becomes half-width, and the result is shown: D4', async ({ page, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const { userId, password } = member();

  await reachStepTwo(page, await invitationLink(email), { userId: fullWidth(userId), password });
  await expect(page.getByText(userId)).toBeVisible();
  await page.getByRole('button', { name: '確定する', exact: true }).click();

  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  expect(await registrations(database, id)).toEqual([userId]);
});

test('a user ID can be checked before the password is thought of: M54 R48', async ({ page, shop, database, javaScriptEnabled }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  await page.goto(await invitationLink(email));
  const check = page.getByRole('button', { name: '登録可能か確認する', exact: true });

  await field(page, USER_ID).fill('demoparent');
  await field(page, NEW_PASSWORD).fill(PASSWORD);
  await check.click();
  await expectErrorAt(field(page, USER_ID), 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。');
  // in place nothing is lost; a page never gives a password back
  await expect(field(page, NEW_PASSWORD)).toHaveValue(javaScriptEnabled ? PASSWORD : '');
  await expect(field(page, NEW_PASSWORD)).not.toHaveAttribute('aria-invalid', 'true');

  const { userId } = member();
  await field(page, USER_ID).fill(userId);
  await check.click();
  await expect(page.getByRole('status').getByText('このユーザーIDは登録できます。')).toBeFocused();
  await expect(field(page, USER_ID)).toHaveValue(userId);
  await expect(page).toHaveTitle(/^(?!エラー)/);
  expect(await registrations(database, id)).toEqual([]);
});

test('D6 what tells how strong a password is moves no button away', async ({ page, shop, database, javaScriptEnabled }) => {
  const { email } = await invite(database, shop, '有線 太郎');
  await page.goto(await invitationLink(email));
  const button = page.getByRole('button', { name: '確認する', exact: true });
  const before = await button.boundingBox();

  await field(page, NEW_PASSWORD).fill(PASSWORD);
  await expect(page.getByText(/^パスワードの強さ: .*強い$/)).toHaveCount(javaScriptEnabled ? 1 : 0);

  expect(await button.boundingBox()).toEqual(before);
});

test('戻って修正する keeps the user ID and asks for no password again: M59', async ({ page, shop, database, visitor }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const first = member();
  await reachStepTwo(page, await invitationLink(email), first);

  await control(page, '戻って修正する').click();

  await expect(field(page, USER_ID)).toHaveValue(first.userId);
  await expect(page.getByText('パスワードは入力済みです。変更する場合のみ入力してください。')).toBeVisible();
  const second = member();
  await field(page, USER_ID).fill(second.userId);
  await page.getByRole('button', { name: '確認する', exact: true }).click();
  await expect(page.getByText(second.userId)).toBeVisible();
  await page.getByRole('button', { name: '確定する', exact: true }).click();
  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  expect(await registrations(database, id)).toEqual([second.userId]);
  const later = await visitor();
  await later.goto('/login');
  await signInAnew(later, second);
});

test("the browser's Back from step 2 leads to step 1, and on again", async ({ page, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const credentials = member();
  await reachStepTwo(page, await invitationLink(email), member());

  await page.goBack();
  await expect(field(page, USER_ID)).toBeVisible();
  await sendStepOne(page, credentials);
  await expect(page.getByText(credentials.userId)).toBeVisible();
  await page.getByRole('button', { name: '確定する', exact: true }).click();

  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  expect(await registrations(database, id)).toEqual([credentials.userId]);
});

test("the browser's Back from step 3 offers nothing that could go wrong", async ({ page, shop, database, complaints }) => {
  complaints.expectStatus(410);
  const { id, email } = await invite(database, shop, '有線 太郎');
  const credentials = member();
  await register(page, await invitationLink(email), credentials);

  await page.goBack();

  await expect(page.getByRole('heading', { name: /^(登録はすでに完了しています|登録完了)$/ })).toBeVisible();
  expect(await registrations(database, id)).toEqual([credentials.userId]);
});

test('a double press on 確定する makes one account and shows that it worked: M61', async ({ page, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const credentials = member();
  await reachStepTwo(page, await invitationLink(email), credentials);

  await page.getByRole('button', { name: '確定する', exact: true }).dblclick();

  await expect(page.getByRole('heading', { name: '登録完了' })).toBeVisible();
  expect(await registrations(database, id)).toEqual([credentials.userId]);
});

test('fifty registrations at once with one link make one account: R1', async ({ playwright, shop, database }) => {
  const { id, email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  const credentials = member();
  const visitors = await Promise.all(
    Array.from({ length: 50 }, () =>
      playwright.request.newContext({ extraHTTPHeaders: { ...from(someAddress()), Origin: PORTAL_URL } }),
    ),
  );
  const stepTwo = await sendStepOneByForm(visitors[0]!, link, credentials);

  const answers = await Promise.all(visitors.map((visitor) => sendForm(visitor, stepTwo, '確定する', () => '')));

  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  expect(answers.filter(({ html }) => html.includes('ユーザーIDとパスワードの登録が完了しました。')).length).toBeGreaterThanOrEqual(1);
  expect(await registrations(database, id)).toEqual([credentials.userId]);
  const { rows } = await database.query(
    `select count(*)::int as times from audit_log where account_id = $1 and event = 'user_registered'`,
    [id],
  );
  expect(rows).toEqual([{ times: 1 }]);
});

test.describe('each link that leads nowhere says why: D9', () => {
  test.beforeEach(({ complaints }) => complaints.expectStatus(404, 410));

  test('an expired one', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    await expireInvitation(database, id);

    expect((await page.goto(link))?.status()).toBe(410);

    await expect(page.getByRole('heading', { name: '招待の有効期限が切れています' })).toBeVisible();
    await expect(page.getByText(`招待メールのURLの有効期限は7日間です。${shop.name}のご担当者に、招待メールの再送信を依頼してください。`)).toBeVisible();
  });

  test('one that expires between the steps', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    await reachStepTwo(page, await invitationLink(email), member());
    await expireInvitation(database, id);

    await page.getByRole('button', { name: '確定する', exact: true }).click();

    await expect(page.getByRole('heading', { name: '招待の有効期限が切れています' })).toBeVisible();
    expect(await registrations(database, id)).toEqual([]);
  });

  test('a replaced one, with the time of the newer mail', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    await replaceInvitation(database, id);
    await mailTo(email, 2);

    expect((await page.goto(link))?.status()).toBe(410);

    await expect(page.getByRole('heading', { name: '新しい招待メールが届いています' })).toBeVisible();
    await expect(page.getByText(/一番新しい招待メールのURLを開いてください。/)).toBeVisible();
    await expect(page.getByRole('main')).toContainText(/\d+月\d+日 \d+:\d\d/);
  });

  test('a used one, with the way to sign in', async ({ page, shop, database, visitor }) => {
    const { email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    const credentials = member();
    await register(page, link, credentials);

    const later = await visitor();
    expect((await later.goto(link))?.status()).toBe(410);

    await expect(later.getByRole('heading', { name: '登録はすでに完了しています' })).toBeVisible();
    await control(later.getByRole('main'), 'ログイン').click();
    await signInAnew(later, credentials);
  });

  test('one of a deleted account', async ({ page, shop, database }) => {
    const { id, email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    await deleteAccount(database, id);

    expect((await page.goto(link))?.status()).toBe(410);

    await expect(page.getByRole('heading', { name: 'この招待は取り消されました' })).toBeVisible();
  });

  test('malformed and unknown ones', async ({ page, shop, database }) => {
    const { email } = await invite(database, shop, '有線 太郎');
    const link = await invitationLink(email);
    const token = link.slice(link.lastIndexOf('/') + 1);

    for (const wrong of [token.slice(0, 20), `${token}x`, 'A'.repeat(43), token.toLowerCase() === token ? 'b'.repeat(43) : token.toLowerCase(), '%E3%81', '日本']) {
      expect((await page.goto(`/v1/${wrong}`))?.status(), wrong).toBe(404);
      await expect(page.getByRole('heading', { name: 'URLが正しくありません' })).toBeVisible();
    }
  });
});

test('who is signed in as somebody else is asked to sign out first: D8 R18', async ({ page, shop, database }) => {
  const other = await createShareAccount(database, shop, 'USENカフェ001');
  const { id, email } = await invite(database, shop, '有線 太郎');
  const link = await invitationLink(email);
  await signIn(page, other);

  await page.goto(link);
  await expect(page.getByText(/でログイン中です。登録を続けるには、ログアウトしてください。/)).toBeVisible();
  expect(await page.getByRole('main').innerText()).not.toContain(other.userId);
  await control(page.getByRole('main'), 'ログアウトして登録を続ける').click();
  await page.waitForLoadState('load');
  const credentials = member();
  await register(page, link, credentials);

  expect(await registrations(database, id)).toEqual([credentials.userId]);
  expect(await registrations(database, other.id)).toEqual([other.userId]);
});

test('a user ID once given is never given again: D4', async ({ page, shop, database }) => {
  const gone = await createShareAccount(database, shop, 'USENカフェ001');
  await deleteAccount(database, gone.id);
  const { email } = await invite(database, shop, '有線 太郎');

  await page.goto(await invitationLink(email));
  await sendStepOne(page, { userId: gone.userId, password: PASSWORD });

  await expectFieldError(page, field(page, USER_ID), 'このユーザーIDはすでに使われています。別のユーザーIDを入力してください。');
});

async function signInAnew(page: Parameters<typeof sendSignIn>[0], credentials: Parameters<typeof sendSignIn>[1]): Promise<void> {
  await sendSignIn(page, credentials);
  await expect(page.getByText('ようこそ').first()).toBeVisible();
}

interface Answer {
  readonly status: number;
  readonly url: string;
  readonly html: string;
}

/** Opens the link and sends step 1, as a browser without scripts does; the answer is step 2. */
async function sendStepOneByForm(
  request: APIRequestContext,
  link: string,
  { userId, password }: { userId: string; password: string },
): Promise<Answer> {
  const answer = await request.get(link);
  const page = { status: answer.status(), url: answer.url(), html: await answer.text() };
  return sendForm(request, page, '確認する', (type) => (type === 'password' ? password : userId));
}

/** Sends the form of a page by one of its buttons, with what `fill` says about each field. */
async function sendForm(request: APIRequestContext, page: Answer, button: string, fill: (type: string) => string): Promise<Answer> {
  const form = parse(page.html)
    .querySelectorAll('form')
    .find((candidate) => candidate.querySelectorAll('button').some(({ text }) => text.trim() === button));
  if (!form) throw new Error(`${page.url} has no button ${button}`);
  const values: Record<string, string> = {};
  for (const input of form.querySelectorAll('input')) {
    const { name, value = '', type = 'text' } = input.attributes;
    if (name) values[name] = type === 'hidden' ? value : fill(type);
  }
  const answer = await request.post(new URL(form.getAttribute('action') ?? '', page.url).href, { form: values });
  return { status: answer.status(), url: answer.url(), html: await answer.text() };
}
