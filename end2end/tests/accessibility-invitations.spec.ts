/** axe finds nothing wherever an invitation leads, and the list is worked with keys alone (X17, D13). */

import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { control, expectErrorAt, expectFieldError, field, row } from '../support/controls.ts';
import { enter, GUIDE, NAME, showCode } from '../support/in-person.ts';
import { expireInvitation } from '../support/links.ts';
import { invitationLink, mailTo, treatMailsTo } from '../support/mailbox.ts';
import { sendStepOne, USER_ID } from '../support/registration.ts';
import { SHARE_ACCOUNTS } from '../support/share-list.ts';
import { createShareAccount, invite, PASSWORD, someEmail, someUserId } from '../support/shop.ts';
import { signIn } from '../support/sign-in.ts';
import { expect, test } from '../support/test.ts';

test('X10 M15 X17 registering in person, on both screens, and the sheet', async ({ page: tablet, shop, visitor, complaints }) => {
  complaints.expectStatus(410);
  await signIn(tablet, shop.parent);
  const phone = await visitor();
  for (const address of ['/account/share/print', GUIDE]) {
    await tablet.goto(address);
    await expectAccessible(tablet);
  }
  const code = await showCode(tablet);
  await expectAccessible(tablet);
  await phone.goto(code.address);
  await expectAccessible(phone);
  await enter(phone, { name: '', email: '', number: '' });
  await expectFieldError(phone, field(phone, NAME), 'ユーザー氏名が入力されていません。');
  await expectAccessible(phone);
  await enter(phone, { name: '有線 花子', email: someEmail(), number: code.number });
  await expect(field(phone, USER_ID)).toBeVisible();
  await tablet.goto(GUIDE);
  await expectAccessible(tablet);
  await sendStepOne(phone, { userId: someUserId(), password: PASSWORD });
  await control(phone, '確定する').click();
  await expect(phone.getByText('ユーザーIDとパスワードの登録が完了しました。')).toBeVisible();
  await expectAccessible(phone);
  await control(phone, 'メールアドレスの確認へ').click();
  await expect(phone.getByRole('heading', { name: 'メールアドレスの確認' })).toBeVisible();
  await expectAccessible(phone);
  await phone.goto(code.address);
  await expectAccessible(phone);
});

test('X2 D9 X17 what becomes of invitations, in the list and behind the links', async ({ page, shop, database, visitor, complaints }) => {
  complaints.expectStatus(403, 410);
  const refused = await invite(database, shop, '届かない 太郎', { email: await refusedAddress() });
  const declining = await invite(database, shop, '辞退 花子');
  const late = await invite(database, shop, '期限切れ 次郎');
  const [declined, expired] = [await invitationLink(declining.email), await invitationLink(late.email)];
  await expireInvitation(database, late.id);
  const guest = await visitor();

  await guest.goto(`${declined}/decline`);
  await expectAccessible(guest);
  await guest.getByRole('radio', { name: 'この店舗に心当たりがない' }).check();
  await guest.getByRole('button', { name: '辞退する', exact: true }).click();
  await expect(guest.getByRole('heading', { name: 'この招待は辞退されました' })).toBeVisible();
  await expectAccessible(guest);
  await guest.goto(expired);
  await guest.getByRole('button', { name: '新しい招待メールを受け取る' }).click();
  await expect(guest.getByText(/まもなく届きます|へ送信しました/)).toBeVisible();
  await expectAccessible(guest);

  await signIn(page, shop.parent);
  await expect(async () => {
    await page.goto(SHARE_ACCOUNTS);
    await expect(row(page, refused.name)).toContainText('送信失敗', { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(row(page, declining.name)).toContainText('辞退');
  await expectAccessible(page);
  await page.goto(`${SHARE_ACCOUNTS}/${refused.id}/address`);
  await expectAccessible(page);
  await page.goto(`${SHARE_ACCOUNTS}/several?deed=delete&account=${refused.id}&account=${late.id}`);
  await expect(page.getByText(refused.name)).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${SHARE_ACCOUNTS}/new`);
  await field(page, 'ユーザー氏名').fill('別の名前');
  await field(page, 'メールアドレス').fill(declining.email);
  await page.getByRole('button', { name: '登録', exact: true }).click();
  await expectErrorAt(field(page, 'メールアドレス'), 'このメールアドレスの方は、以前の招待を辞退しています。');
  await expectAccessible(page);

  for (const state of ['suspended', 'expired']) {
    await database.query('update accounts set state = $2 where id = $1', [shop.parent.id, state]);
    await guest.goto(expired);
    await expectAccessible(guest);
  }
});

test('D13 X17 the list is reached and worked with keys alone', async ({ page, shop, database }) => {
  const waiting = await invite(database, shop, '有線 太郎', { minutesAgo: 5 });
  await createShareAccount(database, shop, '有線 花子');
  await mailTo(waiting.email);
  await signIn(page, shop.parent);
  await page.goto(SHARE_ACCOUNTS);

  expect(await stopsOf(page)).toEqual(await controlsOf(page));

  await page.getByRole('checkbox', { name: '有線 太郎を選択' }).focus();
  await page.keyboard.press('Space');
  await tabTo(page, 'まとめて再送信');
  await page.keyboard.press('Enter');
  await expect(page.getByText('次の1人に招待メールを再送信します。')).toBeVisible();
  await tabTo(page, '再送信');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1人に招待メールを再送信しました。')).toBeVisible();
  await mailTo(waiting.email, 2);
});

/** An address whose mail server takes nothing. */
async function refusedAddress(): Promise<string> {
  const email = someEmail();
  await treatMailsTo(email, 'refuse');
  return email;
}

/** What has to be reached in the content of a page, in the order of reading. */
async function controlsOf(page: Page): Promise<string[]> {
  return page.getByRole('main').evaluate((main) =>
    [...main.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, summary')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('dialog:not([open])'))
      .map((element) => element.outerHTML),
  );
}

/** Where the Tab key stops in the content of a page, after the link that leads there. */
async function stopsOf(page: Page): Promise<string[]> {
  const stops: string[] = [];
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '本文へ移動' })).toBeFocused();
  await page.keyboard.press('Enter');
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => (document.activeElement?.closest('main') ? document.activeElement.outerHTML : null));
    if (!stop) return stops;
    stops.push(stop);
  }
}

/** Presses Tab until this button has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  for (let presses = 0; presses < 40; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached by Tab`);
}
