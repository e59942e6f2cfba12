/** メールアドレスの変更: the old address counts until the press in the new mailbox, and can undo it for a week. */

import {
  ACCOUNT,
  confirmationMail,
  emailLink,
  expectGone,
  expectSignedOut,
  fact,
  NUMBER,
  openChange,
  pressLink,
  pressLinkWithNumber,
  pressOk,
} from '../support/account.ts';
import { expectFieldError, field, fullWidth } from '../support/controls.ts';
import { linkIn, mailAbout, mailsTo, numberIn, SUBJECT } from '../support/mailbox.ts';
import { createShareAccount, someEmail } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const CONFIRM = 'メールアドレスを変更する';
const UNDO = '元のメールアドレスに戻す';
const CALL_OFF = '変更を取り消す';
const RESEND = '再送信';
const WITHDRAW = '取り消す';

test('M77 M78 M79 R11 the new address counts once its mailbox has confirmed it, on whatever device', async ({ page, shop, visitor }) => {
  const { parent } = shop;
  const email = someEmail();
  await signIn(page, parent);
  await openChange(page, 'メールアドレス');
  await expect(page.getByText('新しいメールアドレスを入力してください。')).toBeVisible();
  await expect(
    page.getByText('確認用の自動メールが送信されます。届きましたら、内容を確認しURLをクリックしていただくと変更が完了いたします。'),
  ).toBeVisible();
  await field(page, 'メールアドレス').fill(email);
  await page.getByRole('button', { name: 'OK', exact: true }).click();

  await test.step('the old address still counts', async () => {
    await expect(fact(page, 'メールアドレス')).toHaveText(parent.email);
    await expect(page.getByText(`変更の確認待ち：${email}`)).toBeVisible();
    await expect(page.getByRole('button', { name: RESEND })).toBeVisible();
    await expect(page.getByRole('button', { name: WITHDRAW })).toBeVisible();
  });

  const confirmation = await mailAbout(SUBJECT.emailConfirmation, email);
  await test.step('both mailboxes are told of the request', async () => {
    const requested = await mailAbout(SUBJECT.emailRequested, parent.email);
    for (const { text } of [confirmation, requested]) {
      expect(text).toContain(`対象のユーザーID：${parent.userId}`);
      expect(text).toContain(`店舗/事業所名：${shop.name}`);
    }
  });

  await test.step('the link is pressed where nobody is signed in, with the number in the mail', async () => {
    const stranger = await visitor();
    await stranger.goto(linkIn(confirmation));
    await expect(stranger.getByText(`対象：${shop.name} ユーザーID「${parent.userId}」`)).toBeVisible();
    await expect(stranger.getByText(email)).toBeVisible();
    expect(await stranger.content(), 'the old address is told in part only').not.toContain(parent.email);
    const number = field(stranger, NUMBER);
    const press = stranger.getByRole('button', { name: CONFIRM, exact: true });
    await press.click();
    await expectFieldError(stranger, number, 'メールに書かれている4桁の確認番号を入力してください。');
    await number.fill('12');
    await press.click();
    await expectFieldError(stranger, number, '確認番号が違います。このページを開いたメールに書かれている4桁の番号を入力してください。');
    await expect(number).toHaveValue('12');
    await number.fill(fullWidth(numberIn(confirmation)));
    await press.click();
    await expect(stranger.getByText('メールアドレスを変更しました。')).toBeVisible();
    await stranger.goto('/');
    await expect(stranger).toHaveURL(/\/login$/);
  });

  await test.step('the device that asked is out, and sees the new address when it is back', async () => {
    await expectSignedOut(page);
    await signIn(page, parent);
    await page.goto(ACCOUNT);
    await expect(fact(page, 'メールアドレス')).toHaveText(email);
  });

  await test.step('both mailboxes are told of the change', async () => {
    for (const mailbox of [parent.email, email]) {
      const { text } = await mailAbout(SUBJECT.emailChanged, mailbox);
      expect(text).toContain(`対象のユーザーID：${parent.userId}`);
      expect(text).toContain(`店舗/事業所名：${shop.name}`);
    }
  });
});

test('M79 D8 R19 a link opened twenty times by a browser with scripts still waits for the press', async ({ page, shop, visitor }) => {
  const email = someEmail();
  await signIn(page, shop.parent);
  const mail = await confirmationMail(page, email);
  const link = linkIn(mail);
  const scanner = await visitor();

  for (let scan = 0; scan < 20; scan += 1) {
    expect((await scanner.goto(link))?.status()).toBe(200);
    await expect(scanner.getByRole('button', { name: CONFIRM, exact: true })).toBeVisible();
  }
  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(shop.parent.email);

  await pressLink(page, mail, CONFIRM);
  await expect(page.getByText('メールアドレスを変更しました。')).toBeVisible();
  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(email);
});

test('M79 D9 a link that was pressed says what was done, to whoever presses twice and to whoever comes back', async ({ page, shop, visitor, complaints }) => {
  complaints.expectStatus(410);
  await signIn(page, shop.parent);
  const mail = await confirmationMail(page, someEmail());
  const [first, second] = [await visitor(), await visitor()];
  for (const press of [first, second]) {
    await press.goto(linkIn(mail));
    await field(press, NUMBER).fill(numberIn(mail));
  }

  for (const press of [first, second]) {
    await press.getByRole('button', { name: CONFIRM, exact: true }).click();
    await expect(press.getByText('メールアドレスを変更しました。')).toBeVisible();
  }
  expect((await second.goto(linkIn(mail)))?.status()).toBe(200);
  await expect(second.getByText('メールアドレスを変更しました。')).toBeVisible();

  await pressLinkWithNumber(first, await mailAbout(SUBJECT.emailChanged, shop.parent.email), UNDO);
  await expect(first.getByText('メールアドレスを元に戻しました。')).toBeVisible();
  await expectGone(second, linkIn(mail));
});

test('M79 D8 R18 a press while somebody else is signed in changes the account of the mail, and leaves theirs alone', async ({ page, shop, database, visitor }) => {
  const somebody = await createShareAccount(database, shop, '有線 太郎');
  const email = someEmail();
  const owner = await visitor();
  await signIn(owner, shop.parent);
  const mail = await confirmationMail(owner, email);
  await signIn(page, somebody);

  await page.goto(linkIn(mail));
  await expect(page.getByText(`対象：${shop.name} ユーザーID「${shop.parent.userId}」`)).toBeVisible();
  await expect(page.getByText(/この端末では .+ でログイン中です。/)).toBeVisible();
  await expect(page.getByRole('main').getByRole('button', { name: 'ログアウト', exact: true })).toBeVisible();
  await field(page, NUMBER).fill(numberIn(mail));
  await page.getByRole('button', { name: CONFIRM, exact: true }).click();
  await expect(page.getByText('メールアドレスを変更しました。')).toBeVisible();

  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(somebody.email);
  await expectSignedOut(owner);
  await signIn(owner, shop.parent);
  await owner.goto(ACCOUNT);
  await expect(fact(owner, 'メールアドレス')).toHaveText(email);
});

test('M79 R17 only the newest link of the newest request works, and none after 取り消す', async ({ page, shop, complaints }) => {
  complaints.expectStatus(410);
  const [first, second] = [someEmail(), someEmail()];
  await signIn(page, shop.parent);
  const replaced = await emailLink(page, first);
  const earlier = await emailLink(page, second);
  await expectGone(page, replaced);

  await page.goto(ACCOUNT);
  await expect(page.getByText(/変更の確認待ち：/)).toHaveText(`変更の確認待ち：${second}`);
  await page.getByRole('button', { name: RESEND, exact: true }).click();
  await expect(page.getByText(`${second} に確認用のメールを送信しました。24時間以内にメールのURLを開いてください。それまでは現在のメールアドレスのままです。`)).toBeVisible();
  const newest = linkIn(await mailAbout(SUBJECT.emailConfirmation, second, 2));
  await expectGone(page, earlier);
  await page.goto(newest);
  await expect(page.getByRole('button', { name: CONFIRM, exact: true })).toBeVisible();

  await test.step('three mails an hour are enough', async () => {
    await page.goto(ACCOUNT);
    await page.getByRole('button', { name: RESEND, exact: true }).click();
    await expect(page.getByText(/^(エラー)?続けて送信できません。\d+分後にもう一度お試しください。$/)).toBeVisible();
  });

  await page.getByRole('button', { name: WITHDRAW, exact: true }).click();
  await expect(page.getByText('メールアドレスの変更を取り消しました。')).toBeVisible();
  await expect(page.getByText(/変更の確認待ち：/)).toHaveCount(0);
  await expect(fact(page, 'メールアドレス')).toHaveText(shop.parent.email);
  await expectGone(page, newest);
});

test('X1 R12 the old mailbox takes the change back, ends every session and cancels what is open', async ({ page, shop, visitor, complaints }) => {
  complaints.expectStatus(410);
  const { parent } = shop;
  const email = someEmail();
  const thief = await visitor();
  await signIn(thief, parent);
  await pressLink(thief, await confirmationMail(thief, email), CONFIRM);
  await expect(thief.getByText('メールアドレスを変更しました。')).toBeVisible();
  const next = await emailLink(thief, someEmail());
  const undo = await mailAbout(SUBJECT.emailChanged, parent.email);

  await page.goto(linkIn(undo));
  await expect(page.getByText(`メールアドレスを ${parent.email} に戻します。`, { exact: false })).toBeVisible();
  await field(page, NUMBER).fill(numberIn(undo));
  await page.getByRole('button', { name: UNDO, exact: true }).click();

  await expect(page.getByText('メールアドレスを元に戻しました。')).toBeVisible();
  await expect(page.getByRole('link', { name: 'パスワード再設定へ' })).toBeVisible();
  await expectSignedOut(thief);
  await expectGone(page, next);
  await signIn(page, parent);
  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(parent.email);
  expect((await mailAbout(SUBJECT.emailRestored, parent.email)).text).toContain(`対象のユーザーID：${parent.userId}`);
});

test('X1 a request that nobody has confirmed is called off from the old mailbox', async ({ page, shop, complaints }) => {
  complaints.expectStatus(410);
  await signIn(page, shop.parent);
  const confirmation = await emailLink(page, someEmail());

  await pressLink(page, await mailAbout(SUBJECT.emailRequested, shop.parent.email), CALL_OFF);

  await expect(page.getByText('メールアドレスの変更を取り消しました。現在のメールアドレスのままです。')).toBeVisible();
  await expectGone(page, confirmation);
  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(shop.parent.email);
});

test('M77 R45 what is no address is told beside the field, what was typed stays, and no mail goes out', async ({ page, shop }) => {
  const malformed = 'メールアドレスの形式が正しくありません。例：name@example.com';
  await signIn(page, shop.parent);

  for (const [email, message] of [
    ['', 'メールアドレスが入力されていません。'],
    ['staff', malformed],
    ['a@example.com,b@example.com', malformed],
    ['a@example.com%0d%0aBcc: b@example.com', malformed],
    [shop.parent.email, '現在のメールアドレスと同じです。別のメールアドレスを入力してください。'],
  ] as const) {
    await openChange(page, 'メールアドレス');
    await field(page, 'メールアドレス').fill(email);
    await pressOk(page);
    await expectFieldError(page, field(page, 'メールアドレス'), message);
    await expect(field(page, 'メールアドレス')).toHaveValue(email);
  }
  await page.goto(ACCOUNT);
  await expect(fact(page, 'メールアドレス')).toHaveText(shop.parent.email);
  expect(await mailsTo(shop.parent.email, 0, SUBJECT.emailRequested)).toEqual([]);
});
