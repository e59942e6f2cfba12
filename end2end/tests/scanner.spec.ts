/** Whatever opens the links in mails, and presses what needs no input: each link still works for the person (X3). */

import type { Page } from '@playwright/test';
import type { Pool } from 'pg';
import { confirmAddress, confirmationMail, expectGone, pressLinkWithNumber, requestReset, sendNewPassword } from '../support/account.ts';
import { field } from '../support/controls.ts';
import { ageMails, expireInvitation, replaceInvitation } from '../support/links.ts';
import { linkIn, type Mail, mailAbout, SUBJECT } from '../support/mailbox.ts';
import { register } from '../support/registration.ts';
import { openEverything, pressEverything, type Scan } from '../support/robots.ts';
import { PORTAL_URL } from '../support/settings.mjs';
import { createShareAccount, invite, type Shop, someEmail, someUserId } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

const NEW_PASSWORD = 'quiet harbour 91 telescope';
const CHANGED = 'メールアドレスを変更しました。';
const RESTORED = 'メールアドレスを元に戻しました。';
const PASSWORD_CHANGED = 'パスワードを変更しました。新しいパスワードでログインしてください。';

/** A mail, and how a person finds out that its link does what it is for. */
interface Case {
  readonly what: string;
  readonly mail: Mail;
  readonly works: () => Promise<void>;
}

/** Brings a shop to where every kind of mail with a link has been sent; nobody has followed one of them yet. */
async function everyMail(shop: Shop, database: Pool, visitor: () => Promise<Page>): Promise<Case[]> {
  const registers = (mail: Mail) => async () =>
    register(await visitor(), linkIn(mail), { userId: someUserId(), password: NEW_PASSWORD });
  const setsPassword = (mail: Mail) => async () => {
    const page = await visitor();
    await page.goto(linkIn(mail));
    await sendNewPassword(page, NEW_PASSWORD);
    await expect(page.getByText(PASSWORD_CHANGED)).toBeVisible();
  };
  const presses = (mail: Mail, button: string, done: string) => async () => {
    const page = await visitor();
    await pressLinkWithNumber(page, mail, button);
    await expect(page.getByText(done).first()).toBeVisible();
  };

  const invited = await invite(database, shop, '招待 一郎');
  const invitation = await mailAbout(SUBJECT.invitation, invited.email);

  const again = await invite(database, shop, '招待 二郎');
  const replaced = await mailAbout(SUBJECT.invitation, again.email);
  await replaceInvitation(database, again.id);
  const newest = await mailAbout(SUBJECT.invitation, again.email, 2);
  await ageMails(database, again.id);

  const late = await invite(database, shop, '招待 三郎');
  const expired = await mailAbout(SUBJECT.invitation, late.email);
  await expireInvitation(database, late.id);

  const asking = await invite(database, shop, '招待 四郎');
  const tooOld = await mailAbout(SUBJECT.invitation, asking.email);
  await expireInvitation(database, asking.id);
  const asker = await visitor();
  await asker.goto(linkIn(tooOld));
  await asker.getByRole('button', { name: '新しい招待メールを受け取る' }).click();
  const asked = await mailAbout(SUBJECT.invitation, asking.email, 2);

  const isOver = (mail: Mail) => async () => {
    const page = await visitor();
    expect((await page.goto(linkIn(mail)))?.status()).toBe(410);
  };
  // by a press of the person's, or by one of a robot's that has brought them the mail already
  const leadsToANewOne = (mail: Mail, email: string) => async () => {
    const page = await visitor();
    expect((await page.goto(linkIn(mail)))?.status()).toBe(410);
    const button = page.getByRole('button', { name: '新しい招待メールを受け取る' });
    if (await button.isVisible()) await button.click();
    await expect(page.getByText(/まもなく届きます|へ送信しました/)).toBeVisible();
    await registers(await mailAbout(SUBJECT.invitation, email, 2))();
  };

  const forgetful = await createShareAccount(database, shop, '忘れ 太郎');
  const guest = await visitor();
  await requestReset(guest, forgetful.userId, forgetful.email);
  const reset = await mailAbout(SUBJECT.reset, forgetful.email);

  const lost = await createShareAccount(database, shop, '忘れ 花子');
  await guest.goto('/recover');
  await field(guest, 'メールアドレス').fill(lost.email);
  await guest.getByRole('button', { name: '送信する', exact: true }).click();
  const reminder = await mailAbout(SUBJECT.reminder, lost.email);

  const moving = await createShareAccount(database, shop, '変更 太郎');
  const mover = await visitor();
  await signIn(mover, moving);
  const confirmation = await confirmationMail(mover, someEmail());
  const requested = await mailAbout(SUBJECT.emailRequested, moving.email);

  const hasty = await createShareAccount(database, shop, '変更 花子');
  const hastyPage = await visitor();
  await signIn(hastyPage, hasty);
  const called = await confirmationMail(hastyPage, someEmail());
  const callOff = await mailAbout(SUBJECT.emailRequested, hasty.email);

  const moved = await createShareAccount(database, shop, '変更 次郎');
  const movedPage = await visitor();
  await signIn(movedPage, moved);
  const done = await confirmationMail(movedPage, someEmail());
  await pressLinkWithNumber(await visitor(), done, 'メールアドレスを変更する');
  const changed = await mailAbout(SUBJECT.emailChanged, moved.email);

  const unconfirmed = await createShareAccount(database, shop, '対面 花子');
  await database.query('update accounts set email_unconfirmed_since = registered_at where id = $1', [unconfirmed.id]);
  const owner = await visitor();
  await signIn(owner, unconfirmed);
  await owner.goto('/account/email/confirm');
  await owner.getByRole('button', { name: 'メールを再送信する' }).click();
  const address = await mailAbout(SUBJECT.addressConfirmation, unconfirmed.email);

  const alert = await mailAbout(SUBJECT.newDevice, moved.email);

  return [
    { what: 'invitation', mail: invitation, works: registers(invitation) },
    { what: 'replaced invitation', mail: replaced, works: isOver(replaced) },
    { what: 'invitation again', mail: newest, works: registers(newest) },
    { what: 'expired invitation', mail: expired, works: leadsToANewOne(expired, late.email) },
    { what: 'invitation that was asked for', mail: asked, works: registers(asked) },
    { what: 'password reset', mail: reset, works: setsPassword(reset) },
    { what: 'user ID reminder', mail: reminder, works: setsPassword(reminder) },
    { what: 'confirmation', mail: confirmation, works: presses(confirmation, 'メールアドレスを変更する', CHANGED) },
    { what: 'undo of a change', mail: requested, works: presses(requested, '元のメールアドレスに戻す', RESTORED) },
    { what: 'undo of a request', mail: callOff, works: presses(callOff, '変更を取り消す', 'メールアドレスの変更を取り消しました。') },
    { what: 'confirmation of what was called off', mail: called, works: async () => expectGone(await visitor(), linkIn(called)) },
    { what: 'undo after the change', mail: changed, works: presses(changed, '元のメールアドレスに戻す', RESTORED) },
    { what: 'address confirmation', mail: address, works: async () => confirmAddress(await visitor(), address, unconfirmed.userId) },
    { what: 'new device', mail: alert, works: presses(alert, 'すべての端末からログアウトする', 'すべての端末からログアウトしました') },
  ];
}

/** Says that a robot has been at every link, and that each still does for the person what it is for. */
async function expectUnspoilt(scan: Scan, cases: readonly Case[]): Promise<void> {
  for (const { mail } of cases) expect(scan.opened).toContain(linkIn(mail));
  for (const { what, works } of cases) await test.step(what, works);
}

test('X3 a robot that runs scripts and follows every link of every mail uses none of them up', async ({ browser, shop, database, visitor, complaints }) => {
  test.setTimeout(300_000);
  complaints.expectStatus(410);
  const cases = await everyMail(shop, database, visitor);

  const scan = await openEverything(browser, cases.map(({ mail }) => mail));

  // the sign-in page asks by itself whether there is a passkey
  expect(scan.posted.filter((address) => !address.endsWith('/api/sign-in/start-passkey'))).toEqual([]);
  expect(scan.opened).toContain(`${PORTAL_URL}/help`);
  await expectUnspoilt(scan, cases);
});

test('X3 a robot that also sends every form that needs no input uses none of them up', async ({ browser, shop, database, visitor, complaints }) => {
  test.setTimeout(300_000);
  complaints.expectStatus(410);
  const cases = await everyMail(shop, database, visitor);

  const scan = await pressEverything(browser, cases.map(({ mail }) => mail));

  for (const form of [
    'registration/enter',
    'registration/decline',
    'registration/ask-again',
    'recovery/set-new-password',
    'email-change/confirm',
    'email-change/undo',
    'address-confirmation/confirm',
    'security/end-everything',
  ]) {
    expect(scan.sent).toContain(`${PORTAL_URL}/api/${form}`);
  }
  expect(scan.posted).not.toEqual([]);
  await expectUnspoilt(scan, cases);
});
